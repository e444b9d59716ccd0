import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from './database.ts'
import type { RequestsTable } from './tables.ts'

export type LoggedRequest = Selectable<RequestsTable>

export async function insertRequests(tx: Tx, requests: readonly LoggedRequest[]): Promise<void> {
  await tx
    .insertInto('requests')
    .values([...requests])
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export function findRequest(db: Reader, scope: Scope, requestId: string): Promise<LoggedRequest | undefined> {
  return db
    .selectFrom('requests')
    .select(['request_id', 'workspace_id', 'method', 'path', 'status', 'duration_ms', 'received_at'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('request_id', '=', requestId)
    .executeTakeFirst()
}

/** Forgets at most a thousand entries that came in before `instant`; gives how many it was. */
export async function deleteRequestsBefore(tx: Tx, instant: Date): Promise<number> {
  const old = tx.selectFrom('requests').select('request_id').where('received_at', '<', instant).limit(1_000)
  const result = await tx.deleteFrom('requests').where('request_id', 'in', old).executeTakeFirst()
  return Number(result.numDeletedRows)
}
