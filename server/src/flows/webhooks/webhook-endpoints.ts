import { fault } from '../../domain/faults.ts'
import { soundStanding } from '../../domain/webhooks/endpoint-standing.ts'
import { isNeverPassed } from '../../domain/webhooks/webhook-filters.ts'
import { type Ids, uuidOf } from '../../kit/ids.ts'
import { isPublicAddress } from '../../kit/outbound.ts'
import { seal } from '../../kit/seal.ts'
import { takeNumber } from '../../store/counters.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { findLinks } from '../../store/links/links.ts'
import {
  endpointsMax,
  findWebhookEndpoint,
  insertWebhookEndpoint,
  listWebhookEndpoints,
  removeWebhookEndpoint,
  saveWebhookEndpoint,
  takeWebhookEndpoint,
  type WebhookEndpoint,
} from '../../store/webhooks/webhook-endpoints.ts'
import { deleteWebhookSecrets, listWebhookSecrets, type WebhookSecret } from '../../store/webhooks/webhook-secrets.ts'
import { takeWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps, World } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'
import { noInstitution } from '../institutions.ts'
import { tellOfEndpoint } from './tell-of-endpoint.ts'

export type Endpoint = WebhookEndpoint & { readonly secrets: readonly WebhookSecret[] }

/** What a person can say of an endpoint besides its address. */
export type EndpointTerms = Pick<
  Endpoint,
  'description' | 'enabled' | 'webhook_types' | 'webhook_codes' | 'institutions' | 'links' | 'retries' | 'ordered'
>

export type NewEndpoint = {
  readonly url: string
  readonly authorization: string | null
  readonly terms?: Partial<EndpointTerms>
}

/** An endpoint as Belvo has them: told of everything, in Belvo's way. */
const plain: Omit<WebhookEndpoint, 'workspace_id' | 'id' | 'url' | 'sealed_authorization' | 'created_at'> = {
  removed_at: null,
  description: null,
  enabled: true,
  webhook_types: null,
  webhook_codes: null,
  institutions: null,
  links: null,
  retries: 'standard',
  ordered: false,
  ...soundStanding,
  due_at: null,
}

/** Adds an address that is told of webhooks from now on; its `Authorization` is kept sealed. */
export async function createWebhookEndpoint(deps: Deps, scope: Scope, asked: NewEndpoint): Promise<Endpoint> {
  assertUrl(deps.mode, asked.url)
  const world = await deps.worlds.of(scope)
  return deps.db.transaction(async (tx) => {
    await takeWorkspace(tx, scope)
    assertSomeWebhook(asked.terms ?? {})
    await assertKnown(deps, tx, scope, asked.terms ?? {})
    const present = await listWebhookEndpoints(tx, scope)
    if (present.length >= endpointsMax) {
      throw fault('field_invalid', {
        field: 'url',
        values: { problem: `A workspace has at most ${endpointsMax} endpoints.` },
      })
    }
    const { ids, keys, clock } = world
    const made = await addEndpoint(tx, scope, { ...asked, ids, sealing: keys.sealing, now: clock.now() })
    return { ...made, secrets: [] }
  })
}

/** Adds an endpoint inside the caller's transaction. */
export async function addEndpoint(
  tx: Tx,
  scope: Scope,
  given: NewEndpoint & { readonly ids: Ids; readonly sealing: Buffer; readonly now: Date },
): Promise<WebhookEndpoint> {
  const number = await takeNumber(tx, scope, { kind: 'webhook endpoint', key: '' })
  const id = uuidOf(given.ids.bytes('webhook endpoint', number))
  const { authorization } = given
  const endpoint = {
    ...plain,
    ...given.terms,
    workspace_id: scope.workspaceId,
    id,
    url: given.url,
    sealed_authorization: sealAuthorization(given.sealing, id, authorization),
    created_at: given.now,
  }
  await insertWebhookEndpoint(tx, endpoint)
  recordOwnEvent(tx, scope, given, { kind: 'endpoint_added', data: { endpoint: id } })
  return endpoint
}

/** Lets an endpoint be told with another `Authorization`, or with none, inside the caller's transaction. */
export async function changeAuthorization(
  tx: Tx,
  scope: Scope,
  endpoint: WebhookEndpoint,
  given: Pick<NewEndpoint, 'authorization'> & { readonly sealing: Buffer },
): Promise<void> {
  const sealed = sealAuthorization(given.sealing, endpoint.id, given.authorization)
  await saveWebhookEndpoint(tx, scope, endpoint.id, { sealed_authorization: sealed })
}

const sealAuthorization = (sealing: Buffer, id: string, authorization: string | null): Buffer | null =>
  authorization === null ? null : seal(sealing, authorization, `endpoint ${id} authorization`)

export type EndpointChange = Partial<EndpointTerms & Pick<NewEndpoint, 'url' | 'authorization'>>

/**
 * Changes what is given and leaves the rest. What was announced before stays announced to whom it was. To switch an
 * endpoint on is to trust it anew, and what was held for it goes out.
 */
