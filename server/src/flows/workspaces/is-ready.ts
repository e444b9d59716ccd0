import { within } from '../../kit/deadline.ts'
import { findFirstWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'

const answerMaxMs = 2_000

/** Whether the database answers, within two seconds. */
export async function isReady({ db }: Pick<Deps, 'db'>): Promise<boolean> {
  try {
    await within(answerMaxMs, findFirstWorkspace(db.reader), () => new Error('the database did not answer in time'))
    return true
  } catch {
    return false
  }
}
