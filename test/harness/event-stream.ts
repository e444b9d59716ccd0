import { demoKeys } from '../../server/src/config.ts'
import type { Body, Keys } from './api.ts'
import { authorizationOf } from './request.ts'

/** What a server says on a stream: an event, or where there is none the place that the stream has come to. */
export type Said = { readonly id: string; readonly event?: string; readonly data?: Body }

export type EventStream = {
  readonly status: number
  readonly headers: Headers
  /** What is said from here on; ends with the connection. */
  readonly said: AsyncGenerator<Said, void, void>
  /** The next event, passing over what is none; undefined where the stream has ended. */
  next(): Promise<Said | undefined>
  /** Hangs up. */
  close(): void
}

/** Listens as a browser's `EventSource` does, but comes again only when it is told to. */
export async function openStream(
  url: string,
  path: string,
  { lastEventId, keys = demoKeys }: { lastEventId?: string; keys?: Keys } = {},
): Promise<EventStream> {
  const hangUp = new AbortController()
  const response = await fetch(new URL(path, url), {
    signal: hangUp.signal,
    headers: {
      accept: 'text/event-stream',
      authorization: authorizationOf(keys),
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  })
  const said = read(response)
  return {
    status: response.status,
    headers: response.headers,
    said,
    async next() {
      for (;;) {
        const { value, done } = await said.next()
        if (done || value?.data !== undefined) return value ?? undefined
      }
    },
    close: () => hangUp.abort(),
  }
}

async function* read({ body }: Response): AsyncGenerator<Said, void, void> {
  let text = ''
  try {
    for await (const part of (body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream())) {
      const blocks = (text + part).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) yield parse(block)
    }
  } catch (thrown) {
    if (!(thrown instanceof Error && thrown.name === 'AbortError')) throw thrown
  }
}

function parse(block: string): Said {
  const lines = block.split('\n').map((line): [string, string] => {
    const colon = line.indexOf(': ')
    return [line.slice(0, colon), line.slice(colon + 2)]
  })
  const fields = Object.fromEntries(lines)
  const { id = '', event, data } = fields
  return { id, ...(event === undefined ? {} : { event }), ...(data === undefined ? {} : { data: JSON.parse(data) }) }
}
