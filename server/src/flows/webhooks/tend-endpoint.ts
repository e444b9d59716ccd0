import { nextProbeAt } from '../../domain/webhooks/endpoint-standing.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { findProbe, makeDeliveryDue, releaseDeliveries } from '../../store/webhooks/held-deliveries.ts'
import {
  saveWebhookEndpoint,
  takeAnyWebhookEndpoint,
  type WebhookEndpoint,
} from '../../store/webhooks/webhook-endpoints.ts'
import type { Deps } from '../deps.ts'

/** How many deliveries are let go in one transaction. */
const atOnce = 1_000

/**
 * Looks after an endpoint. One that is paused is probed with a delivery that waits for it; to one that is told again, or
 * was removed, everything that was held is let go.
 */
export async function tendEndpoint(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { clock } = await deps.worlds.of(scope)
  const tendOnce = () => deps.db.transaction((tx) => tend(tx, scope, { id, now: clock.now() }))
  while ((await tendOnce()) === 'more');
  deps.runner.wake(scope.workspaceId)
}

type Tended = { readonly id: string; readonly now: Date }

async function tend(tx: Tx, scope: Scope, { id, now }: Tended): Promise<'more' | 'done'> {
  const endpoint = await takeAnyWebhookEndpoint(tx, scope, id)
  // Found a while ago, perhaps; meanwhile somebody else may have been here.
  if (!endpoint?.due_at || endpoint.due_at > now) return 'done'
  if (endpoint.removed_at === null && endpoint.enabled && endpoint.paused_at) {
    await probe(tx, scope, { endpoint, now })
    return 'done'
  }
  const isOff = endpoint.removed_at === null && !endpoint.enabled
  const count = isOff ? 0 : await releaseDeliveries(tx, scope, { endpointId: id, now, limit: atOnce })
  if (count === atOnce) return 'more'
  await saveWebhookEndpoint(tx, scope, id, { due_at: null })
  return 'done'
}

/** Should the attempt never come to an end, or nothing wait for the endpoint, the next probe comes all the same. */
async function probe(
  tx: Tx,
  scope: Scope,
  { endpoint, now }: { readonly endpoint: WebhookEndpoint; readonly now: Date },
): Promise<void> {
  const found = await findProbe(tx, scope, endpoint.id)
  const due_at = nextProbeAt(now, endpoint.probes_count)
  await saveWebhookEndpoint(tx, scope, endpoint.id, { probe_delivery_id: found ?? null, due_at })
  if (found !== undefined) await makeDeliveryDue(tx, { ...scope, id: found }, now)
}
