import type { HistoryTable } from '../../domain/links/retention.ts'
import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import { type DueRow, type DueSearch, toDueRows } from '../due.ts'

const instants = {
  events: 'happened_at',
  updates: 'created_at',
  deliveries: 'created_at',
  usage: 'happened_at',
} as const satisfies Record<HistoryTable, string>

/** Work that is not done yet is no history, however old. */
const openWork = { updates: 'due_at', deliveries: 'next_attempt_at' } as const

/** Deletes the oldest rows from before `before`, at most `atOnce` of them; gives how many it were. */
export async function deleteHistory(
  tx: Tx,
  scope: Scope,
  { table, before, atOnce }: { table: HistoryTable; before: Date; atOnce: number },
): Promise<number> {
  const instant = instants[table]
  let old = tx.selectFrom(table).select('id').where('workspace_id', '=', scope.workspaceId).where(instant, '<', before)
  if (table in openWork) old = old.where(openWork[table as keyof typeof openWork], 'is', null)
  const ids = (await old.orderBy(instant).limit(atOnce).execute()).map(({ id }) => id)
  if (ids.length === 0) return 0
  await tx
    .deleteFrom(table)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', 'in', [...new Set(ids.map(shardOf))])
    .where('id', 'in', ids)
    .execute()
  return ids.length
}

export async function saveSweep(tx: Tx, scope: Scope, sweepAt: Date): Promise<void> {
  await tx.updateTable('workspaces').set({ sweep_at: sweepAt }).where('id', '=', scope.workspaceId).execute()
}

/** The workspaces whose history is to be looked through. */
export async function findDueSweeps(
  db: Reader,
  { workspaceId, exceptWorkspaces = [], until, limit }: DueSearch,
): Promise<DueRow[]> {
  let query = db.selectFrom('workspaces').select(['id as workspace_id', 'id', 'sweep_at as due'])
  if (workspaceId !== undefined) query = query.where('id', '=', workspaceId)
  if (exceptWorkspaces.length > 0) query = query.where('id', 'not in', [...exceptWorkspaces])
  return toDueRows(await query.where('sweep_at', '<=', until).orderBy('sweep_at').orderBy('id').limit(limit).execute())
}
