import { sql } from 'kysely'
import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import type { Delivery, DeliveryKey } from './deliveries.ts'

/** Takes a delivery out of what is due; it waits for its endpoint, or for another one. */
export const holdDelivery = (tx: Tx, key: DeliveryKey): Promise<void> => saveDue(tx, key, null)

/** Makes a delivery due at once, whatever it waits for. */
export const makeDeliveryDue = (tx: Tx, key: DeliveryKey, now: Date): Promise<void> => saveDue(tx, key, now)

async function saveDue(tx: Tx, { workspaceId, id }: DeliveryKey, at: Date | null): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ next_attempt_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .execute()
}

/**
 * Makes due now what is pending of an endpoint and not due before, at most `limit`, the oldest first; gives how many. With
 * a fresh round of tries: those that were probes have used up the one before.
 */
export async function releaseDeliveries(
  tx: Tx,
  { workspaceId }: Scope,
  { endpointId, now, limit }: { readonly endpointId: string; readonly now: Date; readonly limit: number },
): Promise<number> {
  const waiting = await tx
    .selectFrom('deliveries')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('endpoint_id', '=', endpointId)
    .where('status', '=', 'pending')
    .where((of) => of.or([of('next_attempt_at', 'is', null), of('next_attempt_at', '>', now)]))
    .orderBy('created_at')
    .orderBy('event_sequence')
    .orderBy('id')
    .limit(limit)
    .execute()
  const ids = waiting.map(({ id }) => id)
  if (ids.length === 0) return 0
  await tx
    .updateTable('deliveries')
    .set((of) => ({ next_attempt_at: now, attempts_before_round: of.ref('attempts_count') }))
    .where('workspace_id', '=', workspaceId)
    .where('shard', 'in', [...new Set(ids.map(shardOf))])
    .where('id', 'in', ids)
    .where('status', '=', 'pending')
    .execute()
  return ids.length
}

/** How many of the oldest are considered for a probe. */
const probesMax = 100

/**
 * What a paused endpoint is probed with: the oldest, and if that was refused again and again, the next one; for one that
 * is refused for itself must not keep the others. Of what goes in order only the first of its link.
 */
export async function findProbe(tx: Tx, { workspaceId }: Scope, endpointId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from (
      select id, attempts_count, created_at, event_sequence from deliveries as oldest
      where workspace_id = ${workspaceId} and endpoint_id = ${endpointId} and status = 'pending'
        and not (ordered and exists (
          select 1 from deliveries as earlier
          where earlier.workspace_id = oldest.workspace_id and earlier.shard = oldest.shard
            and earlier.endpoint_id = oldest.endpoint_id and earlier.link_id = oldest.link_id
            and earlier.status = 'pending' and earlier.ordered and earlier.event_sequence < oldest.event_sequence
        ))
      order by created_at, event_sequence, id limit ${probesMax}
    ) as oldest
    order by attempts_count, created_at, event_sequence, id limit 1`.execute(tx)
  return rows[0]?.id
}

type InOrder = Pick<Delivery, 'workspace_id' | 'shard' | 'endpoint_id' | 'link_id' | 'event_sequence'>

const earlierOf = (db: Reader, of: InOrder) =>
  db
    .selectFrom('deliveries')
    .select('id')
    .where('workspace_id', '=', of.workspace_id)
    .where('shard', '=', of.shard)
    .where('endpoint_id', '=', of.endpoint_id)
    .where('link_id', '=', of.link_id)
    .where('status', '=', 'pending')
    .where('ordered', '=', true)
    .where('event_sequence', '<', of.event_sequence)
    .orderBy('event_sequence')
    .limit(1)

/** Whether one that goes in order has to wait for an earlier one of its link. */
export async function hasEarlierDelivery(db: Reader, delivery: InOrder): Promise<boolean> {
  return (await earlierOf(db, delivery).executeTakeFirst()) !== undefined
}

/**
 * The same, with the earlier one locked: it cannot be settled before the transaction ends, and whoever settles it then
 * sees what was held for it.
 */
export async function takeEarlierDelivery(tx: Tx, delivery: InOrder): Promise<boolean> {
  return (await earlierOf(tx, delivery).forUpdate().executeTakeFirst()) !== undefined
}

/**
 * Makes due now the first that is left of each link and endpoint of which one was settled. It is locked before it is
 * looked at, so that of two that settle at once one sees what the other has left.
 */
export async function releaseNextInOrder(tx: Tx, settled: readonly InOrder[], now: Date): Promise<number> {
  if (settled.length === 0) return 0
  const { numAffectedRows } = await sql`
    with heads as (
      select head.workspace_id, head.shard, head.id
      from unnest(
        ${settled.map((each) => each.workspace_id)}::uuid[],
        ${settled.map((each) => each.shard)}::smallint[],
        ${settled.map((each) => each.endpoint_id)}::uuid[],
        ${settled.map((each) => each.link_id)}::uuid[]
      ) as settled (workspace_id, shard, endpoint_id, link_id)
      cross join lateral (
        select workspace_id, shard, id from deliveries
        where workspace_id = settled.workspace_id and shard = settled.shard
          and endpoint_id = settled.endpoint_id and link_id = settled.link_id
          and status = 'pending' and ordered
        order by event_sequence limit 1
        for update
      ) as head
    )
    update deliveries set next_attempt_at = ${now}
    from heads
    where deliveries.workspace_id = heads.workspace_id and deliveries.shard = heads.shard
      and deliveries.id = heads.id and deliveries.next_attempt_at is null`.execute(tx)
  return Number(numAffectedRows ?? 0)
}
