import { isGone, isTaken, type Next, quietMs, type Reply } from '../../domain/webhooks/delivery.ts'
import { afterTry, type Standing, soundStanding } from '../../domain/webhooks/endpoint-standing.ts'
import type { OutboundReply } from '../../kit/outbound.ts'
import { sqlState, type Tx } from '../../store/database.ts'
import {
  type Delivery,
  type DeliveryAttempt,
  type DeliveryMove,
  type DeliveryWithEndpoint,
  insertDeliveryAttempts,
  moveDeliveries,
  rowName,
} from '../../store/webhooks/deliveries.ts'
import { releaseNextInOrder } from '../../store/webhooks/held-deliveries.ts'
import {
  saveWebhookEndpoint,
  takeWebhookEndpoints,
  type WebhookEndpoint,
} from '../../store/webhooks/webhook-endpoints.ts'
import type { Deps, World } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'
import { tellOfEndpoint } from './tell-of-endpoint.ts'

/** What became of a delivery; without a reply where it was not tried. */
export type Outcome = {
  readonly world: World
  readonly delivery: DeliveryWithEndpoint
  readonly startedAt: Date
  readonly reply: OutboundReply | null
  /** The reply in the words of delivery's rules. */
  readonly said: Reply | null
  readonly next: Next
}

/** Values that the database refuses: they would be refused in whatever company. */
const isRefused = (thrown: unknown): boolean => /^2[23]/.test(sqlState(thrown) ?? '')

