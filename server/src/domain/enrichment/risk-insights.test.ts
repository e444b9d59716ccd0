import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { riskInsightsSchema, riskWindows } from '../../../../contract/resources/risk-insights.ts'
import { facts } from '../../../../test/contract/facts.ts'
import { account, daysBefore, transaction } from '../../../../test/harness/enrichment.ts'
import { type Account, enrich, type Transaction } from './input.ts'
import { riskInsights } from './risk-insights.ts'

const today = '2026-03-31'
const checking = account()
const savings = account({ id: 'savings', category: 'SAVINGS_ACCOUNT', balance: { current: 300.02 } })

const insightsOf = (transactions: readonly Transaction[], accounts: readonly Account[] = [checking]) =>
  enrich(riskInsights({ accounts, today }), transactions)

const ago = (age: number): string => daysBefore(today, age)
const inflow = (age: number, cents: number, given: Partial<Transaction> = {}) =>
  transaction({ on: ago(age), cents, ...given })
const outflow = (age: number, cents: number, given: Partial<Transaction> = {}) =>
  transaction({ on: ago(age), cents, type: 'OUTFLOW', ...given })

type Figures = Readonly<Record<string, unknown>>
const pick = (figures: Figures | null, ...names: string[]) => names.map((name) => figures?.[name])

/** The example that the specification gives for a figure. */
const told = (schema: string, name: string): unknown => facts.components.schemas[schema]?.properties?.[name]?.example
const toldOf = (schema: string) => (name: string) => Number(told(schema, name))
const transactionsTold = toldOf('RiskInsightsTransactionMetrics')
const cashTold = toldOf('RiskInsightsCashflowMetrics')

describe('keys', () => {
  const keysOf = (value: unknown, path = ''): string[] => {
    if (Array.isArray(value)) return keysOf(value[0], path)
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([key, inside]) => [`${path}${key}`, ...keysOf(inside, `${path}${key}.`)])
  }
  const schemaKeys = (schema: unknown, path = ''): string[] => {
    const { anyOf = [], items, properties = {} } = schema as Parts
    const object = anyOf.find((part) => (part as Parts).properties ?? (part as Parts).items)
    if (object) return schemaKeys(object, path)
    if (items) return schemaKeys(items, path)
    return Object.entries(properties).flatMap(([key, inside]) => [
      `${path}${key}`,
      ...schemaKeys(inside, `${path}${key}.`),
    ])
  }
  type Parts = { anyOf?: unknown[]; items?: unknown; properties?: object }
  const categorised = inflow(1, 100, { category: 'Income & Payments', subcategory: 'Salary' })
  const stored = { id: '0d3ffb69-f83b-456e-ad8e-208d0998d71d', link: null, created_at: '2026-03-31T00:00:00Z' }

  test('all 249 keys of the schema are told, and no others', () => {
    const keys = keysOf({ ...stored, ...insightsOf([categorised]) })
    expect(keys.toSorted()).toEqual(schemaKeys(riskInsightsSchema).toSorted())
    expect(keys).toHaveLength(249)
  })

  test.each([
    ['a year of transactions', [...Array(365).keys()].map((age) => inflow(age, 100 + age)), [checking, savings]],
    ['no transaction', [], [checking]],
    ['no account', [], []],
  ] as const)('%s fits the schema', (_, transactions, accounts) => {
    const uuids = accounts.map((each, index) => ({ ...each, id: `0d3ffb69-f83b-456e-ad8e-208d0998d71${index}` }))
    const moved = transactions.map((each) => ({ ...each, account: { id: uuids[0]?.id ?? '' } }))
    const insights = insightsOf(moved, uuids)
    expect([...Compile(riskInsightsSchema).Errors({ ...stored, ...insights })]).toEqual([])
  })
})

