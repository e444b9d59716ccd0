import { wordFor } from '../../../../../contract/catalogue.ts'
import type { ResourceName } from '../../../../../contract/resource.ts'
import type { StoredEvent } from '../../../flows/events/read-events.ts'

export const wireEvent = (event: StoredEvent) => ({
  position: event.position,
  id: event.id,
  type: event.kind,
  link: event.link_id,
  sequence: event.sequence,
  request_id: event.request_id,
  happened_at: event.happened_at.toISOString(),
  data: inWords(event.data),
})

type Data = Readonly<Record<string, unknown>>

/** Resources by the words that callers have for them, wherever an event names some. */
const inWords = (data: Data): Data =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, readers[key]?.(value) ?? value]))

const word = (name: unknown): unknown => (typeof name === 'string' ? wordFor(name as ResourceName) : name)

const words = (names: unknown): unknown => (Array.isArray(names) ? [...new Set(names.map(word))] : names)

const readers: Readonly<Record<string, (value: unknown) => unknown>> = {
  resource: word,
  resources: (value) => (Array.isArray(value) ? words(value) : byWord(value)),
  fetch_resources: words,
  counts: byWord,
  forgotten: byWord,
  outcome: (value) => (isObject(value) ? inWords(value) : value),
}

/** What is told of each resource; numbers of two that callers know by one word are one number. */
function byWord(told: unknown): unknown {
  if (!isObject(told)) return told
  const joined: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(told)) {
    const key = wordFor(name as ResourceName)
    const before = joined[key]
    joined[key] = typeof each === 'number' && typeof before === 'number' ? before + each : each
  }
  return joined
}

const isObject = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value)
