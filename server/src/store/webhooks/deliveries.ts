import { type Insertable, type Selectable, sql } from 'kysely'
import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import { type DueRow, type DueSearch, isSearched, toDueRows } from '../due.ts'
import type { DeliveriesTable, DeliveryAttemptsTable, WebhookEndpointsTable } from '../webhook-tables.ts'

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
  'attempts_before_round',
  'created_at',
  'next_attempt_at',
  'settled_at',
  'event_id',
  'event_sequence',
  'ordered',
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

/** Values fit into one statement up to some three thousand rows. */
const rowsInOneStatement = 1_000

export async function insertDeliveries(tx: Tx, deliveries: readonly Insertable<DeliveriesTable>[]): Promise<void> {
  for (let start = 0; start < deliveries.length; start += rowsInOneStatement)
    await tx
      .insertInto('deliveries')
      .values(deliveries.slice(start, start + rowsInOneStatement))
      .execute()
}

export function findDelivery(db: Reader, scope: Scope, id: string): Promise<Delivery | undefined> {
  return db
    .selectFrom('deliveries')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .executeTakeFirst()
}

/** A delivery with what an attempt at it needs; with nothing of its endpoint where that is gone. */
export type DeliveryWithEndpoint = Delivery & (EndpointOfDelivery | { readonly url: null })

export type EndpointOfDelivery = {
  readonly url: string
  readonly sealed_authorization: Uint8Array | null
  readonly retries: WebhookEndpointsTable['retries']
  readonly enabled: boolean
  readonly slowed_until: Date | null
  readonly failing_since: Date | null
  readonly paused_at: Date | null
  readonly probe_delivery_id: string | null
  /** What it is signed with, the newest first: ids, and what is sealed in hexadecimal. */
  readonly secrets: readonly { readonly id: string; readonly sealed: string }[] | null
}

/** Those of the deliveries that wait for an attempt, of whichever workspace. */
export async function listPendingDeliveries(db: Reader, keys: readonly DeliveryKey[]): Promise<DeliveryWithEndpoint[]> {
  const { rows } = await sql<DeliveryWithEndpoint>`
    select ${sql.join(columns.map((column) => sql.ref(`delivery.${column}`)))}, endpoint.url, endpoint.sealed_authorization,
      endpoint.retries, endpoint.enabled, endpoint.slowed_until, endpoint.failing_since, endpoint.paused_at,
      endpoint.probe_delivery_id,
      (
        select json_agg(json_build_object('id', secret.id, 'sealed', encode(secret.sealed_secret, 'hex'))
          order by secret.created_at desc, secret.id)
        from webhook_secrets as secret
        where secret.workspace_id = endpoint.workspace_id and secret.endpoint_id = endpoint.id
      ) as secrets
    from unnest(
      ${keys.map((key) => key.workspaceId)}::uuid[],
      ${keys.map((key) => shardOf(key.id))}::smallint[],
      ${keys.map((key) => key.id)}::uuid[]
    ) as asked (workspace_id, shard, id)
    join deliveries as delivery using (workspace_id, shard, id)
    left join webhook_endpoints as endpoint
      on endpoint.workspace_id = delivery.workspace_id
      and endpoint.id = delivery.endpoint_id
      and endpoint.removed_at is null
    where delivery.status = 'pending'`.execute(db)
  return rows
}

/** What a row is known by where those of several workspaces are together: a copy has deliveries and endpoints of the same ids. */
export const rowName = (workspaceId: string, id: string): string => `${workspaceId} ${id}`

export type DeliveryKey = { readonly workspaceId: string; readonly id: string }

/** Where a delivery goes, and after how many attempts, in all and before its round, it was there. */
export type DeliveryMove = DeliveryKey & {
  readonly attemptsBefore: number
  readonly attemptsAfter: number
  readonly roundBefore: number
  readonly status: Delivery['status']
  readonly nextAttemptAt: Date | null
  readonly settledAt: Date | null
}

/**
 * Moves those that are still where they were, and answers their names. In the order of ids, so that two processes that
 * move the same ones cannot wait for each other. One that was made due once more while it was tried keeps its fresh
 * round, which begins after that try; unless the try has settled what the round is for.
 */