describe('the figures of the specification', () => {
  const everything = sampleYear()
  const { transactions_metrics: transactions, cashflow_metrics: cash } = insightsOf(everything, [checking, savings])

  test.each(riskWindows)('counts, sums and means of transactions in %s', (window) => {
    const names = ['num_transactions', 'mean_num_transactions', 'days_without_transactions']
    const ways = ['incoming', 'outgoing'].flatMap((way) => [
      `num_${way}_transactions`,
      `mean_num_${way}_transactions`,
      `sum_${way}_amount`,
      `mean_${way}_amount`,
    ])
    for (const name of [...names, ...ways].map((each) => `${each}_${window}`)) {
      expect(transactions?.[name as 'num_transactions_3d'], name).toBe(transactionsTold(name))
    }
  })

  test.each(riskWindows)('sums, means, ratio and net of the cash flow in %s', (window) => {
    const names = ['sum_positive', 'mean_positive', 'sum_negative', 'mean_negative', 'positive_to_negative_ratio']
    for (const name of [...names, 'net_cashflow'].map((each) => `${each}_${window}`)) {
      expect(cash?.[name as 'net_cashflow_3d'], name).toBe(cashTold(name))
    }
  })

  test('of three days, everything: busiest days, largest amounts and trends too', () => {
    const three = (schema: string) =>
      Object.keys(facts.components.schemas[schema]?.properties ?? {}).filter((name) => name.endsWith('_3d'))
    for (const name of three('RiskInsightsTransactionMetrics')) {
      expect(transactions?.[name as 'num_transactions_3d'], name).toBe(transactionsTold(name))
    }
    for (const name of three('RiskInsightsCashflowMetrics')) {
      expect(cash?.[name as 'net_cashflow_3d'], name).toBe(cashTold(name))
    }
  })

  test('days since the last transaction, and of history', () => {
    const history = [...everything, inflow(365, 1)]
    const { transactions_metrics: metrics } = insightsOf(history, [checking, savings])
    const names = ['', 'incoming_', 'outgoing_'].map((way) => `days_since_last_${way}transaction`)
    expect(pick(metrics, ...names, 'days_history')).toEqual([...names, 'days_history'].map(transactionsTold))
  })

  test('balances of three days', () => {
    const balance = account({ balance: { current: 35_901.46 } })
    const { balances_metrics: metrics } = insightsOf([inflow(1, 48_378), inflow(5, 0)], [balance])
    const names = ['min', 'mean', 'max', 'std'].map((name) => `${name}_balance_3d`)
    const days = ['0', 'mean', 'x'].map((name) => `days_balance_below_${name}_3d`)
    const all = ['closing_balance', ...names, 'balance_trend_3d', ...days, 'balance_threshold_x']
    expect(pick(metrics, ...all)).toEqual(all.map(toldOf('RiskInsightsBalanceMetrics')))
  })

  test('what the cards have used', () => {
    const card = (id: string, current: number, limit: number) =>
      account({ id, category: 'CREDIT_CARD', balance: { current }, credit_data: creditData(limit) })
    const insights = insightsOf([], [card('one', 1_020.14, 6_560), card('two', 100_000, 100_000)])
    expect(insights.credit_cards_metrics).toEqual({
      num_accounts: told('RiskInsightsCreditCardMetrics', 'num_accounts'),
      sum_credit_limit: told('RiskInsightsCreditCardMetrics', 'sum_credit_limit'),
      sum_credit_used: told('RiskInsightsCreditCardMetrics', 'sum_credit_used'),
      credit_card_limit_utilization: told('RiskInsightsCreditCardMetrics', 'credit_card_limit_utilization'),
    })
  })

  test('a category that is the only income', () => {
    const freelance = { category: 'Income & Payments', subcategory: 'Freelance' } as const
    expect(insightsOf([inflow(3, 32_138, freelance), inflow(40, 32_138, freelance)]).category_metrics).toEqual([
      {
        category: 'Income & Payments',
        subcategory: 'Freelance',
        net_amount_3m: told('RiskInsightsCategoryMetrics', 'net_amount_3m'),
        category_inflow_ratio_3m: told('RiskInsightsCategoryMetrics', 'category_inflow_ratio_3m'),
        trend_3m: told('RiskInsightsCategoryMetrics', 'trend_3m'),
      },
    ])
  })
})

