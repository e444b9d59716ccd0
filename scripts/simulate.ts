import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv } from 'node:process'
import { parseArgs } from 'node:util'
import { createDatabase, startPostgres } from '../test/harness/postgres/postgres.ts'
import { type Plan, type Report, simulate } from '../test/simulation/run.ts'
import { shrinkHistory, type Try } from '../test/simulation/shrink-history.ts'
import type { Step } from '../test/simulation/steps.ts'

const usage = `Lives through years of two workspaces beside the model of them.

npm run simulate -- [options]
  --seeds N       so many seeds, one after the other (1)
  --seed S        the first of them (1)
  --days D        how long each lives (365)
  --postgres      on PostgreSQL instead of the embedded database
  --verbose       shows every step of a failing seed, not only the last ones
  --shrink        looks for the fewest steps of a failing seed that end in the same contradiction, and keeps them
  --tries N       after so many replays it gives the fewest that it has found (200)
  --minutes M     and so after so long (10)
  --replay FILE   takes the steps that were kept in the file
  --help          shows this`

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '365' },
    postgres: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
    tries: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '10' },
    replay: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}
const stepsShown = 25
const onPostgres = values.postgres ? ' --postgres' : ''

// An exit removes what was made; a signal alone would leave it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const folder = mkdtempSync(join(tmpdir(), 'enlace-simulation-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const postgres = values.postgres ? await startPostgres() : null
let places = 0
try {
  if (values.replay === undefined) await liveSeeds(Number(values.seed), Number(values.seeds))
  else await liveAgain(values.replay)
} finally {
  await postgres?.stop()
}

/** Until one of them fails. */
async function liveSeeds(first: number, count: number): Promise<void> {
  for (let seed = first; seed < first + count; seed += 1) {
    const plan = { seed: String(seed), days: Number(values.days) }
    const report = await live(plan)
    if (report.contradiction === null) continue
    const left = values.verbose ? report.steps : report.steps.slice(-stepsShown)
    console.log(failure(left, report, `--seed ${seed} --days ${plan.days}`))
    if (values.shrink) await makeShorter(plan, report)
    process.exitCode = 1
    return
  }
}

/** The steps of a file, as `makeShorter` has written it. */
async function liveAgain(file: string): Promise<void> {
  const { seed, days, history } = JSON.parse(readFileSync(file, 'utf8')) as Kept
  const report = await live({ seed, days, history })
  if (report.contradiction === null) return
  console.log(failure(report.steps, report, `--replay ${file}`))
  process.exitCode = 1
}

type Kept = { readonly seed: string; readonly days: number; readonly history: readonly Step[] }

async function live(plan: Omit<Plan, 'place'>): Promise<Report> {
  const startedAt = performance.now()
  const usedAt = process.cpuUsage()
  const report = await onFreshPlace((place) => simulate({ ...plan, place }))
  const took = {
    seconds: (performance.now() - startedAt) / 1_000,
    processorSeconds: processorSeconds(process.cpuUsage(usedAt)),
  }
  console.log(lineOf(plan.seed, report, took))
  return report
}

async function onFreshPlace<T>(work: (place: Plan['place']) => Promise<T>): Promise<T> {
  places += 1
  if (postgres)
    return work({ kind: 'postgres', databaseUrl: await createDatabase(postgres.url, `simulation_${places}`) })
  const own = join(folder, String(places))
  try {
    return await work({ kind: 'embedded', folder: own })
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

async function makeShorter(plan: Omit<Kept, 'history'>, report: Report): Promise<void> {
  const endsAt = performance.now() + Number(values.minutes) * 60_000
  const limits = { triesMax: Number(values.tries), hasTime: () => performance.now() < endsAt }
  console.log(`\nLooking for fewer of the ${report.history.length} steps …`)
  const short = await shrinkHistory({ plan, report, onFreshPlace }, limits, tell)
  if (!short) {
    console.log('The same steps did not end in the same contradiction once more, so none can be left out.')
    return
  }
  const file = `simulation-${plan.seed}.json`
  writeFileSync(file, `${JSON.stringify({ ...plan, history: short.history }, null, 2)}\n`)
  console.log(`\n${short.history.length} steps of ${report.history.length} are left:`)
  console.log(failure(short.steps, short, `--replay ${file}`))
}

function tell({ count, steps, least, isSame }: Try): void {
  console.log(`try ${count}: ${steps} steps, ${isSame ? 'the same' : 'not the same'}; ${least} are left`)
}

type Took = { readonly seconds: number; readonly processorSeconds: number }

function processorSeconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000_000
}

function lineOf(seed: string, { steps, crashes, links, webhooks, contradiction }: Report, took: Took): string {
  const end = contradiction === null ? 'no contradiction' : 'a contradiction'
  const counts = `${steps.length} steps, ${crashes} crashes, ${links} links, ${webhooks} webhooks`
  return `seed ${seed}: ${counts}, ${end}, ${took.seconds.toFixed(1)} s, ${took.processorSeconds.toFixed(1)} s of a processor`
}

function failure(shown: readonly string[], { steps, contradiction }: Report, again: string): string {
  const left = steps.length > shown.length ? [`(${steps.length - shown.length} steps before; --verbose shows all)`] : []
  return [...left, ...shown, contradiction, `Again: npm run simulate -- ${again}${onPostgres}`].join('\n')
}
