import { type Insertable, sql } from 'kysely'
import { shardOf } from '../kit/ids.ts'
import type { Scope, Tx } from './database.ts'
import type { EventsTable } from './tables.ts'

/**
 * Counts events on their link's row, which stays locked until the transaction ends, so that the numbers of a link have
 * no gaps and are in commit order. Gives how many there are then.
 */
export async function countEventsOfLink(tx: Tx, scope: Scope, linkId: string, count: number): Promise<number> {
  const link = await tx
    .updateTable('links')
    .set({ events_count: sql`events_count + ${count}` })
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('id', '=', linkId)
    .returning('events_count')
    .executeTakeFirstOrThrow()
  return link.events_count
}

/** Moves the end of the feed, which stays locked until the transaction ends; `ownCount` of the events are of no link. */
export function advanceFeed(
  tx: Tx,
  scope: Scope,
  { count, ownCount }: { count: number; ownCount: number },
): Promise<{ position: number; own_events_count: number }> {
  return tx
    .updateTable('event_feeds')
    .set({ position: sql`position + ${count}`, own_events_count: sql`own_events_count + ${ownCount}` })
    .where('workspace_id', '=', scope.workspaceId)
    .returning(['position', 'own_events_count'])
    .executeTakeFirstOrThrow()
}

/** Values fit into one statement up to a good five thousand rows. */
const rowsInOneStatement = 1_000

export async function insertEvents(tx: Tx, events: readonly Insertable<EventsTable>[]): Promise<void> {
  for (let start = 0; start < events.length; start += rowsInOneStatement)
    await tx
      .insertInto('events')
      .values(events.slice(start, start + rowsInOneStatement))
      .execute()
}
