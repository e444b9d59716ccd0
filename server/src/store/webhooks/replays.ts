import { sql } from 'kysely'
import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import type { Place, WebhookChoice } from '../events/webhook-events.ts'
import type { Delivery } from './deliveries.ts'

/** What of a delivery its replay needs to know. */
export type Replayable = Pick<Delivery, 'id' | 'webhook_id' | 'status' | 'created_at'> & {
  /** The place of its webhook among those of the link. */
  readonly sequence: number
}

/** Deliveries of before an upgrade do not say their place, and come before those that do. */
const sequence = sql<number>`coalesce(delivery.event_sequence, 0)`

const columns = [
  ...(['delivery.id', 'delivery.webhook_id', 'delivery.status', 'delivery.created_at'] as const),
  sequence.as('sequence'),
]

export type ReplayPage = {
  readonly choice: WebhookChoice
  readonly unacknowledged: boolean
  readonly after: Place | null
  readonly limit: number
  /** Only what this endpoint was told that is of no link. */
  readonly ofNoLinkTo?: string
}

/** The deliveries that are meant, oldest first, to endpoints that are still there. */
export async function listReplayable(db: Reader, scope: Scope, page: ReplayPage): Promise<Replayable[]> {
  const { choice, unacknowledged, after, limit, ofNoLinkTo } = page
  const { from, to, linkId, type, code } = choice
  let query = db
    .selectFrom('deliveries as delivery')
    .innerJoin('webhook_endpoints as endpoint', (join) =>
      join
        .onRef('endpoint.workspace_id', '=', 'delivery.workspace_id')
        .onRef('endpoint.id', '=', 'delivery.endpoint_id')
        .on('endpoint.removed_at', 'is', null),
    )
    .select(columns)
    .where('delivery.workspace_id', '=', scope.workspaceId)
  if (ofNoLinkTo) query = query.where('delivery.endpoint_id', '=', ofNoLinkTo).where('delivery.link_id', 'is', null)
  if (from) query = query.where('delivery.created_at', '>=', from)
  if (to) query = query.where('delivery.created_at', '<', to)
  if (linkId) query = query.where('delivery.shard', '=', shardOf(linkId)).where('delivery.link_id', '=', linkId)
  if (type) query = query.where('delivery.webhook_type', '=', type)
  if (code) query = query.where('delivery.webhook_code', '=', code)
  // A literal, so that the index of what is not acknowledged is seen to fit.
  if (unacknowledged) query = query.where(sql<boolean>`delivery.status <> 'delivered'`)
  if (after) {
    const place = sql`(${after.at}::timestamptz, ${after.sequence}::bigint, ${after.id}::uuid)`
    query = query.where(sql<boolean>`(delivery.created_at, ${sequence}, delivery.id) > ${place}`)
  }
  return query.orderBy('delivery.created_at').orderBy(sequence).orderBy('delivery.id').limit(limit).execute()
}

/** What an endpoint was told, or is yet to be told, of these webhooks of these links. */
export async function listDeliveriesOfWebhooks(
  db: Reader,
  scope: Scope,
  asked: { endpointId: string; linkIds: readonly string[]; webhookIds: readonly string[] },
): Promise<Replayable[]> {
  if (asked.webhookIds.length === 0) return []
  return db
    .selectFrom('deliveries as delivery')
    .select(columns)
    .where('delivery.workspace_id', '=', scope.workspaceId)
    .where('delivery.shard', 'in', [...new Set(asked.linkIds.map(shardOf))])
    .where('delivery.link_id', 'in', [...new Set(asked.linkIds)])
    .where('delivery.endpoint_id', '=', asked.endpointId)
    .where('delivery.webhook_id', 'in', [...asked.webhookIds])
    .execute()
}

/** A delivery that is to be made once more, and when. */
export type Again = { readonly id: string; readonly at: Date }

/**
 * Makes deliveries due once more, with a fresh round of tries after those that were made; gives how many. In the order
 * of ids, so that it and those who note what became of tries cannot wait for each other.
 */
export async function beginRounds(tx: Tx, { workspaceId }: Scope, again: readonly Again[]): Promise<number> {
  if (again.length === 0) return 0
  const sorted = again.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const { rows } = await sql<{ id: string }>`
    update deliveries as delivery
    set status = 'pending', settled_at = null,
      attempts_before_round = delivery.attempts_count, next_attempt_at = again.at
    from unnest(
      ${sorted.map(({ id }) => shardOf(id))}::smallint[],
      ${sorted.map(({ id }) => id)}::uuid[],
      ${sorted.map(({ at }) => at.toISOString())}::timestamptz[]
    ) as again (shard, id, at)
    where delivery.workspace_id = ${workspaceId} and delivery.shard = again.shard and delivery.id = again.id
    returning delivery.id`.execute(tx)
  return rows.length
}
