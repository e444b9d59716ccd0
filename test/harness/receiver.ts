import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import type { Body } from './api.ts'

/** What a receiver does with one post: a status, or something that it should not do. */
export type Behaviour = number | 'hang' | 'reset' | 'redirect' | 'flood'

/** One post as it arrived. */
export type Received = {
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Body
}

export type Receiver = {
  readonly url: string
  /** Everything that arrived, in order. */
  readonly received: readonly Received[]
  /** What it does with the next posts, one after the other; with all later ones it does the last. */
  script(...behaviours: readonly Behaviour[]): void
  forget(): void
}

/** A real HTTP server that webhooks can be sent to; gone when the file is done. */
export async function startReceiver(...behaviours: readonly Behaviour[]): Promise<Receiver> {
  const received: Received[] = []
  let script = behaviours
  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    received.push({ path: request.url ?? '', headers: request.headers, body: body === '' ? null : JSON.parse(body) })
    behave(script[0] ?? 200, request, response)
    if (script.length > 1) script = script.slice(1)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    script(...given) {
      script = given
    },
    forget: () => void received.splice(0),
  }
}

const floodBytes = 10_000_000

function behave(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
  if (typeof behaviour === 'number') response.writeHead(behaviour).end(`answered ${behaviour}`)
  else if (behaviour === 'reset') request.socket.resetAndDestroy()
  else if (behaviour === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end()
  else if (behaviour === 'flood') response.writeHead(200).end(Buffer.alloc(floodBytes, 'x'))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
