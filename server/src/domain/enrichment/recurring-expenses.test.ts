import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { recurringExpenseSchema } from '../../../../contract/resources/recurring-expenses.ts'
import { account, daysBefore, monthly, transaction } from '../../../../test/harness/enrichment.ts'
import { isoDay } from './days.ts'
import { enrich, type Transaction } from './input.ts'
import { readPeriod, recurringPeriod } from './period.ts'
import { monthlyExpenses, recurringExpenses } from './recurring-expenses.ts'

const today = '2026-03-31'
const card = account({ id: 'card', category: 'CREDIT_CARD' })
const accounts = [account(), account({ id: 'savings', category: 'SAVINGS_ACCOUNT' }), card]

function findingsOf(transactions: readonly Transaction[], asked: { date_from?: string; date_to?: string } = {}) {
  const period = readPeriod(asked, today, recurringPeriod)
  if (period.kind !== 'period') throw new RangeError(period.kind)
  return enrich(recurringExpenses({ accounts, span: period.span }), transactions)
}

const wireOf = (transactions: readonly Transaction[]) => monthlyExpenses(findingsOf(transactions))

const spent = (dates: readonly string[], cents: readonly number[], given: Partial<Transaction> = {}) =>
  dates.map((on, index) => transaction({ on, cents: cents[index % cents.length] as number, type: 'OUTFLOW', ...given }))

/** Every so many days, the last one so many days before the end. */
const every = (days: number, count: number, last = 3): string[] =>
  Array.from({ length: count }, (_, index) => daysBefore(today, last + days * (count - 1 - index)))

/** The last so many months, every so many of them. */
const everyMonths = (months: number, count: number, day = 12): string[] =>
  Array.from({ length: count }, (_, index) => {
    const back = months * (count - 1 - index)
    return monthly(isoDay(Math.floor(Date.UTC(2026, 2 - back, 1) / 86_400_000)).slice(0, 7), day, 1)[0] as string
  })

const netflix = {
  description: 'Netflix.com/march',
  merchant: { merchant_name: 'Netflix' },
  category: 'Online Platforms & Leisure',
  subcategory: 'Movie & Audio',
} as const
const power = {
  description: 'ENEL SP CONTA',
  category: 'Bills & Utilities',
  subcategory: 'Electricity & Energy',
} as const
const rides = { description: 'UBER TRIP', category: 'Transport & Travel', subcategory: 'Taxis & Rideshares' } as const

