import { afterReply, type Next } from '../../domain/delivery.ts'
import { Gatherer } from '../../kit/gather.ts'
import type { Outbound, OutboundReply } from '../../kit/outbound.ts'
import { unseal } from '../../kit/seal.ts'
import { signatureHeaders } from '../../kit/webhook-signature.ts'
import { type Scope, sqlState } from '../../store/database.ts'
import {
  type Delivery,
  type DeliveryAttempt,
  type DeliveryKey,
  type DeliveryMove,
  type DeliveryWithEndpoint,
  insertDeliveryAttempts,
  listPendingDeliveries,
  moveDeliveries,
} from '../../store/deliveries.ts'
import type { Deps, World } from '../deps.ts'
import { openSecret } from './webhook-secrets.ts'

/** How long a receiver has to answer (links page, section 7.1), and a silent one may cost in one turn of the runner. */
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
    const rows = new Map((await listPendingDeliveries(deps.db.reader, keys)).map((row) => [row.id, row]))
    return keys.map(({ id }) => rows.get(id))
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
  const { url } = delivery
  if (url === null) return keep({ delivery, startedAt, reply: null, next: { kind: 'abandoned' } })
  const reply = await post(deps, scope, { ...delivery, url, headers: headersOf(deps, world, delivery) })
  if (reply.kind === 'status')
    deps.meetings?.note(scope, 'webhook', `${delivery.webhook_type} ${delivery.webhook_code}`)
  const next = afterReply(reply, delivery.attempts_count + 1, startedAt)
  await keep({ delivery, startedAt, reply, next })
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
function headersOf({ wall }: Deps, world: World, delivery: DeliveryWithEndpoint): Record<string, string> {
  const authorization = authorizationOf(world, delivery)
  const { endpoint_id, webhook_id: id, payload: body } = delivery
  const secrets = delivery.secrets?.map((secret) =>
    openSecret(world, { endpoint_id, id: secret.id, sealed_secret: Buffer.from(secret.sealed, 'hex') }),
  )
  return {
    'content-type': 'application/json',
    'user-agent': 'enlace',
    ...(authorization === null ? {} : { authorization }),
    ...(secrets ? signatureHeaders(secrets, { id, at: wall.now(), body }) : {}),
  }
}

function authorizationOf(world: World, delivery: DeliveryWithEndpoint): string | null {
  const { sealed_authorization: sealed, endpoint_id: id } = delivery
  return sealed && unseal(world.keys.sealing, sealed, `endpoint ${id} authorization`).toString('utf8')
}

/** What became of a delivery; without a reply where nobody was there to be told any more. */
type Outcome = {
  readonly delivery: Delivery
  readonly startedAt: Date
  readonly reply: OutboundReply | null
  readonly next: Next
}

/** Values that the database refuses: they would be refused in whatever company. */
const isRefused = (thrown: unknown): boolean => /^2[23]/.test(sqlState(thrown) ?? '')

/** What went wrong with each, or null. An outcome that cannot be written does not take those of its batch with it. */
async function recordApart(deps: Deps, batch: readonly Outcome[]): Promise<readonly unknown[]> {
  const failureOf = (some: readonly Outcome[]) =>
    record(deps, some).then(
      () => null,
      (thrown: unknown) => thrown,
    )
  const failure = await failureOf(batch)
  if (!isRefused(failure) || batch.length === 1) return batch.map(() => failure)
  const failures: unknown[] = []
  for (const one of batch) failures.push(await failureOf([one]))
  return failures
}

/** All of them are committed together; one that somebody else has recorded meanwhile is left out. */
async function record(deps: Deps, batch: readonly Outcome[]): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const moved = await moveDeliveries(tx, batch.map(moveOf))
    const attempts = batch.flatMap((outcome) => (moved.has(outcome.delivery.id) ? attemptOf(outcome) : []))
    await insertDeliveryAttempts(tx, attempts)
  })
}

function moveOf({ delivery, startedAt, reply, next }: Outcome): DeliveryMove {
  return {
    workspaceId: delivery.workspace_id,
    id: delivery.id,
    attemptsBefore: delivery.attempts_count,
    attemptsAfter: delivery.attempts_count + (reply ? 1 : 0),
    status: next.kind === 'retry' ? 'pending' : next.kind,
    nextAttemptAt: next.kind === 'retry' ? next.at : null,
    settledAt: next.kind === 'retry' ? null : startedAt,
  }
}

function attemptOf({ delivery, startedAt, reply }: Outcome): DeliveryAttempt[] {
  if (!reply) return []
  return [
    {
      workspace_id: delivery.workspace_id,
      shard: delivery.shard,
      delivery_id: delivery.id,
      attempt: delivery.attempts_count + 1,
      started_at: startedAt,
      duration_ms: reply.durationMs,
      status: reply.kind === 'status' ? reply.status : null,
      problem: reply.kind === 'problem' ? reply.problem : null,
      reply: reply.kind === 'status' ? reply.reply : null,
    },
  ]
}