export async function changeEndpoint(
  deps: Deps,
  scope: Scope,
  { id, asked }: { readonly id: string; readonly asked: EndpointChange },
): Promise<Endpoint> {
  if (asked.url !== undefined) assertUrl(deps.mode, asked.url)
  const world = await deps.worlds.of(scope)
  const { authorization, ...terms } = asked
  const changed = await deps.db.transaction(async (tx) => {
    const endpoint = await takeWebhookEndpoint(tx, scope, id)
    if (!endpoint) throw fault('not_found')
    assertSomeWebhook({ ...endpoint, ...terms })
    await assertKnown(deps, tx, scope, terms)
    const now = world.clock.now()
    const anew = isTrustedAnew(endpoint, terms) ? { ...soundStanding, due_at: now } : {}
    const change = { ...terms, ...sealedAgain(world, id, authorization), ...anew }
    await saveWebhookEndpoint(tx, scope, id, change)
    const told = { endpoint: id, fields: Object.keys(asked).toSorted() }
    recordOwnEvent(tx, scope, { ids: world.ids, now }, { kind: 'endpoint_changed', data: told })
    const isTold = endpoint.paused_at !== null && 'due_at' in anew
    if (isTold) await tellOfEndpoint(tx, scope, world, { endpoint, code: 'endpoint_resumed', at: now })
    return { ...endpoint, ...change, secrets: await listWebhookSecrets(tx, scope, id) }
  })
  deps.runner.wake(scope.workspaceId)
  return changed
}

/** In Belvo's way nobody keeps count of failures, so nothing could end a pause. */
const isTrustedAnew = (endpoint: WebhookEndpoint, { enabled, retries }: Partial<EndpointTerms>): boolean =>
  enabled === true || (retries === 'standard' && endpoint.retries === 'patient')

const sealedAgain = ({ keys }: World, id: string, authorization: string | null | undefined) =>
  authorization === undefined ? {} : { sealed_authorization: sealAuthorization(keys.sealing, id, authorization) }

/** Types and codes of which none go together would keep an endpoint silent as well. */
function assertSomeWebhook({ webhook_types = null, webhook_codes = null }: Partial<EndpointTerms>): void {
  if (!isNeverPassed({ webhook_types, webhook_codes })) return
  const problem = 'None of these is a code of one of webhook_types.'
  throw fault('field_invalid', { field: 'webhook_codes', values: { problem } })
}

/** A filter that names what is not there would keep an endpoint silent without a word. */
async function assertKnown(
  { connectors }: Pick<Deps, 'connectors'>,
  tx: Tx,
  scope: Scope,
  { institutions, links }: Partial<EndpointTerms>,
): Promise<void> {
  for (const [index, name] of (institutions ?? []).entries())
    if (!connectors.findByName(name)) throw noInstitution(connectors.connectors, `institutions.${index}`, name)
  if (!links) return
  const present = new Set((await findLinks(tx, scope, links)).map(({ id }) => id))
  for (const [index, id] of links.entries())
    if (!present.has(id)) throw fault('does_not_exist', { field: `links.${index}`, values: { key: 'id', value: id } })
}

export async function getEndpoint({ db }: Pick<Deps, 'db'>, scope: Scope, id: string): Promise<Endpoint> {
  const endpoint = await findWebhookEndpoint(db.reader, scope, id)
  if (!endpoint) throw fault('not_found')
  return { ...endpoint, secrets: await listWebhookSecrets(db.reader, scope, id) }
}

export async function listEndpoints({ db }: Pick<Deps, 'db'>, scope: Scope): Promise<Endpoint[]> {
  const endpoints = await listWebhookEndpoints(db.reader, scope)
  const secrets = Map.groupBy(await listWebhookSecrets(db.reader, scope), ({ endpoint_id }) => endpoint_id)
  return endpoints.map((endpoint) => ({ ...endpoint, secrets: secrets.get(endpoint.id) ?? [] }))
}

/** Tells an endpoint nothing more; deliveries that wait for it are abandoned when they are due. */
export async function removeEndpoint(
  deps: Pick<Deps, 'db' | 'worlds' | 'runner'>,
  scope: Scope,
  id: string,
): Promise<void> {
  const world = await deps.worlds.of(scope)
  await deps.db.transaction(async (tx) => {
    const now = world.clock.now()
    if (!(await removeWebhookEndpoint(tx, scope, id, now))) throw fault('not_found')
    await deleteWebhookSecrets(tx, scope, { endpointId: id })
    recordOwnEvent(tx, scope, { ids: world.ids, now }, { kind: 'endpoint_removed', data: { endpoint: id } })
  })
  deps.runner.wake(scope.workspaceId)
}

/** Throws for what is no http or https address; in server mode a literal address has to be a public one (names are checked when used). */
export function assertUrl(mode: Deps['mode'], url: string, field = 'url'): void {
  const parsed = URL.parse(url)
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol) || parsed.username || parsed.password) {
    throw fault('field_invalid', {
      field,
      values: { problem: 'Enter an http or https URL without a user name.' },
    })
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  const literal = /^[\d.]+$/.test(host) || host.includes(':')
  if (mode === 'server' && (host === 'localhost' || (literal && !isPublicAddress(host)))) {
    throw fault('field_invalid', { field, values: { problem: 'The address is not a public one.' } })
  }
}
