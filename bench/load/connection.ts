import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')

/** One kept connection of HTTP/1.1 that reads just enough of a reply to know where it ends. */
export class Connection {
  #socket: Socket
  #head: Buffer = Buffer.alloc(0)
  #missing: number | null = null
  #size = 0
  #status: number
  #answered: { resolve(size: number): void; reject(thrown: Error): void } | null = null

  static async open(host: string, port: number, status = 200): Promise<Connection> {
    const socket = connect({ host, port, noDelay: true })
    await once(socket, 'connect')
    return new Connection(socket, status)
  }

  constructor(socket: Socket, status: number) {
    this.#socket = socket
    this.#status = status
    socket.on('data', (chunk) => this.#read(chunk))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('the connection was closed before the reply was whole')))
  }

  /** Sends a request and resolves to the size of its reply's body. One at a time. */
  ask(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#answered = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    if (this.#missing === null) {
      this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
      const end = this.#head.indexOf(headEnd)
      if (end === -1) return
      this.#size = bodySize(this.#head.toString('latin1', 0, end), this.#status)
      this.#missing = this.#size - (this.#head.length - end - headEnd.length)
    } else {
      this.#missing -= chunk.length
    }
    if (this.#missing > 0) return
    this.#missing = null
    this.#head = Buffer.alloc(0)
    const answered = this.#answered
    this.#answered = null
    answered?.resolve(this.#size)
  }

  #fail(error: Error): void {
    this.#answered?.reject(error)
    this.#answered = null
  }
}

function bodySize(head: string, status: number): number {
  if (!head.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`expected a ${status}, got: ${head.slice(0, 200)}`)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`expected a content-length in: ${head.slice(0, 500)}`)
  return Number(length)
}
