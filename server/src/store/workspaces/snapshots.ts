import { sql } from 'kysely'
import { resources } from '../../../../contract/catalogue.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import { tableOf } from '../records/records.ts'
import type { Workspace } from './workspaces.ts'

/** How many snapshots a workspace keeps at a time. */
export const snapshotsMax = 20

export type SnapshotRow = Workspace & { readonly snapshot_name: string }

/** A workspace's snapshot by its name; nothing changes it until the transaction ends. */
export async function takeSnapshot(tx: Tx, { workspaceId }: Scope, name: string): Promise<SnapshotRow | undefined> {
  const row = await tx
    .selectFrom('workspaces')
    .selectAll()
    .where('snapshot_of', '=', workspaceId)
    .where('snapshot_name', '=', name)
    .forUpdate()
    .executeTakeFirst()
  return row as SnapshotRow | undefined
}

/** Those of the workspace, by name. */
export async function listSnapshotRows(db: Reader, { workspaceId }: Scope): Promise<SnapshotRow[]> {
  const rows = await db
    .selectFrom('workspaces')
    .selectAll()
    .where('snapshot_of', '=', workspaceId)
    .orderBy('snapshot_name')
    .limit(snapshotsMax)
    .execute()
  return rows as SnapshotRow[]
}

/** How many links and records of each resource the workspaces hold, by the name of the table; empty ones are left out. */
export async function countRows(
  db: Reader,
  workspaceIds: readonly string[],
): Promise<(name: string) => Readonly<Record<string, number>>> {
  const tables = ['links', ...resources.map(tableOf)]
  const counts = tables.map(
    (table) => sql`select workspace_id as id, ${sql.lit(table)} as name, count(*)::integer as count
      from ${sql.table(table)} where workspace_id = any(${[...workspaceIds]}::uuid[]) group by workspace_id`,
  )
  const { rows } = await sql<{
    id: string
    name: string
    count: number
  }>`${sql.join(counts, sql` union all `)}`.execute(db)
  return (workspaceId) =>
    Object.fromEntries(rows.flatMap(({ id, name, count }) => (id === workspaceId ? [[name, count]] : [])))
}
