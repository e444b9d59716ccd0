import type { Scope, Tx } from '../../store/database.ts'
import { type StoredLink, saveLink, takeLink } from '../../store/links/links.ts'
import { deleteMfaSessions } from '../../store/links/mfa-sessions.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { destroyCredentials } from './link-secrets.ts'
import { moveLink } from './move-link.ts'
import { requestIdOf } from './request-ids.ts'

/** Destroys the credentials of a link whose time for them is over; the link then waits for nothing more. */
export async function lapseCredentials(deps: Deps, scope: Scope, linkId: string): Promise<void> {
  const world = await deps.worlds.of(scope)
  await deps.db.transaction(async (tx) => {
    const link = await takeLink(tx, scope, linkId)
    if (!link?.credentials_expire_at || link.credentials_expire_at > world.clock.now()) return
    const requestId = requestIdOf(world, linkId, 'lapse', link.credentials_expire_at.toISOString())
    await lapse(deps, tx, scope, { world, link, requestId })
  })
}

/** A link that keeps no credentials gives them up as soon as its own update is done. */
export async function endUnkeptCredentials(
  deps: Deps,
  tx: Tx,
  scope: Scope,
  { world, linkId, requestId }: { world: World; linkId: string; requestId: string },
): Promise<void> {
  const link = await takeLink(tx, scope, linkId)
  if (link?.credentials_storage === 'nostore') await lapse(deps, tx, scope, { world, link, requestId })
}

async function lapse(
  deps: Deps,
  tx: Tx,
  scope: Scope,
  { world, link, requestId }: { world: World; link: StoredLink; requestId: string },
): Promise<void> {
  await destroyCredentials(tx, scope, link.id)
  await deleteMfaSessions(tx, scope, link.id)
  await saveLink(tx, scope, link.id, { credentials_expire_at: null })
  const event = { kind: 'credentials_lapsed' } as const
  await moveLink(deps, tx, scope, { world, link, event, credentialsKept: false, requestId })
  const data = { reason: event.kind }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'link_moved', data, requestId })
}
