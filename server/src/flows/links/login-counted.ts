import { Fault } from '../../kit/fault.ts'
import type { Scope } from '../../store/database.ts'
import { takeLink } from '../../store/links/links.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { moveLink } from './move-link.ts'
import { beginRequest } from './request-ids.ts'

/**
 * Lets `visit` log in for a request. When the institution rejects the credentials, that is counted on the link before
 * the Fault goes on: the sixth in a row makes the link invalid.
 */
export async function loginCounted<T>(
  deps: Deps,
  scope: Scope,
  { world, linkId }: { world: World; linkId: string },
  visit: () => Promise<T>,
): Promise<T> {
  try {
    return await visit()
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.name === 'credentials_rejected')
      await countRejection(deps, scope, world, linkId)
    throw thrown
  }
}

async function countRejection(deps: Deps, scope: Scope, world: World, linkId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const link = await takeLink(tx, scope, linkId)
    if (!link) return
    const requestId = await beginRequest(tx, scope, world, linkId)
    const event = { kind: 'login_rejected' } as const
    const moved = await moveLink(deps, tx, scope, { world, link, event, credentialsKept: true, requestId })
    const data = { failed_logins: moved.failed_logins, status: moved.status }
    recordEvent(tx, scope, world, { linkId, kind: 'link_moved', data, requestId })
  })
}
