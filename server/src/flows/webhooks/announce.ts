import { isWanted } from '../../domain/webhook-filters.ts'
import { hexId, shardOf, uuidInShard } from '../../kit/ids.ts'
import type { Scope, Tx } from '../../store/database.ts'
import type { StoredLink } from '../../store/links.ts'
import { listWebhookEndpoints } from '../../store/webhook-endpoints.ts'
import type { World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'

export type Webhook = {
  readonly type: string
  readonly code: string
  readonly process: 'historical_update' | 'recurrent_update' | 'async_post'
  /** The request that it follows from, in the form in which it is told. */
  readonly requestId: string
  readonly data: Readonly<Record<string, unknown>>
  /** Which of several webhooks of one type and code in one request it is. */
  readonly part?: string
}

/**
 * Tells every endpoint that wants to hear of it: the event and one delivery for each are written with the change that
 * they tell of (links page, section 7.2). A request tells of a type, code and part once, which its `webhook_id` is of.
 */
export async function announce(
  tx: Tx,
  scope: Scope,
  world: World,
  { link, webhook }: { link: Pick<StoredLink, 'id' | 'external_id' | 'institution'>; webhook: Webhook },
): Promise<void> {
  const { type, code, process, requestId, data, part } = webhook
  const now = world.clock.now()
  const webhookId = hexId(
    world.ids.bytes('webhook', link.id, requestId, type, code, ...(part === undefined ? [] : [part])),
  )
  const payload = envelopeOf(link, webhookId, webhook)
  const endpoints = await listWebhookEndpoints(tx, scope)
  const told = endpoints.filter((endpoint) => endpoint.enabled && isWanted(endpoint, { type, code, link }))
  const deliveries = told.map((endpoint) => ({
    workspace_id: scope.workspaceId,
    shard: shardOf(link.id),
    id: uuidInShard(shardOf(link.id), world.ids.bytes('delivery', webhookId, endpoint.id)),
    link_id: link.id,
    endpoint_id: endpoint.id,
    webhook_id: webhookId,
    webhook_type: type,
    webhook_code: code,
    payload: JSON.stringify(payload),
    status: 'pending' as const,
    attempts_count: 0,
    created_at: now,
    next_attempt_at: now,
    settled_at: null,
    ordered: endpoint.ordered,
    attempts_before_round: 0,
  }))
  const event = { type, code, process, data }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'webhook', data: event, requestId, deliveries })
}

/** A webhook as it is sent (links page, section 7.2). */
export const envelopeOf = (
  link: Pick<StoredLink, 'id' | 'external_id'>,
  webhookId: string,
  { type, code, process, requestId, data }: Omit<Webhook, 'part'>,
) => ({
  webhook_id: webhookId,
  webhook_type: type,
  process_type: process,
  webhook_code: code,
  link_id: link.id,
  request_id: requestId,
  external_id: link.external_id,
  data,
})

export type Envelope = ReturnType<typeof envelopeOf>