describe('windows', () => {
  const lengths = { '3d': 3, '1w': 7, '1m': 30, '3m': 90, '6m': 180, '12m': 360 }

  test.each(Object.entries(lengths))('%s takes in the day %i days ago, and not the day before it', (name, oldest) => {
    const [inside, before] = [oldest, oldest + 1].map((age) => {
      // A transaction in each month is enough history for every window.
      const history = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330].map((each) => inflow(each, 1))
      return insightsOf([...history, outflow(age, 700)])
    })
    expect(inside?.transactions_metrics?.[`sum_outgoing_amount_${name as '3d'}`]).toBe(7)
    expect(inside?.cashflow_metrics?.[`sum_negative_${name as '3d'}`]).toBe(7)
    expect(before?.transactions_metrics?.[`sum_outgoing_amount_${name as '3d'}`]).toBe(0)
  })

  test('what lies in the future, or more than a year back, is not seen', () => {
    const { transactions_metrics: metrics } = insightsOf([inflow(-1, 100), inflow(366, 100)])
    expect(pick(metrics, 'num_transactions_12m', 'days_history')).toEqual([0, 0])
  })

  test('five days of history tell of three days, a week and a month, and not of three months', () => {
    const { transactions_metrics: metrics, cashflow_metrics: cash } = insightsOf([inflow(0, 500), inflow(5, 700)])
    expect(riskWindows.map((window) => metrics?.[`sum_incoming_amount_${window}`])).toEqual([
      5,
      12,
      12,
      null,
      null,
      null,
    ])
    expect(riskWindows.map((window) => metrics?.[`num_transactions_${window}`])).toEqual([1, 2, 2, 0, 0, 0])
    expect(riskWindows.map((window) => cash?.[`net_cashflow_${window}`])).toEqual([5, 12, 12, null, null, null])
  })

  test('a quiet week in a month with transactions is known to be quiet', () => {
    const { transactions_metrics: metrics } = insightsOf([inflow(30, 500)])
    expect(riskWindows.slice(0, 3).map((window) => metrics?.[`sum_incoming_amount_${window}`])).toEqual([0, 0, 5])
    expect(pick(metrics, 'days_without_transactions_1w', 'max_incoming_amount_1w', 'mean_incoming_amount_1w')).toEqual([
      8,
      null,
      null,
    ])
  })

  test('a balance that never moves is never above its mean', () => {
    const { balances_metrics: metrics } = insightsOf([inflow(6, 100)])
    expect(pick(metrics, 'days_balance_below_mean_3d', 'std_balance_3d', 'balance_trend_3d')).toEqual([4, 0, 0])
  })

  test('balances of windows that history does not fill are those of the days that it has', () => {
    const { balances_metrics: metrics } = insightsOf([inflow(0, 500), inflow(5, 700)])
    expect(riskWindows.map((window) => metrics?.[`min_balance_${window}`])).toEqual([995, 995, 995, 995, 995, 995])
    expect(riskWindows.map((window) => metrics?.[`days_balance_below_x_${window}`])).toEqual([4, 6, 6, 6, 6, 6])
  })
})

describe('what counts', () => {
  test('a transfer between the accounts is two transactions and no cash flow', () => {
    const sent = outflow(2, 50_000, { operation_type: 'PIX' })
    const received = transaction({ on: ago(1), cents: 50_000, at: 'savings', operation_type: 'PIX' })
    const insights = insightsOf([sent, received, inflow(2, 100)], [checking, savings])
    expect(pick(insights.transactions_metrics, 'num_transactions_1w', 'sum_outgoing_amount_1w')).toEqual([3, 500])
    expect(
      pick(insights.cashflow_metrics, 'sum_positive_1w', 'sum_negative_1w', 'positive_to_negative_ratio_1w'),
    ).toEqual([1, 0, null])
  })

  test('paying a card from the account is a transfer; what was bought with the card is an outflow', () => {
    const card = account({ id: 'card', category: 'CREDIT_CARD', credit_data: creditData(5_000) })
    const paid = outflow(4, 80_000, { category: 'Credits & Loans', subcategory: 'Credit Card' })
    const credited = transaction({ on: ago(2), cents: 80_000, at: 'card', operation_type: 'PAGAMENTO' })
    const bought = transaction({ on: ago(20), cents: 80_000, at: 'card', type: 'OUTFLOW', operation_type: 'CARTAO' })
    const { cashflow_metrics: cash } = insightsOf([paid, credited, bought], [checking, card])
    expect(pick(cash, 'sum_positive_1m', 'sum_negative_1m')).toEqual([0, 800])
  })

  test('pending transactions and those without a direction do not', () => {
    const { transactions_metrics: metrics } = insightsOf([
      inflow(1, 100, { status: 'PENDING' }),
      inflow(1, 100, { type: null }),
      inflow(1, 100, { status: null }),
    ])
    expect(metrics?.num_transactions_3d).toBe(1)
  })

  test('a purchase abroad counts with what the account paid for it', () => {
    const abroad = outflow(1, 1_000, { currency: 'USD', local_currency_amount: 54.32 })
    const unknown = outflow(1, 1_000, { currency: 'USD' })
    expect(insightsOf([abroad, unknown]).transactions_metrics?.sum_outgoing_amount_3d).toBe(54.32)
  })

  test('accounts in another currency than most are left out', () => {
    const dollars = account({ id: 'dollars', currency: 'USD', balance: { current: 9_999 } })
    const insights = insightsOf([inflow(1, 100, { account: { id: 'dollars' } })], [dollars, checking, savings])
    expect(insights.accounts).toEqual(['checking', 'savings'])
    expect(pick(insights.balances_metrics, 'closing_balance')).toEqual([1_300.02])
    expect(insights.transactions_metrics?.num_transactions_3d).toBe(0)
  })

  test('balances are of checking and savings accounts: what moves on a card leaves them alone', () => {
    const card = account({ id: 'card', category: 'CREDIT_CARD', balance: { current: 70 } })
    const bought = transaction({ on: ago(1), cents: 7_000, at: 'card', type: 'OUTFLOW' })
    const { balances_metrics: metrics } = insightsOf([bought, outflow(3, 100)], [checking, card])
    expect(pick(metrics, 'closing_balance', 'min_balance_3d', 'max_balance_3d')).toEqual([1_000, 1_000, 1_000])
  })
})

