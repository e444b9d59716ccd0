import { shardOf, uuidInShard } from '../../kit/ids.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { insertEvent, takeEventSequence } from '../../store/events.ts'
import type { World } from '../deps.ts'

export type EventKind =
  | 'link_registered'
  | 'link_confirmed'
  | 'link_changed'
  | 'link_moved'
  | 'link_deleted'
  | 'consent_changed'
  | 'token_asked'
  | 'records_retrieved'
  | 'records_forgotten'
  | 'record_deleted'
  | 'update_due'
  | 'update_finished'
  | 'webhook'

/** Appends to the link's events inside the caller's transaction, for the request that is named. */
export async function recordEvent(
  tx: Tx,
  scope: Scope,
  world: World,
  event: {
    readonly linkId: string
    readonly kind: EventKind
    readonly data?: Readonly<Record<string, unknown>>
    readonly requestId: string
  },
): Promise<void> {
  const { linkId, kind, requestId, data = {} } = event
  const sequence = await takeEventSequence(tx, scope, linkId)
  const id = uuidInShard(shardOf(linkId), world.ids.bytes('event', linkId, sequence))
  await insertEvent(tx, scope, { id, linkId, sequence, kind, requestId, data, happenedAt: world.clock.now() })
}
