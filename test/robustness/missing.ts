import { call, type Keys } from './child-server.ts'
import type { Ledger, Promised } from './life-clients.ts'

/** What a server that serves again does not show, although it was acknowledged. */
export async function missingIn(url: string, ledger: Ledger, keys: Keys | undefined): Promise<string[]> {
  const problems: string[] = []
  for (const [id, promised] of ledger) problems.push(...(await missingOf(url, id, { promised, keys })))
  return problems
}

async function missingOf(
  url: string,
  id: string,
  { promised, keys }: { promised: Promised; keys: Keys | undefined },
): Promise<string[]> {
  const { status, body } = await call(url, `/api/links/${id}/`, undefined, keys)
  if (promised.deletion === 'unanswered' && status === 404) return []
  if (status !== (typeof promised.deletion === 'object' ? 404 : 200)) return [`the link ${id} answers ${status}`]
  if (status === 404) return []
  const problems: string[] = []
  const link = body as { status: string; access_mode: string; stale_in: string }
  if (promised.confirmed && link.status === 'unconfirmed') problems.push(`the link ${id} is unconfirmed again`)
  if (!promised.accessModes.has(link.access_mode)) problems.push(`the link ${id} is ${link.access_mode}`)
  if (!promised.staleIns.has(link.stale_in)) problems.push(`the link ${id} has stale_in ${link.stale_in}`)
  for (const resource of ['accounts', 'transactions'] as const) {
    if (promised[resource].length === 0) continue
    const { body: list } = await call(url, `/api/${resource}/?link=${id}&page_size=1000`, undefined, keys)
    const kept = new Set((list as { results: { id: string }[] }).results.map((record) => record.id))
    const lost = promised[resource].filter((record) => !kept.has(record))
    problems.push(...lost.map((record) => `the link ${id} lacks ${record} of its ${resource}`))
  }
  return problems
}
