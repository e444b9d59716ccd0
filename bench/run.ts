import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { postgresBinaries } from '../test/harness/postgres/postgres-binaries.ts'
import { installPrism, prismVersion } from './candidates/prism.ts'
import { deliveries } from './figures/deliveries.ts'
import { enrichment } from './figures/enrichment.ts'
import { events } from './figures/events.ts'
import type { Figure } from './figures/figure.ts'
import { forks } from './figures/forks.ts'
import { largeInvoices } from './figures/large-invoices.ts'
import { largeUpdate } from './figures/large-update.ts'
import { lists } from './figures/lists.ts'
import { memory } from './figures/memory.ts'
import { ninetyDays } from './figures/ninety-days.ts'
import { refreshes } from './figures/refreshes.ts'
import { requests } from './figures/requests.ts'
import { retrieval } from './figures/retrieval.ts'
import { start } from './figures/start.ts'
import { year } from './figures/year.ts'
import { describeMachine } from './report/machine.ts'
import { renderSection, renderTable, type Section } from './report/section.ts'
import { Workbench } from './workbench.ts'

/** In this order: the bare insert of `retrieval` disturbs the rows that those before it read. */
const figures: readonly Figure[] = [
  requests,
  start,
  memory,
  refreshes,
  ninetyDays,
  year,
  retrieval,
  deliveries,
  enrichment,
  largeUpdate,
  largeInvoices,
  lists,
  forks,
  events,
]

const usage = `node bench/run.ts [--only ${figures.map(({ name }) => name).join(',')}] [--rounds 5] [--out file]`

// Ends by way of `exit`, where programs are stopped and folders removed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

try {
  await run()
} catch (thrown) {
  console.error(thrown)
  process.exit(1)
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      out: { type: 'string' },
    },
  })
  const chosen = chosenFigures(values.only)
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds is a positive number.\n${usage}`)
  installPrism()
  const machine = describeMachine([
    ['PostgreSQL', postgresBinaries().version],
    ['prism', prismVersion],
    ['Rounds', String(rounds)],
  ])
  const bench = new Workbench()
  const sections: Section[] = []
  try {
    for (const figure of chosen) {
      console.log(`${figure.name} …`)
      const section = await figure.run(bench, rounds)
      console.log(`\n${renderSection(section)}\n`)
      sections.push(section)
    }
  } finally {
    await bench.close()
  }
  // Part of the figures must not pass for all of them.
  const out = values.out ?? (chosen.length === figures.length ? join(import.meta.dirname, 'RESULTS.md') : undefined)
  if (out !== undefined) writeFileSync(out, render(machine, sections))
}

function chosenFigures(only: string | undefined): readonly Figure[] {
  if (only === undefined) return figures
  const names = only.split(',')
  const unknown = names.filter((name) => !figures.some((figure) => figure.name === name))
  if (unknown.length > 0) throw new Error(`There is no figure ${unknown.join(', ')}.\n${usage}`)
  return figures.filter(({ name }) => names.includes(name))
}

function render(machine: ReturnType<typeof describeMachine>, sections: readonly Section[]): string {
  const opening =
    'Written by `npm run bench`; every number is of this one run. How it is measured: [README.md](README.md).'
  return `${['# Benchmarks', opening, renderTable(machine), ...sections.map(renderSection)].join('\n\n')}\n`
}
