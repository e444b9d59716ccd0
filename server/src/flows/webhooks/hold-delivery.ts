import { mayBeTried } from '../../domain/webhooks/endpoint-standing.ts'
import type { Scope } from '../../store/database.ts'
import type { Delivery } from '../../store/webhooks/deliveries.ts'
import { hasEarlierDelivery, holdDelivery, takeEarlierDelivery } from '../../store/webhooks/held-deliveries.ts'
import { takeWebhookEndpoint } from '../../store/webhooks/webhook-endpoints.ts'
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

/** Holds one that goes in order for as long as an earlier one of its link is not settled; says whether it has to wait. */
export async function waitsForEarlier({ db }: Pick<Deps, 'db'>, scope: Scope, delivery: Delivery): Promise<boolean> {
  if (!(await hasEarlierDelivery(db.reader, delivery))) return false
  await db.transaction(async (tx) => {
    // Settled meanwhile: it stays due, and is looked at again.
    if (await takeEarlierDelivery(tx, delivery)) await holdDelivery(tx, { ...scope, id: delivery.id })
  })
  return true
}
