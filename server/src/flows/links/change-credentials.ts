import type { CredentialsRequest } from '../../../../contract/modify-link.ts'
import type { Credentials } from '../../connectors/contract.ts'
import { fault } from '../../domain/faults.ts'
import { checkCredentials } from '../../domain/links/link-terms.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { findLink, type StoredLink, saveLink, takeLink } from '../../store/links/links.ts'
import { assertConsent } from '../consents/assert-consent.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { accessed } from '../records/staleness.ts'
import { visitInstitution } from '../updates/visit-institution.ts'
import { spendToken } from '../workspaces/widget-tokens.ts'
import { askToken, type TokenAsked } from './ask-token.ts'
import type { Caller } from './authenticate.ts'
import { findKeptCredentials, keepCredentials } from './link-secrets.ts'
import { loginCounted } from './login-counted.ts'
import { moveLink } from './move-link.ts'
import { typed } from './register-link.ts'
import { beginRequest } from './request-ids.ts'

export type Changed = { readonly kind: 'changed'; readonly link: StoredLink; readonly requestId: string } | TokenAsked

/**
 * Takes new passwords for a link. When the institution accepts them the link is valid again under its id, and a
 * recurrent one updates at once. The user name stays what it was.
 */
export async function changeCredentials(
  deps: Deps,
  caller: Caller,
  id: string,
  asked: CredentialsRequest,
): Promise<Changed> {
  const { scope } = caller
  const world = await deps.worlds.of(scope)
  const link = await findLink(deps.db.reader, scope, id)
  if (!link) throw fault('not_found')
  const connector = deps.connectors.findByName(link.institution)
  if (!connector) throw fault('institution_inactive')
  if (link.status === 'unconfirmed') throw fault('link_unconfirmed')
  // What waits for the registration's own update of a link that keeps nothing is for no other use.
  const kept = link.credentials_storage !== 'nostore' && (await findKeptCredentials(deps.db.reader, scope, world, link))
  if (!kept) throw fault('credentials_expired')
  // A password does not bring back what the person has to grant.
  await assertConsent(deps.db.reader, scope, id)
  const credentials = { ...kept, ...typed(asked) }
  checkCredentials(connector.manifest.formFields, credentials)
  const { operation } = deps
  const visit = { connector, credentials, world, purpose: 'access', operation, linkId: id } as const
  const visited = await loginCounted(deps, scope, { world, linkId: id }, () =>
    visitInstitution(visit, async () => undefined),
  )
  const changed = await deps.db.transaction(async (tx) => {
    const held = await takeLink(tx, scope, id)
    if (!held) throw fault('not_found')
    const requestId = await beginRequest(tx, scope, world, id)
    if (visited.kind === 'done') {
      await spendToken(tx, caller, world, id)
      return acceptCredentials(deps, tx, scope, { world, link: held, credentials, requestId })
    }
    const purpose = { kind: 'credentials', credentials } as const
    return askToken(tx, scope, world, { link: held, challenge: visited.challenge, purpose, requestId })
  })
  deps.runner.wake(scope.workspaceId)
  return changed
}

/** Stores what the institution accepted, inside the caller's transaction, which holds the link's lock. */
export async function acceptCredentials(
  deps: Deps,
  tx: Tx,
  scope: Scope,
  accepted: {
    readonly world: World
    readonly link: StoredLink
    readonly credentials: Credentials
    readonly requestId: string
  },
): Promise<Extract<Changed, { kind: 'changed' }>> {
  const { world, link, requestId } = accepted
  const { token: _, ...credentials } = accepted.credentials
  await assertConsent(tx, scope, link.id)
  await keepCredentials(tx, scope, world, { linkId: link.id, credentials })
  const access = accessed(link, world.clock.now())
  await saveLink(tx, scope, link.id, access)
  const data = { credentials: 'changed' }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'link_changed', data, requestId })
  const event = { kind: 'credentials_changed' } as const
  const moved = await moveLink(deps, tx, scope, { world, link, event, credentialsKept: true, requestId })
  return { kind: 'changed', link: { ...moved, ...access }, requestId }
}
