import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { BareQuestion, BareSetting } from '../delivery/bare.ts'
import { type Forked, startFork } from '../delivery/fork.ts'
import type { Arrival, ReceiverQuestion } from '../delivery/receiver.ts'
import type { Paced, Posted } from '../delivery/telling.ts'
import type { WorkerQuestion, WorkerSetting } from '../delivery/worker.ts'
import { type Section, show, showPercent, showSummary } from '../report/section.ts'
import { ratios, summarise } from '../report/stats.ts'
import { type Figure, inRounds } from './figure.ts'

const deliveriesCount = 4_000
const endpointsCount = 8
const bareTogether = 64
/** Well below what it can do, so that nothing waits in a queue. */
const pace: Paced = { paced: 200, everyMs: 10 }
const askAgainAfterMs = 10
const aimPerSecond = 800

type Crew = {
  readonly receiver: Forked<ReceiverQuestion>
  readonly bare: Forked<BareQuestion>
  readonly workers: readonly Forked<WorkerQuestion>[]
  readonly endpointIds: readonly string[]
  readonly db: pg.Client
}

type Measured = {
  readonly processes: number
  readonly ours: number[]
  readonly bare: number[]
  readonly oursMs: number[]
  readonly bareMs: number[]
}

/** Webhooks in server mode: how many in a second with a durable record of each, and how soon after the commit. */
export const deliveries: Figure = {
  name: 'deliveries',
  async run(bench, rounds) {
    const { place } = await bench.on('postgres')
    if (place.kind !== 'postgres') throw new Error('deliveries are measured on PostgreSQL')
    const measured: Measured[] = []
    for (const processes of [1, 2]) {
      console.log(`  ${processes} of the server's processes`)
      measured.push(await measureWith(processes, place.url, rounds))
    }
    return describe(measured)
  },
}

async function measureWith(processes: number, databaseUrl: string, rounds: number): Promise<Measured> {
  const measured: Measured = { processes, ours: [], bare: [], oursMs: [], bareMs: [] }
  const crew = await assemble(processes, databaseUrl)
  try {
    await deliverAll(crew)
    await postAll(crew)
    await inRounds(rounds, ['ours', 'bare'] as const, async (name) => {
      if (name === 'ours') {
        measured.ours.push(await deliverAll(crew))
        measured.oursMs.push(...(await untilArrival(crew, tell(crew))))
      } else {
        measured.bare.push(await postAll(crew))
        measured.bareMs.push(...(await untilArrival(crew, crew.bare.ask<Posted[]>(pace))))
      }
    })
  } finally {
    await dismiss(crew)
  }
  return measured
}

async function assemble(processes: number, databaseUrl: string): Promise<Crew> {
  const receiver = await startFork<ReceiverQuestion>('receiver', {})
  const port = await receiver.ask<number>({ kind: 'port' })
  const urls = Array.from({ length: endpointsCount }, (_, index) => `http://127.0.0.1:${port}/hooks/${index}`)
  const bare = await startFork<BareQuestion>('bare', { urls, together: bareTogether } satisfies BareSetting)
  const setting: WorkerSetting = { databaseUrl }
  const workers = await Promise.all(
    Array.from({ length: processes }, () => startFork<WorkerQuestion>('worker', setting)),
  )
  const db = new pg.Client({ connectionString: databaseUrl })
  await db.connect()
  const endpointIds = await workers[0]?.ask<string[]>({ kind: 'endpoints', urls })
  return { receiver, bare, workers, endpointIds: endpointIds ?? [], db }
}

async function dismiss({ receiver, bare, workers, db }: Crew): Promise<void> {
  await db.end()
  for (const each of [...workers, bare, receiver]) await each.stop()
}

