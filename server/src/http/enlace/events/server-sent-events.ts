import type { EventPage, StoredEvent } from '../../../flows/events/read-events.ts'
import { wireEvent } from './wire-event.ts'

/** A stream is never silent for longer, so that a connection that has died in between is noticed. */
export const silentMaxMs = 15_000

/** Then it ends, the client comes again from where it was, and its keys are checked again. */
export const streamMaxMs = 300_000

/** How soon a client is to come again whose connection has ended. */
const comeAgainMs = 1_000

/**
 * Pages of events as the text of a stream. The `id` of an event is its position, which is also told alone where there
 * is nothing else to tell: a client that comes again then need not be shown what was passed over for it. What was gone
 * before a page is told before it; who begins anew has missed nothing before the first one.
 */
export async function* serverSentEvents(
  pages: AsyncIterable<EventPage>,
  { beginsAnew }: { readonly beginsAnew: boolean },
): AsyncGenerator<string, void, void> {
  yield `retry: ${comeAgainMs}\n`
  let tellsMissed = !beginsAnew
  for await (const { events, next, missed } of pages) {
    if (missed && tellsMissed) yield `event: missed\ndata: ${JSON.stringify(missed)}\n\n`
    tellsMissed = true
    const last = events.at(-1)?.position
    yield events.map(serverSent).join('') + (last === next ? '' : `id: ${next}\n\n`)
  }
}

function serverSent(stored: StoredEvent): string {
  const event = wireEvent(stored)
  return `id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}