describe('categories', () => {
  const salary = { category: 'Income & Payments', subcategory: 'Salary' } as const
  const food = { category: 'Food & Groceries', subcategory: 'Groceries' } as const

  test('have what came in minus what went out, as a part of all that came in', () => {
    const rows = [
      inflow(2, 80_000, salary),
      outflow(1, 30_000, food),
      outflow(4, 20_000, food),
      inflow(1, 20_000, food),
    ]
    expect(insightsOf([...rows, outflow(3, 999)]).category_metrics).toEqual([
      { ...food, net_amount_3m: -300, category_inflow_ratio_3m: -0.3, trend_3m: 33.3333 },
      { ...salary, net_amount_3m: 800, category_inflow_ratio_3m: 0.8, trend_3m: null },
    ])
  })

  test('are told of the last three months, and have no part of an inflow that there is not', () => {
    const rows = [outflow(90, 100, food), outflow(91, 700, food)]
    expect(insightsOf(rows).category_metrics).toEqual([
      { ...food, net_amount_3m: -1, category_inflow_ratio_3m: null, trend_3m: null },
    ])
  })
})

test('a card without a limit is not used to any part', () => {
  const card = account({ id: 'card', category: 'CREDIT_CARD', balance: { current: 10 }, credit_data: creditData(0) })
  expect(pick(insightsOf([], [card]).credit_cards_metrics, 'credit_card_limit_utilization')).toEqual([null])
})

describe('loans and overdrafts', () => {
  const loan = (given: object): Account =>
    account({ id: 'loan', category: 'LOAN_ACCOUNT', balance: { current: 2_000 }, loan_data: loanData(given) })

  test('what was agreed on and what is left stand in for a principal that the bank does not give', () => {
    const given = { contract_amount: 5_000, outstanding_balance: 2_000, number_of_installments_outstanding: 5 }
    expect(insightsOf([], [loan(given)]).loans_metrics).toEqual({
      num_accounts: 1,
      sum_loans_principal: 5_000,
      sum_loans_outstanding_principal: 2_000,
      sum_loans_monthly_payment: 400,
      loan_limit_utilization: 0.4,
      overdraft_limit: null,
      overdraft_limit_utilization: null,
    })
  })

  test.each([
    ['FORTNIGHTLY', 866.67],
    ['QUARTERLY', 133.33],
    ['ANNUALLY', 33.33],
    ['IRREGULAR', null],
  ])('five instalments %s are %d a month', (frequency, payment) => {
    const given = {
      outstanding_balance: 2_000,
      number_of_installments_outstanding: 5,
      installment_frequency: frequency,
    }
    expect(insightsOf([], [loan(given)]).loans_metrics?.sum_loans_monthly_payment).toBe(payment)
  })

  test('an overdraft counts as a loan with a limit of its own', () => {
    const overdrawn = account({ overdraft: { arranged: 900, used: 360, unarranged: 0 } })
    const { loans_metrics: metrics } = insightsOf([], [overdrawn])
    expect(pick(metrics, 'num_accounts', 'overdraft_limit', 'overdraft_limit_utilization')).toEqual([1, 900, 0.4])
  })
})

