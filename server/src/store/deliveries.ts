import type { Selectable } from 'kysely'
import { shardOf } from '../kit/ids.ts'
import type { Reader, Scope, Tx } from './database.ts'
import { type DueRow, type DueSearch, toDueRows } from './due.ts'
import type { DeliveriesTable, DeliveryAttemptsTable } from './tables.ts'

export type Delivery = Selectable<DeliveriesTable>
export type DeliveryAttempt = Selectable<DeliveryAttemptsTable>

const columns = [
  'workspace_id',
  'shard',
  'id',
  'link_id',
  'endpoint_id',
  'webhook_id',
  'webhook_type',
  'webhook_code',
  'payload',
  'status',
  'attempts_count',
  'created_at',
  'next_attempt_at',
  'settled_at',
] as const

const attemptColumns = [
  'workspace_id',
  'shard',
  'delivery_id',
  'attempt',
  'started_at',
  'duration_ms',
  'status',
  'problem',
  'reply',
] as const

export async function insertDeliveries(tx: Tx, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length > 0)
    await tx
      .insertInto('deliveries')
      .values([...deliveries])
      .execute()
}

export function findDelivery(db: Reader, scope: Scope, id: string): Promise<Delivery | undefined> {
  return byId(db, scope, id).executeTakeFirst()
}

/** Locks the row until the transaction ends, so that an attempt is counted once. */
export function takeDelivery(tx: Tx, scope: Scope, id: string): Promise<Delivery | undefined> {
  return byId(tx, scope, id).forUpdate().executeTakeFirst()
}

export async function saveDelivery(
  tx: Tx,
  scope: Scope,
  id: string,
  change: Pick<Delivery, 'status' | 'attempts_count' | 'next_attempt_at' | 'settled_at'>,
): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set(change)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .execute()
}

export async function insertDeliveryAttempt(tx: Tx, attempt: DeliveryAttempt): Promise<void> {
  await tx.insertInto('delivery_attempts').values(attempt).execute()
}

/** The newest deliveries of the workspace, of one link where it is named, with how many there are. */
export async function listDeliveries(
  db: Reader,
  scope: Scope,
  { linkId, limit, offset }: { linkId?: string; limit: number; offset: number },
): Promise<{ count: number; rows: Delivery[] }> {
  let matching = db.selectFrom('deliveries').where('workspace_id', '=', scope.workspaceId)
  if (linkId !== undefined) matching = matching.where('shard', '=', shardOf(linkId)).where('link_id', '=', linkId)
  const { count } = await matching.select((of) => of.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  const rows = await matching
    .select(columns)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  return { count: Number(count), rows }
}

/** Every attempt of these deliveries, in order. */
export async function listDeliveryAttempts(
  db: Reader,
  scope: Scope,
  ids: readonly string[],
): Promise<DeliveryAttempt[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('delivery_attempts')
    .select(attemptColumns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', 'in', [...new Set(ids.map(shardOf))])
    .where('delivery_id', 'in', [...ids])
    .orderBy('delivery_id')
    .orderBy('attempt')
    .execute()
}

export async function findDueDeliveries(db: Reader, { workspaceId, until, limit }: DueSearch): Promise<DueRow[]> {
  let query = db
    .selectFrom('deliveries')
    .select(['workspace_id', 'id', 'next_attempt_at as due'])
    .where('next_attempt_at', '<=', until)
  if (workspaceId !== undefined) query = query.where('workspace_id', '=', workspaceId)
  return toDueRows(await query.orderBy('next_attempt_at').orderBy('id').limit(limit).execute())
}

const byId = (db: Reader, scope: Scope, id: string) =>
  db
    .selectFrom('deliveries')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
