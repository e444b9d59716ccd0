import type { EventPage, StoredEvent } from '../../../flows/events/read-events.ts'
import { wireEvent } from './wire-event.ts'

/** A stream is never silent for longer, so that a connection that has died in between is noticed. */
export const silentMaxMs = 15_000

/** Then it ends, the client comes again from where it was, and its keys are checked again. */
export const streamMaxMs = 300_000

/** How soon a client is to come again whose connection has ended. */
const comeAgainMs = 1_000

/** What somebody who comes again cannot be told any more: all from after a position to the oldest that is kept. */
export type Missed = { readonly after: number; readonly oldest: number }

/**
 * Pages of events as the text of a stream. The `id` of an event is its position, which is also told alone where there
 * is nothing else to tell: a client that comes again then need not be shown what was passed over for it. Whether it has
 * missed something is asked once the first page is there, and told before it.
 */
export async function* serverSentEvents(
  pages: AsyncIterable<EventPage>,
  missedBefore: (first: EventPage) => Promise<Missed | null>,
): AsyncGenerator<string, void, void> {
  yield `retry: ${comeAgainMs}\n`
  let isFirst = true
  for await (const page of pages) {
    const missed = isFirst ? await missedBefore(page) : null
    isFirst = false
    if (missed) yield `event: missed\ndata: ${JSON.stringify(missed)}\n\n`
    const { events, next } = page
    const last = events.at(-1)?.position
    yield events.map(serverSent).join('') + (last === next ? '' : `id: ${next}\n\n`)
  }
}

function serverSent(stored: StoredEvent): string {
  const event = wireEvent(stored)
  return `id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}
