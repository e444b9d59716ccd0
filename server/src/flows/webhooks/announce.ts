import { isWanted } from '../../domain/webhooks/webhook-filters.ts'
import { hexId, shardOf, uuidInShard } from '../../kit/ids.ts'
import type { Scope, Tx } from '../../store/database.ts'
import type { NewDelivery } from '../../store/events/event-log.ts'
import type { StoredLink } from '../../store/links/links.ts'
import { listWebhookEndpoints, type WebhookEndpoint } from '../../store/webhooks/webhook-endpoints.ts'
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
 * they tell of. A request tells of a type, code and part once, which its `webhook_id` is of.
 */
export function announce(
  tx: Tx,
  scope: Scope,
  world: World,
  { link, webhook }: { link: Announcing; webhook: Webhook },
): Promise<void> {
  return announceAll(tx, scope, world, { link, webhooks: [webhook] })
}

type Announcing = Pick<StoredLink, 'id' | 'external_id' | 'institution'>

/** The same for several of one link, in their order. */
export async function announceAll(
  tx: Tx,
  scope: Scope,
  world: World,
  { link, webhooks }: { link: Announcing; webhooks: readonly Webhook[] },
): Promise<void> {
  if (webhooks.length === 0) return
  const endpoints = await listWebhookEndpoints(tx, scope)
  for (const webhook of webhooks) record(tx, scope, world, { link, webhook, endpoints })
}

function record(
  tx: Tx,
  scope: Scope,
  world: World,
  told: { link: Announcing; webhook: Webhook; endpoints: readonly WebhookEndpoint[] },
): void {
  const { link, webhook, endpoints } = told
  const { type, code, process, requestId, data, part } = webhook
  const webhookId = hexId(
    world.ids.bytes('webhook', link.id, requestId, type, code, ...(part === undefined ? [] : [part])),
  )
  const now = world.clock.now()
  const payload = envelopeOf(link, webhookId, webhook)
  const wanting = endpoints.filter((endpoint) => endpoint.enabled && isWanted(endpoint, { type, code, link }))
  const due = { at: now, nextAttemptAt: now }
  const deliveries = wanting.map((endpoint) => newDelivery(scope, world, { payload, endpoint, ...due }))
  const said = { type, code, process, data, webhook_id: webhookId, external_id: link.external_id }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'webhook', data: said, requestId, deliveries })
}

/** What an event of the kind `webhook` says. */
export type ToldWebhook = Omit<Webhook, 'requestId' | 'part'> & {
  readonly webhook_id: string
  readonly external_id: string | null
}

/** A webhook as it is sent, its keys in the published order. */
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

/** A delivery that nothing has been tried of. */
export function newDelivery(
  { workspaceId }: Scope,
  world: World,
  of: {
    readonly payload: Envelope
    readonly endpoint: Pick<WebhookEndpoint, 'id' | 'ordered'>
    /** When what it tells of happened. */
    readonly at: Date
    readonly nextAttemptAt: Date
  },
): NewDelivery {
  const { payload, endpoint, at, nextAttemptAt } = of
  const shard = shardOf(payload.link_id)
  return {
    workspace_id: workspaceId,
    shard,
    id: uuidInShard(shard, world.ids.bytes('delivery', payload.webhook_id, endpoint.id)),
    link_id: payload.link_id,
    endpoint_id: endpoint.id,
    webhook_id: payload.webhook_id,
    webhook_type: payload.webhook_type,
    webhook_code: payload.webhook_code,
    payload: JSON.stringify(payload),
    status: 'pending',
    attempts_count: 0,
    created_at: at,
    next_attempt_at: nextAttemptAt,
    settled_at: null,
    ordered: endpoint.ordered,
    attempts_before_round: 0,
  }
}
