import { sql } from 'kysely'
import { shardOf } from '../kit/ids.ts'
import type { Scope, Tx } from './database.ts'
import type { DeliveryKey } from './deliveries.ts'

/** Takes a delivery out of what is due; it waits for its endpoint, or for another one. */
export async function holdDelivery(tx: Tx, { workspaceId, id }: DeliveryKey): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ next_attempt_at: null })
    .where('workspace_id', '=', workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .execute()
}

/** Makes due now what is pending of an endpoint and not due before, at most `limit`, the oldest first; gives how many. */
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
    .set({ next_attempt_at: now })
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

/** Makes a delivery due at once, whatever it waits for. */
export async function makeDeliveryDue(tx: Tx, { workspaceId, id }: DeliveryKey, now: Date): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ next_attempt_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .execute()
}
