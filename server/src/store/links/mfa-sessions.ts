import type { Selectable } from 'kysely'
import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import { type DueRow, type DueSearch, isSearched, toDueRows } from '../due.ts'
import type { MfaSessionsTable } from '../tables.ts'

export type MfaSession = Selectable<MfaSessionsTable>

export async function insertMfaSession(tx: Tx, session: MfaSession): Promise<void> {
  await tx.insertInto('mfa_sessions').values(session).execute()
}

export function findMfaSession(
  db: Reader,
  scope: Scope,
  { linkId, session }: { linkId: string; session: string },
): Promise<MfaSession | undefined> {
  return db
    .selectFrom('mfa_sessions')
    .select(['workspace_id', 'shard', 'id', 'link_id', 'session', 'sealed_purpose', 'created_at', 'expires_at'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('session', '=', session)
    .executeTakeFirst()
}

/** Ends every open session of a link: a new question takes the place of the old one. */
export async function deleteMfaSessions(tx: Tx, scope: Scope, linkId: string): Promise<void> {
  await tx
    .deleteFrom('mfa_sessions')
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .execute()
}

/** Ends one session; gives its link where it was open until now. */
export function deleteMfaSession(tx: Tx, scope: Scope, id: string): Promise<{ link_id: string } | undefined> {
  return tx
    .deleteFrom('mfa_sessions')
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .returning('link_id')
    .executeTakeFirst()
}

export async function findDueMfaSessions(db: Reader, search: DueSearch): Promise<DueRow[]> {
  const query = db
    .selectFrom('mfa_sessions')
    .select(['workspace_id', 'id', 'expires_at as due'])
    .where('expires_at', '<=', search.until)
    .where(isSearched(search))
  return toDueRows(await query.orderBy('expires_at').orderBy('id').limit(search.limit).execute())
}
