import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { startBareStack } from '../candidates/bare.ts'
import { startEnlace } from '../candidates/enlace.ts'
import { startPrism } from '../candidates/prism.ts'
import type { Candidate } from '../candidates/process.ts'
import { type Section, showSummary, showTimes } from '../report/section.ts'
import { ratios, type Summary, summarise } from '../report/stats.ts'
import { type Figure, inRounds } from './figure.ts'

const warmAim = 1.3

/** From the start of the process to the first 200, with an empty folder and with one that is there. */
export const start: Figure = {
  name: 'start',
  async run(bench, rounds) {
    const { place } = await bench.on('embedded')
    const { place: onPostgres } = await bench.on('postgres')
    const image = await bench.image()
    const folder = (name: string) => join(bench.folder, `start-${name}`)
    const coldFolder = (name: string) => {
      rmSync(folder(name), { recursive: true, force: true })
      return folder(name)
    }
    const starts = {
      enlaceCold: () => startEnlace({ kind: 'embedded', folder: coldFolder('enlace') }),
      bareCold: () => startBareStack(coldFolder('bare'), image),
      // The folder that the start just before has left.
      enlaceWarm: () => startEnlace({ kind: 'embedded', folder: folder('enlace') }),
      bareWarm: () => startBareStack(folder('bare'), image),
      enlaceSeeded: () => startEnlace(place),
      enlacePostgres: () => startEnlace(onPostgres),
      prism: () => startPrism(),
    } satisfies Record<string, () => Promise<Candidate>>
    const names = Object.keys(starts) as (keyof typeof starts)[]
    const took = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
      keyof typeof starts,
      number[]
    >
    const measure = async (name: keyof typeof starts) => {
      const candidate = await starts[name]()
      took[name].push(candidate.startMs)
      await candidate.stop()
    }
    for (const name of names) await measure(name)
    for (const name of names) took[name].length = 0
    await inRounds(rounds, names, measure)
    return describe(took)
  },
}

function describe(took: Record<string, readonly number[]>): Section {
  const of = (name: string) => took[name] ?? []
  const showRatio = ({ median, low, high }: Summary) => `${showTimes(median)} (${showTimes(low)}–${showTimes(high)})`
  const warm = ratios(of('enlaceWarm'), of('bareWarm'))
  const prism = showSummary(summarise(of('prism')))
  const row = (title: string, ours: string, bare: string | null) => [
    title,
    showSummary(summarise(of(ours))),
    bare === null ? '' : showSummary(summarise(of(bare))),
    bare === null ? '' : showRatio(ratios(of(ours), of(bare))),
    prism,
    showTimes(ratios(of(ours), of('prism')).median),
  ]
  return {
    title: 'Start',
    notes: [
      'Milliseconds from the start of the process to the first 200 of `GET /api/` with keys, median of the rounds (lowest–highest). The **bare stack** opens the embedded database from the same image, or its own folder, behind a Fastify with one route. prism has no data, so its starts are all alike.',
    ],
    tables: [
      [
        ['Start', 'Enlace ms', 'Bare stack ms', 'times bare stack', 'prism ms', 'times prism'],
        row('cold, an empty folder', 'enlaceCold', 'bareCold'),
        row('warm, the folder of the start before', 'enlaceWarm', 'bareWarm'),
        row('warm, a folder with 12 links and their year', 'enlaceSeeded', null),
        row('warm, a migrated PostgreSQL database', 'enlacePostgres', null),
      ],
    ],
    aims: [
      {
        aim: `warm start in at most ${showTimes(warmAim)} the bare stack's`,
        measured: showTimes(warm.median),
        met: warm.median <= warmAim,
      },
    ],
  }
}
