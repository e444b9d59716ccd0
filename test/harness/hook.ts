import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Body } from './api.ts'

/**
 * What a receiver does with one post: a status, or something that it should not do. `hang` never answers, `drip`
 * answers a byte at a time for ever, `garbage` is no HTTP, `flood` is ten megabytes with a 200.
 */
export type Behaviour =
  | number
  | 'hang'
  | 'reset'
  | 'redirect'
  | 'flood'
  | 'drip'
  | 'garbage'
  | { readonly status: number; readonly retryAfter: string }

/** One post as it arrived. */
export type Received = {
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Body
  /** The body as it was sent. */
  readonly text: string
}

export type Hook = { readonly url: string; close(): Promise<void> }

/** A real HTTP server that webhooks can be sent to; `behaves` hears of every post and says what becomes of it. */
export async function openHook(behaves: (post: Received) => Behaviour): Promise<Hook> {
  const server = createServer(async (request, response) => {
    try {
      const text = await textOf(request)
      const body = text === '' ? null : JSON.parse(text)
      const post = { path: request.url ?? '', headers: request.headers, body, text }
      behave(behaves(post), request, response)
    } catch {
      // Whoever posted was gone before the end of the post.
      request.destroy()
    }
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => void server.close(() => resolve()))
    },
  }
}

const floodBytes = 10_000_000
const dripEveryMs = 50

function behave(behaviour: Behaviour, { socket }: IncomingMessage, response: ServerResponse): void {
  if (typeof behaviour === 'number') response.writeHead(behaviour).end(`answered ${behaviour}`)
  else if (typeof behaviour === 'object')
    response.writeHead(behaviour.status, { 'retry-after': behaviour.retryAfter }).end()
  else if (behaviour === 'reset') socket.resetAndDestroy()
  else if (behaviour === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end()
  else if (behaviour === 'flood') response.writeHead(200).end(Buffer.alloc(floodBytes, 'x'))
  else if (behaviour === 'garbage') socket.end('220 mail.example.com ESMTP\r\n')
  else if (behaviour === 'drip') drip(response)
}

function drip(response: ServerResponse): void {
  response.writeHead(200)
  const timer = setInterval(() => response.write('.'), dripEveryMs)
  response.once('close', () => clearInterval(timer))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
