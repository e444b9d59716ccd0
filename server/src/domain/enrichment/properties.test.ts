import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { riskWindows } from '../../../../contract/resources/risk-insights.ts'
import { account, daysBefore, monthly, transaction } from '../../../../test/harness/enrichment.ts'
import { wireToCents } from '../../kit/money.ts'
import { incomes } from './incomes.ts'
import { type Account, type Enrichment, enrich, type Transaction } from './input.ts'
import { incomePeriod, readPeriod } from './period.ts'
import { recurringExpenses } from './recurring-expenses.ts'
import { riskInsights } from './risk-insights.ts'

const today = '2026-03-31'

const accountsWith = (factor: number): Account[] => [
  account({
    balance: { current: 1_234.5 * factor },
    overdraft: { arranged: 900 * factor, used: 12 * factor, unarranged: 0 },
  }),
  account({ id: 'savings', category: 'SAVINGS_ACCOUNT', balance: { current: 300.02 * factor } }),
  account({ id: 'card', category: 'CREDIT_CARD', balance: { current: 70 * factor } }),
]
const accounts = accountsWith(1)

function spanOf() {
  const period = readPeriod({}, today, incomePeriod)
  if (period.kind !== 'period') throw new RangeError(period.kind)
  return period.span
}

const all = (given: readonly Account[]): Record<string, () => Enrichment<unknown>> => ({
  'risk insights': () => riskInsights({ accounts: given, today }),
  incomes: () => incomes({ accounts: given, span: spanOf(), country: 'BR' }),
  'recurring expenses': () => recurringExpenses({ accounts: given, span: spanOf() }),
})
const names = Object.keys(all(accounts))

const kinds = [
  { category: null, subcategory: null, description: null },
  { category: 'Income & Payments', subcategory: 'Salary', description: 'SALARIO ACME' },
  { category: 'Transfers', subcategory: null, description: 'PIX JOSE 12/03' },
  { category: 'Online Platforms & Leisure', subcategory: 'Movie & Audio', description: 'NETFLIX.COM' },
  { category: 'Bills & Utilities', subcategory: 'Electricity & Energy', description: 'ENEL 03/2026' },
  { category: 'Credits & Loans', subcategory: 'Instalment', description: 'LOJA 03/12' },
] as const

const drafts = fc.record({
  age: fc.integer({ min: -2, max: 370 }),
  cents: fc.oneof(fc.integer({ min: 0, max: 5_000_000 }), fc.constantFrom(3_290, 50_000)),
  at: fc.constantFrom('checking', 'savings', 'card', 'unknown'),
  type: fc.constantFrom('INFLOW', 'OUTFLOW', null),
  status: fc.constantFrom('PROCESSED', 'PROCESSED', 'PENDING', null),
  operation_type: fc.constantFrom('PIX', 'OUTROS', 'CARTAO'),
  kind: fc.constantFrom(...kinds),
})

/** Random rows, and some that come back, so that there are streams and subscriptions to be found. */
const history = fc
  .record({
    random: fc.array(drafts, { maxLength: 60 }),
    monthly: fc.array(
      fc.record({
        day: fc.integer({ min: 1, max: 28 }),
        cents: fc.integer({ min: 1_000, max: 900_000 }),
        kind: fc.constantFrom(...kinds),
        type: fc.constantFrom('INFLOW' as const, 'OUTFLOW' as const),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ random, monthly: repeated }): Transaction[] => [
    ...random.map(({ age, kind, ...given }) => transaction({ on: daysBefore(today, age), ...given, ...kind })),
    ...repeated.flatMap(({ day, kind, ...given }) =>
      monthly('2025-04', day, 12).map((on) => transaction({ on, ...given, ...kind })),
    ),
  ])

describe.each(names)('%s', (name) => {
  const run = (rows: readonly Transaction[], given = accounts) =>
    enrich((all(given)[name] as () => Enrichment<unknown>)(), rows)

  test('do not depend on the order of the rows', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (rows, ranks) => {
        const ranked = rows.map((row) => ({ row, rank: ranks.next().value ?? 0 }))
        const shuffled = ranked.sort((one, other) => one.rank - other.rank).map(({ row }) => row)
        expect(run(shuffled)).toEqual(run(rows))
      }),
    )
  })

  test('scale with the amounts: figures of money by the factor, all others not at all', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 2, max: 40 }), (rows, factor) => {
        const scaled = rows.map((row) => ({ ...row, amount: (wireToCents(row.amount) * factor) / 100 }))
        expectScaled(run(rows), run(scaled, accountsWith(factor)), factor)
      }),
    )
  })
})