export async function moveDeliveries(tx: Tx, moves: readonly DeliveryMove[]): Promise<ReadonlySet<string>> {
  const sorted = moves.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const instants = (pick: (move: DeliveryMove) => Date | null) =>
    sorted.map((move) => pick(move)?.toISOString() ?? null)
  const { rows } = await sql<{ workspace_id: string; id: string }>`
    update deliveries as delivery
    set attempts_count = move.attempts_after,
      status = case when ${isKept} then delivery.status else move.status end,
      next_attempt_at = case when ${isKept} then delivery.next_attempt_at else move.next_attempt_at end,
      settled_at = case when ${isKept} then delivery.settled_at else move.settled_at end,
      attempts_before_round = case when ${isKept} then move.attempts_after else delivery.attempts_before_round end
    from unnest(
      ${sorted.map((move) => move.workspaceId)}::uuid[],
      ${sorted.map((move) => shardOf(move.id))}::smallint[],
      ${sorted.map((move) => move.id)}::uuid[],
      ${sorted.map((move) => move.attemptsBefore)}::smallint[],
      ${sorted.map((move) => move.attemptsAfter)}::smallint[],
      ${sorted.map((move) => move.roundBefore)}::smallint[],
      ${sorted.map((move) => move.status)}::text[],
      ${instants((move) => move.nextAttemptAt)}::timestamptz[],
      ${instants((move) => move.settledAt)}::timestamptz[]
    ) as move (
      workspace_id, shard, id, attempts_before, attempts_after, round_before, status, next_attempt_at, settled_at
    )
    where delivery.workspace_id = move.workspace_id and delivery.shard = move.shard and delivery.id = move.id
      and delivery.status = 'pending' and delivery.attempts_count = move.attempts_before
    returning delivery.workspace_id, delivery.id`.execute(tx)
  return new Set(rows.map(({ workspace_id, id }) => rowName(workspace_id, id)))
}

const isKept = sql`(delivery.attempts_before_round <> move.round_before and move.status <> 'delivered')`

export async function insertDeliveryAttempts(tx: Tx, attempts: readonly DeliveryAttempt[]): Promise<void> {
  if (attempts.length > 0)
    await tx
      .insertInto('delivery_attempts')
      .values([...attempts])
      .execute()
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

/** Of what is due at one instant goes first what happened first. */
export const dueOrder = ['next_attempt_at', 'created_at', 'event_sequence', 'id'] as const

/** In due order; or where lanes are asked for, lane by lane. An endpoint is a lane. */
export function findDueDeliveries(db: Reader, search: DueSearch): Promise<DueRow[]> {
  return search.lanes ? findDueOfEachEndpoint(db, search, search.lanes) : findDueInOrder(db, search)
}

async function findDueInOrder(db: Reader, search: DueSearch): Promise<DueRow[]> {
  let query = db
    .selectFrom('deliveries')
    .select(['workspace_id', 'id', 'next_attempt_at as due'])
    .where('next_attempt_at', '<=', search.until)
    .where(isSearched(search))
  for (const column of dueOrder) query = query.orderBy(column)
  return toDueRows(await query.limit(search.limit).execute())
}

const inDueOrder = sql.join(dueOrder.map((column) => sql.ref(column)))

/**
 * Goes from endpoint to endpoint through the index, so that it reads `each` rows of everyone who has some and no more,
 * however many of one are due.
 */
async function findDueOfEachEndpoint(
  db: Reader,
  search: DueSearch,
  { except, each }: NonNullable<DueSearch['lanes']>,
): Promise<DueRow[]> {
  const { rows } = await sql<{ workspace_id: string; id: string; due: Date; lane: string }>`
    with recursive endpoints (id) as (
      (select endpoint_id from deliveries where next_attempt_at is not null order by endpoint_id limit 1)
      union all
      select (
        select endpoint_id from deliveries
        where next_attempt_at is not null and endpoint_id > endpoints.id
        order by endpoint_id limit 1
      )
      from endpoints where endpoints.id is not null
    )
    select row.workspace_id, row.id, row.due, endpoints.id as lane
    from endpoints cross join lateral (
      select workspace_id, id, next_attempt_at as due, row_number() over (order by ${inDueOrder}) as turn
      from deliveries
      where endpoint_id = endpoints.id and next_attempt_at <= ${search.until} and ${isSearched(search)}
      order by ${inDueOrder}
      limit ${each}
    ) as row
    where endpoints.id is not null and endpoints.id <> all (${[...except]}::uuid[])
    order by row.turn, row.due, row.id
    limit ${search.limit}`.execute(db)
  return rows.map((row) => ({ workspaceId: row.workspace_id, id: row.id, dueAt: row.due, lane: row.lane }))
}
