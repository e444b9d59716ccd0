import type dns from 'node:dns'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { startReceiver } from '../../../test/harness/receiver.ts'
import { breathe, stopwatch } from './deadline.ts'
import type { OutboundClient as Client } from './outbound.ts'

// A name that is resolved to whatever a test says, as a hostile name server would.
const answers = vi.hoisted(() => ({ addresses: [] as { address: string; family: number }[] }))
vi.mock('node:dns', async (original) => {
  const real = await original<typeof dns>()
  const lookup = (_host: string, _options: object, callback: (error: null, found: object) => void) =>
    callback(null, answers.addresses)
  return { ...real, default: { ...real, lookup }, lookup }
})

// Test files of a worker share their modules: this one is read anew with that resolver, and by the others without it.
vi.resetModules()
const { isPublicAddress, OutboundClient } = await import('./outbound.ts')
afterAll(() => void vi.resetModules())

const open = new OutboundClient({ open: true })
const guarded = new OutboundClient({ open: false })
afterAll(async () => {
  await open.close()
  await guarded.close()
})

const post = (client: Client, url: string, timeoutMs = 5_000) =>
  client.post({ url, headers: { 'content-type': 'application/json' }, body: '{}', timeoutMs })

describe('a question', () => {
  const ask = (client: Client, url: string, replyMaxBytes = 100) =>
    client.get({ url, headers: {}, timeoutMs: 5_000, replyMaxBytes })

  test('is answered with the status and the whole reply, or with as much of it as is wanted', async () => {
    const { url, received } = await startReceiver(200)
    expect(await ask(open, url)).toMatchObject({ kind: 'status', status: 200, reply: 'answered 200' })
    expect(await ask(open, url, 8)).toMatchObject({ kind: 'status', status: 200, reply: 'answered' })
    expect(received.map(({ body }) => body)).toEqual([null, null])
  })

  test('is not asked at an address that is not public', async () => {
    const { url, received } = await startReceiver(200)
    expect(await ask(guarded, url)).toMatchObject({ kind: 'problem', problem: 'address_refused' })
    expect(received).toEqual([])
  })

  test('whose answer has no end costs what was allowed for it', async () => {
    const { url } = await startReceiver('flood')
    const reply = await ask(open, url, 1_000)
    expect(reply).toMatchObject({ kind: 'status', status: 200, reply: 'x'.repeat(1_000) })
  })
})

describe('which addresses are public', () => {
  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
    '2001:4860:4860::8888',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '64:ff9b::8.8.8.8',
    '64:FF9B:0:0:0:0:808:808',
  ])('%s is', (address) => expect(isPublicAddress(address)).toBe(true))

  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:7F00:0001',
    '0:0:0:0:0:ffff:7f00:1',
    '0000:0000:0000:0000:0000:ffff:127.0.0.1',
    '::ffff:a00:1',
    '::ffff:0:1',
    '::ffff:0.0.0.1',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '0064:ff9b:0000::0a00:0001',
    '64:ff9b:1::10.0.0.1',
    '64:ff9b::10.0.0.1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'ff02::1',
    'fe80::1%eth0',
    '2606:4700::1111%eth0',
    '2001:db8::1',
    '2001:0db8:0:0::1',
    '2001::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:0000:4136:e378:8000:63bf:3fff:fdd2',
    '2001:10::1',
    '3fff:fff::1',
    '2002:7f00:1::',
    'not an address',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('the guard', () => {
  test.each([
    'http://127.0.0.1:1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://127.0.0.1./',
    'http://%31%32%37.0.0.1/',
    'http://１２７。０。０。１/',
    'http://①②⑦.⓪.⓪.①/',
    'http://8.8.8.8@127.0.0.1/',
    'http://8.8.8.8:80@127.0.0.1:1/',
    'http://127.0.0.1\\@8.8.8.8/',
    'http://[0:0:0:0:0:ffff:7f00:1]/',
    'http://[::FFFF:7F00:1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::127.0.0.1]/',
  ])('%s is refused before anything is sent', async (url) => {
    expect(await post(guarded, url)).toMatchObject({ kind: 'problem', problem: 'address_refused' })
  })

  test('a name is refused by what it is resolved to, and by any of it', async () => {
    const receiver = await startReceiver()
    const { port } = new URL(receiver.url)
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
      answers.addresses = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      const reply = await post(guarded, `http://rebound.example:${port}/`)
      expect(reply).toMatchObject({ kind: 'problem', problem: 'address_refused' })
    }
    expect(receiver.received).toEqual([])
  })

  test('a name of other letters is looked up in its own spelling, and refused by what it is', async () => {
    answers.addresses = [{ address: '10.0.0.1', family: 4 }]
    for (const name of ['localhost', 'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ', 'bücher.example', 'xn--bcher-kva.example', 'localhost.']) {
      expect(await post(guarded, `http://${name}/`)).toMatchObject({ kind: 'problem', problem: 'address_refused' })
    }
  })

  test('what is not http is not sent', async () => {
    expect(await post(open, 'file:///etc/hosts')).toMatchObject({ kind: 'problem', problem: 'failed' })
  })
})

