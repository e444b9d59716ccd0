import { fault } from '../../domain/faults.ts'
import { isWanted } from '../../domain/webhooks/webhook-filters.ts'
import type { Scope, Tx } from '../../store/database.ts'
import {
  listWebhookEvents,
  type Place,
  type WebhookChoice,
  type WebhookEvent,
} from '../../store/events/webhook-events.ts'
import { findLinks } from '../../store/links/links.ts'
import { findDelivery, insertDeliveries } from '../../store/webhooks/deliveries.ts'
import { beginRounds, listDeliveriesOfWebhooks, listReplayable } from '../../store/webhooks/replays.ts'
import { findWebhookEndpoint, type WebhookEndpoint } from '../../store/webhooks/webhook-endpoints.ts'
import { takeWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps, World } from '../deps.ts'
import { type Envelope, envelopeOf, newDelivery, type ToldWebhook } from './announce.ts'

export type { Place } from '../../store/events/webhook-events.ts'

/** What is to be told once more. */
export type ReplayRequest = WebhookChoice & {
  /** One endpoint, which is told also of what it was never told of. */
  readonly endpointId?: string
  /** Only what was not answered with a 2xx. */
  readonly unacknowledged: boolean
  readonly after: Place | null
  /** How many are looked through at most. */
  readonly limit?: number
}

export type Replayed = {
  /** How many deliveries are due now. */
  readonly count: number
  /** How many of them were made for it. */
  readonly made: number
  /** Where to go on; null where that was all. */
  readonly next: Place | null
}

/** How many webhooks one call looks through. */
const replayedAtOnce = 1_000

/** Makes one delivery once more, with a fresh round of tries under the same `webhook_id`. */
export async function replayDelivery(deps: Deps, scope: Scope, id: string): Promise<Replayed> {
  const world = await deps.worlds.of(scope)
  const count = await deps.db.transaction(async (tx) => {
    const delivery = await findDelivery(tx, scope, id)
    if (!delivery) throw fault('not_found')
    const { endpoint_id: endpointId } = delivery
    if (!(await findWebhookEndpoint(tx, scope, endpointId)))
      throw fault('does_not_exist', { field: 'endpoint', values: { key: 'id', value: endpointId } })
    return beginRounds(tx, scope, [{ id, at: world.clock.now() }])
  })
  deps.runner.wake(scope.workspaceId)
  return { count, made: 0, next: null }
}

/** Makes the deliveries that are meant once more, oldest first, at most so many in one call. */
export async function replay(deps: Deps, scope: Scope, asked: ReplayRequest): Promise<Replayed> {
  const world = await deps.worlds.of(scope)
  const { endpointId } = asked
  const replayed = await deps.db.transaction(async (tx) => {
    if (endpointId === undefined) return replayDeliveries(tx, scope, world, asked)
    const endpoint = await findWebhookEndpoint(tx, scope, endpointId)
    if (!endpoint) throw fault('not_found', { field: 'endpoint' })
    return replayTo(tx, scope, world, { endpoint, asked })
  })
  deps.runner.wake(scope.workspaceId)
  return replayed
}

async function replayDeliveries(tx: Tx, scope: Scope, world: World, asked: ReplayRequest): Promise<Replayed> {
  const { unacknowledged, after, limit = replayedAtOnce, ...choice } = asked
  const page = { choice, unacknowledged, after, limit }
  const found = await listReplayable(tx, scope, page)
  const now = world.clock.now()
  const again = found.map(({ id }) => ({ id, at: now }))
  const last = found.at(-1)
  const next = last && found.length === limit ? { at: last.created_at, sequence: last.sequence, id: last.id } : null
  return { count: await beginRounds(tx, scope, again), made: 0, next }
}

