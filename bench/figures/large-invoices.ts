import { generateBare } from '../candidates/bare.ts'
import type { Candidate } from '../candidates/process.ts'
import { type Brought, besideCopy, type Load, type Loaded, ratesOf, timeUpdate } from '../large/beside-copy.ts'
import { call } from '../load/call.ts'
import { type Section, show, showPercent, showSummary } from '../report/section.ts'
import { summarise } from '../report/stats.ts'
import type { Figure } from './figure.ts'

const institution = 'tatooine_mx_fiscal'
const username = 'very_large'
const person = { institution, username, password: 'bench' }
const rowsMin = 20_000
const dayMs = 86_400_000

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** The last 365 days: the longest period that a retrieval takes. */
const lastYear = () => ({ from: dateOf(Date.now() - 364 * dayMs), to: dateOf(Date.now()) })

/** What is asked of the tax authority, as the product is asked for it and as the made-up authority is. */
const retrievals = [
  { name: 'five years', bring: fiveYears, question: () => ({}) },
  { name: 'one year', bring: oneYear, question: lastYear },
  { name: 'one year with XML', bring: oneYearWithXml, question: () => ({ ...lastYear(), attachments: true }) },
] as const satisfies readonly (Pick<Load, 'name' | 'bring'> & { question(): object })[]

/** What the made-up authority takes by itself: the first answer to a person in a process, and the later ones. */
type Generated = { readonly name: string; readonly firstMs: number; readonly laterMs: number; readonly rows: number }

/** Invoices of a company that has more than twenty thousand in five years, beside `COPY` of the same rows. */
export const largeInvoices: Figure = {
  name: 'large-invoices',
  async run(bench, rounds) {
    const processes = retrievals.map(({ name, bring }) => [{ name, rounds, bring }])
    const loaded = await besideCopy(bench, { name: 'large-invoices', table: 'invoices', program: 'shipped', processes })
    const generated: Generated[] = []
    for (const { name, question } of retrievals) generated.push(await generate(name, question(), rounds))
    return describe(loaded, generated)
  },
}

/** From the registration of a new link to the end of its own update. */
async function fiveYears(enlace: Candidate): Promise<Brought> {
  const brought = await timeUpdate(enlace, {
    cause: 'registration',
    resource: 'INVOICES',
    request: () => register(enlace, ['INVOICES']),
  })
  if (brought.rows < rowsMin) throw new Error(`five years have no more than ${brought.rows} invoices`)
  return brought
}

/** A single link, which reads what it names when it is registered; a recurrent one would read everything. */
async function register(enlace: Candidate, fetch_resources: readonly string[]): Promise<string> {
  const asked = { ...person, access_mode: 'single', fetch_resources }
  return (await call<{ id: string }>(enlace, 'POST', '/api/links/', asked)).id
}

function oneYear(enlace: Candidate): Promise<Brought> {
  return inBackground(enlace, false)
}

function oneYearWithXml(enlace: Candidate): Promise<Brought> {
  return inBackground(enlace, true)
}

/** From the retrieval in the background for a new link of which no invoice is known to the end of its update. */
async function inBackground(enlace: Candidate, attach_xml: boolean): Promise<Brought> {
  const link = await register(enlace, [])
  const { from: date_from, to: date_to } = lastYear()
  const body = { link, date_from, date_to, type: null, attach_xml }
  return timeUpdate(enlace, {
    cause: 'async_post',
    resource: 'INVOICES',
    async request() {
      await call({ ...enlace, added: { 'x-belvo-request-mode': 'async' } }, 'POST', '/api/invoices/', body)
      return link
    },
  })
}

async function generate(name: string, question: object, rounds: number): Promise<Generated> {
  const asked = { resource: 'INVOICES', ...question } as const
  const [first, ...later] = await generateBare({ institution, username, question: asked, times: rounds + 1 })
  if (!first) throw new Error('nothing was generated')
  const laterMs = summarise(later.map(({ elapsedMs }) => elapsedMs)).median
  return { name, firstMs: first.elapsedMs, laterMs, rows: first.rows }
}

const seconds = (ms: number) => show(ms / 1_000, 1)

function describe(loaded: readonly Loaded[], generated: readonly Generated[]): Section {
  return {
    title: 'Invoices of a large company',
    notes: [
      `Invoices of \`${username}\` at \`${institution}\`. **Five years**: the historical update of a new single link that names \`INVOICES\` alone, from its registration to the end of the update. **One year**: a retrieval in the background (\`X-Belvo-Request-Mode: async\`) of the last 365 days for a new link that names no resource, from the request to the end of its update, without and with \`attach_xml\`. The authority makes the invoices up in the same process; they are recognised, checked and stored in one transaction, with the webhooks of it. **\`COPY\`** puts the same rows back into the same table, with its indexes, and does nothing else.`,
      'Every kind of retrieval has a process of its own and every round a new link. The **first** in a process comes before the rounds: the authority has not met the company yet. What the authority takes by itself is the second table, of another seed and in a process of its own; Enlace includes as much.',
      'Memory is that of the process in MB: after the start, and the highest of ten samples a second during the first retrieval. The embedded database is in that process, PostgreSQL is not.',
    ],
    tables: [
      [
        ['Database, retrieval', 'rows', 'first s', 'Enlace rows/s', 'COPY rows/s', 'of COPY', 'at rest', 'peak'],
        ...loaded.map((one) => {
          const { ours, copied, ofCopy } = ratesOf(one)
          return [
            `${one.kind}, ${one.name}`,
            show(one.first.rows),
            seconds(one.first.elapsedMs),
            showSummary(ours),
            showSummary(copied),
            showPercent(ofCopy.median),
            show(one.restMb),
            show(one.peakMb),
          ]
        }),
      ],
      [
        ['Authority alone', 'rows', 'first s', 'later s'],
        ...generated.map(({ name, rows, firstMs, laterMs }) => [name, show(rows), seconds(firstMs), seconds(laterMs)]),
      ],
    ],
    aims: [],
  }
}
