import { copyRowsBare } from '../candidates/bare.ts'
import { type Place, startEnlace } from '../candidates/enlace.ts'
import { headers } from '../candidates/keys.ts'
import type { Candidate } from '../candidates/process.ts'
import { call } from '../load/call.ts'
import { type Section, show, showSummary, showTimes } from '../report/section.ts'
import { summarise } from '../report/stats.ts'
import type { Workbench } from '../workbench.ts'
import type { Figure } from './figure.ts'

const kinds = ['embedded', 'postgres'] as const
const transactions = 1_000
const dayMs = 86_400_000
/** Of each round; the first ones of a process warm it up and are left out. */
const timesInRound = 20
const warmUps = 5
const forkAimMs = 50
const resetAimMs = 20

/** From the request to the last byte, and what the product's process worked meanwhile. */
type Took = { readonly ms: number; readonly processorMs: number }
type Times = Readonly<Record<'fork' | 'drop' | Change, readonly Took[]>>
type Measured = { readonly kind: Place['kind']; readonly rows: number; readonly bare: readonly number[] } & Times

/** What a test has done before it goes back. */
const changes = {
  nothing: async () => undefined,
  retrieval: (enlace: Candidate, { link }: World) => call(enlace, 'POST', '/api/accounts/', { link }),
  registration: (enlace: Candidate) => register(enlace, { ...mexican, username: 'bench_2' }),
  deletion: (enlace: Candidate, { link }: World) => call(enlace, 'DELETE', `/api/links/${link}/`),
} as const satisfies Record<string, (enlace: Candidate, world: World) => Promise<unknown>>

type Change = keyof typeof changes
type World = { readonly link: string; readonly count: number }

const mexican = { institution: 'erebor_mx_retail', password: 'bench', access_mode: 'single' }

/** Forks of a workspace with a thousand transactions, and its resets to a snapshot, beside only copying its rows. */
export const forks: Figure = {
  name: 'forks',
  async run(bench, rounds) {
    const measured: Measured[] = []
    for (const kind of kinds) measured.push(await measure(bench, kind, rounds))
    return describe(measured)
  },
}

async function measure(bench: Workbench, kind: Place['kind'], rounds: number): Promise<Measured> {
  const place = await bench.empty(kind, 'forks')
  const enlace = await startEnlace(place, [], { ENLACE_MODE: 'emulator' })
  const times = { fork: [], drop: [], nothing: [], retrieval: [], registration: [], deletion: [] } as {
    [Name in keyof Times]: Took[]
  }
  let workspaceId = ''
  try {
    const world = await fill(enlace)
    workspaceId = await ownId(enlace)
    await call(enlace, 'PUT', '/_enlace/snapshots/base/')
    for (let round = 0; round < rounds; round += 1) {
      await forkAndDrop(enlace, times)
      for (const change of Object.keys(changes) as Change[]) {
        for (let time = 0; time < timesInRound; time += 1) {
          await changes[change](enlace, world)
          times[change].push(await timed(enlace, () => call(enlace, 'POST', '/_enlace/reset/', { snapshot: 'base' })))
        }
      }
    }
    if ((await countTransactions(enlace)) !== world.count) throw new Error('a reset did not bring back what was there')
  } finally {
    await enlace.stop()
  }
  const { rows, elapsedMs } = await copyRowsBare({ place, workspaceId, times: rounds * timesInRound })
  const warm = Object.entries(times).map(([name, all]) => [name, all.slice(warmUps)])
  return { kind, rows, bare: elapsedMs.slice(warmUps), ...(Object.fromEntries(warm) as Times) }
}

async function forkAndDrop(enlace: Candidate, times: { readonly fork: Took[]; readonly drop: Took[] }) {
  for (let time = 0; time < timesInRound; time += 1) {
    let id = ''
    times.fork.push(
      await timed(enlace, async () => ({ id } = await call<{ id: string }>(enlace, 'POST', '/_enlace/forks/', {}))),
    )
    times.drop.push(await timed(enlace, () => call(enlace, 'DELETE', `/_enlace/forks/${id}/`)))
  }
}

