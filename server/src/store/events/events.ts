import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import { shardOf } from '../../kit/ids.ts'
import type { Moved, Reader, Scope, Tx } from '../database.ts'
import type { LinksTable } from '../tables.ts'
import type { EventsTable } from '../webhook-tables.ts'

export type StoredEvent = Selectable<EventsTable>

/** Columns of a link with what is written to them. */
export type LinkColumns = Updateable<LinksTable>

/**
 * Counts events on their link's row, which stays locked until the transaction ends, so that the numbers of a link have
 * no gaps and are in commit order, and changes what else changes of it. Gives how many there are then.
 */
export async function countEventsOfLink(
  tx: Tx,
  scope: Scope,
  linkId: string,
  { count, change }: { readonly count: number; readonly change: LinkColumns },
): Promise<number> {
  const link = await tx
    .updateTable('links')
    .set({ ...change, events_count: sql`events_count + ${count}` })
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('id', '=', linkId)
    .returning('events_count')
    .executeTakeFirstOrThrow()
  return link.events_count
}

/** Counts events that are of no link; the feed's row stays locked until the transaction ends. Gives how many there are then. */
export async function countOwnEvents(tx: Tx, { workspaceId }: Scope, count: number): Promise<number> {
  const feed = await tx
    .updateTable('event_feeds')
    .set({ own_events_count: sql`own_events_count + ${count}` })
    .where('workspace_id', '=', workspaceId)
    .returning('own_events_count')
    .executeTakeFirstOrThrow()
  return feed.own_events_count
}

/** Counts a workspace's own events from where a copy of it has come to; the feed itself never goes back. */
export async function countOwnEventsAs(
  tx: Tx,
  { from, to }: { readonly from: Scope; readonly to: Scope },
): Promise<void> {
  const counted = tx.selectFrom('event_feeds').select('own_events_count').where('workspace_id', '=', from.workspaceId)
  await tx
    .updateTable('event_feeds')
    .set({ own_events_count: counted })
    .where('workspace_id', '=', to.workspaceId)
    .execute()
}

/** An event that has everything but its position. */
export type UnplacedEvent = Omit<Insertable<EventsTable>, 'workspace_id' | 'position'>

/**
 * Moves the end of the feed and inserts the events there, in their order; gives the end. In one statement, as the row of
 * the feed stays locked from here until the transaction ends, and whoever else writes waits for it.
 */
export async function insertAtEnd(tx: Tx, { workspaceId }: Scope, events: readonly UnplacedEvent[]): Promise<number> {
  const { rows } = await sql<{ position: number }>`
    with feed as (
      update event_feeds set position = position + ${events.length}::bigint
      where workspace_id = ${workspaceId}
      returning workspace_id, position
    ), placed as (
      insert into events
        (workspace_id, shard, id, position, link_id, sequence, kind, request_id, data, happened_at)
      select feed.workspace_id, event.shard, event.id, feed.position - ${events.length}::bigint + event.number,
        event.link_id, event.sequence, event.kind, event.request_id, event.data::jsonb, event.happened_at
      from feed cross join unnest(
        ${events.map((event) => event.shard)}::smallint[],
        ${events.map((event) => event.id)}::uuid[],
        ${events.map((event) => event.link_id)}::uuid[],
        ${events.map((event) => event.sequence)}::bigint[],
        ${events.map((event) => event.kind)}::text[],
        ${events.map((event) => event.request_id)}::text[],
        ${events.map((event) => event.data)}::text[],
        ${events.map((event) => event.happened_at.toISOString())}::timestamptz[]
      ) with ordinality as event (shard, id, link_id, sequence, kind, request_id, data, happened_at, number)
    )
    select position from feed`.execute(tx)
  const [feed] = rows
  if (!feed) throw new Error(`workspace ${workspaceId} has no feed`)
  return feed.position
}

/** Where the log has come to: everything up to there can be seen. */
export async function findFeedEnd(db: Reader, { workspaceId }: Scope): Promise<number> {
  const feed = await db
    .selectFrom('event_feeds')
    .select('position')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return feed?.position ?? 0
}

/** The same of several workspaces: for whoever waits until somebody else writes. */
export async function listFeedEnds(db: Reader, workspaceIds: readonly string[]): Promise<Moved[]> {
  const rows = await db
    .selectFrom('event_feeds')
    .select(['workspace_id', 'position'])
    .where('workspace_id', 'in', [...workspaceIds])
    .execute()
  return rows.map((row) => ({ workspaceId: row.workspace_id, position: row.position }))
}

/** The first position after `after` that there is an event at; those before may have been swept. */
export async function findPositionAfter(
  db: Reader,
  { workspaceId }: Scope,
  after: number,
): Promise<number | undefined> {
  const first = await db
    .selectFrom('events')
    .select('position')
    .where('workspace_id', '=', workspaceId)
    .where('position', '>', after)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst()
  return first?.position
}

/** Which events are meant; what is left out does not matter. */
export type EventFilter = {
  readonly linkId?: string
  /** Kinds of events, or types of webhooks: any of both. */
  readonly types?: { readonly kinds: readonly string[]; readonly webhooks: readonly string[] }
  /** Codes of webhooks. */
  readonly codes?: readonly string[]
}

const columns = [
  'workspace_id',
  'shard',
  'id',
  'position',
  'link_id',
  'sequence',
  'kind',
  'request_id',
  'data',
  'happened_at',
] as const

/** Those after one position and up to another, in order. */
export function listEvents(
  db: Reader,
  { workspaceId }: Scope,
  { after, to, filter, limit }: { after: number; to: number; filter: EventFilter; limit: number },
): Promise<StoredEvent[]> {
  const { linkId, types, codes } = filter
  let query = db
    .selectFrom('events')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('position', '>', after)
    .where('position', '<=', to)
  if (linkId !== undefined) query = query.where('shard', '=', shardOf(linkId)).where('link_id', '=', linkId)
  if (types)
    query = query.where(sql<boolean>`(kind = any(${[...types.kinds]}::text[])
      or (kind = 'webhook' and data->>'type' = any(${[...types.webhooks]}::text[])))`)
  if (codes) query = query.where(sql<boolean>`kind = 'webhook' and data->>'code' = any(${[...codes]}::text[])`)
  // The events of a link are in the same order by either number, and by the second there is an index of them alone.
  return query
    .orderBy(linkId === undefined ? 'position' : 'sequence')
    .limit(limit)
    .execute()
}
