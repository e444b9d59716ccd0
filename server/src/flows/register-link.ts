import { credentialKeys, type LinkRequest } from '../../../contract/links.ts'
import type { Connector, Credentials } from '../connectors/contract.ts'
import { fault } from '../domain/faults.ts'
import { checkCredentials, decideTerms, type LinkTerms } from '../domain/link-terms.ts'
import { looksPersonal } from '../domain/personal-data.ts'
import { shardOf, uuidOf } from '../kit/ids.ts'
import { seal } from '../kit/seal.ts'
import { takeNumber } from '../store/counters.ts'
import type { Scope, Tx } from '../store/database.ts'
import { insertLinkKey, saveCredentials } from '../store/link-secrets.ts'
import { findLink, insertLink, type StoredLink } from '../store/links.ts'
import type { Caller } from './authenticate.ts'
import type { Deps, World } from './deps.ts'
import { recordEvent } from './record-event.ts'
import { institutionUserId, newLinkKey } from './vault.ts'
import { visitInstitution } from './visit-institution.ts'

export type Registered = { readonly link: StoredLink; readonly requestId: string }

/**
 * Logs in at the institution once and, when it lets the person in, stores the link with its sealed credentials.
 * Throws a Fault that names the field, or the one that the institution answered with; then nothing is stored.
 */
export async function registerLink(deps: Deps, caller: Caller, request: LinkRequest): Promise<Registered> {
  const connector = deps.connectors.findByName(request.institution)
  if (!connector) {
    throw fault('does_not_exist', { field: 'institution', values: { key: 'name', value: request.institution } })
  }
  const { manifest } = connector
  const terms = decideTerms(request, manifest.resources)
  const credentials = typed(request)
  checkCredentials(manifest.formFields, credentials)
  const world = await deps.worlds.of(caller.scope)
  await visitInstitution({ connector, credentials, world, purpose: 'registration' }, async () => undefined)
  return deps.db.transaction(async (tx) => {
    const link = await newLink(tx, caller, world, { request, terms, connector })
    await insertLink(tx, link)
    await keepSecrets(tx, caller.scope, world, { link, credentials })
    const event = { linkId: link.id, kind: 'link_registered', data: { institution: link.institution } } as const
    const requestId = await recordEvent(tx, caller.scope, world, event)
    return { link: (await findLink(tx, caller.scope, link.id)) as StoredLink, requestId }
  })
}

function typed(request: LinkRequest): Credentials {
  return Object.fromEntries(
    credentialKeys.flatMap((key) => {
      const value = request[key]
      return value === undefined || value === null ? [] : [[key, value]]
    }),
  )
}

type Accepted = { readonly request: LinkRequest; readonly terms: LinkTerms; readonly connector: Connector }

async function newLink(tx: Tx, caller: Caller, world: World, accepted: Accepted): Promise<StoredLink> {
  const { request, terms } = accepted
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
    status: 'valid',
    refresh_rate: terms.refreshRate,
    credentials_storage: terms.credentialsStorage,
    credentials_expire_at: terms.credentialsDays === null ? null : daysAfter(now, terms.credentialsDays),
    fetch_resources: [...terms.fetchResources],
    stale_in: terms.staleIn,
    external_id: keptExternalId(request.external_id),
    institution_user_id: userId,
    created_by: caller.keyId,
    created_at: now,
    last_accessed_at: now,
    events_count: 0,
  }
}

/** Personal data has no place in an id of the application's own: it is stored and answered as null. */
const keptExternalId = (given: string | null | undefined) => (!given || looksPersonal(given) ? null : given)

const daysAfter = (instant: Date, days: number) => new Date(instant.getTime() + days * 86_400_000)

async function keepSecrets(
  tx: Tx,
  scope: Scope,
  world: World,
  { link, credentials }: { link: StoredLink; credentials: Credentials },
): Promise<void> {
  const data = newLinkKey(world.keys, link.id, 'data')
  await insertLinkKey(tx, scope, { linkId: link.id, purpose: 'data', sealedKey: data.sealedKey })
  if (link.credentials_storage === 'nostore') return
  const { key, sealedKey } = newLinkKey(world.keys, link.id, 'credentials')
  await insertLinkKey(tx, scope, { linkId: link.id, purpose: 'credentials', sealedKey })
  await saveCredentials(tx, scope, link.id, seal(key, JSON.stringify(credentials), `link ${link.id} credentials`))
}