/** What went wrong with each, or null. An outcome that cannot be written does not take those of its batch with it. */
export async function recordApart(deps: Deps, batch: readonly Outcome[]): Promise<readonly unknown[]> {
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

/**
 * All of them are committed together; one that somebody else has recorded meanwhile is left out. Endpoints are locked
 * before deliveries, as everywhere.
 */
async function record(deps: Deps, batch: readonly Outcome[]): Promise<void> {
  const { changes, freed } = await deps.db.transaction(async (tx) => {
    const standings = await takeStandings(tx, batch)
    const moves = batch.map((outcome) => moveOf(outcome, standings))
    const moved = await moveDeliveries(tx, moves)
    const attempts = batch.flatMap((outcome) => (moved.has(nameOf(outcome.delivery)) ? attemptOf(outcome) : []))
    await insertDeliveryAttempts(tx, attempts)
    const freed = await freeNext(tx, { moves, moved, batch })
    return { changes: await saveStandings(tx, standings), freed }
  })
  for (const { became, ...endpoint } of changes) deps.log.info(endpoint, `endpoint ${became}`)
  if (changes.length === 0 && freed === 0) return
  for (const id of new Set(batch.map(({ delivery }) => delivery.workspace_id))) deps.runner.wake(id)
}

type Moved = {
  readonly batch: readonly Outcome[]
  readonly moves: readonly DeliveryMove[]
  readonly moved: ReadonlySet<string>
}

/** What goes in order waited for those that are settled now. */
async function freeNext(tx: Tx, { batch, moves, moved }: Moved): Promise<number> {
  const names = moves.flatMap(({ workspaceId, id, settledAt }) => (settledAt ? [rowName(workspaceId, id)] : []))
  const settled = new Set(names.filter((name) => moved.has(name)))
  const ordered = batch.filter(({ delivery }) => delivery.ordered && settled.has(nameOf(delivery)))
  let freed = 0
  // Workspaces have clocks of their own.
  for (const [world, outcomes] of Map.groupBy(ordered, (outcome) => outcome.world)) {
    const deliveries = outcomes.map(({ delivery }) => delivery)
    freed += await releaseNextInOrder(tx, deliveries, world.clock.now())
  }
  return freed
}

const nameOf = ({ workspace_id, id }: Delivery) => rowName(workspace_id, id)

const endpointOf = ({ workspace_id, endpoint_id }: Delivery) => rowName(workspace_id, endpoint_id)

/** How an endpoint stood and stands, and when it was tried last. */
type Stood = {
  readonly before: WebhookEndpoint
  readonly after: Standing
  readonly world: World
  readonly at: Date
}

/** By the name of the endpoint. */
type Standings = ReadonlyMap<string, Stood>

/** Of endpoints in Belvo's way nobody keeps count; and one that takes what it is sent, as ever, needs no writing. */
async function takeStandings(tx: Tx, batch: readonly Outcome[]): Promise<Standings> {
  const telling = batch.filter(tellsOfEndpoint)
  const standings = new Map<string, Stood>()
  if (telling.length === 0) return standings
  const keys = telling.map(({ delivery }) => ({ workspaceId: delivery.workspace_id, id: delivery.endpoint_id }))
  const taken = await takeWebhookEndpoints(tx, keys)
  const endpoints = new Map(taken.map((endpoint) => [rowName(endpoint.workspace_id, endpoint.id), endpoint]))
  for (const { delivery, world, startedAt: at, said } of telling) {
    const name = endpointOf(delivery)
    const before = endpoints.get(name)
    if (!before || !said) continue
    const result = isTaken(said) ? 'taken' : isGone(said) ? 'gone' : 'failed'
    const tried = { deliveryId: delivery.id, at, result, quietMs: quietMs(said) } as const
    const after = afterTry(standings.get(name)?.after ?? before, tried)
    standings.set(name, { before, after, world, at })
  }
  return standings
}

function tellsOfEndpoint({ delivery, said }: Outcome): boolean {
  if (said === null || delivery.url === null || delivery.retries !== 'patient') return false
  return !isTaken(said) || delivery.failing_since !== null || delivery.paused_at !== null
}

/** An endpoint that nothing is sent to loses nothing: what would be tried again, or given up, is held for it. */
function moveOf({ delivery, startedAt, reply, said, next }: Outcome, standings: Standings): DeliveryMove {
  const standing = standings.get(endpointOf(delivery))?.after
  const isHeld = next.kind !== 'delivered' && standing?.paused_at && said !== null && !isGone(said)
  return {
    workspaceId: delivery.workspace_id,
    id: delivery.id,
    attemptsBefore: delivery.attempts_count,
    attemptsAfter: delivery.attempts_count + (reply ? 1 : 0),
    roundBefore: delivery.attempts_before_round,
    status: isHeld || next.kind === 'retry' ? 'pending' : next.kind,
    nextAttemptAt: !isHeld && next.kind === 'retry' ? next.at : null,
    settledAt: isHeld || next.kind === 'retry' ? null : startedAt,
  }
}

/** What became of an endpoint, where that is worth a word. */
type EndpointChange = {
  readonly endpoint: string
  readonly workspace: string
  readonly became: 'paused' | 'resumed' | 'gone'
}

async function saveStandings(tx: Tx, standings: Standings): Promise<EndpointChange[]> {
  const changes: EndpointChange[] = []
  for (const { before, after, world, at } of standings.values()) {
    const scope = { workspaceId: before.workspace_id }
    const kept = Object.keys({ ...soundStanding, enabled: true, due_at: null }) as (keyof Standing)[]
    await saveWebhookEndpoint(tx, scope, before.id, Object.fromEntries(kept.map((key) => [key, after[key]])))
    const became = changeOf(before, after)
    if (!became) continue
    changes.push({ endpoint: before.id, workspace: before.workspace_id, became })
    if (became === 'gone') {
      const data = { endpoint: before.id, fields: ['enabled'] }
      recordOwnEvent(tx, scope, { ids: world.ids, now: at }, { kind: 'endpoint_changed', data })
      continue
    }
    // What it has failed since is told of with the pause and with its end.
    const endpoint = { ...before, failing_since: after.failing_since ?? before.failing_since }
    await tellOfEndpoint(tx, scope, world, { endpoint, code: `endpoint_${became}`, at })
  }
  return changes
}

function changeOf(before: Standing, after: Standing): EndpointChange['became'] | null {
  if (before.enabled && !after.enabled) return 'gone'
  if (!before.paused_at && after.paused_at) return 'paused'
  return before.paused_at && !after.paused_at ? 'resumed' : null
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