describe('a salary', () => {
  const noise = fc.array(
    drafts.filter(({ kind }) => kind.subcategory !== 'Salary'),
    { minLength: 40, maxLength: 120 },
  )
  const rowsOf = (some: readonly (typeof noise extends fc.Arbitrary<(infer Draft)[]> ? Draft : never)[]) =>
    some.map(({ age, kind, ...given }) => transaction({ on: daysBefore(today, age), ...given, ...kind }))
  const streamsOf = (rows: readonly Transaction[]) =>
    enrich(incomes({ accounts, span: spanOf(), country: 'BR' }), rows).income_streams

  test('is not invented by noise', () => {
    fc.assert(
      fc.property(noise, (some) => {
        const streams = streamsOf(rowsOf(some))
        expect(streams.filter(({ income_type: type }) => type === 'SALARY')).toEqual([])
      }),
    )
  })

  test('has a rhythm: one source that pays at any time is never regular, and never sure', () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 359 }), { minLength: 40, maxLength: 90 })
    fc.assert(
      fc.property(days, (ages) => {
        const rows = ages.map((age) => transaction({ on: daysBefore(today, age), cents: 5_000, ...kinds[1] }))
        const [stream, ...others] = streamsOf(rows)
        expect(others).toEqual([])
        expect(stream?.frequency).toBe('IRREGULAR')
        expect(stream?.confidence).not.toBe('HIGH')
      }),
    )
  })

  test('is found in any noise, with the same figures', () => {
    fc.assert(
      fc.property(noise, fc.integer({ min: 7, max: 28 }), (some, day) => {
        const salary = { category: 'Income & Payments', subcategory: 'Salary', description: 'SALARIO ACME' } as const
        const rows = monthly('2025-04', day, 12).map((on) => transaction({ on, cents: 420_000, ...salary }))
        const salaryIn = (each: readonly Transaction[]) =>
          streamsOf(each).filter(({ income_type: type }) => type === 'SALARY')
        const [alone] = salaryIn(rows)
        expect(alone).toMatchObject({ frequency: 'MONTHLY', confidence: 'HIGH' })
        expect(salaryIn([...rows, ...rowsOf(some)])).toEqual([{ ...alone, full_periods: expect.any(Number) }])
      }),
    )
  })
})

test('a transaction is in at most one recurring expense', () => {
  fc.assert(
    fc.property(history, (rows) => {
      const found = enrich(recurringExpenses({ accounts, span: spanOf() }), rows)
      const told = found.flatMap(({ account_id: id, transactions }) =>
        transactions.map((each) => `${id} ${each?.value_date} ${each?.amount} ${each?.description}`),
      )
      const known = rows.map((row) => `${row.account?.id} ${row.value_date} ${row.amount} ${row.description}`)
      for (const [text, times] of countsOf(told)) expect(countsOf(known).get(text)).toBeGreaterThanOrEqual(times)
    }),
  )
})