/** From the commit that makes all of them due to the commit that settles the last one. */
async function deliverAll({ workers, endpointIds, db, receiver }: Crew): Promise<number> {
  await workers[0]?.ask({ kind: 'insert', count: deliveriesCount, endpointIds })
  const startedAt = performance.now()
  await Promise.all(workers.map((worker) => worker.ask({ kind: 'wake' })))
  while (await hasDue(db)) await wait(askAgainAfterMs)
  const elapsedMs = performance.now() - startedAt
  await assertAllArrived(receiver)
  return (deliveriesCount / elapsedMs) * 1_000
}

async function hasDue(db: pg.Client): Promise<boolean> {
  const { rows } = await db.query('select 1 from deliveries where next_attempt_at is not null limit 1')
  return rows.length > 0
}

async function postAll({ bare, receiver }: Crew): Promise<number> {
  const elapsedMs = await bare.ask<number>({ count: deliveriesCount })
  await assertAllArrived(receiver)
  return (deliveriesCount / elapsedMs) * 1_000
}

async function assertAllArrived(receiver: Crew['receiver']): Promise<void> {
  const arrivals = await receiver.ask<Arrival[]>({ kind: 'arrivals' })
  const different = new Set(arrivals.map(({ webhookId }) => webhookId)).size
  if (different !== deliveriesCount || arrivals.length !== deliveriesCount)
    throw new Error(`${arrivals.length} posts of ${different} webhooks arrived, expected ${deliveriesCount}`)
}

const tell = ({ workers: [worker], endpointIds }: Crew): Promise<Posted[]> =>
  worker?.ask<Posted[]>({ kind: 'tell', endpointIds, ...pace }) ?? Promise.resolve([])

/** Milliseconds from each commit, or from each bare post, until the receiver has the request. */
async function untilArrival({ receiver, db }: Crew, telling: Promise<readonly Posted[]>): Promise<number[]> {
  const posted = await telling
  while (await hasDue(db)) await wait(askAgainAfterMs)
  const arrivals = await receiver.ask<Arrival[]>({ kind: 'arrivals' })
  const arrivedMs = new Map(arrivals.map(({ webhookId, atMs }) => [webhookId, atMs]))
  return posted.map(({ webhookId, atMs }) => (arrivedMs.get(webhookId) as number) - atMs)
}

function describe(measured: readonly Measured[]): Section {
  const compared = measured.map((each) => ({ ...each, ofBare: ratios(each.ours, each.bare) }))
  const latency = (values: readonly number[]) =>
    `${show(quantile(values, 0.5), 2)} / ${show(quantile(values, 0.99), 2)}`
  return {
    title: 'Webhooks on PostgreSQL',
    notes: [
      `${show(deliveriesCount)} deliveries to ${endpointsCount} endpoints become due with one commit; measured until the last one is settled in the database with its attempt, median of the rounds (lowest–highest). The receiver answers 200 at once, in a process of its own. **Bare undici** posts as many bodies of the same size to the same receiver, ${bareTogether} at a time, and records nothing. All share the two cores with PostgreSQL, which runs without \`fsync\`.`,
      `How soon: from the commit of one delivery, one every ${pace.everyMs} ms, to its arrival at the receiver; of bare undici from the call. One process tells; with two, the other one may be the faster to take it up.`,
    ],
    tables: [
      [
        ['Processes', 'Enlace /s', 'Bare undici /s', 'of bare undici'],
        ...compared.map(({ processes, ours, bare, ofBare }) => [
          String(processes),
          showSummary(summarise(ours)),
          showSummary(summarise(bare)),
          `${showPercent(ofBare.median)} (${showPercent(ofBare.low)}–${showPercent(ofBare.high)})`,
        ]),
      ],
      [
        ['Commit to first attempt in ms, p50 / p99', 'Enlace', 'Bare undici'],
        ...compared.map(({ processes, oursMs, bareMs }) => [String(processes), latency(oursMs), latency(bareMs)]),
      ],
    ],
    aims: compared.map(({ processes, ours }) => ({
      aim: `deliveries with a durable record, processes: ${processes}: at least ${aimPerSecond} in a second`,
      measured: show(summarise(ours).median),
      met: summarise(ours).median >= aimPerSecond,
    })),
  }
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