describe('on the wire', () => {
  test('a subscription of every month has each field of the contract', () => {
    const [expense, ...others] = wireOf(spent(everyMonths(1, 3), [3_290], netflix))
    expect(others).toEqual([])
    expect(expense).toEqual({
      account_id: 'checking',
      name: 'Netflix',
      transactions: [
        { amount: 32.9, description: 'Netflix.com/march', value_date: '2026-03-12' },
        { amount: 32.9, description: 'Netflix.com/march', value_date: '2026-02-12' },
        { amount: 32.9, description: 'Netflix.com/march', value_date: '2026-01-12' },
      ],
      frequency: 'MONTHLY',
      average_transaction_amount: 32.9,
      median_transaction_amount: 32.9,
      days_since_last_transaction: 19,
      category: 'Online Platforms & Leisure',
      payment_type: 'SUBSCRIPTION',
    })
    const { account_id: _, ...body } = expense ?? { account_id: '' }
    expect([...Compile(recurringExpenseSchema).Errors({ ...body, account: null })]).toEqual([])
  })

  test('other cadences are found, and not told there: the contract has no word for them', () => {
    const rows = spent(every(7, 20), [1_990], netflix)
    expect(findingsOf(rows)).toMatchObject([{ cadence: 'WEEKLY' }])
    expect(wireOf(rows)).toEqual([])
  })

  test.each([
    ['Home & Life', 'Gyms & Fitness', 'Online Platforms & Leisure', 'SUBSCRIPTION'],
    ['Fees & Charges', 'Bank Fees', 'Taxes', 'REGULAR'],
    ['Bills & Utilities', 'Telecommunications', 'Bills & Utilities', 'REGULAR'],
    ['Credits & Loans', 'Mortgage', 'Credits & Loans', 'REGULAR'],
    ['Insurance', 'Auto Insurance', 'Insurance', 'REGULAR'],
    ['Online Platforms & Leisure', 'Lottery', 'Online Platforms & Leisure', 'REGULAR'],
    ['Transport & Travel', 'Parking & Tolls', 'Transport & Travel', 'SUBSCRIPTION'],
    ['Taxes', 'Donation', 'Taxes', 'REGULAR'],
  ] as const)('%s, %s is %s', (...[category, subcategory, told, type]) => {
    const rows = spent(everyMonths(1, 6), [5_000], { description: 'PAYEE', category, subcategory })
    expect(wireOf(rows)).toMatchObject([{ category: told, payment_type: type }])
  })

  test('transport that costs something else each time is no subscription', () => {
    const rows = spent(everyMonths(1, 8), [5_000, 5_300, 4_800], { ...rides, subcategory: 'Gas' })
    expect(wireOf(rows)).toMatchObject([{ payment_type: 'REGULAR' }])
  })

  test.each([
    ['Food & Groceries', 'Groceries'],
    [null, null],
  ] as const)('category %s has no word there either', (category, subcategory) => {
    const rows = spent(everyMonths(1, 6), [5_000], { description: 'PAYEE', category, subcategory })
    expect(findingsOf(rows)).toMatchObject([{ cadence: 'MONTHLY', category, payment_type: null }])
    expect(wireOf(rows)).toEqual([])
  })

  test('the category is that of most payments, and of two as frequent the later one', () => {
    const told = (...categories: Transaction['category'][]) => {
      const rows = everyMonths(1, categories.length).map((on, index) =>
        transaction({ on, cents: 5_000, type: 'OUTFLOW', description: 'PAYEE', category: categories[index] ?? null }),
      )
      return findingsOf(rows).map(({ category }) => category)
    }
    expect(told('Insurance', 'Insurance', 'Taxes')).toEqual(['Insurance'])
    expect(told('Insurance', 'Taxes', 'Insurance', 'Taxes')).toEqual(['Taxes'])
    expect(told(null, 'Taxes', 'Taxes')).toEqual(['Taxes'])
  })

  test('no findings are an empty list', () => {
    expect(wireOf([])).toEqual([])
  })
})

describe('cadences', () => {
  test.each([
    ['WEEKLY', every(7, 12)],
    ['FORTNIGHTLY', every(14, 8)],
    ['MONTHLY', everyMonths(1, 12)],
    ['MONTHLY', every(30, 11)],
    ['BIMONTHLY', everyMonths(2, 5)],
    ['QUARTERLY', everyMonths(3, 4)],
    ['BIANNUALLY', everyMonths(6, 2)],
    ['ANNUALLY', ['2025-04-02', '2026-03-30']],
  ])('%s', (cadence, dates) => {
    expect(findingsOf(spent(dates, [9_900], netflix))).toMatchObject([
      { cadence, transactions: { length: dates.length } },
    ])
  })

  test('weekends and holidays move a payment by some days', () => {
    const dates = ['2025-10-01', '2025-11-03', '2025-12-01', '2026-01-02', '2026-02-02', '2026-03-02']
    expect(findingsOf(spent(dates, [120_000], power))).toMatchObject([{ cadence: 'MONTHLY' }])
  })

  test('one payment in four may be missing', () => {
    const dates = everyMonths(1, 9).filter((date) => !date.startsWith('2025-12'))
    expect(findingsOf(spent(dates, [3_290], netflix))).toMatchObject([
      { cadence: 'MONTHLY', transactions: { length: 8 } },
    ])
  })

  test('two payments a month apart are no rhythm yet, and half a year apart only of one price', () => {
    expect(findingsOf(spent(everyMonths(1, 2), [3_290], netflix))).toEqual([])
    expect(findingsOf(spent(everyMonths(6, 2), [3_290, 9_900], netflix))).toEqual([])
  })

  test('only the period that was asked for is looked at', () => {
    const rows = spent(everyMonths(1, 12), [3_290], netflix)
    expect(findingsOf(rows, { date_from: '2025-10-01', date_to: '2026-01-20' })).toMatchObject([
      { transactions: { length: 4 }, days_since_last_transaction: 8 },
    ])
  })
})

