import { fault } from '../../domain/faults.ts'
import type { Scope } from '../../store/database.ts'
import {
  type Delivery,
  type DeliveryAttempt,
  findDelivery,
  listDeliveries,
  listDeliveryAttempts,
} from '../../store/webhooks/deliveries.ts'
import type { Deps } from '../deps.ts'
import { assertPageExists, type Listed, type ListRequest } from '../records/list-records.ts'

export type Told = { readonly delivery: Delivery; readonly attempts: readonly DeliveryAttempt[] }

/** What was told to whom, newest first, with every attempt; of one link where `link` names it. */
export async function listTold(
  { db }: Pick<Deps, 'db'>,
  scope: Scope,
  request: ListRequest & { linkId?: string },
): Promise<Listed<Told>> {
  const { page, pageSize, linkId } = request
  const range = { limit: pageSize, offset: (page - 1) * pageSize }
  const { count, rows } = await listDeliveries(db.reader, scope, {
    ...range,
    ...(linkId === undefined ? {} : { linkId }),
  })
  assertPageExists(request, count)
  const attempts = await listDeliveryAttempts(
    db.reader,
    scope,
    rows.map(({ id }) => id),
  )
  const of = Map.groupBy(attempts, ({ delivery_id }) => delivery_id)
  return { count, results: rows.map((delivery) => ({ delivery, attempts: of.get(delivery.id) ?? [] })) }
}

export async function getTold({ db }: Pick<Deps, 'db'>, scope: Scope, id: string): Promise<Told> {
  const delivery = await findDelivery(db.reader, scope, id)
  if (!delivery) throw fault('not_found')
  return { delivery, attempts: await listDeliveryAttempts(db.reader, scope, [id]) }
}
