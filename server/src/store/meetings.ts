import { type Selectable, sql } from 'kysely'
import type { Reader, Scope, Tx } from './database.ts'
import type { MeetingsTable } from './tables.ts'

export type Meeting = Omit<Selectable<MeetingsTable>, 'count'> & { readonly count: number }

/** Adds to what has been met; the same kind and name of a workspace are one. */
export async function addMeetings(tx: Tx, meetings: readonly Meeting[]): Promise<void> {
  await tx
    .insertInto('meetings')
    .values([...meetings])
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'kind', 'name']).doUpdateSet({ count: sql`meetings.count + excluded.count` }),
    )
    .execute()
}

export async function listMeetings(db: Reader, { workspaceId }: Scope): Promise<Meeting[]> {
  const rows = await db
    .selectFrom('meetings')
    .select(['workspace_id', 'kind', 'name', 'count'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('kind')
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

export async function forgetMeetings(tx: Tx, { workspaceId }: Scope): Promise<void> {
  await tx.deleteFrom('meetings').where('workspace_id', '=', workspaceId).execute()
}
