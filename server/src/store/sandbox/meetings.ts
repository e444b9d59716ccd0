import { type Selectable, sql } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import type { MeetingsTable } from '../tables.ts'

export type Meeting = Omit<Selectable<MeetingsTable>, 'count'> & { readonly count: number }

/** Adds to what has been met; the same kind and name of a workspace are one. Of a workspace that is gone nothing is kept. */
export async function addMeetings(tx: Tx, meetings: readonly Meeting[]): Promise<void> {
  const column = <Key extends keyof Meeting>(key: Key) => meetings.map((meeting) => meeting[key])
  await sql`insert into meetings (workspace_id, kind, name, count)
    select met.workspace_id, met.kind, met.name, met.count
    from unnest(${column('workspace_id')}::uuid[], ${column('kind')}::text[], ${column('name')}::text[],
      ${column('count')}::bigint[]) as met (workspace_id, kind, name, count)
    join workspaces on workspaces.id = met.workspace_id
    on conflict (workspace_id, kind, name) do update set count = meetings.count + excluded.count`.execute(tx)
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

/** Adds what one workspace has met to what another has. */
export async function addMeetingsOf(tx: Tx, { from, to }: { readonly from: Scope; readonly to: Scope }): Promise<void> {
  await sql`insert into meetings (workspace_id, kind, name, count)
    select ${to.workspaceId}::uuid, kind, name, count from meetings where workspace_id = ${from.workspaceId}
    on conflict (workspace_id, kind, name) do update set count = meetings.count + excluded.count`.execute(tx)
}

export async function forgetMeetings(tx: Tx, { workspaceId }: Scope): Promise<void> {
  await tx.deleteFrom('meetings').where('workspace_id', '=', workspaceId).execute()
}