describe('amounts', () => {
  test('a price that rises is one expense', () => {
    const rows = [
      ...spent(everyMonths(1, 12).slice(0, 7), [3_290], netflix),
      ...spent(everyMonths(1, 5), [4_490], netflix),
    ]
    expect(findingsOf(rows)).toMatchObject([
      { transactions: { length: 12 }, average_transaction_amount: 37.9, median_transaction_amount: 32.9 },
    ])
  })

  test('a utility whose amount varies is one expense', () => {
    const cents = [9_812, 14_533, 21_090, 17_704, 8_850, 13_321]
    expect(findingsOf(spent(everyMonths(1, 12), cents, power))).toMatchObject([
      { cadence: 'MONTHLY', median_transaction_amount: 139.27, average_transaction_amount: 142.18 },
    ])
  })

  test('two subscriptions of one merchant are two expenses', () => {
    const apple = { ...netflix, merchant: { merchant_name: 'Apple' } }
    const rows = [...spent(everyMonths(1, 9, 3), [990], apple), ...spent(everyMonths(1, 9, 17), [2_490], apple)]
    const found = findingsOf(rows).map(({ cadence, median_transaction_amount: amount }) => [cadence, amount])
    expect(found.sort()).toEqual([
      ['MONTHLY', 24.9],
      ['MONTHLY', 9.9],
    ])
  })

  test('also on the same day', () => {
    const rows = [...spent(everyMonths(1, 6), [990], netflix), ...spent(everyMonths(1, 6), [2_490], netflix)]
    expect(findingsOf(rows)).toMatchObject([{ transactions: { length: 6 } }, { transactions: { length: 6 } }])
  })

  test('a subscription stands out from purchases at the same merchant', () => {
    const shop = { ...netflix, merchant: { merchant_name: 'Amazon' } }
    const purchases = [5, 9, 31, 44, 60, 61, 97, 130, 144, 190, 213, 260].map((age, index) =>
      transaction({ on: daysBefore(today, age), cents: 4_000 + 977 * index, type: 'OUTFLOW', ...shop }),
    )
    expect(findingsOf([...spent(everyMonths(1, 12), [1_990], shop), ...purchases])).toMatchObject([
      { transactions: { length: 12 }, median_transaction_amount: 19.9 },
    ])
  })
})

describe('no recurring expense', () => {
  test('rides at any time', () => {
    const ages = [1, 2, 2, 5, 9, 10, 14, 15, 21, 22, 23, 30, 33, 37, 41, 42, 50, 51, 57, 63, 64, 70, 71, 80]
    const rows = ages.map((age, index) =>
      transaction({ on: daysBefore(today, age), cents: 900 + ((index * 733) % 4_100), type: 'OUTFLOW', ...rides }),
    )
    expect(findingsOf(rows)).toEqual([])
  })

  test('the same fare every day, twice', () => {
    const days = Array.from({ length: 200 }, (_, age) => daysBefore(today, age))
    expect(findingsOf(spent([...days, ...days], [440], { ...rides, subcategory: 'Public Transit' }))).toEqual([])
  })

  test.each([
    ['Transfers', null],
    ['Investments & Savings', 'Savings'],
    ['Withdrawal & ATM', null],
  ] as const)('%s, whatever their rhythm', (category, subcategory) => {
    expect(findingsOf(spent(everyMonths(1, 12), [50_000], { description: 'X', category, subcategory }))).toEqual([])
  })

  test('the bill of a card of the same link, whose purchases are told themselves', () => {
    const bill = { description: 'PAGTO FATURA', category: 'Credits & Loans', subcategory: 'Credit Card' } as const
    const paid = spent(everyMonths(1, 12), [80_000], bill)
    const credited = paid.map((row) => ({
      ...row,
      id: `${row.id}-in`,
      type: 'INFLOW' as const,
      account: { id: 'card' },
    }))
    expect(findingsOf(paid)).toHaveLength(1)
    expect(findingsOf([...paid, ...credited])).toEqual([])
  })

  test('also when the card was credited just before the first day', () => {
    const bill = { description: 'PAGTO FATURA', category: 'Credits & Loans', subcategory: 'Credit Card' } as const
    const ends = everyMonths(1, 12, 30).map((date) => (date.startsWith('2026-03-02') ? '2026-02-28' : date))
    const [paid, ...others] = spent(['2025-03-31', ...ends], [80_000], bill)
    const credited = transaction({ on: '2025-03-29', cents: 80_000, at: 'card', operation_type: 'PAGAMENTO' })
    expect(findingsOf([paid as Transaction, ...others])).toMatchObject([{ transactions: { length: 13 } }])
    expect(findingsOf([paid as Transaction, ...others, credited])).toMatchObject([{ transactions: { length: 12 } }])
  })

  test('a subscription of which two payments in a row have not come', () => {
    const dates = (last: number) => everyMonths(1, 12).slice(0, last)
    expect(findingsOf(spent(dates(11), [3_290], netflix))).toHaveLength(1)
    expect(findingsOf(spent(dates(10), [3_290], netflix))).toEqual([])
  })
})

