import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { machineMs, serveFork } from './fork.ts'

/** `arrivals` answers what came since it was asked last. */
export type ReceiverQuestion = { readonly kind: 'port' } | { readonly kind: 'arrivals' }

export type Arrival = { readonly webhookId: string; readonly atMs: number }

let arrivals: { body: string; atMs: number }[] = []

/** A fast receiver: takes the body, remembers it, answers 200. */
const server = createServer(async (request, response) => {
  const atMs = machineMs()
  arrivals.push({ body: await text(request), atMs })
  response.end('ok')
}).listen(0, '127.0.0.1')
await once(server, 'listening')

serveFork<ReceiverQuestion>(
  async ({ kind }) => {
    if (kind === 'port') return (server.address() as AddressInfo).port
    const taken = arrivals
    arrivals = []
    return taken.map(({ body, atMs }): Arrival => ({ webhookId: JSON.parse(body).webhook_id, atMs }))
  },
  async () => server.closeAllConnections(),
)