/** A year of one person, and of another one as many days as it takes. */
async function fill(enlace: Candidate): Promise<World> {
  const link = await register(enlace, { ...mexican, username: 'bench_1' })
  await retrieve(enlace, link, 364)
  const other = await register(enlace, { ...mexican, username: 'bench_3' })
  for (let days = 10; (await countTransactions(enlace)) < transactions && days <= 360; days += 10) {
    await retrieve(enlace, other, days)
  }
  const count = await countTransactions(enlace)
  if (count < transactions) throw new Error(`there are only ${count} transactions`)
  return { link, count }
}

async function register(enlace: Candidate, asked: object): Promise<string> {
  return (await call<{ id: string }>(enlace, 'POST', '/api/links/', asked)).id
}

const retrieve = (enlace: Candidate, link: string, days: number) =>
  call(enlace, 'POST', '/api/transactions/', {
    link,
    date_from: dateOf(Date.now() - days * dayMs),
    date_to: dateOf(Date.now()),
  })

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

async function countTransactions(enlace: Candidate): Promise<number> {
  const { results } = await call<{ results: { id: string }[] }>(enlace, 'GET', '/api/links/')
  let sum = 0
  for (const { id } of results) {
    sum += (await call<{ count: number }>(enlace, 'GET', `/api/transactions/?link=${id}&page_size=1`)).count
  }
  return sum
}

/** The log of requests says whose a request was. */
async function ownId(enlace: Candidate): Promise<string> {
  const asked = await fetch(`http://127.0.0.1:${enlace.port}/api/`, { headers })
  const entry = `/_enlace/requests/${asked.headers.get('x-request-id')}/`
  return (await call<{ workspace: string }>(enlace, 'GET', entry)).workspace
}

async function timed(enlace: Candidate, work: () => Promise<unknown>): Promise<Took> {
  const processorAt = enlace.processorMs()
  const startedAt = performance.now()
  await work()
  return { ms: performance.now() - startedAt, processorMs: enlace.processorMs() - processorAt }
}

const msOf = (took: readonly Took[]): number[] => took.map(({ ms }) => ms)

/** The system counts in steps of ten milliseconds, so one alone says nothing. */
const meanProcessorMs = (took: readonly Took[]): number =>
  took.reduce((sum, { processorMs }) => sum + processorMs, 0) / took.length

/** The highest but for one in a hundred. */
const p99 = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.ceil(sorted.length * 0.99) - 1] as number
}

const titles: Readonly<Record<keyof Times, string>> = {
  fork: 'fork',
  drop: 'drop of a fork',
  nothing: 'reset, nothing has changed',
  retrieval: 'reset after a retrieval of accounts',
  registration: 'reset after a registration',
  deletion: 'reset after most of the transactions were deleted',
}

function describe(measured: readonly Measured[]): Section {
  const row = (one: Measured, title: string, values: readonly number[], processor = '') => [
    `${one.kind}, ${title}`,
    showSummary(summarise(values), 1),
    show(p99(values), 1),
    processor,
    showTimes(summarise(values).median / summarise(one.bare).median),
  ]
  return {
    title: 'Forks and resets',
    notes: [
      `An emulator whose workspace has ${show(transactions)} transactions or a few more, of two links; milliseconds from the request to the last byte of the reply. A **reset** goes back to a snapshot, each time after the change that is named. Copying is the **bare copy** of the same rows (${measured.map(({ kind, rows }) => `${show(rows)} on ${kind}`).join(', ')}): \`insert … select\` table by table in one transaction, by the driver, in a process of its own afterwards. **Processor** is what the product's process worked, mean of all: the embedded database is in it, PostgreSQL is not.`,
    ],
    tables: [
      [
        ['Database, what', 'ms', 'p99', 'processor ms', 'times bare copy'],
        ...measured.flatMap((one) => [
          row(one, 'bare copy', one.bare),
          ...Object.entries(titles).map(([name, title]) => {
            const took = one[name as keyof Times]
            return row(one, title, msOf(took), show(meanProcessorMs(took), 1))
          }),
        ]),
      ],
    ],
    aims: measured.flatMap((one) => [aimOf(one, 'fork', forkAimMs), aimOf(one, 'registration', resetAimMs)]),
  }
}

function aimOf(one: Measured, name: 'fork' | 'registration', aimMs: number) {
  const { median } = summarise(msOf(one[name]))
  const what = name === 'fork' ? 'a fork' : titles[name]
  return {
    aim: `${one.kind}: ${what} in less than ${aimMs} ms`,
    measured: `${show(median, 1)} ms`,
    met: median < aimMs,
  }
}
