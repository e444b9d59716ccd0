import { insertBare } from '../candidates/bare.ts'
import type { Place } from '../candidates/enlace.ts'
import { show, showPercent, showSummary } from '../report/section.ts'
import { ratios, summarise } from '../report/stats.ts'
import type { Retrieval } from '../seed.ts'
import type { Figure } from './figure.ts'

const kinds = ['embedded', 'postgres'] as const
/** The first links warm the program up. */
const warmUps = 2

/** A year of transactions from POST to the last byte, beside only inserting the same rows. */
export const retrieval: Figure = {
  name: 'retrieval',
  async run(bench) {
    const measured: { kind: Place['kind']; ours: number[]; bare: number[]; rows: number }[] = []
    for (const kind of kinds) {
      const { retrievals, linkIds, barePlace } = await bench.on(kind)
      const inserted = await insertBare({ place: barePlace, linkIds })
      for (const [index, { rows }] of inserted.entries()) {
        if (rows !== retrievals[index]?.rows) throw new Error('the bare insert had other rows than the retrieval')
      }
      const { median: rows } = summarise(retrievals.map((one) => one.rows))
      measured.push({ kind, ours: perSecond(retrievals), bare: perSecond(inserted), rows })
    }
    return {
      title: 'Retrieval',
      notes: [
        `\`POST /api/transactions/\` for a year of one person, each time for a new link (so nothing is known yet), from the request to the last byte of the reply: making up the data, recognising, checking and storing it in one transaction, and writing it out with its accounts. The **bare insert** puts the same rows back into the same table, 500 to a statement in one transaction, and does nothing else. ${measured[0]?.ours.length ?? 0} links after ${warmUps} to warm up. PostgreSQL runs without \`fsync\` for both.`,
      ],
      tables: [
        [
          ['Database', 'rows of a year', 'Enlace rows/s', 'Bare insert rows/s', 'of bare insert'],
          ...measured.map(({ kind, rows, ours, bare }) => [
            kind,
            show(rows),
            showSummary(summarise(ours)),
            showSummary(summarise(bare)),
            showPercent(ratios(ours, bare).median),
          ]),
        ],
      ],
      aims: [],
    }
  },
}

const perSecond = (retrievals: readonly Retrieval[]) =>
  retrievals.slice(warmUps).map(({ rows, elapsedMs }) => (rows / elapsedMs) * 1_000)
