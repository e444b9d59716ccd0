import { connect, type Socket } from 'node:net'

/** One answer on a raw connection. */
export type RawReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came back before the connection ended; `late` when the deadline ended it. */
export type Exchange = { readonly replies: readonly RawReply[]; readonly late: boolean }

/** Bytes to send on one connection. The server is to end it, unless the sender `breaksOff` after the last byte. */
export type RawRequest = { readonly bytes: Buffer; readonly breaksOff?: boolean }

const deadlineMs = 20_000

/** Sends bytes as they are, and reads until the server ends the connection. */
export function exchange(url: string, { bytes, breaksOff = false }: RawRequest): Promise<Exchange> {
  const { hostname, port } = new URL(url)
  const { promise, resolve } = Promise.withResolvers<Exchange>()
  const received: Buffer[] = []
  let late = false
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  const patience = AbortSignal.timeout(deadlineMs)
  const giveUp = () => {
    late = true
    socket.destroy()
  }
  patience.addEventListener('abort', giveUp)
  socket.on('data', (chunk: Buffer) => received.push(chunk))
  // A server that refuses may stop reading: what it said until then is the answer.
  socket.on('error', () => socket.destroy())
  socket.on('end', () => socket.end())
  socket.on('close', () => {
    patience.removeEventListener('abort', giveUp)
    resolve({ replies: repliesIn(Buffer.concat(received)), late })
  })
  send(socket, bytes, breaksOff)
  return promise
}

function send(socket: Socket, bytes: Buffer, breaksOff: boolean): void {
  if (breaksOff) socket.end(bytes)
  else socket.write(bytes)
}

/** Reads answers one after the other; one without a length ends with the connection. */
function repliesIn(bytes: Buffer): RawReply[] {
  const replies: RawReply[] = []
  let rest = bytes
  while (rest.length > 0) {
    const headEnd = rest.indexOf('\r\n\r\n')
    if (headEnd === -1) break
    const [first = '', ...lines] = rest.subarray(0, headEnd).toString('latin1').split('\r\n')
    const headers = Object.fromEntries(lines.map(headerOf))
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0)
    const bodyStart = headEnd + 4
    const isInterim = status >= 100 && status < 200
    const length = isInterim || status === 204 ? 0 : Number(headers['content-length'] ?? rest.length - bodyStart)
    const body = rest.subarray(bodyStart, bodyStart + length).toString('utf8')
    if (!isInterim) replies.push({ status, headers, body })
    rest = rest.subarray(bodyStart + length)
  }
  return replies
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}
