import { fault } from '../../domain/faults.ts'
import { deadline } from '../../kit/deadline.ts'
import type { Scope } from '../../store/database.ts'
import {
  type EventFilter,
  findFeedEnd,
  findPositionAfter,
  listEvents,
  type StoredEvent,
} from '../../store/events/events.ts'
import type { Deps } from '../deps.ts'

export type { EventFilter, StoredEvent } from '../../store/events/events.ts'

export type EventsAsked = {
  /** The position after which it begins; `latest` is the end of the log as it is. */
  readonly after: number | 'latest'
  /** What said so, by its name on the wire. */
  readonly saidBy?: string
  readonly filter: EventFilter
  readonly limit: number
}

/** `next` is the position up to which everything has been looked at, whether or not it is among the events. */
export type EventPage = {
  readonly events: readonly StoredEvent[]
  readonly next: number
  /** Nothing came after it when it was read. */
  readonly isLast: boolean
  /** What was gone before it could be looked at. */
  readonly missed: Missed | null
}

/** Everything after a position and before another: the next that is kept, or will be next where nothing is. */
export type Missed = { readonly after: number; readonly oldest: number }

type Reading = Pick<Deps, 'db' | 'feed'>

/** At most so many events are looked through for those that a filter lets through, so that no request takes for ever. */
const lookedThroughMax = 10_000

/** The events after a position, oldest first; when there are none, those that come until `until` aborts. */
export async function readEvents(
  deps: Reading,
  scope: Scope,
  { until, ...asked }: EventsAsked & { readonly until: AbortSignal },
): Promise<EventPage> {
  const after = await beginningOf(deps, scope, asked)
  let page = await readPage(deps, scope, { ...asked, after })
  while (page.events.length === 0 && !until.aborted) {
    if (page.isLast) await deps.feed.beyond(scope, page.next, until)
    const { next, missed } = page
    page = await readPage(deps, scope, { ...asked, after: next })
    if (missed) page = { ...page, missed }
  }
  return page
}

/**
 * The first position that is kept, or will be next where nothing is: whoever went on from before it has missed something.
 * To be asked for after the page was read, so that what is swept in between counts as missed.
 */
export async function findOldest({ db }: Reading, scope: Scope, { next }: EventPage): Promise<number> {
  return (await findPositionAfter(db.reader, scope, 0)) ?? next + 1
}

/**
 * The events after a position, and those that come, page after page until `until` aborts. The first page may have none
 * to show, and so may one after `silentMaxMs` in which there were none. It reads no further than it is asked to.
 */
export async function followEvents(
  deps: Reading,
  scope: Scope,
  following: EventsAsked & { readonly until: AbortSignal; readonly silentMaxMs: number },
): Promise<AsyncGenerator<EventPage, void, void>> {
  const after = await beginningOf(deps, scope, following)
  return pagesAfter(deps, scope, { ...following, after })
}

async function* pagesAfter(
  deps: Reading,
  scope: Scope,
  following: EventsAsked & { readonly after: number; readonly until: AbortSignal; readonly silentMaxMs: number },
): AsyncGenerator<EventPage, void, void> {
  const { until, silentMaxMs, ...asked } = following
  let page = await readPage(deps, scope, asked)
  yield page
  while (!until.aborted) {
    const bounded = AbortSignal.any([until, deadline(silentMaxMs)])
    page = await readEvents(deps, scope, { ...asked, after: page.next, until: bounded })
    yield page
  }
}

/** Refuses to begin after what has not happened: whoever asks so has read another log. */
async function beginningOf(
  { db }: Reading,
  scope: Scope,
  { after, saidBy = 'after' }: Pick<EventsAsked, 'after' | 'saidBy'>,
): Promise<number> {
  const end = await findFeedEnd(db.reader, scope)
  if (after === 'latest') return end
  if (after <= end) return after
  throw fault('field_invalid', { field: saidBy, values: { problem: `The log has come to ${end} only.` } })
}

async function readPage(
  { db: { reader } }: Reading,
  scope: Scope,
  { after, filter, limit }: EventsAsked & { readonly after: number },
): Promise<EventPage> {
  // Read first: what the feed's row says is there to be seen by whoever looks later.
  const end = await findFeedEnd(reader, scope)
  const to = isNarrow(filter) ? await endOfLook(reader, scope, { after, end }) : end
  const events = to > after ? await listEvents(reader, scope, { after, to, filter, limit }) : []
  const next = events.length === limit ? (events.at(-1)?.position ?? to) : Math.max(to, after)
  // Asked last, so that what goes while the page is read counts as missed.
  const first = isWhole(filter) && events[0] ? events[0].position : await findPositionAfter(reader, scope, after)
  const oldest = first ?? end + 1
  return { events, next, isLast: next >= end, missed: oldest > after + 1 ? { after, oldest } : null }
}

/** Whether the first event that is found is the first that there is. */
const isWhole = ({ linkId, types, codes }: EventFilter): boolean =>
  linkId === undefined && types === undefined && codes === undefined

/** Whether events may have to be passed over to find one. Those of a link are found by themselves. */
const isNarrow = ({ linkId, types, codes }: EventFilter): boolean =>
  linkId === undefined && (types !== undefined || codes !== undefined)

async function endOfLook(
  db: Deps['db']['reader'],
  scope: Scope,
  { after, end }: { after: number; end: number },
): Promise<number> {
  const first = await findPositionAfter(db, scope, after)
  return first === undefined ? end : Math.min(end, first - 1 + lookedThroughMax)
}
