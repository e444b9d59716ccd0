import { fault } from '../../domain/faults.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { deleteMfaSession, deleteMfaSessions, findMfaSession } from '../../store/mfa-sessions.ts'
import type { Deps } from '../deps.ts'

/** An unanswered session is over: what waited in it, new credentials included, is gone. */
export async function endSession({ db }: Pick<Deps, 'db'>, scope: Scope, id: string): Promise<void> {
  await db.transaction((tx) => deleteMfaSession(tx, scope, id))
}

/**
 * Ends the session that was answered, inside the caller's transaction, which holds the link's lock. Of two answers at
 * once one finds it; the other throws `session_expired`.
 */
export async function endAnswered(
  tx: Tx,
  scope: Scope,
  { linkId, session }: { linkId: string; session: string },
): Promise<void> {
  if (!(await findMfaSession(tx, scope, { linkId, session }))) throw fault('session_expired')
  await deleteMfaSessions(tx, scope, linkId)
}
