import { fault } from '../../domain/faults.ts'
import { type Ids, uuidOf } from '../../kit/ids.ts'
import { seal, unseal } from '../../kit/seal.ts'
import { newWebhookSecret } from '../../kit/webhook-signature.ts'
import { takeNumber } from '../../store/counters.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { takeWebhookEndpoint } from '../../store/webhooks/webhook-endpoints.ts'
import {
  deleteWebhookSecrets,
  insertWebhookSecret,
  listWebhookSecrets,
  secretsMax,
  type WebhookSecret,
} from '../../store/webhooks/webhook-secrets.ts'
import type { Deps, World } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'

/** A secret as it is shown once: to whoever had it made. */
export type NewSecret = { readonly id: string; readonly secret: string; readonly createdAt: Date }

/**
 * Makes a secret that everything told to the endpoint is signed with from now on, besides the one that it may have. It
 * is drawn in the emulator too: a secret that follows from a seed is none.
 */
export async function makeSecret(
  { db, worlds }: Pick<Deps, 'db' | 'worlds'>,
  scope: Scope,
  endpointId: string,
): Promise<NewSecret> {
  const { ids, clock, keys } = await worlds.of(scope)
  return db.transaction(async (tx) => {
    if (!(await takeWebhookEndpoint(tx, scope, endpointId))) throw fault('not_found')
    const present = await listWebhookSecrets(tx, scope, endpointId)
    if (present.length >= secretsMax) {
      const problem = `An endpoint has at most ${secretsMax} secrets. End one of them first.`
      throw fault('field_invalid', { values: { problem } })
    }
    const number = await takeNumber(tx, scope, { kind: 'webhook secret', key: endpointId })
    const id = uuidOf(ids.bytes('webhook secret', endpointId, number))
    const made = { id, secret: newWebhookSecret(), createdAt: instantAfter(present, clock.now()) }
    await insertWebhookSecret(tx, {
      workspace_id: scope.workspaceId,
      endpoint_id: endpointId,
      id,
      sealed_secret: seal(keys.sealing, made.secret, boundTo(endpointId, id)),
      created_at: made.createdAt,
    })
    noteChange(tx, scope, { ids, now: clock.now(), endpointId })
    return made
  })
}

/** Which of two is the newer one is known by their instants alone, also where the clock stands still or was set back. */
function instantAfter(present: readonly WebhookSecret[], now: Date): Date {
  const taken = present.map(({ created_at }) => created_at.getTime() + 1)
  return new Date(Math.max(now.getTime(), ...taken))
}

/** Signs nothing with it any more. */
export async function endSecret(
  { db, worlds }: Pick<Deps, 'db' | 'worlds'>,
  scope: Scope,
  secret: { readonly endpointId: string; readonly id: string },
): Promise<void> {
  const { ids, clock } = await worlds.of(scope)
  await db.transaction(async (tx) => {
    if ((await deleteWebhookSecrets(tx, scope, secret)) === 0) throw fault('not_found')
    noteChange(tx, scope, { ids, now: clock.now(), endpointId: secret.endpointId })
  })
}

/** The log says that it is signed otherwise from here on, and nothing of the secrets. */
function noteChange(
  tx: Tx,
  scope: Scope,
  { ids, now, endpointId }: { readonly ids: Ids; readonly now: Date; readonly endpointId: string },
): void {
  recordOwnEvent(
    tx,
    scope,
    { ids, now },
    {
      kind: 'endpoint_changed',
      data: { endpoint: endpointId, fields: ['secrets'] },
    },
  )
}

/** A secret in clear, as signing needs it. */
export const openSecret = (
  { keys }: World,
  { endpoint_id: endpointId, id, sealed_secret: sealed }: Pick<WebhookSecret, 'endpoint_id' | 'id' | 'sealed_secret'>,
): string => unseal(keys.sealing, sealed, boundTo(endpointId, id)).toString('utf8')

const boundTo = (endpointId: string, id: string): string => `endpoint ${endpointId} secret ${id}`
