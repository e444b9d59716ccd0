import { hexId, shardOf, uuidInShard } from '../kit/ids.ts'
import type { Scope, Tx } from '../store/database.ts'
import { insertEvent, takeEventSequence } from '../store/events.ts'
import type { World } from './deps.ts'

export type EventKind =
  | 'link_registered'
  | 'link_confirmed'
  | 'link_changed'
  | 'link_moved'
  | 'link_deleted'
  | 'token_asked'
  | 'records_retrieved'
  | 'records_forgotten'
  | 'record_deleted'
  | 'refresh_accepted'
  | 'update_finished'
  | 'webhook'

export type Recorded = { readonly sequence: number; readonly requestId: string }

/**
 * Appends to the link's events inside the caller's transaction. The event belongs to the request that is named, or
 * else begins one; its number and the request's id are given back.
 */
export async function recordEvent(
  tx: Tx,
  scope: Scope,
  world: World,
  event: {
    readonly linkId: string
    readonly kind: EventKind
    readonly data?: Readonly<Record<string, unknown>>
    readonly requestId?: string
  },
): Promise<Recorded> {
  const { linkId, kind, data = {} } = event
  const sequence = await takeEventSequence(tx, scope, linkId)
  const requestId = event.requestId ?? hexId(world.ids.bytes('request', linkId, sequence))
  const id = uuidInShard(shardOf(linkId), world.ids.bytes('event', linkId, sequence))
  await insertEvent(tx, scope, { id, linkId, sequence, kind, requestId, data, happenedAt: world.clock.now() })
  return { sequence, requestId }
}
