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
import type { Deps } from '../../../flows/deps.ts'
import {
  type EventFilter,
  type EventsAsked,
  findOldest,
  followEvents,
  readEvents,
} from '../../../flows/events/read-events.ts'
import { deadline } from '../../../kit/deadline.ts'
import { fits, wordsFor } from '../../parameters.ts'
import { invalid } from '../../problems.ts'
import { type Ask, type Reply, route } from '../../route.ts'
import { serverSentEvents, silentMaxMs, streamMaxMs } from './server-sent-events.ts'
import { wireEvent } from './wire-event.ts'

const kinds: ReadonlySet<string> = new Set([...linkEventTypes, ...ownEventTypes])
const webhookTypes: ReadonlySet<string> = new Set(webhookNames.map((name) => name.split(' ')[0] ?? ''))
const webhookCodes: ReadonlySet<string> = new Set(webhookNames.map((name) => name.split(' ')[1] ?? ''))

const position = Type.Integer({ minimum: 0 })
const lastEventId = 'Last-Event-ID'

export const listEvents = route({
  method: 'GET',
  path: '/_enlace/events/',
  tag: 'Events',
  operationId: 'ListEvents',
  summary: 'What has happened, oldest first, and what happens from now on',
  scope: 'links:read',
  apart: true,
  query: [
    { name: 'after', schema: Type.Union([position, Type.Enum(['latest'])]) },
    { name: 'link', schema: Type.String({ format: 'uuid' }) },
    { name: 'type', schema: Type.Array(Type.Enum([...kinds, ...webhookTypes])) },
    { name: 'code', schema: Type.Array(Type.Enum([...webhookCodes])) },
    { name: 'limit', schema: Type.Integer({ minimum: 1, maximum: eventsMax, default: eventsDefault }) },
    { name: 'wait', schema: Type.Integer({ minimum: 0, maximum: waitMax, default: 0 }) },
  ],
  headers: [{ name: lastEventId, schema: position }],
  replies: { 200: eventPage },
  serverSent: eventSchema,
  faults: ['field_invalid', 'choice_invalid', 'too_many_listeners'],
  async handle(deps, ask) {
    return String(ask.headers.accept ?? '').includes('text/event-stream') ? stream(deps, ask) : page(deps, ask)
  },
})

async function page(deps: Deps, { caller: { scope }, query, gone }: Ask): Promise<Reply> {
  const wait = Number(query.wait ?? 0)
  const asked = { ...readAsked(query), after: readAfter(query.after) ?? 0 }
  const until = wait === 0 ? AbortSignal.abort() : listening(deps, scope, { gone: gone(), maxMs: wait * 1_000 })
  const read = await readEvents(deps, scope, { ...asked, until })
  const oldest = await findOldest(deps, scope, read)
  return { status: 200, body: { results: read.events.map(wireEvent), next: read.next, oldest } }
}

/** A client that comes again says itself what it has seen last, and that counts. */
async function stream(deps: Deps, { caller: { scope }, query, headers, gone }: Ask): Promise<Reply> {
  const seen = lastEventIdIn(headers)
  const from = seen ?? readAfter(query.after)
  const asked = { ...readAsked(query), after: from ?? 0, ...(seen === undefined ? {} : { saidBy: lastEventId }) }
  const until = listening(deps, scope, { gone: gone(), maxMs: streamMaxMs })
  const pages = await followEvents(deps, scope, { ...asked, until, silentMaxMs })
  return {
    status: 200,
    contentType: 'text/event-stream; charset=utf-8',
    // The connection ends with the stream: kept for another request, it would hold up a server that stops.
    headers: { connection: 'close', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    text: serverSentEvents(pages, { beginsAnew: typeof from !== 'number' }),
    until,
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

function lastEventIdIn(headers: Ask['headers']): number | undefined {
  const given = headers['last-event-id']
  if (typeof given !== 'string' || given === '') return undefined
  if (!fits(position, given)) throw invalid(lastEventId, `Has to be ${wordsFor(position)}.`)
  return Number(given)
}

const readAsked = (query: Ask['query']): Pick<EventsAsked, 'filter' | 'limit'> => ({
  filter: readFilter(query),
  limit: Number(query.limit ?? eventsDefault),
})

function readFilter({ link, type, code }: Ask['query']): EventFilter {
  const types = wordsIn(type)
  const codes = wordsIn(code)
  return {
    ...(link === undefined ? {} : { linkId: link.toLowerCase() }),
    ...(types && {
      types: { kinds: types.filter((word) => kinds.has(word)), webhooks: types.filter((word) => !kinds.has(word)) },
    }),
    ...(codes && { codes }),
  }
}

/** One word or several with commas between them. */
const wordsIn = (given: string | undefined): string[] | undefined => given?.split(',').map((word) => word.trim())

const readAfter = (given: string | undefined): EventsAsked['after'] | undefined =>
  given === undefined || given === 'latest' ? given : Number(given)
