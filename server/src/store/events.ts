import { sql } from 'kysely'
import { shardOf } from '../kit/ids.ts'
import type { Scope, Tx } from './database.ts'

export type Event = {
  readonly id: string
  readonly linkId: string
  readonly sequence: number
  readonly kind: string
  readonly requestId: string
  readonly data: Readonly<Record<string, unknown>>
  readonly happenedAt: Date
}

/**
 * The next sequence number of a link's events. It is counted on the link's row, which stays locked until the
 * transaction ends, so the numbers of a link have no gaps and are in commit order.
 */
export async function takeEventSequence(tx: Tx, scope: Scope, linkId: string): Promise<number> {
  const link = await tx
    .updateTable('links')
    .set({ events_count: sql`events_count + 1` })
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('id', '=', linkId)
    .returning('events_count')
    .executeTakeFirstOrThrow()
  return link.events_count
}

export async function insertEvent(tx: Tx, scope: Scope, event: Event): Promise<void> {
  await tx
    .insertInto('events')
    .values({
      workspace_id: scope.workspaceId,
      shard: shardOf(event.linkId),
      id: event.id,
      link_id: event.linkId,
      sequence: event.sequence,
      kind: event.kind,
      request_id: event.requestId,
      data: JSON.stringify(event.data),
      happened_at: event.happenedAt,
    })
    .execute()
}
