import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { headers } from '../candidates/keys.ts'
import type { Candidate } from '../candidates/process.ts'

/** Whom a request goes to, and headers beside those that every request has. */
type Asked = Pick<Candidate, 'name' | 'port'> & { readonly added?: Readonly<Record<string, string>> }

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** One request with its JSON reply, which may take as long as it takes; any status but a 2xx ends the run. */
export async function call<Reply>(
  { name, port, added }: Asked,
  method: Method,
  path: string,
  body?: unknown,
): Promise<Reply> {
  const asked = request({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...headers, 'content-type': 'application/json', ...added },
  })
  asked.end(body === undefined ? undefined : JSON.stringify(body))
  const [reply] = (await once(asked, 'response')) as [IncomingMessage]
  const answered = await text(reply)
  const status = reply.statusCode ?? 0
  if (status < 200 || status > 299) throw new Error(`${name} answered ${status} to ${method} ${path}: ${answered}`)
  return (answered === '' ? undefined : JSON.parse(answered)) as Reply
}

/** Does the work for every item, some at once. */
export async function forEach<Item>(items: readonly Item[], together: number, work: (item: Item) => Promise<void>) {
  const queue = items.values()
  const workers = Array.from({ length: together }, async () => {
    for (const item of queue) await work(item)
  })
  await Promise.all(workers)
}
