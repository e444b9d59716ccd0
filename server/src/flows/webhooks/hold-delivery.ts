import { mayBeTried } from '../../domain/endpoint-standing.ts'
import type { Scope } from '../../store/database.ts'
import type { Delivery } from '../../store/deliveries.ts'
import { holdDelivery } from '../../store/held-deliveries.ts'
import { takeWebhookEndpoint } from '../../store/webhook-endpoints.ts'
import type { Deps } from '../deps.ts'

/**
 * Takes a delivery out of what is due for as long as its endpoint is off or paused. Whoever lets go of what is held has
 * the endpoint's row too, so that nothing is held after that.
 */
export async function holdForEndpoint({ db, worlds }: Deps, scope: Scope, delivery: Delivery): Promise<void> {
  const { clock } = await worlds.of(scope)
  await db.transaction(async (tx) => {
    const endpoint = await takeWebhookEndpoint(tx, scope, delivery.endpoint_id)
    if (!endpoint || mayBeTried(endpoint, { id: delivery.id, now: clock.now() }).kind !== 'held') return
    await holdDelivery(tx, { ...scope, id: delivery.id })
  })
}
