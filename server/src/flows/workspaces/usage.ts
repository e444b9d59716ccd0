import type { Scope } from '../../store/database.ts'
import { listUsage, sumUsage, type UsageEntry } from '../../store/workspaces/usage.ts'
import type { Deps } from '../deps.ts'
import { assertPageExists, type Listed, type ListRequest } from '../records/list-records.ts'

export type Used = UsageEntry

/** What was counted, newest first. */
export async function listUsed({ db }: Pick<Deps, 'db'>, scope: Scope, request: ListRequest): Promise<Listed<Used>> {
  const { count, rows } = await listUsage(db.reader, scope, {
    limit: request.pageSize,
    offset: (request.page - 1) * request.pageSize,
  })
  assertPageExists(request, count)
  return { count, results: rows }
}

export type UsedMonth = { readonly month: string; readonly counts: Readonly<Record<string, number>> }

const monthsShown = 12

/** How much was counted in each of the last twelve months of the workspace's clock, the present one first. */
export async function sumUsedMonths(deps: Pick<Deps, 'db' | 'worlds'>, scope: Scope): Promise<readonly UsedMonth[]> {
  const now = (await deps.worlds.of(scope)).clock.now()
  const months: UsedMonth[] = []
  for (let back = 0; back < monthsShown; back += 1) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1))
    const until = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back + 1, 1))
    const counts = Object.fromEntries(await sumUsage(deps.db.reader, scope, { from, until }))
    months.push({ month: from.toISOString().slice(0, 7), counts })
  }
  return months
}
