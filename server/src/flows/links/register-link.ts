import { credentialKeys, type LinkRequest } from '../../../../contract/links.ts'
import type { Connector, Credentials } from '../../connectors/contract.ts'
import { fault } from '../../domain/faults.ts'
import { checkCredentials, decideTerms, type LinkTerms } from '../../domain/links/link-terms.ts'
import { looksPersonal } from '../../domain/personal-data.ts'
import { shardOf, uuidOf } from '../../kit/ids.ts'
import { takeNumber } from '../../store/counters.ts'
import type { Tx } from '../../store/database.ts'
import { deleteLink, findLink, insertLink, type StoredLink, takeLink } from '../../store/links/links.ts'
import { askedBy, newConsent } from '../consents/keep-consent.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { visitInstitution } from '../updates/visit-institution.ts'
import { institutionUserId } from '../workspaces/vault.ts'
import { bindToken, spendToken } from '../workspaces/widget-tokens.ts'
import { askToken, type TokenAsked } from './ask-token.ts'
import type { Caller } from './authenticate.ts'
import { confirmLink } from './confirm-link.ts'
import { keepCredentials, linkKey } from './link-secrets.ts'
import { beginRequest } from './request-ids.ts'

export type Registered =
  | { readonly kind: 'registered'; readonly link: StoredLink; readonly requestId: string }
  | TokenAsked

type Accepted = {
  readonly request: LinkRequest
  readonly terms: LinkTerms
  readonly connector: Connector
  readonly credentials: Credentials
}

/**
 * Logs in at the institution once. When it lets the person in, the link is stored with its sealed credentials; when it
 * asks for a token, the link waits unconfirmed. Throws a Fault that names the field, or the one that the institution
 * answered with; then nothing is stored.
 */
export async function registerLink(deps: Deps, caller: Caller, asked: LinkRequest): Promise<Registered> {
  if (caller.grant?.purpose === 'update') throw fault('scope_missing')
  const request = { ...asked, ...caller.grant?.terms }
  const connector = deps.connectors.findByName(request.institution)
  if (!connector) {
    throw fault('does_not_exist', { field: 'institution', values: { key: 'name', value: request.institution } })
  }
  const { manifest } = connector
  const accepted = { request, terms: decideTerms(request, manifest.resources), connector, credentials: typed(request) }
  checkCredentials(manifest.formFields, accepted.credentials)
  const world = await deps.worlds.of(caller.scope)
  const about = { world, operation: deps.operation, linkId: null }
  const visit = { ...about, connector, credentials: accepted.credentials, purpose: 'registration' } as const
  const visited = await visitInstitution(visit, async ({ consented = null }) => consented)
  const registered = await deps.db.transaction(async (tx) => {
    const { link, requestId } = await storeLink(tx, caller, world, accepted)
    if (visited.kind === 'token') {
      await deleteUnanswered(tx, caller, world, requestId)
      await bindToken(tx, caller, link.id)
      const consentAsked = askedBy(caller)
      const purpose = { kind: 'registration', ...(consentAsked ? { consentAsked } : {}) } as const
      return askToken(tx, caller.scope, world, { link, challenge: visited.challenge, purpose, requestId })
    }
    await spendToken(tx, caller, world, link.id)
    const consent = newConsent(askedBy(caller), visited.result)
    await confirmLink(deps, tx, caller.scope, { world, link, requestId, consent })
    return { kind: 'registered' as const, link: (await findLink(tx, caller.scope, link.id)) as StoredLink, requestId }
  })
  if (registered.kind === 'token') deps.meetings?.note(caller.scope, 'link_status', 'unconfirmed')
  deps.runner.wake(caller.scope.workspaceId)
  return registered
}

/** A widget has one link: what it began before and nobody answered goes when it begins again. */
async function deleteUnanswered(tx: Tx, { grant, scope }: Caller, world: World, requestId: string): Promise<void> {
  const before = grant?.linkId ? await takeLink(tx, scope, grant.linkId) : undefined
  if (before?.status !== 'unconfirmed') return
  recordEvent(tx, scope, world, { linkId: before.id, kind: 'link_deleted', requestId })
  await deleteLink(tx, scope, before.id)
}

/** The credentials among the keys of the body. */
export function typed(
  request: Readonly<Partial<Record<(typeof credentialKeys)[number], string | null | undefined>>>,
): Credentials {
  return Object.fromEntries(
    credentialKeys.flatMap((key) => {
      const value = request[key]
      return value === undefined || value === null ? [] : [[key, value]]
    }),
  )
}

/** Stores a link that is not confirmed yet, with its keys, and its credentials where it keeps them. */
async function storeLink(tx: Tx, caller: Caller, world: World, accepted: Accepted) {
  const link = await newLink(tx, caller, world, accepted)
  await insertLink(tx, link)
  await linkKey(tx, caller.scope, world, { linkId: link.id, purpose: 'data' })
  const { token: _, ...credentials } = accepted.credentials
  await keepCredentials(tx, caller.scope, world, { linkId: link.id, credentials })
  const data = { institution: link.institution, access_mode: link.access_mode }
  const requestId = await beginRequest(tx, caller.scope, world, link.id)
  recordEvent(tx, caller.scope, world, { linkId: link.id, kind: 'link_registered', data, requestId })
  return { link, requestId }
}

async function newLink(tx: Tx, caller: Caller, world: World, { request, terms }: Accepted): Promise<StoredLink> {
  const userId = institutionUserId(world.keys, request.institution, request.username)
  const number = await takeNumber(tx, caller.scope, { kind: 'link', key: `${request.institution} ${userId}` })
  const id = uuidOf(world.ids.bytes('link', request.institution, userId, number))
  const now = world.clock.now()
  return {
    workspace_id: caller.scope.workspaceId,
    shard: shardOf(id),
    id,
    institution: request.institution,
    access_mode: terms.accessMode,
    status: 'unconfirmed',
    refresh_rate: terms.accessMode === 'recurrent' ? world.refreshRate : null,
    credentials_storage: terms.credentialsStorage,
    credentials_expire_at: credentialsEnd(terms, now),
    fetch_resources: [...terms.fetchResources],
    stale_in: terms.staleIn,
    external_id: keptExternalId(request.external_id),
    institution_user_id: userId,
    created_by: caller.keyId,
    created_at: now,
    last_accessed_at: null,
    events_count: 0,
    requests_count: 0,
    failed_logins: 0,
    next_refresh_at: null,
    refresh_retries: 0,
    stale_at: null,
    refresh_claimed_at: null,
    refreshed_at: null,
    read_at: {},
  }
}

/** Personal data has no place in an id of the application's own: it is stored and answered as null. */
const keptExternalId = (given: string | null | undefined) => (!given || looksPersonal(given) ? null : given)

/**
 * When the credentials of a new link are destroyed. Those of a link that keeps none wait fifteen minutes for its token
 * and its own update, at most.
 */
function credentialsEnd({ credentialsDays }: LinkTerms, now: Date): Date | null {
  if (credentialsDays === null) return null
  return new Date(now.getTime() + (credentialsDays === 0 ? 900_000 : credentialsDays * 86_400_000))
}
