import type { Scope } from '../store/database.ts'
import { deleteMfaSession } from '../store/mfa-sessions.ts'
import type { Deps } from './deps.ts'

/** An unanswered session is over: what waited in it, new credentials included, is gone. */
export async function endSession({ db }: Pick<Deps, 'db'>, scope: Scope, id: string): Promise<void> {
  await db.transaction((tx) => deleteMfaSession(tx, scope, id))
}
