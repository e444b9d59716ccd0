import { startBareLoop } from '../candidates/bare.ts'
import { startEnlace } from '../candidates/enlace.ts'
import { headers } from '../candidates/keys.ts'
import { prismTargets, startPrism } from '../candidates/prism.ts'
import type { Candidate } from '../candidates/process.ts'
import { assertSameBytes } from '../candidates/same-bytes.ts'
import { drive } from '../load/drive.ts'
import type { Driven } from '../load/generator.ts'
import { type Section, show, showPercent, showSummary, showTimes } from '../report/section.ts'
import { ratios, summarise } from '../report/stats.ts'
import type { Prepared, Workbench } from '../workbench.ts'
import { type Figure, inRounds } from './figure.ts'

const kinds = ['embedded', 'postgres'] as const
const shapes = ['page', 'detail'] as const
const connectionCounts = [1, 16] as const
const warmUpMs = 1_500
const settleMs = 200
const measuredMs = 1_300
const aims = { ofBareLoop: 0.7, timesPrism: 10 }

type Cell = {
  readonly kind: (typeof kinds)[number]
  readonly shape: (typeof shapes)[number]
  readonly connections: number
  readonly enlace: readonly Round[]
  readonly bare: readonly Round[]
  readonly prism: readonly Round[]
}

/** What the generator saw, and what the process used for each request. */
type Round = Driven & { readonly processorMs: number }

/** A page of 100 transactions and one transaction, on both databases, beside the bare loop and prism. */
export const requests: Figure = {
  name: 'requests',
  async run(bench, rounds) {
    const cells: Cell[] = []
    const prism = await startPrism()
    try {
      for (const kind of kinds) cells.push(...(await measureOn(kind, { bench, prism, rounds })))
    } finally {
      await prism.stop()
    }
    return describe(cells)
  },
}

type Run = { readonly bench: Workbench; readonly prism: Candidate; readonly rounds: number }

async function measureOn(kind: Cell['kind'], { bench, prism, rounds }: Run): Promise<Cell[]> {
  const prepared = await bench.on(kind)
  const enlace = await startEnlace(prepared.place)
  const bare = await startBareLoop(prepared.barePlace)
  try {
    await assertSameBytes(enlace, bare, [...prepared.targets.page, ...prepared.targets.detail.slice(0, 100)])
    const cells: Cell[] = []
    for (const shape of shapes) {
      for (const connections of connectionCounts) {
        console.log(`  ${shape}, ${kind}, ${connections} connections`)
        const measured = await measureCell({ shape, connections, prepared, rounds }, { enlace, bare, prism })
        cells.push({ kind, shape, connections, ...measured })
      }
    }
    return cells
  } finally {
    await enlace.stop()
    await bare.stop()
  }
}

type Trio = { readonly enlace: Candidate; readonly bare: Candidate; readonly prism: Candidate }

async function measureCell(
  cell: Pick<Cell, 'shape' | 'connections'> & { readonly prepared: Prepared; readonly rounds: number },
  trio: Trio,
) {
  const { shape, connections, prepared, rounds } = cell
  const measured = { enlace: [] as Round[], bare: [] as Round[], prism: [] as Round[] }
  const names = ['enlace', 'bare', 'prism'] as const
  const ask = async (name: (typeof names)[number], times: { warmUpMs: number; measuredMs: number }) => {
    const targets = name === 'prism' ? prismTargets[shape] : prepared.targets[shape]
    const usedBefore = trio[name].processorMs()
    const driven = await drive({ port: trio[name].port, headers, targets, connections, ...times })
    return { ...driven, processorMs: (trio[name].processorMs() - usedBefore) / driven.answered }
  }
  for (const name of names) await ask(name, { warmUpMs, measuredMs: 1 })
  await inRounds(rounds, names, async (name) => {
    measured[name].push(await ask(name, { warmUpMs: settleMs, measuredMs }))
  })
  return measured
}

function describe(cells: readonly Cell[]): Section {
  const processor = (driven: readonly Round[]) =>
    show(
      median(driven, ({ processorMs }) => processorMs),
      2,
    )
  const rate = (driven: readonly Round[]) => driven.map(({ perSecond }) => perSecond)
  const named = ({ shape, connections, kind }: Cell) => `${shape}, ${kind}, ${connections}`
  const [largest] = cells.filter(({ shape }) => shape === 'page')
  const compared = cells.map((cell) => ({
    cell,
    ofBare: ratios(rate(cell.enlace), rate(cell.bare)),
    ofPrism: ratios(rate(cell.enlace), rate(cell.prism)),
  }))
  const median = (driven: readonly Round[], pick: (one: Round) => number) => summarise(driven.map(pick)).median
  const latency = (driven: readonly Round[]) =>
    `${show(
      median(driven, ({ p50Ms }) => p50Ms),
      2,
    )} / ${show(
      median(driven, ({ p99Ms }) => p99Ms),
      2,
    )}`
  return {
    title: 'A page of 100 transactions, and one transaction',
    notes: [
      'Requests per second, median of the rounds (lowest–highest), at 1 and at 16 connections that each have one request in flight. The **bare loop** is `node:http`, the same driver and the same statements, and answers the same bytes (checked before measuring). **prism** mocks the same description. Ratios are of rounds, so they need not equal the ratio of two medians.',
      `A page of Enlace has ${show(median(largest?.enlace ?? [], ({ bytesPerReply }) => bytesPerReply))} bytes on average; prism answers one example of ${show(median(largest?.prism ?? [], ({ bytesPerReply }) => bytesPerReply))} bytes whatever the page size, and no database stands behind it.`,
      'Processor time is that of the process alone: PostgreSQL spends its own elsewhere, the embedded database spends it here.',
    ],
    tables: [
      [
        ['Request, database, connections', 'Enlace /s', 'Bare loop /s', 'of bare loop', 'prism /s', 'times prism'],
        ...compared.map(({ cell, ofBare, ofPrism }) => [
          named(cell),
          showSummary(summarise(rate(cell.enlace))),
          showSummary(summarise(rate(cell.bare))),
          `${showPercent(ofBare.median)} (${showPercent(ofBare.low)}–${showPercent(ofBare.high)})`,
          showSummary(summarise(rate(cell.prism))),
          showTimes(ofPrism.median),
        ]),
      ],
      [
        ['Latency in ms, p50 / p99', 'Enlace', 'Bare loop', 'prism'],
        ...cells.map((cell) => [named(cell), latency(cell.enlace), latency(cell.bare), latency(cell.prism)]),
      ],
      [
        ['Processor time of a request in ms', 'Enlace', 'Bare loop', 'prism'],
        ...cells.map((cell) => [named(cell), processor(cell.enlace), processor(cell.bare), processor(cell.prism)]),
      ],
    ],
    aims: compared.flatMap(({ cell, ofBare, ofPrism }) => [
      {
        aim: `${named(cell)}: at least ${showPercent(aims.ofBareLoop)} of the bare loop`,
        measured: showPercent(ofBare.median),
        met: ofBare.median >= aims.ofBareLoop,
      },
      {
        aim: `${named(cell)}: at least ${aims.timesPrism} times prism`,
        measured: showTimes(ofPrism.median),
        met: ofPrism.median >= aims.timesPrism,
      },
    ]),
  }
}
