import Type from 'typebox'
import {
  eventPage,
  eventSchema,
  eventsDefault,
  eventsMax,
  linkEventTypes,
  ownEventTypes,
  waitMax,
} from '../../../../../contract/enlace-events.ts'
import { webhookNames } from '../../../../../contract/webhooks.ts'
import { fault } from '../../../domain/faults.ts'
import type { Deps } from '../../../flows/deps.ts'
import {
  type EventFilter,
  type EventPage,
  type EventsAsked,
  findOldest,
  followEvents,
  readEvents,
} from '../../../flows/events/read-events.ts'
import { deadline } from '../../../kit/deadline.ts'
import { isUuid } from '../../../kit/ids.ts'
import { type Ask, type Reply, route } from '../../route.ts'
import { serverSentEvents, silentMaxMs, streamMaxMs } from './server-sent-events.ts'
import { wireEvent } from './wire-event.ts'

const kinds: ReadonlySet<string> = new Set([...linkEventTypes, ...ownEventTypes])
const webhookTypes: ReadonlySet<string> = new Set(webhookNames.map((name) => name.split(' ')[0] ?? ''))
const webhookCodes: ReadonlySet<string> = new Set(webhookNames.map((name) => name.split(' ')[1] ?? ''))

export const listEvents = route({
  method: 'GET',
  path: '/_enlace/events/',
  tag: 'Events',
  operationId: 'ListEvents',
  summary: 'What has happened, oldest first, and what happens from now on',
  scope: 'links:read',
  apart: true,
  query: [
    { name: 'after', schema: Type.Union([Type.Integer({ minimum: 0 }), Type.Enum(['latest'])]) },
    { name: 'link', schema: Type.String({ format: 'uuid' }) },
    { name: 'type', schema: Type.Array(Type.Enum([...kinds, ...webhookTypes])) },
    { name: 'code', schema: Type.Array(Type.Enum([...webhookCodes])) },
    { name: 'limit', schema: Type.Integer({ minimum: 1, maximum: eventsMax, default: eventsDefault }) },
    { name: 'wait', schema: Type.Integer({ minimum: 0, maximum: waitMax, default: 0 }) },
  ],
  headers: [{ name: 'Last-Event-ID', schema: Type.Integer({ minimum: 0 }) }],
  replies: { 200: eventPage },
  serverSent: eventSchema,
  faults: ['field_invalid', 'choice_invalid', 'too_many_listeners'],
  async handle(deps, ask) {
    return String(ask.headers.accept ?? '').includes('text/event-stream') ? stream(deps, ask) : page(deps, ask)
  },
})

async function page(deps: Deps, { caller: { scope }, query, gone }: Ask): Promise<Reply> {
  const wait = Math.min(numberIn('wait', query.wait) ?? 0, waitMax)
  const asked = { ...readAsked(query), after: readAfter('after', query.after) ?? 0 }
  const until = wait === 0 ? AbortSignal.abort() : listening(deps, scope, { gone: gone(), maxMs: wait * 1_000 })
  const read = await readEvents(deps, scope, { ...asked, until })
  const oldest = await findOldest(deps, scope, read)
  return { status: 200, body: { results: read.events.map(wireEvent), next: read.next, oldest } }
}

/** A client that comes again says itself what it has seen last, and that counts. */
async function stream(deps: Deps, { caller: { scope }, query, headers, gone }: Ask): Promise<Reply> {
  const from = readAfter('Last-Event-ID', lastEventIdIn(headers)) ?? readAfter('after', query.after)
  const asked = { ...readAsked(query), after: from ?? 0 }
  const until = listening(deps, scope, { gone: gone(), maxMs: streamMaxMs })
  const pages = await followEvents(deps, scope, { ...asked, until, silentMaxMs })
  const missed = async (first: EventPage) => {
    const oldest = await findOldest(deps, scope, first)
    return typeof from === 'number' && oldest > from + 1 ? { after: from, oldest } : null
  }
  return {
    status: 200,
    contentType: 'text/event-stream; charset=utf-8',
    // The connection ends with the stream: kept for another request, it would hold up a server that stops.
    headers: { connection: 'close', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    text: serverSentEvents(pages, missed),
  }
}

/** Until the caller is gone, the time is over, the workspace is dropped or the process stops. */
function listening(
  { feed }: Deps,
  scope: Ask['caller']['scope'],
  { gone, maxMs }: { gone: AbortSignal; maxMs: number },
): AbortSignal {
  return AbortSignal.any([feed.admit(scope, gone), deadline(maxMs)])
}

function lastEventIdIn(headers: Ask['headers']): string | undefined {
  const given = headers['last-event-id']
  return typeof given === 'string' && given !== '' ? given : undefined
}

function readAsked(query: Ask['query']): Pick<EventsAsked, 'filter' | 'limit'> {
  const limit = Math.min(numberIn('limit', query.limit) ?? eventsDefault, eventsMax)
  if (limit === 0) throw invalid('limit', 'A valid positive integer is required.')
  return { filter: readFilter(query), limit }
}

function readFilter({ link, type, code }: Ask['query']): EventFilter {
  if (link !== undefined && !isUuid(link)) throw invalid('link', 'Enter a valid UUID.')
  const types = choices('type', type, (word) => kinds.has(word) || webhookTypes.has(word))
  const codes = choices('code', code, (word) => webhookCodes.has(word))
  return {
    ...(link === undefined ? {} : { linkId: link.toLowerCase() }),
    ...(types && {
      types: { kinds: types.filter((word) => kinds.has(word)), webhooks: types.filter((word) => !kinds.has(word)) },
    }),
    ...(codes && { codes }),
  }
}

/** One word or several with commas between them. */
function choices(field: string, given: string | undefined, isKnown: (word: string) => boolean): string[] | undefined {
  const words = given?.split(',').map((word) => word.trim())
  const unknown = words?.find((word) => !isKnown(word))
  if (unknown !== undefined) throw fault('choice_invalid', { field, values: { value: unknown.slice(0, 100) } })
  return words
}

function readAfter(field: string, given: string | undefined): EventsAsked['after'] | undefined {
  return given === 'latest' ? given : numberIn(field, given)
}

function numberIn(field: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw invalid(field, 'A valid integer is required.')
}

const invalid = (field: string, problem: string) => fault('field_invalid', { field, values: { problem } })
