import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import type { UsageTable } from '../tables.ts'

export type UsageEntry = Selectable<UsageTable>

export async function insertUsage(tx: Tx, entry: UsageEntry): Promise<void> {
  await tx.insertInto('usage').values(entry).execute()
}

/** The newest entries, with how many there are. */
export async function listUsage(
  db: Reader,
  scope: Scope,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ count: number; rows: UsageEntry[] }> {
  const matching = db.selectFrom('usage').where('workspace_id', '=', scope.workspaceId)
  const { count } = await matching.select((of) => of.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  const rows = await matching
    .select(['workspace_id', 'shard', 'id', 'link_id', 'kind', 'request_id', 'happened_at'])
    .orderBy('happened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  return { count: Number(count), rows }
}

/** How often each kind was counted between two instants, the second left out. */
export async function sumUsage(
  db: Reader,
  scope: Scope,
  { from, until }: { from: Date; until: Date },
): Promise<Map<UsageEntry['kind'], number>> {
  const rows = await db
    .selectFrom('usage')
    .select((of) => ['kind', of.fn.countAll<number>().as('count')])
    .where('workspace_id', '=', scope.workspaceId)
    .where('happened_at', '>=', from)
    .where('happened_at', '<', until)
    .groupBy('kind')
    .orderBy('kind')
    .execute()
  return new Map(rows.map((row) => [row.kind, Number(row.count)]))
}
