import type { Candidate } from '../candidates/process.ts'
import { largeBankName } from '../large/bank.ts'
import { type Brought, besideCopy, type Loaded, ratesOf, timeUpdate } from '../large/beside-copy.ts'
import { call } from '../load/call.ts'
import { type Section, show, showPercent, showSummary } from '../report/section.ts'
import type { Figure } from './figure.ts'

const rows = 100_000
const fewer = 50_000
const ofCopyAim = 0.5
/** Of twice the rows; what the second half takes more is what is not flat. */
const growthAimMb = 50

/** The first update of a link with a hundred thousand transactions, beside `COPY` of the same rows. */
export const largeUpdate: Figure = {
  name: 'large-update',
  async run(bench, rounds) {
    const loaded = await besideCopy(bench, {
      name: 'large-update',
      table: 'transactions',
      program: 'large',
      processes: [
        [
          { name: 'fewer', bring: (enlace, round) => update(enlace, { count: fewer, round }) },
          { name: 'all', rounds, bring: (enlace, round) => update(enlace, { count: rows, round }) },
        ],
      ],
    })
    return describe(loaded)
  },
}

/** From the registration of a new link to the end of its own update. */
async function update(enlace: Candidate, { count, round }: { count: number; round: number }): Promise<Brought> {
  const person = { institution: largeBankName, username: `${count}_${round}`, password: 'bench' }
  const brought = await timeUpdate(enlace, {
    cause: 'registration',
    resource: 'TRANSACTIONS',
    async request() {
      const asked = { ...person, access_mode: 'recurrent' }
      return (await call<{ id: string }>(enlace, 'POST', '/api/links/', asked)).id
    },
  })
  if (brought.rows !== count) throw new Error(`it kept ${brought.rows} rows in place of ${count}`)
  return brought
}

function describe(loaded: readonly Loaded[]): Section {
  const measured = loaded
    .filter(({ name }) => name === 'all')
    .map((all) => {
      const { peakMb = Number.NaN } = loaded.find(({ kind, name }) => kind === all.kind && name === 'fewer') ?? {}
      return { ...all, ...ratesOf(all), peakOfFewerMb: peakMb, growthMb: all.peakMb - peakMb }
    })
  return {
    title: 'Large update',
    notes: [
      `The update that follows the registration of a link with ${show(rows)} transactions, from the request to its end: the bank makes them up, 500 to a batch, in the same process; they are categorised, recognised, checked and stored in one transaction, with the webhook of it. **\`COPY\`** puts the same rows back into the same table, with its indexes, and does nothing else. Every round has a new link.`,
      `Memory is that of the product's process in MB: after the start, and the highest of ten samples a second during an update of ${show(fewer)} transactions and then during one of ${show(rows)}. The embedded database is in that process, PostgreSQL is not.`,
    ],
    tables: [
      [
        [
          'Database',
          'Enlace rows/s',
          'COPY rows/s',
          'of COPY',
          'at rest',
          `peak of ${show(fewer)}`,
          `peak of ${show(rows)}`,
        ],
        ...measured.map(({ kind, ours, copied, ofCopy, restMb, peakOfFewerMb, peakMb }) => [
          kind,
          showSummary(ours),
          showSummary(copied),
          showPercent(ofCopy.median),
          ...[restMb, peakOfFewerMb, peakMb].map((each) => show(each)),
        ]),
      ],
    ],
    aims: measured.flatMap(({ kind, ofCopy, growthMb }) => [
      {
        aim: `${kind}: half as fast as \`COPY\``,
        measured: showPercent(ofCopy.median),
        met: ofCopy.median >= ofCopyAim,
      },
      {
        aim: `${kind}: ${show(rows)} transactions take at most ${growthAimMb} MB more than ${show(fewer)}`,
        measured: `${show(growthMb)} MB`,
        met: growthMb <= growthAimMb,
      },
    ]),
  }
}
