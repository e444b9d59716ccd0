import { fault } from '../../domain/faults.ts'
import { type Ids, uuidOf } from '../../kit/ids.ts'
import { isPublicAddress } from '../../kit/outbound.ts'
import { seal } from '../../kit/seal.ts'
import { takeNumber } from '../../store/counters.ts'
import type { Scope, Tx } from '../../store/database.ts'
import {
  endpointsMax,
  insertWebhookEndpoint,
  listWebhookEndpoints,
  removeWebhookEndpoint,
  saveWebhookAuthorization,
  type WebhookEndpoint,
} from '../../store/webhook-endpoints.ts'
import { takeWorkspace } from '../../store/workspaces.ts'
import type { Deps } from '../deps.ts'

export type Endpoint = WebhookEndpoint

export type NewEndpoint = { readonly url: string; readonly authorization: string | null }

/** Adds an address that is told of every webhook from now on; its `Authorization` is kept sealed. */
export async function createWebhookEndpoint(deps: Deps, scope: Scope, asked: NewEndpoint): Promise<Endpoint> {
  assertUrl(deps.mode, asked.url)
  const world = await deps.worlds.of(scope)
  return deps.db.transaction(async (tx) => {
    await takeWorkspace(tx, scope)
    const present = await listWebhookEndpoints(tx, scope)
    if (present.length >= endpointsMax) {
      throw fault('field_invalid', {
        field: 'url',
        values: { problem: `A workspace has at most ${endpointsMax} endpoints.` },
      })
    }
    return addEndpoint(tx, scope, { ...asked, ids: world.ids, sealing: world.keys.sealing, now: world.clock.now() })
  })
}

/** Adds an endpoint inside the caller's transaction. */
export async function addEndpoint(
  tx: Tx,
  scope: Scope,
  given: NewEndpoint & { readonly ids: Ids; readonly sealing: Buffer; readonly now: Date },
): Promise<Endpoint> {
  const number = await takeNumber(tx, scope, { kind: 'webhook endpoint', key: '' })
  const id = uuidOf(given.ids.bytes('webhook endpoint', number))
  const { authorization } = given
  const endpoint = {
    workspace_id: scope.workspaceId,
    id,
    url: given.url,
    sealed_authorization: sealAuthorization(given.sealing, id, authorization),
    created_at: given.now,
    removed_at: null,
  }
  await insertWebhookEndpoint(tx, endpoint)
  return endpoint
}

/** Lets an endpoint be told with another `Authorization`, or with none, inside the caller's transaction. */
export async function changeAuthorization(
  tx: Tx,
  scope: Scope,
  endpoint: Endpoint,
  given: Pick<NewEndpoint, 'authorization'> & { readonly sealing: Buffer },
): Promise<void> {
  await saveWebhookAuthorization(
    tx,
    scope,
    endpoint.id,
    sealAuthorization(given.sealing, endpoint.id, given.authorization),
  )
}

const sealAuthorization = (sealing: Buffer, id: string, authorization: string | null): Buffer | null =>
  authorization === null ? null : seal(sealing, authorization, `endpoint ${id} authorization`)

export const listEndpoints = ({ db }: Pick<Deps, 'db'>, scope: Scope): Promise<Endpoint[]> =>
  listWebhookEndpoints(db.reader, scope)

/** Tells an endpoint nothing more; deliveries that wait for it are abandoned when they are due. */
export async function removeEndpoint(deps: Pick<Deps, 'db' | 'worlds'>, scope: Scope, id: string): Promise<void> {
  const world = await deps.worlds.of(scope)
  const removed = await deps.db.transaction((tx) => removeWebhookEndpoint(tx, scope, id, world.clock.now()))
  if (!removed) throw fault('not_found')
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