/** What happened is the measure, not what was sent: of what the endpoint was never told a delivery is made. */
async function replayTo(
  tx: Tx,
  scope: Scope,
  world: World,
  { endpoint, asked }: { readonly endpoint: WebhookEndpoint; readonly asked: ReplayRequest },
): Promise<Replayed> {
  // Of two calls at once the second finds what the first has made.
  await takeWorkspace(tx, scope)
  const { events, ofNoLink, next } = await listOldest(tx, scope, { ...asked, endpointId: endpoint.id })
  const due = events.filter(saysItsId).map((event) => ({ event, payload: payloadIn(event) }))
  const known = await listDeliveriesOfWebhooks(tx, scope, {
    endpointId: endpoint.id,
    linkIds: due.map(({ event }) => event.linkId),
    webhookIds: due.map(({ payload }) => payload.webhook_id),
  })
  const told = new Map(known.map((delivery) => [delivery.webhook_id, delivery]))
  const now = world.clock.now()
  const missed = known.filter(({ status }) => !(asked.unacknowledged && status === 'delivered'))
  const again = [...missed, ...ofNoLink].map(({ id }) => ({ id, at: now }))
  const untold = due.filter(({ payload }) => !told.has(payload.webhook_id))
  const fresh = await wantedBy(tx, scope, endpoint, untold)
  const made = fresh.map(({ event, payload }) => ({
    ...newDelivery(scope, world, { payload, endpoint, at: event.happenedAt, nextAttemptAt: now }),
    event_id: event.id,
    event_sequence: event.sequence,
  }))
  await insertDeliveries(tx, made)
  return { count: (await beginRounds(tx, scope, again)) + made.length, made: made.length, next }
}

/** The oldest webhooks that are meant: what happened to links, and what the endpoint was told of others. */
async function listOldest(tx: Tx, scope: Scope, asked: ReplayRequest & { readonly endpointId: string }) {
  const { endpointId, unacknowledged, after, limit = replayedAtOnce, ...choice } = asked
  const events = await listWebhookEvents(tx, scope, { choice, after, limit })
  // No further than the events go, so that all pages together look through the deliveries once.
  const last = events.length === limit ? events.at(-1) : undefined
  const until = last ? { to: new Date(last.happenedAt.getTime() + 1) } : {}
  const page = { choice: { ...choice, ...until }, unacknowledged, after, limit, ofNoLinkTo: endpointId }
  const ofNoLink = await listReplayable(tx, scope, page)
  const places = [
    ...events.map(({ happenedAt: at, sequence, id }) => ({ at, sequence, id })),
    ...ofNoLink.map(({ created_at: at, sequence, id }) => ({ at, sequence, id })),
  ]
  const oldest = places.toSorted(byPlace).slice(0, limit)
  const within = new Set(oldest.map(({ id }) => id))
  return {
    events: events.filter(({ id }) => within.has(id)),
    ofNoLink: ofNoLink.filter(({ id }) => within.has(id)),
    next: oldest.length === limit ? (oldest.at(-1) ?? null) : null,
  }
}

const byPlace = (one: Place, other: Place): number =>
  one.at.getTime() - other.at.getTime() || one.sequence - other.sequence || (one.id < other.id ? -1 : 1)

/** Events of before an upgrade do not say under which id they were told. */
const saysItsId = ({ data }: WebhookEvent): boolean => typeof (data as Partial<ToldWebhook>).webhook_id === 'string'

/** The body as it was told, and is told again. */
function payloadIn({ data, linkId, requestId }: WebhookEvent): Envelope {
  const { webhook_id: webhookId, external_id, ...told } = data as ToldWebhook
  return envelopeOf({ id: linkId, external_id }, webhookId, { ...told, requestId })
}

type Due = { readonly event: WebhookEvent; readonly payload: Envelope }

/** Those that the endpoint would be told of today; of a link that is gone nobody knows the institution. */
async function wantedBy(tx: Tx, scope: Scope, endpoint: WebhookEndpoint, due: readonly Due[]): Promise<Due[]> {
  const linkIds = endpoint.institutions ? due.map(({ event }) => event.linkId) : []
  const links = await findLinks(tx, scope, [...new Set(linkIds)])
  const institutions = new Map(links.map(({ id, institution }) => [id, institution]))
  return due.filter(({ event: { linkId: id }, payload: { webhook_type: type, webhook_code: code } }) =>
    isWanted(endpoint, { type, code, link: { id, institution: institutions.get(id) ?? '' } }),
  )
}
