import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv } from 'node:process'
import { parseArgs } from 'node:util'
import { createDatabase, startPostgres } from '../test/harness/postgres/postgres.ts'
import type { Place } from '../test/simulation/machine.ts'
import { type Report, simulate } from '../test/simulation/run.ts'

/**
 * Lives through years of two workspaces beside the model of them:
 * npm run simulate -- [--seeds N] [--seed S] [--days 365] [--postgres]
 */
const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '365' },
    postgres: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const stepsShown = 25
const days = Number(values.days)
const first = Number(values.seed)

// An exit removes what was made; a signal alone would leave it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const folder = mkdtempSync(join(tmpdir(), 'enlace-simulation-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const postgres = values.postgres ? await startPostgres() : null
try {
  for (let seed = first; seed < first + Number(values.seeds); seed += 1) {
    const startedAt = performance.now()
    const usedAt = process.cpuUsage()
    const report = await simulate({ seed: String(seed), days, place: await newPlace(seed) })
    console.log(
      lineOf(seed, report, {
        seconds: (performance.now() - startedAt) / 1_000,
        processorSeconds: processorSeconds(process.cpuUsage(usedAt)),
      }),
    )
    if (report.contradiction === null) continue
    console.log(failure(seed, report))
    process.exitCode = 1
    break
  }
} finally {
  await postgres?.stop()
}

async function newPlace(seed: number): Promise<Place> {
  if (!postgres) return { kind: 'embedded', folder: join(folder, String(seed)) }
  return { kind: 'postgres', databaseUrl: await createDatabase(postgres.url, `simulation_${seed}`) }
}

type Took = { readonly seconds: number; readonly processorSeconds: number }

function processorSeconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000_000
}

function lineOf(seed: number, { steps, crashes, links, webhooks, contradiction }: Report, took: Took): string {
  const end = contradiction === null ? 'no contradiction' : 'a contradiction'
  const counts = `${steps.length} steps, ${crashes} crashes, ${links} links, ${webhooks} webhooks`
  return `seed ${seed}: ${counts}, ${end}, ${took.seconds.toFixed(1)} s, ${took.processorSeconds.toFixed(1)} s of a processor`
}

function failure(seed: number, { steps, contradiction }: Report): string {
  const again = `npm run simulate -- --seed ${seed} --days ${days}${values.postgres ? ' --postgres' : ''}`
  const shown = values.verbose ? steps : steps.slice(-stepsShown)
  const left = steps.length > shown.length ? [`(${steps.length - shown.length} steps before; --verbose shows all)`] : []
  return [...left, ...shown, contradiction, `Again: ${again}`].join('\n')
}