/**
 * A year of transactions that has the counts, sums and numbers of days of the specification's example, ring by ring
 * from the day of the analysis outwards. All of it is on the checking account, except for the other end of transfers.
 */
function sampleYear(): Transaction[] {
  const rings = [
    { window: '1w', from: 4, step: 1, before: '3d' },
    { window: '1m', from: 8, step: 1, before: '1w' },
    { window: '3m', from: 31, step: 1, before: '1m' },
    { window: '6m', from: 105, step: 30, before: '3m' },
    { window: '12m', from: 190, step: 30, before: '6m' },
  ] as const
  return [...lastDays(), ...rings.flatMap(ringOf)]
}

/** Four days whose flow has the sums, the largest days and the trends of the example. */
function lastDays(): Transaction[] {
  const spread = (count: number, age: number, cents: number, type: 'INFLOW' | 'OUTFLOW') =>
    partsOf(cents, count).map((part) => transaction({ on: ago(age), cents: part, type }))
  return [
    ...spread(2, 3, 158_834, 'INFLOW'),
    ...spread(6, 3, 337_543, 'OUTFLOW'),
    ...spread(1, 2, 100_001, 'INFLOW'),
    ...spread(4, 2, 337_152, 'OUTFLOW'),
    ...spread(3, 1, 120_369, 'INFLOW'),
    ...spread(2, 0, 185_012, 'INFLOW'),
    ...transfers(0),
  ]
}

const transfers = (age: number): Transaction[] =>
  [300_000, 300_000, 300_000, 250_000].flatMap((cents) => [
    outflow(age, cents, { category: 'Transfers' }),
    transaction({ on: ago(age), cents, at: 'savings', category: 'Transfers' }),
  ])

type Ring = { readonly window: string; readonly before: string; readonly from: number; readonly step: number }

function ringOf({ window, before, from, step }: Ring): Transaction[] {
  const grown = (tell: (name: string) => number, name: string) => tell(`${name}_${window}`) - tell(`${name}_${before}`)
  const cents = (tell: (name: string) => number, name: string) => Math.round(100 * grown(tell, name))
  const daysWith = (way: string, of: string) => Math.round(cashTold(`sum_${way}_${of}`) / cashTold(`mean_${way}_${of}`))
  const days = (way: string) => daysWith(way, window) - daysWith(way, before)
  const own = cents(transactionsTold, 'sum_incoming_amount') - cents(cashTold, 'sum_positive')
  const pairs = own === 0 ? 0 : 4
  const length = Math.max(days('positive'), days('negative'), step === 1 ? ringDays(window) : 0)
  const ages = Array.from({ length }, (_, index) => from + index * step)
  const flow = (way: 'incoming' | 'outgoing', on: readonly number[]) => {
    const sum = cents(cashTold, `sum_${way === 'incoming' ? 'positive' : 'negative'}`)
    const count = grown(transactionsTold, `num_${way}_transactions`) - pairs
    const type = way === 'incoming' ? 'INFLOW' : 'OUTFLOW'
    return partsOf(sum, count).map((part, index) =>
      transaction({ on: ago(on[index % on.length] as number), cents: part, type }),
    )
  }
  return [
    ...flow('incoming', ages.slice(0, days('positive'))),
    ...flow('outgoing', ages.slice(-days('negative'))),
    ...(pairs > 0 ? transfers(from) : []),
  ]
}

const ringDays = (window: string): number => ({ '1w': 4, '1m': 23, '3m': 60 })[window] ?? 0

/** The amount in so many parts that differ by at most a cent. */
const partsOf = (cents: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.floor(cents / count) + (index < cents % count ? 1 : 0))

const creditData = (limit: number) => ({ credit_limit: limit }) as Account['credit_data']

const loanData = (given: object) =>
  ({
    principal: null,
    contract_amount: null,
    outstanding_principal: null,
    outstanding_balance: null,
    monthly_payment: null,
    number_of_installments_outstanding: null,
    installment_frequency: 'MONTHLY',
    ...given,
  }) as unknown as Account['loan_data']
