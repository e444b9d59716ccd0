import { isDeepStrictEqual } from 'node:util'
import type { Written } from '../bare/list-writes.ts'
import { askBare, startPlainLists, writeLists } from '../candidates/bare.ts'
import { startEnlace } from '../candidates/enlace.ts'
import { headers } from '../candidates/keys.ts'
import type { Candidate } from '../candidates/process.ts'
import { ask } from '../candidates/same-bytes.ts'
import { type List, listsOf } from '../large/lists.ts'
import { makeMillion, otherLinks, rowsInAll, rowsOfLargeLink } from '../large/million.ts'
import { drive } from '../load/drive.ts'
import type { Driven } from '../load/generator.ts'
import { type Section, show, showPercent, showSummary, showTimes } from '../report/section.ts'
import { ratios, summarise } from '../report/stats.ts'
import { type Figure, inRounds } from './figure.ts'

const times = { warmUpMs: 200, measuredMs: 800 }
const p50AimMs = 50
const writesAim = 2

type Round = Pick<Driven, 'perSecond' | 'p50Ms' | 'p99Ms'>

type Measured = {
  readonly list: List
  readonly enlace: readonly Round[]
  readonly sql: readonly Round[]
  readonly plain: readonly Round[]
}

/** Lists of a link with a hundred thousand transactions among a million, beside their bare SQL and a plain handler. */
export const lists: Figure = {
  name: 'lists',
  async run(bench, rounds) {
    const place = await bench.empty('postgres', 'lists')
    if (place.kind !== 'postgres') throw new Error('a million transactions are asked for on PostgreSQL')
    const million = await makeMillion(place)
    const asked = listsOf(million)
    const enlace = await startEnlace(place)
    const plain = await startPlainLists(place.url, asked)
    const measured: Measured[] = []
    try {
      for (const [index, list] of asked.entries()) {
        await assertSameAnswer(list, { enlace, plain, index })
        console.log(`  ${list.name}`)
        measured.push(await measure(list, { enlace, plain, index, url: place.url, rounds }))
      }
    } finally {
      await enlace.stop()
      await plain.stop()
    }
    console.log('  writes')
    const written = await writeLists({ url: place.url, linkId: million.linkId, rounds })
    return describe(measured, written)
  },
}

type Pair = { readonly enlace: Candidate; readonly plain: Candidate; readonly index: number }

const plainTarget = (index: number) => `/lists/${index}`

type Page = { readonly count: number; readonly results: readonly { readonly id: string }[] }

/** Throws unless both answer the same records in the same order, and as many of them in all. */
async function assertSameAnswer(list: List, { enlace, plain, index }: Pair): Promise<void> {
  if (list.status !== 200) return
  const told = (text: string): unknown => {
    const body = JSON.parse(text) as Page & { readonly id: string }
    return list.single ? body.id : [body.count, body.results.map(({ id }) => id)]
  }
  const [ours, theirs] = [await ask(enlace, list.target), await ask(plain, plainTarget(index))]
  if (!isDeepStrictEqual(told(ours), told(theirs))) throw new Error(`${list.name}: the plain handler answers otherwise`)
}

async function measure(list: List, run: Pair & { readonly url: string; readonly rounds: number }): Promise<Measured> {
  const { enlace, plain, index, url, rounds } = run
  const over = ({ port }: Candidate, target: string) =>
    drive({ port, headers, targets: [target], connections: 1, status: list.status, ...times })
  const measured = { enlace: [] as Round[], sql: [] as Round[], plain: [] as Round[] }
  const askers = {
    enlace: () => over(enlace, list.target),
    sql: () => askBare({ url, list, ...times }),
    plain: () => over(plain, plainTarget(index)),
  }
  await inRounds(rounds, ['enlace', 'sql', 'plain'] as const, async (name) => {
    measured[name].push(await askers[name]())
  })
  return { list, ...measured }
}

function describe(measured: readonly Measured[], written: Written): Section {
  const rate = (rounds: readonly Round[]) => rounds.map(({ perSecond }) => perSecond)
  const p50 = (rounds: readonly Round[]) => summarise(rounds.map(({ p50Ms }) => p50Ms)).median
  const p99 = (rounds: readonly Round[]) => summarise(rounds.map(({ p99Ms }) => p99Ms)).median
  const latency = (rounds: readonly Round[]) => `${show(p50(rounds), 2)} / ${show(p99(rounds), 2)}`
  const slowest = measured.toSorted((one, other) => p50(other.enlace) - p50(one.enlace))[0] as Measured
  const perRow = (elapsed: readonly number[]) => elapsed.map((elapsedMs) => (rowsOfLargeLink / elapsedMs) * 1_000)
  const times = ratios(written.all, written.keysAlone).median
  return {
    title: `Lists over ${show(rowsInAll)} transactions`,
    notes: [
      `\`GET /api/transactions/\` on PostgreSQL for a link with ${show(rowsOfLargeLink)} transactions, in a workspace where ${otherLinks} other links have ${show(rowsInAll - rowsOfLargeLink)} more; 100 to a page where nothing else is said. Requests per second on one kept connection, median of the rounds (lowest–highest). All links and the transactions of the large one came through the product; those of the others are copies under keys of their own. The tables were vacuumed and analysed.`,
      '**Bare SQL** is the least that is known to answer the same: the rows and, where the page does not show the end, the count, by the driver, with nothing made of them. **The plain handler** is Fastify and the driver with the count and the page written as anybody would; it knows no keys, reads no filters and shows bodies as they are stored, without their accounts. It answers the same records and the same count (checked before measuring).',
      `Writes: one insert of the ${show(rowsOfLargeLink)} transactions of the large link once more, beside the same insert without the indexes that only lists read.`,
    ],
    tables: [
      [
        ['List', 'Enlace /s', 'Bare SQL /s', 'of bare SQL', 'Plain handler /s', 'times plain handler'],
        ...measured.map(({ list, enlace, sql, plain }) => [
          list.name,
          showSummary(summarise(rate(enlace))),
          showSummary(summarise(rate(sql))),
          showPercent(ratios(rate(enlace), rate(sql)).median),
          showSummary(summarise(rate(plain))),
          showTimes(ratios(rate(enlace), rate(plain)).median),
        ]),
      ],
      [
        ['Latency in ms, p50 / p99', 'Enlace', 'Bare SQL', 'Plain handler'],
        ...measured.map(({ list, enlace, sql, plain }) => [list.name, latency(enlace), latency(sql), latency(plain)]),
      ],
      [
        ['Writes', 'rows/s', 'without list indexes rows/s', 'times the time'],
        [
          `${show(rowsOfLargeLink)} rows into ${show(rowsInAll)}`,
          showSummary(summarise(perRow(written.all))),
          showSummary(summarise(perRow(written.keysAlone))),
          showTimes(times),
        ],
      ],
    ],
    aims: [
      {
        aim: `every list in at most ${p50AimMs} ms (p50)`,
        measured: `${show(p50(slowest.enlace), 1)} ms, ${slowest.list.name}`,
        met: p50(slowest.enlace) <= p50AimMs,
      },
      {
        aim: `the indexes of lists make an insert take at most ${writesAim} times as long`,
        measured: showTimes(times),
        met: times <= writesAim,
      },
    ],
  }
}