describe('a receiver', () => {
  test('is answered for with its status and the first of its reply', async () => {
    const { url } = await startReceiver(201)
    expect(await post(open, url)).toEqual({
      kind: 'status',
      status: 201,
      reply: 'answered 201',
      durationMs: expect.any(Number),
    })
  })

  test('that redirects is not followed', async () => {
    const receiver = await startReceiver('redirect')
    expect(await post(open, receiver.url)).toMatchObject({ kind: 'status', status: 302 })
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook'])
  })

  test('that answers ten megabytes is read in part', async () => {
    const { url } = await startReceiver('flood')
    const reply = await post(open, url)
    expect(reply).toMatchObject({ kind: 'status', status: 200, reply: 'x'.repeat(1_024) })
  })

  test('that answers and then says nothing more has answered', async () => {
    const url = await startRaw((socket) => socket.write(head(200, 'content-length: 10', 'abc')))
    expect(await post(open, url, 300)).toMatchObject({ kind: 'status', status: 200, reply: 'abc' })
    const failing = await startRaw((socket) => socket.write(head(503, 'content-length: 10')))
    expect(await post(open, failing, 300)).toMatchObject({ kind: 'status', status: 503, reply: '' })
  })

  test('that answers and then drips is left after a second', async () => {
    const url = await startRaw((socket) => {
      socket.write(head(200, 'transfer-encoding: chunked'))
      const drip = setInterval(() => socket.write('1\r\nx\r\n'), 50)
      socket.on('close', () => clearInterval(drip))
    })
    const elapsed = stopwatch()
    const reply = await post(open, url)
    expect(reply).toMatchObject({ kind: 'status', status: 200, reply: expect.stringMatching(/^x+$/) })
    expect(elapsed()).toBeLessThan(4_000)
  })

  test('that answers and then breaks off has answered', async () => {
    const url = await startRaw((socket) =>
      socket.write(head(202, 'content-length: 10', 'abc'), () => socket.resetAndDestroy()),
    )
    expect(await post(open, url)).toMatchObject({ kind: 'status', status: 202 })
  })

  test('that answers before it has read everything has answered', async () => {
    const url = await startRaw((socket) => socket.write(head(200, 'content-length: 2', 'ok')))
    const body = JSON.stringify('x'.repeat(3_000_000))
    const reply = await open.post({ url, headers: {}, body, timeoutMs: 5_000 })
    expect(reply).toMatchObject({ kind: 'status', status: 200, reply: 'ok' })
  })

  test.each([
    ['goes on saying that it is at it', (socket: Socket) => void repeat(socket, 'HTTP/1.1 102 Processing\r\n\r\n')],
    ['sends half a head', (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-')],
    ['sends a head without an end', (socket: Socket) => void repeat(socket, `x: y\r\n`, 'HTTP/1.1 200 OK\r\n')],
  ])('that %s has not answered at the deadline', async (_what, behave) => {
    const url = await startRaw(behave)
    expect(await post(open, url, 300)).toMatchObject({ kind: 'problem', problem: 'timeout' })
  })

  test.each([
    ['another protocol', (socket: Socket) => void socket.write('220 mail.example ESMTP\r\n')],
    ['an upgrade', (socket: Socket) => void socket.write(head(101, 'connection: upgrade\r\nupgrade: websocket'))],
    ['a head of 20,000 letters', (socket: Socket) => void socket.write(head(200, `x: ${'y'.repeat(20_000)}`))],
  ])('that answers %s is told of as a problem', async (_what, behave) => {
    expect(await post(open, await startRaw(behave))).toMatchObject({ kind: 'problem' })
  })

  test('is posted to over kept connections, one post at a time on each, and as many as there are posts', async () => {
    const connections = new Map<Socket, number>()
    const waiting: Socket[] = []
    const url = await startRaw((socket) => {
      connections.set(socket, (connections.get(socket) ?? 0) + 1)
      waiting.push(socket)
    })
    for (const round of [1, 2]) {
      const posts = Array.from({ length: 20 }, () => post(open, url))
      // None of them is answered before all have come.
      await vi.waitFor(() => expect(waiting).toHaveLength(20))
      for (const socket of waiting.splice(0)) socket.write(head(200, 'content-length: 2', 'ok'))
      expect((await Promise.all(posts)).every((reply) => reply.kind === 'status')).toBe(true)
      expect([...connections.values()]).toEqual(Array(20).fill(round))
      // A connection is not taken again before a turn of the event loop has shown that nothing more comes from it.
      await breathe()
    }
  })

  test('that closes a kept connection instead of using it again is posted to once more', async () => {
    const used = new Set<Socket>()
    const url = await startRaw((socket) => {
      if (used.has(socket)) return socket.end()
      used.add(socket)
      return socket.write(head(200, 'content-length: 2', 'ok'))
    })
    for (let count = 0; count < 3; count += 1) {
      expect(await post(open, url)).toMatchObject({ kind: 'status', status: 200 })
      await breathe()
    }
    expect(used.size).toBeGreaterThan(1)
  })

  test('that closes without an answer is posted to once', async () => {
    let posts = 0
    const url = await startRaw((socket) => {
      posts += 1
      socket.end()
    })
    expect(await post(open, url)).toMatchObject({ kind: 'problem', problem: 'connection_reset' })
    expect(posts).toBe(1)
  })

  test('is not told the user name of its address', async () => {
    const receiver = await startReceiver()
    await post(open, receiver.url.replace('http://', 'http://user:secret@'))
    expect(receiver.received).toMatchObject([{ path: '/hook' }])
    expect(JSON.stringify(receiver.received)).not.toContain('secret')
    expect(receiver.received[0]?.headers).not.toHaveProperty('authorization')
  })

  test('that says nothing is given up at the deadline', async () => {
    const { url } = await startReceiver('hang')
    const reply = await post(open, url, 150)
    expect(reply).toMatchObject({ kind: 'problem', problem: 'timeout' })
    expect(reply.durationMs).toBeLessThan(4_000)
  })

  test('that says nothing again and again is given up with the same word every time', async () => {
    const { url } = await startReceiver('hang')
    const problems = []
    for (let count = 0; count < 4; count += 1) problems.push(await post(open, url, 100))
    expect(problems.map((each) => each.kind === 'problem' && each.problem)).toEqual(Array(4).fill('timeout'))
  })

  test('that breaks off, or is not there, is told in a word', async () => {
    const { url } = await startReceiver('reset')
    expect(await post(open, url)).toMatchObject({ kind: 'problem', problem: 'connection_reset' })
    expect(await post(open, 'http://127.0.0.1:1/')).toMatchObject({ kind: 'problem', problem: 'connection_refused' })
  })

  test('is not told a header that cannot be sent, and the words do not repeat it', async () => {
    const { url } = await startReceiver()
    const reply = await open.post({ url, headers: { authorization: 'a\nsecret' }, body: '{}', timeoutMs: 1_000 })
    expect(reply).toMatchObject({ kind: 'problem', problem: 'failed' })
    expect(JSON.stringify(reply)).not.toContain('secret')
  })
})

/** A server that speaks with its own mouth; `behave` is called for everything that a connection brings. */
async function startRaw(behave: (socket: Socket) => unknown): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
    socket.on('data', () => behave(socket))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const head = (status: number, headers: string, body = '') => `HTTP/1.1 ${status} Word\r\n${headers}\r\n\r\n${body}`

function repeat(socket: Socket, text: string, first = ''): void {
  socket.write(first)
  const timer = setInterval(() => socket.write(text), 20)
  socket.on('close', () => clearInterval(timer))
}