test('risk insights are what a plain reading of the definitions gives', () => {
  fc.assert(
    fc.property(history, (rows) => {
      const insights = enrich(riskInsights({ accounts, today }), rows)
      const counted = rows
        .filter(({ type, status }) => type !== null && status !== 'PENDING')
        .map((row) => ({ ...row, age: (Date.parse(today) - Date.parse(row.value_date)) / 86_400_000 }))
        .filter(({ age, account: at }) => age >= 0 && age <= 365 && at?.id !== 'unknown')
      for (const window of riskWindows) {
        const oldest = { '3d': 3, '1w': 7, '1m': 30, '3m': 90, '6m': 180, '12m': 360 }[window]
        const inside = counted.filter(({ age }) => age <= oldest)
        const monthsTold = Array.from({ length: Math.max(1, oldest / 30) }, (_, month) => {
          const last = month === oldest / 30 - 1 || oldest < 30 ? Math.max(30, oldest) : 30 * month + 29
          return counted.some(({ age }) => age >= 30 * month && age <= last)
        })
        const enough = monthsTold.every(Boolean)
        const incoming = inside.filter(({ type }) => type === 'INFLOW').map(({ amount }) => amount)
        const { transactions_metrics: metrics, balances_metrics: balances, cashflow_metrics: cash } = insights
        expect(metrics?.[`num_transactions_${window}`]).toBe(enough ? inside.length : 0)
        expect(metrics?.[`num_incoming_transactions_${window}`]).toBe(enough ? incoming.length : 0)
        expectClose(metrics?.[`sum_incoming_amount_${window}`], enough ? sumOf(incoming) : null)
        expectClose(
          metrics?.[`max_incoming_amount_${window}`],
          enough && incoming.length > 0 ? Math.max(...incoming) : null,
        )
        const daily = dailyBalances(counted).slice(0, oldest + 1)
        expectClose(balances?.[`min_balance_${window}`], Math.min(...daily))
        expectClose(balances?.[`mean_balance_${window}`], sumOf(daily) / daily.length)
        expect(balances?.[`days_balance_below_0_${window}`]).toBe(daily.filter((each) => each < 0.005).length)
        if (enough) {
          const own = (metrics?.[`sum_incoming_amount_${window}`] ?? 0) - (cash?.[`sum_positive_${window}`] ?? 0)
          expect(own).toBeGreaterThanOrEqual(-1e-6)
        }
      }
    }),
  )
})

type Aged = Transaction & { readonly age: number }

function dailyBalances(rows: readonly Aged[]): number[] {
  const deposits = rows.filter(({ account: at }) => at?.id === 'checking' || at?.id === 'savings')
  const first = Math.max(0, ...deposits.map(({ age }) => age))
  return Array.from({ length: first + 1 }, (_, age) => {
    const later = deposits.filter((row) => row.age < age)
    return 1_534.52 - sumOf(later.map(({ type, amount }) => (type === 'INFLOW' ? amount : -amount)))
  })
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)

const countsOf = (texts: readonly string[]): Map<string, number> =>
  new Map([...Map.groupBy(texts, (text) => text)].map(([text, same]) => [text, same.length]))

function expectClose(figure: number | null | undefined, plain: number | null): void {
  if (plain === null) expect(figure).toBeNull()
  else expect(figure).toBeCloseTo(plain, 1)
}

/** Keys whose values are money, for each of the three. */
const money =
  /amount|balance_(3d|1w|1m|3m|6m|12m)|balance_trend|_trend_|trend_3m|average|median|total_|sum_|max_(pos|neg)|mean_(pos|neg)|net_|closing|accounts_balance|overdraft_limit$/
/** Compared with a limit that stays where it is. */
const unscaled = /_x/
const fraction = /ratio|utilization|^trend$/

function expectScaled(before: unknown, after: unknown, factor: number, key = ''): void {
  if (unscaled.test(key)) return
  if (typeof before === 'number' && typeof after === 'number') {
    if (fraction.test(key) || !money.test(key) || /^days_/.test(key)) expect(after, key).toBe(before)
    // Each side was rounded once to two decimals.
    else expect(Math.abs(after - before * factor), key).toBeLessThanOrEqual(0.005 * factor + 0.0051)
  } else if (typeof before === 'object' && before !== null && typeof after === 'object' && after !== null) {
    expect(Object.keys(after)).toEqual(Object.keys(before))
    for (const name of Object.keys(before)) {
      const inside = Array.isArray(before) ? key : name
      expectScaled(before[name as never], after[name as never], factor, inside)
    }
  } else expect(after, key).toEqual(before)
}
