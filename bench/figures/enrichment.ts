import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { incomes } from '../../server/src/domain/enrichment/incomes.ts'
import type { Account, Enrichment, Transaction } from '../../server/src/domain/enrichment/input.ts'
import { incomePeriod, readPeriod } from '../../server/src/domain/enrichment/period.ts'
import { recurringExpenses } from '../../server/src/domain/enrichment/recurring-expenses.ts'
import { riskInsights } from '../../server/src/domain/enrichment/risk-insights.ts'
import { type Section, show, showSummary, showTimes } from '../report/section.ts'
import { ratios, summarise } from '../report/stats.ts'
import { type Figure, inRounds } from './figure.ts'

const count = 100_000
const larger = 200_000
const warmUps = 2
const today = '2026-03-31'
const aims = { allMs: 2_000, heldMb: 100 }

type Name = 'parse' | 'risk insights' | 'incomes' | 'recurring expenses' | 'all three'
const names: readonly Name[] = ['parse', 'risk insights', 'incomes', 'recurring expenses', 'all three']

/** The three calculations over 100,000 transactions, beside only parsing the same rows. */
export const enrichment: Figure = {
  name: 'enrichment',
  async run(_, rounds) {
    const rows = rowsOf(count)
    const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
    for (let round = 0; round < warmUps; round += 1) for (const name of names) timed(name, rows)
    await inRounds(rounds, names, async (name) => {
      times[name].push(timed(name, rows))
    })
    const held = heldMb(rows)
    const heldOfLarger = heldMb(rowsOf(larger))
    return describe(times, { held, heldOfLarger, bytes: rows.reduce((sum, row) => sum + row.length, 0) / count })
  },
}

function timed(name: Name, rows: readonly string[]): number {
  const enrichments = enrichmentsOf(name)
  const start = process.hrtime.bigint()
  let read = 0
  for (const row of rows) {
    const transaction = JSON.parse(row) as Transaction
    read += transaction.amount
    for (const each of enrichments) each.add(transaction)
  }
  const told = enrichments.map((each) => each.finish())
  if (read <= 0 || told.length !== enrichments.length) throw new Error('nothing was read')
  return Number(process.hrtime.bigint() - start) / 1e6
}

/** What all three keep of the rows when the last one was read; the rows themselves are parsed one at a time. */
function heldMb(rows: readonly string[]): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const before = process.memoryUsage().heapUsed
  const enrichments = enrichmentsOf('all three')
  for (const row of rows) {
    const transaction = JSON.parse(row) as Transaction
    for (const each of enrichments) each.add(transaction)
  }
  collect()
  const held = (process.memoryUsage().heapUsed - before) / 2 ** 20
  if (enrichments.map((each) => each.finish()).length !== 3) throw new Error('nothing was held')
  return held
}

function enrichmentsOf(name: Name): readonly Enrichment<unknown>[] {
  const period = readPeriod({}, today, incomePeriod)
  if (period.kind !== 'period') throw new Error(period.kind)
  const { span } = period
  const all = {
    parse: [],
    'risk insights': [riskInsights({ accounts, today })],
    incomes: [incomes({ accounts, span, country: 'BR' })],
    'recurring expenses': [recurringExpenses({ accounts, span })],
  } as const
  return name === 'all three' ? [...all['risk insights'], ...all.incomes, ...all['recurring expenses']] : all[name]
}

const accountOf = (id: string, category: Account['category']): Account => ({
  id,
  category,
  currency: 'BRL',
  balance: { current: 35_901.46 },
  overdraft: null,
  credit_data: null,
  loan_data: null,
  institution: { name: 'erebor_br_retail', type: 'bank' },
})

const accounts = [
  accountOf('0d3ffb69-f83b-456e-ad8e-208d0998d71d', 'CHECKING_ACCOUNT'),
  accountOf('00293c8e-1152-440b-9892-3c071fb88672', 'SAVINGS_ACCOUNT'),
  accountOf('cf638fba-ef45-4c10-bc6f-adecc4b2bf4e', 'CREDIT_CARD'),
]