describe('instalments', () => {
  const plan = (numbers: readonly number[], of: number) =>
    everyMonths(1, numbers.length).map((on, index) =>
      transaction({
        on,
        cents: 45_000,
        type: 'OUTFLOW',
        description: `EMPRESTIMO PESSOAL ${String(numbers[index]).padStart(2, '0')}/${of}`,
        category: 'Credits & Loans',
        subcategory: 'Instalment',
      }),
    )

  test('are one regular expense, whatever their counter says', () => {
    expect(wireOf(plan([1, 2, 3], 12))).toMatchObject([
      { name: 'EMPRESTIMO PESSOAL', payment_type: 'REGULAR', transactions: { length: 3 } },
    ])
  })

  test('have ended with the last one', () => {
    expect(findingsOf(plan([10, 11, 12], 12))).toEqual([])
  })

  test('two plans of one lender are two expenses, each with its own counter', () => {
    const [long, short] = [plan([1, 2, 3, 4], 12), plan([5, 6, 7, 8], 10)]
    // Equal in all but the counter, and now one of them comes first, now the other.
    const rows = long.flatMap((row, index) => [row, short[index] as Transaction])
    const named = rows.map((row, index) => ({ ...row, id: `${index % 4 === 3 ? index - 2 : index}${index % 4}` }))
    const counters = findingsOf(named).map(({ transactions }) =>
      transactions.map((each) => each?.description?.slice(-5)),
    )
    expect(counters.sort()).toEqual([
      ['04/12', '03/12', '02/12', '01/12'],
      ['08/10', '07/10', '06/10', '05/10'],
    ])
  })

  test('of a card have the number of the plan, and a purchase on the wire of leisure is no subscription', () => {
    const console = {
      description: 'GAMES SHOP',
      category: 'Online Platforms & Leisure',
      subcategory: 'Gaming',
    } as const
    const rows = (of: number) =>
      everyMonths(1, 6).map((on) =>
        transaction({ on, cents: 30_000, type: 'OUTFLOW', at: 'card', installments: of, ...console }),
      )
    expect(wireOf(rows(10))).toMatchObject([{ account_id: 'card', payment_type: 'REGULAR' }])
    expect(wireOf(rows(6))).toEqual([])
  })

  test('a date in a description is no counter', () => {
    const rows = everyMonths(1, 6).map((on) =>
      transaction({ on, cents: 3_290, type: 'OUTFLOW', ...netflix, description: `NETFLIX 03/${on.slice(5, 7)}` }),
    )
    expect(wireOf(rows)).toMatchObject([{ payment_type: 'SUBSCRIPTION', transactions: { length: 6 } }])
  })
})
