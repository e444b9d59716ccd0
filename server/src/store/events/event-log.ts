import { shardOf } from '../../kit/ids.ts'
import { beforeCommit, type Scope, type Tx, tellAfterCommit } from '../database.ts'
import { type Delivery, insertDeliveries } from '../webhooks/deliveries.ts'
import { countEventsOfLink, countOwnEvents, insertAtEnd, type LinkColumns } from './events.ts'

/** The shard of events that are of no link. */
export const ownShard = 0

/** What has happened, before it has its place. */
export type NewEvent = {
  /** The link that it happened to; null for what happened to the workspace itself. */
  readonly linkId: string | null
  readonly kind: string
  readonly requestId: string | null
  readonly data: Readonly<Record<string, unknown>>
  readonly happenedAt: Date
  /** Its id, from its number among the events of its link, or among those of no link. */
  readonly idOf: (number: number) => string
  /** What is delivered of it. */
  readonly deliveries?: readonly NewDelivery[]
}

export type NewDelivery = Omit<Delivery, 'event_id' | 'event_sequence'>

/** What is written last of one workspace in one transaction. */
type Pending = {
  readonly events: NewEvent[]
  /** How many events the links had that the transaction has deleted. */
  readonly countsOfDeleted: Map<string, number>
  /** What changes of links when their events are counted. */
  readonly changes: Map<string, LinkColumns>
}

const pendingOf = new WeakMap<Tx, Map<string, Pending>>()

/**
 * Appends to the workspace's log inside the caller's transaction. It is written with everything else that happens in
 * the transaction, as the last before the commit.
 */
export function appendEvent(tx: Tx, scope: Scope, event: NewEvent): void {
  pendingIn(tx, scope).events.push(event)
}

/** Notes how many events a link has had whose row will be gone when the transaction ends. */
export function noteDeletedLink(tx: Tx, scope: Scope, { id, eventsCount }: { id: string; eventsCount: number }): void {
  pendingIn(tx, scope).countsOfDeleted.set(id, eventsCount)
}

/** Lets columns of a link be written with the count of its events, as the last before the commit. */
export function noteLinkChange(tx: Tx, scope: Scope, id: string, change: LinkColumns): void {
  const { changes } = pendingIn(tx, scope)
  changes.set(id, { ...changes.get(id), ...change })
}

function pendingIn(tx: Tx, { workspaceId }: Scope): Pending {
  const ofAll = pendingOf.get(tx) ?? new Map<string, Pending>()
  if (!pendingOf.has(tx)) {
    pendingOf.set(tx, ofAll)
    beforeCommit(tx, () => writeAll(tx, ofAll))
  }
  const pending = ofAll.get(workspaceId) ?? { events: [], countsOfDeleted: new Map(), changes: new Map() }
  ofAll.set(workspaceId, pending)
  return pending
}

/**
 * Everybody locks in one order: links by id, then feeds by the id of their workspace. The row of a feed stays locked
 * until the commit, so that a later position is never visible before an earlier one; with it in hand nobody waits for
 * anything else.
 */
async function writeAll(tx: Tx, ofAll: ReadonlyMap<string, Pending>): Promise<void> {
  const begun = [...ofAll].filter(([, { events, changes }]) => events.length > 0 || changes.size > 0)
  const numbered: { readonly scope: Scope; readonly events: readonly Numbered[] }[] = []
  for (const [workspaceId, pending] of begun.toSorted(byKey)) {
    const scope = { workspaceId }
    const events = await numberByLink(tx, scope, pending)
    await insertDeliveries(tx, events.flatMap(deliveriesOf))
    numbered.push({ scope, events })
  }
  for (const { scope, events } of numbered) if (events.length > 0) await writeFeed(tx, scope, events)
}

const byKey = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number => (one < other ? -1 : 1)

/** An event with its number among those of its link; both are null while it is of no link. */
type Numbered = NewEvent & { readonly sequence: number | null; readonly id: string | null }

/** In the order in which they were appended. */
async function numberByLink(tx: Tx, scope: Scope, pending: Pending): Promise<Numbered[]> {
  const { events, countsOfDeleted, changes } = pending
  const byLink = Map.groupBy(events, ({ linkId }) => linkId)
  const last = new Map<string, number>()
  for (const linkId of [...new Set([...byLink.keys(), ...changes.keys()])].toSorted()) {
    if (linkId === null) continue
    const count = byLink.get(linkId)?.length ?? 0
    const before = countsOfDeleted.get(linkId)
    const counting = { count, change: changes.get(linkId) ?? {} }
    last.set(linkId, before ?? (await countEventsOfLink(tx, scope, linkId, counting)) - count)
  }
  return events.map((event) => {
    if (event.linkId === null) return { ...event, sequence: null, id: null }
    const sequence = (last.get(event.linkId) ?? 0) + 1
    last.set(event.linkId, sequence)
    return { ...event, sequence, id: event.idOf(sequence) }
  })
}

const deliveriesOf = ({ deliveries = [], id, sequence }: Numbered): Delivery[] =>
  deliveries.map((delivery) => ({ ...delivery, event_id: id, event_sequence: sequence }))

async function writeFeed(tx: Tx, scope: Scope, events: readonly Numbered[]): Promise<void> {
  const ownCount = events.filter(({ linkId }) => linkId === null).length
  let own = ownCount === 0 ? 0 : (await countOwnEvents(tx, scope, ownCount)) - ownCount
  const rows = events.map((event) => ({
    shard: event.linkId === null ? ownShard : shardOf(event.linkId),
    id: event.id ?? event.idOf(++own),
    link_id: event.linkId,
    sequence: event.sequence,
    kind: event.kind,
    request_id: event.requestId,
    data: JSON.stringify(event.data),
    happened_at: event.happenedAt,
  }))
  const position = await insertAtEnd(tx, scope, rows)
  tellAfterCommit(tx, { workspaceId: scope.workspaceId, position })
}
