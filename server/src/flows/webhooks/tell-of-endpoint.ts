import type { EndpointWebhook } from '../../../../contract/webhooks.ts'
import { isToldOfOthers } from '../../domain/webhooks/webhook-filters.ts'
import { hexId, shardOf, uuidOf } from '../../kit/ids.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { listWebhookEndpoints, type WebhookEndpoint } from '../../store/webhooks/webhook-endpoints.ts'
import { listWebhookSecrets } from '../../store/webhooks/webhook-secrets.ts'
import type { World } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'

/**
 * Writes down that an endpoint was paused or is told again, and tells the other endpoints, but those in Belvo's plain
 * way: the one that fails is the last that could.
 */
export async function tellOfEndpoint(
  tx: Tx,
  scope: Scope,
  world: World,
  { endpoint, code, at }: { readonly endpoint: WebhookEndpoint; readonly code: EndpointWebhook; readonly at: Date },
): Promise<void> {
  const type = 'ENDPOINT'
  const instant = at.toISOString()
  const data = { endpoint: endpoint.id, description: endpoint.description, failing_since: sinceOf(endpoint) }
  const key = [endpoint.id, code, instant] as const
  const webhookId = hexId(world.ids.bytes('endpoint webhook', ...key))
  const payload = JSON.stringify({
    webhook_id: webhookId,
    webhook_type: type,
    process_type: 'recurrent_update',
    webhook_code: code,
    link_id: null,
    request_id: hexId(world.ids.bytes('endpoint request', ...key)),
    external_id: null,
    data,
  })
  const signed = new Set((await listWebhookSecrets(tx, scope)).map(({ endpoint_id }) => endpoint_id))
  const others = (await listWebhookEndpoints(tx, scope)).filter(
    (each) =>
      each.id !== endpoint.id &&
      each.enabled &&
      isToldOfOthers({ ...each, isSigned: signed.has(each.id) }, { type, code }),
  )
  const deliveries = others.map(({ id: endpointId }) => {
    const id = uuidOf(world.ids.bytes('delivery', webhookId, endpointId))
    return {
      workspace_id: scope.workspaceId,
      shard: shardOf(id),
      id,
      link_id: null,
      endpoint_id: endpointId,
      webhook_id: webhookId,
      webhook_type: type,
      webhook_code: code,
      payload,
      status: 'pending' as const,
      attempts_count: 0,
      created_at: at,
      next_attempt_at: at,
      settled_at: null,
      ordered: false,
      attempts_before_round: 0,
    }
  })
  recordOwnEvent(tx, scope, { ids: world.ids, now: at }, { kind: code, data, deliveries })
}

const sinceOf = ({ failing_since: since }: WebhookEndpoint): string | null => since?.toISOString() ?? null
