import type { LinkEventType, OwnEventType } from '../../../../contract/enlace-events.ts'
import { type Ids, shardOf, uuidInShard } from '../../kit/ids.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { appendEvent, type NewDelivery, ownShard } from '../../store/events/event-log.ts'
import type { World } from '../deps.ts'

/** Appends to the events of a link inside the caller's transaction, for the request that is named. */
export function recordEvent(
  tx: Tx,
  scope: Scope,
  world: World,
  event: {
    readonly linkId: string
    readonly kind: LinkEventType
    readonly data?: Readonly<Record<string, unknown>>
    readonly requestId: string
    /** What is delivered of it. */
    readonly deliveries?: readonly NewDelivery[]
  },
): void {
  const { linkId, data = {} } = event
  const idOf = (sequence: number) => uuidInShard(shardOf(linkId), world.ids.bytes('event', linkId, sequence))
  appendEvent(tx, scope, { ...event, data, idOf, happenedAt: world.clock.now() })
}

/** Appends to the workspace's own events inside the caller's transaction. */
export function recordOwnEvent(
  tx: Tx,
  scope: Scope,
  { ids, now }: { readonly ids: Ids; readonly now: Date },
  event: {
    readonly kind: OwnEventType
    readonly data?: Readonly<Record<string, unknown>>
    /** What is delivered of it. */
    readonly deliveries?: readonly NewDelivery[]
  },
): void {
  const idOf = (number: number) => uuidInShard(ownShard, ids.bytes('event', number))
  appendEvent(tx, scope, { data: {}, ...event, linkId: null, requestId: null, idOf, happenedAt: now })
}
