import { afterReply, type Next } from '../domain/delivery.ts'
import type { OutboundReply } from '../kit/outbound.ts'
import { unseal } from '../kit/seal.ts'
import type { Scope } from '../store/database.ts'
import { type Delivery, findDelivery, insertDeliveryAttempt, saveDelivery, takeDelivery } from '../store/deliveries.ts'
import { findWebhookEndpoint, type WebhookEndpoint } from '../store/webhook-endpoints.ts'
import type { Deps, World } from './deps.ts'

/** How long a receiver has to answer (links page, section 7.1), and a silent one may cost in one turn of the runner. */
export const receiverLimits = { answerMaxMs: 5_000, lostMaxMs: 10_000 } as const

/**
 * Makes one attempt at a delivery that is due and writes down what became of it. A crash in between leaves it due, so
 * a receiver may be told twice, under the same `webhook_id`.
 */
export async function deliverWebhook(deps: Deps, scope: Scope, id: string): Promise<void> {
  const delivery = await findDelivery(deps.db.reader, scope, id)
  if (delivery?.status !== 'pending') return
  const world = await deps.worlds.of(scope)
  // Found a while ago, perhaps; meanwhile another process may have tried and put it off.
  if (!delivery.next_attempt_at || delivery.next_attempt_at > world.clock.now()) return
  const endpoint = await findWebhookEndpoint(deps.db.reader, scope, delivery.endpoint_id)
  if (!endpoint || endpoint.removed_at) return abandon(deps, scope, world, delivery)
  const startedAt = world.clock.now()
  const reply = await post(deps, scope, { world, endpoint, body: delivery.payload })
  const attempt = delivery.attempts_count + 1
  const next = afterReply(reply, attempt, startedAt)
  await record(deps, scope, { delivery, attempt, startedAt, reply, next })
  deps.log.info(
    {
      delivery: id,
      webhook_id: delivery.webhook_id,
      webhook: `${delivery.webhook_type} ${delivery.webhook_code}`,
      attempt,
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
  { world, endpoint, body }: { world: World; endpoint: WebhookEndpoint; body: string },
): Promise<OutboundReply> {
  const timeoutMs = patience?.waitMs(workspaceId, endpoint.id) ?? receiverLimits.answerMaxMs
  if (timeoutMs === 0) return { kind: 'problem', problem: 'receiver_silent', durationMs: 0 }
  const headers = { 'content-type': 'application/json', 'user-agent': 'enlace', ...authorization(world, endpoint) }
  const reply = await outbound.post({ url: endpoint.url, headers, body, timeoutMs })
  const inVain = reply.kind === 'problem' && reply.problem === 'timeout'
  patience?.learn(workspaceId, endpoint.id, { ms: Math.max(reply.durationMs, timeoutMs), inVain })
  return reply
}

function authorization(world: World, endpoint: WebhookEndpoint): Record<string, string> {
  if (!endpoint.sealed_authorization) return {}
  const opened = unseal(world.keys.sealing, endpoint.sealed_authorization, `endpoint ${endpoint.id} authorization`)
  return { authorization: opened.toString('utf8') }
}

type Attempted = {
  readonly delivery: Delivery
  readonly attempt: number
  readonly startedAt: Date
  readonly reply: OutboundReply
  readonly next: Next
}

async function record(deps: Deps, scope: Scope, attempted: Attempted): Promise<void> {
  const { delivery, attempt, startedAt, reply, next } = attempted
  await deps.db.transaction(async (tx) => {
    const held = await takeDelivery(tx, scope, delivery.id)
    if (!held || held.attempts_count >= attempt) return
    await insertDeliveryAttempt(tx, {
      workspace_id: scope.workspaceId,
      shard: delivery.shard,
      delivery_id: delivery.id,
      attempt,
      started_at: startedAt,
      duration_ms: reply.durationMs,
      status: reply.kind === 'status' ? reply.status : null,
      problem: reply.kind === 'problem' ? reply.problem : null,
      reply: reply.kind === 'status' ? reply.reply : null,
    })
    await saveDelivery(tx, scope, delivery.id, {
      status: next.kind === 'retry' ? 'pending' : next.kind,
      attempts_count: attempt,
      next_attempt_at: next.kind === 'retry' ? next.at : null,
      settled_at: next.kind === 'retry' ? null : startedAt,
    })
  })
}

/** Nobody is there to be told any more. */
async function abandon(deps: Deps, scope: Scope, world: World, delivery: Delivery): Promise<void> {
  const settled = { status: 'abandoned', next_attempt_at: null, settled_at: world.clock.now() } as const
  await deps.db.transaction((tx) =>
    saveDelivery(tx, scope, delivery.id, { ...settled, attempts_count: delivery.attempts_count }),
  )
}
