import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Inserted } from '../bare/insert.ts'
import { copyBare } from '../candidates/bare.ts'
import { type Place, startEnlace } from '../candidates/enlace.ts'
import type { Candidate } from '../candidates/process.ts'
import { largeBankName } from '../large/bank.ts'
import { call } from '../load/call.ts'
import { finished } from '../load/finished.ts'
import { highestDuring } from '../load/highest.ts'
import { type Section, show, showPercent, showSummary } from '../report/section.ts'
import { ratios, summarise } from '../report/stats.ts'
import type { Workbench } from '../workbench.ts'
import type { Figure } from './figure.ts'

const kinds = ['embedded', 'postgres'] as const
const rows = 100_000
const fewer = 50_000
const ofCopyAim = 0.5
/** Of twice the rows; what the second half takes more is what is not flat. */
const growthAimMb = 50

type Measured = {
  readonly kind: Place['kind']
  readonly updates: readonly Updated[]
  readonly copies: readonly Inserted[]
  readonly memory: { readonly rest: number; readonly fewer: number; readonly all: number }
}

type Updated = { readonly linkId: string; readonly elapsedMs: number }

/** The first update of a link with a hundred thousand transactions, beside `COPY` of the same rows. */
export const largeUpdate: Figure = {
  name: 'large-update',
  async run(bench, rounds) {
    const measured: Measured[] = []
    for (const kind of kinds) measured.push(await measureOn(kind, bench, rounds))
    return describe(measured)
  },
}

async function measureOn(kind: Place['kind'], bench: Workbench, rounds: number): Promise<Measured> {
  const place = await bench.empty(kind, 'large-update')
  // A first start holds the image of a new database, so it is over before memory is looked at.
  await (await startEnlace(place)).stop()
  const enlace = await startEnlace(place, [], {}, 'large')
  const updates: Updated[] = []
  let memory: Measured['memory']
  try {
    const rest = enlace.memory().residentMb ?? Number.NaN
    // These warm up, too.
    const { highest: ofFewer } = await highestDuring(enlace, update(enlace, { count: fewer, round: 0 }))
    const { highest: ofAll } = await highestDuring(enlace, update(enlace, { count: rows, round: 0 }))
    memory = { rest, fewer: ofFewer, all: ofAll }
    for (let round = 1; round <= rounds; round += 1) updates.push(await update(enlace, { count: rows, round }))
  } finally {
    await enlace.stop()
  }
  const linkIds = updates.map(({ linkId }) => linkId)
  const copies = await copyBare({ place: copyOf(place, bench), linkIds })
  if (copies.some((copy) => copy.rows !== rows)) throw new Error('COPY had other rows than the update')
  return { kind, updates, copies, memory }
}

function copyOf(place: Place, bench: Workbench): Place {
  if (place.kind === 'postgres') return place
  const folder = join(bench.folder, 'large-update bare')
  cpSync(join(place.folder, 'database'), join(folder, 'database'), { recursive: true })
  return { kind: 'embedded', folder }
}

/** From the registration of a new link to the end of its own update. */
async function update(enlace: Candidate, { count, round }: { count: number; round: number }): Promise<Updated> {
  const person = { institution: largeBankName, username: `${count}_${round}`, password: 'bench' }
  const startedAt = performance.now()
  const { id } = await call<{ id: string }>(enlace, 'POST', '/api/links/', { ...person, access_mode: 'recurrent' })
  const outcome = await finished(enlace, id, 'registration')
  const elapsedMs = performance.now() - startedAt
  const { resources } = outcome as { resources: { TRANSACTIONS: { counts?: { fresh: number } } } }
  if (resources.TRANSACTIONS.counts?.fresh !== count) throw new Error(`it kept other rows: ${JSON.stringify(outcome)}`)
  return { linkId: id, elapsedMs }
}

function describe(measured: readonly Measured[]): Section {
  const ours = ({ updates }: Measured) => updates.map(({ elapsedMs }) => (rows / elapsedMs) * 1_000)
  const copied = ({ copies }: Measured) => copies.map(({ elapsedMs }) => (rows / elapsedMs) * 1_000)
  const ofCopy = (one: Measured) => ratios(ours(one), copied(one)).median
  const growth = ({ memory }: Measured) => memory.all - memory.fewer
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
        ...measured.map((one) => [
          one.kind,
          showSummary(summarise(ours(one))),
          showSummary(summarise(copied(one))),
          showPercent(ofCopy(one)),
          ...[one.memory.rest, one.memory.fewer, one.memory.all].map((each) => show(each)),
        ]),
      ],
    ],
    aims: measured.flatMap((one) => [
      {
        aim: `${one.kind}: half as fast as \`COPY\``,
        measured: showPercent(ofCopy(one)),
        met: ofCopy(one) >= ofCopyAim,
      },
      {
        aim: `${one.kind}: ${show(rows)} transactions take at most ${growthAimMb} MB more than ${show(fewer)}`,
        measured: `${show(growth(one))} MB`,
        met: growth(one) <= growthAimMb,
      },
    ]),
  }
}
