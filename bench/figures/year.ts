import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Rewritten } from '../bare/rewrite.ts'
import { rewriteBare } from '../candidates/bare.ts'
import { startEnlace } from '../candidates/enlace.ts'
import type { Candidate } from '../candidates/process.ts'
import { call } from '../load/call.ts'
import { type Section, show, showTimes } from '../report/section.ts'
import type { Workbench } from '../workbench.ts'
import type { Figure } from './figure.ts'

const institution = 'erebor_br_retail'
const clock = '2026-03-18T15:00:00Z'
const daysOfMonth = 30
/** What a daily refresh of a sandbox bank asks for: its last day, and what may still change. */
const daysRead = 36
/** What the last month may take of memory, compared with the first. */
const growthMax = 1.25

type Advanced = { readonly now: string; readonly counts: Readonly<Record<string, number>> }
type Month = {
  readonly steps: number
  readonly seconds: number
  readonly processorS: number
  readonly residentMb: number
}
type Lived = {
  readonly restMb: number
  readonly peakMb: number
  readonly months: readonly Month[]
  readonly bare: Rewritten
}

/** A simulated year, month by month: whether the twelfth takes what the first did, of time and of memory. */
export const year: Figure = {
  name: 'year',
  run: (bench) => liveYear(bench, { links: 50, months: 12 }),
}

async function liveYear(bench: Workbench, life: { links: number; months: number }): Promise<Section> {
  const place = await bench.empty('embedded', 'year')
  if (place.kind !== 'embedded') throw new Error('only the embedded database is stepped through time')
  const enlace = await startEnlace(place, [], { ENLACE_CLOCK: clock, ENLACE_SEED: 'bench' })
  const months: Month[] = []
  const rest = memoryOf(enlace)
  let linkIds: readonly string[]
  let since: string
  let peak: number
  try {
    linkIds = await register(enlace, life.links)
    // What the registrations made due.
    since = (await call<Advanced>(enlace, 'POST', '/_enlace/clock/advance/', { by: '1m' })).now
    for (let month = 0; month < life.months; month += 1) {
      if (month > 0) since = (await call<Advanced>(enlace, 'GET', '/_enlace/clock/')).now
      months.push(await liveMonth(enlace))
    }
    peak = memoryOf(enlace).peak
  } finally {
    await enlace.stop()
  }
  const folder = join(bench.folder, 'year bare')
  cpSync(join(place.folder, 'database'), join(folder, 'database'), { recursive: true })
  const batches = [{ since, linkIds, daysSeen: daysRead }]
  const [bare] = await rewriteBare({ place: { kind: 'embedded', folder }, batches, together: 1 })
  if (!bare || bare.updates === 0) throw new Error('the last month had no updates')
  return describe(life, { restMb: rest.resident, peakMb: peak, months, bare })
}

async function register(enlace: Candidate, links: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < links; index += 1) {
    const person = { institution, username: `person_${index}`, password: 'bench', access_mode: 'recurrent' }
    const { id } = await call<{ id: string }>(enlace, 'POST', '/api/links/', person)
    await call(enlace, 'PATCH', `/_enlace/links/${id}/`, { refresh_rate: '24h' })
    ids.push(id)
  }
  return ids
}

async function liveMonth(enlace: Candidate): Promise<Month> {
  const usedBefore = enlace.processorMs()
  const startedAt = performance.now()
  const by = `${daysOfMonth}d`
  const { counts } = await call<Advanced>(enlace, 'POST', '/_enlace/clock/advance/', { by })
  const seconds = (performance.now() - startedAt) / 1_000
  const processorS = (enlace.processorMs() - usedBefore) / 1_000
  const steps = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return { steps, seconds, processorS, residentMb: memoryOf(enlace).resident }
}

function memoryOf(candidate: Candidate): { resident: number; peak: number } {
  const { residentMb, peakMb } = candidate.memory()
  if (residentMb === null || peakMb === null) throw new Error('Memory is read from /proc, which only Linux has.')
  return { resident: residentMb, peak: peakMb }
}

/** The slope of the straight line through the values that comes closest to them, for each step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const spread = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0)
  return values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0) / (spread || 1)
}

function describe({ links, months: count }: { links: number; months: number }, lived: Lived): Section {
  const { restMb, peakMb, months, bare } = lived
  const sum = (of: (month: Month) => number) => months.reduce((total, month) => total + of(month), 0)
  const [first, last] = [months[0] as Month, months.at(-1) as Month]
  const steps = sum((month) => month.steps)
  const seconds = sum((month) => month.seconds)
  const growth = last.residentMb / first.residentMb
  const slope = slopeOf(months.map(({ residentMb }) => residentMb))
  return {
    title: `${count} months of ${links} daily links`,
    notes: [
      `\`POST /_enlace/clock/advance/\` by ${daysOfMonth} days, ${count} times, over ${links} recurrent links that are refreshed every day, on the embedded database; nobody is told. Once. What happened longer ago than 90 days is swept on the way, records stay. The **bare loop** puts what the updates of the last month wrote back into the same tables, and is set against that month.`,
      `Resident memory after the start ${show(restMb)} MB, the most that it ever was ${show(peakMb)} MB; it changes by ${show(slope, 1)} MB a month (straight line through all months).`,
    ],
    tables: [
      [
        ['month', 'steps', 'seconds', 'steps/s', 'processor s', 'resident MB', 'bare loop s', 'times bare loop'],
        ...months.map((month, index) => [
          String(index + 1),
          show(month.steps),
          show(month.seconds, 1),
          show(month.steps / month.seconds),
          show(month.processorS, 1),
          show(month.residentMb),
          ...(month === last
            ? [show(bare.elapsedMs / 1_000, 1), showTimes((month.seconds * 1_000) / bare.elapsedMs)]
            : ['', '']),
        ]),
        [
          'all',
          show(steps),
          show(seconds, 1),
          show(steps / seconds),
          show(
            sum((month) => month.processorS),
            1,
          ),
          '',
          '',
          '',
        ],
      ],
    ],
    aims: [
      {
        aim: `memory does not grow with time: the last month ends with at most ${growthMax} times that of the first`,
        measured: `${show(growth, 2)} times`,
        met: growth <= growthMax,
      },
    ],
  }
}
