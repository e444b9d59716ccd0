import { afterReply, type Reply, readRetryAfter } from '../../domain/webhooks/delivery.ts'
import { mayBeTried } from '../../domain/webhooks/endpoint-standing.ts'
import { Gatherer } from '../../kit/gather.ts'
import type { Outbound, OutboundReply } from '../../kit/outbound.ts'
import { unseal } from '../../kit/seal.ts'
import { signatureHeaders } from '../../kit/webhook-signature.ts'
import type { Scope } from '../../store/database.ts'
import {
  type Delivery,
  type DeliveryKey,
  type DeliveryWithEndpoint,
  type EndpointOfDelivery,
  listPendingDeliveries,
  rowName,
} from '../../store/webhooks/deliveries.ts'
import type { Deps, World } from '../deps.ts'
import { holdForEndpoint, waitsForEarlier } from './hold-delivery.ts'
import { type Outcome, recordApart } from './record-tries.ts'
import { openSecret } from './webhook-secrets.ts'

/** How long a receiver has to answer, and a silent one may cost in one turn of the runner. */
export const receiverLimits = { answerMaxMs: 5_000, lostMaxMs: 10_000 } as const

/** How much is read or written at once. */
const batchMax = 64

/** The attempt of a delivery that is due. */
export type DeliverWebhook = (scope: Scope, id: string) => Promise<void>

/**
 * Makes the flow that makes one attempt at a delivery that is due and writes down what became of it. A crash in between
 * leaves it due, so a receiver may be told twice, under the same `webhook_id`. Where many run at once, what they read
 * and write goes to the database together.
 */
export function makeDeliverWebhook(deps: Deps): DeliverWebhook {
  const pending = new Gatherer<DeliveryKey, DeliveryWithEndpoint | undefined>(batchMax, async (keys) => {
    const pending = await listPendingDeliveries(deps.db.reader, keys)
    const rows = new Map(pending.map((row) => [rowName(row.workspace_id, row.id), row]))
    return keys.map(({ workspaceId, id }) => rows.get(rowName(workspaceId, id)))
  })
  const outcomes = new Gatherer<Outcome, unknown>(batchMax, (batch) => recordApart(deps, batch))
  const keep = async (outcome: Outcome) => {
    const failure = await outcomes.ask(outcome)
    if (failure !== null) throw failure
  }
  return async (scope, id) => {
    const delivery = await pending.ask({ workspaceId: scope.workspaceId, id })
    if (delivery) await attempt(deps, scope, { delivery, keep })
  }
}

type Attempt = { readonly delivery: DeliveryWithEndpoint; keep(outcome: Outcome): Promise<void> }

async function attempt(deps: Deps, scope: Scope, { delivery, keep }: Attempt): Promise<void> {
  const world = await deps.worlds.of(scope)
  const startedAt = world.clock.now()
  // Found a while ago, perhaps; meanwhile another process may have tried and put it off.
  if (!delivery.next_attempt_at || delivery.next_attempt_at > startedAt) return
  const untried = { world, delivery, startedAt, reply: null, said: null }
  if (delivery.url === null) return keep({ ...untried, next: { kind: 'abandoned' } })
  const allowed = mayBeTried(delivery, { id: delivery.id, now: startedAt })
  if (allowed.kind === 'held') return holdForEndpoint(deps, scope, delivery)
  if (allowed.kind === 'later') return keep({ ...untried, next: { kind: 'retry', at: allowed.at } })
  if (delivery.ordered && (await waitsForEarlier(deps, scope, delivery))) return
  const reply = await post(deps, scope, { ...delivery, headers: headersOf(deps, world, delivery) })
  noteMet(deps, scope, { delivery, reply })
  const said = replyOf(reply, deps.wall.now())
  const next = afterReply(said, { attempt: attemptOfRound(delivery), policy: delivery.retries, now: startedAt })
  await keep({ world, delivery, startedAt, reply, said, next })
  deps.log.info(
    {
      delivery: delivery.id,
      webhook_id: delivery.webhook_id,
      webhook: `${delivery.webhook_type} ${delivery.webhook_code}`,
      attempt: delivery.attempts_count + 1,
      outcome: next.kind,
      ...(reply.kind === 'status' ? { status: reply.status } : { problem: reply.problem }),
      duration_ms: Math.round(reply.durationMs),
    },
    'delivery attempted',
  )
}

/** What is about an endpoint is no event of Belvo's, so tests need not have met it. */
function noteMet(
  { meetings }: Deps,
  scope: Scope,
  { delivery, reply }: { readonly delivery: Delivery; readonly reply: OutboundReply },
): void {
  if (reply.kind !== 'status' || delivery.link_id === null) return
  meetings?.note(scope, 'webhook', `${delivery.webhook_type} ${delivery.webhook_code}`)
}

/** A date in `Retry-After` is by the clock of the receiver, which is that of the machine and not the workspace's. */
const replyOf = (reply: OutboundReply, wall: Date): Reply =>
  reply.kind === 'problem'
    ? { kind: 'problem' }
    : { kind: 'status', status: reply.status, retryAfterMs: readRetryAfter(reply.retryAfter, wall) }

/** Counted from when the delivery was announced or last replayed: policy knows no rounds before. */
const attemptOfRound = ({ attempts_count: made, attempts_before_round: before }: Delivery): number => made - before + 1

/** A receiver that was silent for too long in this turn of the runner is not asked again before the next. */
async function post(
  { outbound, patience }: Deps,
  { workspaceId }: Scope,
  told: Pick<Delivery, 'endpoint_id' | 'payload'> & Pick<Outbound, 'url' | 'headers'>,
): Promise<OutboundReply> {
  const timeoutMs = patience?.waitMs(workspaceId, told.endpoint_id) ?? receiverLimits.answerMaxMs
  if (timeoutMs === 0) return { kind: 'problem', problem: 'receiver_silent', durationMs: 0 }
  const { url, headers, payload: body } = told
  const reply = await outbound.post({ url, headers, body, timeoutMs })
  const inVain = reply.kind === 'problem' && reply.problem === 'timeout'
  patience?.learn(workspaceId, told.endpoint_id, { ms: Math.max(reply.durationMs, timeoutMs), inVain })
  return reply
}

/** Signed as of the machine's time, whatever that of the workspace is: receivers hold it against their own. */
function headersOf({ wall }: Deps, world: World, delivery: EndpointOfDelivery & Delivery): Record<string, string> {
  const authorization = authorizationOf(world, delivery)
  const { endpoint_id, webhook_id: id, payload: body } = delivery
  const secrets = delivery.secrets?.map((secret) =>
    openSecret(world, { endpoint_id, id: secret.id, sealed_secret: Buffer.from(secret.sealed, 'hex') }),
  )
  return {
    'content-type': 'application/json',
    'user-agent': 'enlace',
    ...(authorization === null ? {} : { authorization }),
    ...(delivery.ordered ? orderHeaders(delivery) : {}),
    ...(secrets ? signatureHeaders(secrets, { id, at: wall.now(), body }) : {}),
  }
}

/** Where it stands among what happens to its link; a receiver that hears of some things only sees gaps. */
const orderHeaders = ({ link_id, event_sequence }: Delivery): Record<string, string> => ({
  'enlace-link': String(link_id),
  'enlace-sequence': String(event_sequence),
})

function authorizationOf(world: World, delivery: EndpointOfDelivery & Delivery): string | null {
  const { sealed_authorization: sealed, endpoint_id: id } = delivery
  return sealed && unseal(world.keys.sealing, sealed, `endpoint ${id} authorization`).toString('utf8')
}
