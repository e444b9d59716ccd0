import { hexId, shardOf, uuidInShard } from '../kit/ids.ts'
import type { Scope, Tx } from '../store/database.ts'
import { insertEvent, takeEventSequence } from '../store/events.ts'
import type { World } from './deps.ts'

export type EventKind = 'link_registered' | 'link_deleted' | 'records_retrieved' | 'record_deleted'

/** Appends to the link's events inside the caller's transaction; gives the request id of the change that it tells of. */
export async function recordEvent(
  tx: Tx,
  scope: Scope,
  world: World,
  event: { readonly linkId: string; readonly kind: EventKind; readonly data?: Readonly<Record<string, unknown>> },
): Promise<string> {
  const { linkId, kind, data = {} } = event
  const sequence = await takeEventSequence(tx, scope, linkId)
  const requestId = hexId(world.ids.bytes('request', linkId, sequence))
  const id = uuidInShard(shardOf(linkId), world.ids.bytes('event', linkId, sequence))
  await insertEvent(tx, scope, { id, linkId, sequence, kind, requestId, data, happenedAt: world.clock.now() })
  return requestId
}
