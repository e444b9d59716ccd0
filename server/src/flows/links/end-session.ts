import { fault } from '../../domain/faults.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { deleteMfaSession, deleteMfaSessions, findMfaSession } from '../../store/links/mfa-sessions.ts'
import type { Deps } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { requestIdOf } from './request-ids.ts'

/** An unanswered session is over: what waited in it, new credentials included, is gone. */
export async function endSession({ db, worlds }: Pick<Deps, 'db' | 'worlds'>, scope: Scope, id: string): Promise<void> {
  const world = await worlds.of(scope)
  await db.transaction(async (tx) => {
    const ended = await deleteMfaSession(tx, scope, id)
    if (!ended) return
    const requestId = requestIdOf(world, ended.link_id, 'session ended', id)
    recordEvent(tx, scope, world, { linkId: ended.link_id, kind: 'token_expired', requestId })
  })
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