const categories = [
  ['Income & Payments', 'Salary', 'INFLOW', 'FOLHA_PAGAMENTO'],
  ['Transfers', null, 'INFLOW', 'PIX'],
  ['Transfers', null, 'OUTFLOW', 'PIX'],
  ['Online Platforms & Leisure', 'Movie & Audio', 'OUTFLOW', 'CARTAO'],
  ['Bills & Utilities', 'Electricity & Energy', 'OUTFLOW', 'CONVENIO_ARRECADACAO'],
  ['Food & Groceries', 'Groceries', 'OUTFLOW', 'CARTAO'],
  ['Transport & Travel', 'Taxis & Rideshares', 'OUTFLOW', 'CARTAO'],
  [null, null, 'OUTFLOW', 'OUTROS'],
] as const

/**
 * A year of rows as they are stored: a third of them comes back every month for the same payees, the others are spread
 * over payees with few and with many of them. The numbers come from a fixed sequence, so that every run has the same.
 */
function rowsOf(length: number): string[] {
  let state = 20_260_331
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  return Array.from({ length }, (_, index) => {
    const back = index % 3 === 0
    const payee = back ? Math.floor(index / 36) : below(1 + below(length / 20))
    const age = back ? 30 * (Math.floor(index / 3) % 12) + below(3) : below(365)
    const cents = back ? 1_000 + (payee % 500) * 10 : 100 + below(300_000)
    const kind = categories[payee % categories.length] ?? categories[7]
    return JSON.stringify(bodyOf({ index, age, cents, payee, kind }))
  })
}

type Draft = {
  readonly index: number
  readonly age: number
  readonly cents: number
  readonly payee: number
  readonly kind: (typeof categories)[number]
}

function bodyOf({ index, age, cents, payee, kind: [category, subcategory, type, operation] }: Draft) {
  const day = new Date(Date.parse(today) - age * 86_400_000).toISOString()
  return {
    id: `${String(index).padStart(8, '0')}-5f3a-4c1e-9d55-2b7c9f0a1e44`,
    internal_identification: `TXpRMU9UQTROMWhZV2xSU1FUazJSMDl${index}`,
    account: { id: accounts[payee % accounts.length]?.id ?? '' },
    collected_at: day,
    created_at: day,
    value_date: day.slice(0, 10),
    transacted_at: day,
    accounting_date: day.slice(0, 10),
    amount: cents / 100,
    local_currency_amount: null,
    balance: null,
    currency: 'BRL',
    description: `PAGTO ${letters(payee)} LTDA ${day.slice(5, 10)} DOC ${index}`,
    observations: null,
    merchant: null,
    category,
    subcategory,
    reference: null,
    type,
    status: 'PROCESSED',
    credit_card_data: null,
    counterparty: null,
    loan_data: null,
    payment_type: null,
    operation_type: operation,
    operation_type_additional_info: null,
    mcc: null,
  }
}

const letters = (number: number): string => [...String(number)].map((digit) => 'ABCDEFGHIJ'[Number(digit)]).join('')

type Held = { readonly held: number; readonly heldOfLarger: number; readonly bytes: number }

function describe(times: Readonly<Record<Name, readonly number[]>>, { held, heldOfLarger, bytes }: Held): Section {
  const all = summarise(times['all three'])
  return {
    title: 'Enrichment',
    notes: [
      `Calculating over ${show(count)} stored transactions of a year on three accounts, each row ${show(bytes)} bytes of JSON, from the text to the figures, in one thread. **Parsing** reads the same rows and adds their amounts up, which any program has to do. *All three* share one reading.`,
      `What all three hold when the last row was read: ${show(held)} MB for ${show(count)} rows, ${show(heldOfLarger)} MB for ${show(larger)}; the rows themselves are read one at a time.`,
    ],
    tables: [
      [
        ['Calculation', 'ms', 'rows/s', 'times parsing'],
        ...names.map((name) => {
          const summary = summarise(times[name])
          return [
            name === 'parse' ? 'only parsing' : name,
            showSummary(summary),
            show((count / summary.median) * 1_000),
            showTimes(ratios(times[name], times.parse).median),
          ]
        }),
      ],
    ],
    aims: [
      {
        aim: `all three over ${show(count)} transactions: under ${show(aims.allMs)} ms`,
        measured: `${show(all.median)} ms`,
        met: all.median < aims.allMs,
      },
      {
        aim: `all three hold under ${show(aims.heldMb)} MB of ${show(count)} transactions`,
        measured: `${show(held)} MB`,
        met: held < aims.heldMb,
      },
    ],
  }
}
