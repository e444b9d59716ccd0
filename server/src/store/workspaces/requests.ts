import { type Selectable, sql } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import type { RequestsTable } from '../tables.ts'

export type LoggedRequest = Selectable<RequestsTable>

/** Writes many entries with one short statement, as the log is written behind every request there is. */
export async function insertRequests(tx: Tx, requests: readonly LoggedRequest[]): Promise<void> {
  const column = <Key extends keyof LoggedRequest>(key: Key) => requests.map((request) => request[key])
  const receivedAt = requests.map(({ received_at }) => received_at.toISOString())
  await sql`insert into requests (request_id, workspace_id, method, path, status, duration_ms, received_at)
    select * from unnest(${column('request_id')}::text[], ${column('workspace_id')}::uuid[],
      ${column('method')}::text[], ${column('path')}::text[], ${column('status')}::smallint[],
      ${column('duration_ms')}::double precision[], ${receivedAt}::timestamptz[])
    on conflict do nothing`.execute(tx)
}

export function findRequest(db: Reader, scope: Scope, requestId: string): Promise<LoggedRequest | undefined> {
  return db
    .selectFrom('requests')
    .select(['request_id', 'workspace_id', 'method', 'path', 'status', 'duration_ms', 'received_at'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('request_id', '=', requestId)
    .executeTakeFirst()
}

/**
 * Forgets the oldest entries that came in before `instant`, about `atOnce` of them: those of one instant go together.
 * Gives how many it was.
 */
export async function deleteRequestsBefore(tx: Tx, instant: Date, atOnce: number): Promise<number> {
  const old = tx
    .selectFrom('requests')
    .select('received_at')
    .where('received_at', '<', instant)
    .orderBy('received_at')
    .limit(atOnce)
    .as('old')
  const last = tx.selectFrom(old).select(({ fn }) => fn.max('received_at').as('last'))
  const result = await tx.deleteFrom('requests').where('received_at', '<=', last).executeTakeFirst()
  return Number(result.numDeletedRows)
}
