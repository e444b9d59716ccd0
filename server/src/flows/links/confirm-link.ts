import type { Scope, Tx } from '../../store/database.ts'
import { type StoredLink, saveLink } from '../../store/links/links.ts'
import { keepConsent, type NewConsent } from '../consents/keep-consent.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { accessed } from '../records/staleness.ts'
import { countUsage } from '../workspaces/count-usage.ts'
import { moveLink } from './move-link.ts'

/** The institution let the person in: the link is valid, its registration counts, its own update is due. */
export async function confirmLink(
  deps: Pick<Deps, 'connectors' | 'meetings'>,
  tx: Tx,
  scope: Scope,
  confirmed: { world: World; link: StoredLink; requestId: string; consent: NewConsent | null },
): Promise<void> {
  const { world, link, requestId, consent } = confirmed
  if (consent) await keepConsent(tx, scope, world, { link, ...consent, requestId })
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'link_confirmed', requestId })
  await saveLink(tx, scope, link.id, accessed(link, world.clock.now()))
  await countUsage(tx, scope, world, { linkId: link.id, kind: 'registration', requestId })
  const credentialsKept = link.credentials_storage !== 'nostore'
  await moveLink(deps, tx, scope, { world, link, event: { kind: 'confirmed' }, credentialsKept, requestId })
}
