import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { incomeSchema } from '../../../../contract/resources/incomes.ts'
import { facts } from '../../../../test/contract/facts.ts'
import { account, daysBefore, monthly, transaction } from '../../../../test/harness/enrichment.ts'
import { incomeTypeOf } from './income-types.ts'
import { type IncomesGiven, incomes } from './incomes.ts'
import { enrich, type Transaction } from './input.ts'
import { incomePeriod, readPeriod } from './period.ts'

const today = '2026-03-31'
const accounts = [account(), account({ id: 'savings', category: 'SAVINGS_ACCOUNT' })]

function spanOf(asked: { date_from?: string; date_to?: string } = {}) {
  const period = readPeriod(asked, today, incomePeriod)
  if (period.kind !== 'period') throw new RangeError(period.kind)
  return period.span
}

const incomesOf = (transactions: readonly Transaction[], given: Partial<IncomesGiven> = {}) =>
  enrich(incomes({ accounts, span: spanOf(), country: 'BR', ...given }), transactions)

const streamsOf = (transactions: readonly Transaction[], given: Partial<IncomesGiven> = {}) =>
  incomesOf(transactions, given).income_streams

/** Incomes on the given days; the amounts are repeated where there are fewer of them. */
const paid = (dates: readonly string[], cents: readonly number[], given: Partial<Transaction> = {}) =>
  dates.map((on, index) => transaction({ on, cents: cents[index % cents.length] as number, ...given }))

const salary = { category: 'Income & Payments', subcategory: 'Salary', description: 'SALARIO ACME LTDA' } as const
const freelance = { category: 'Income & Payments', subcategory: 'Freelance' } as const

/** Every so many days, the last one so many days before the end. */
const every = (days: number, count: number, last = 1): string[] =>
  Array.from({ length: count }, (_, index) => daysBefore(today, last + days * (count - 1 - index)))

describe('the example of the specification', () => {
  const span = spanOf({ date_from: '2025-06-09', date_to: '2026-03-05' })
  const analysis = incomesOf(paid(monthly('2025-06', 9, 9), [250_000], { ...salary, description: 'Salário' }), { span })
  const example = (name: string, schema = 'Income') => facts.components.schemas[schema]?.properties?.[name]?.example

  test('its sums, averages and counts are those of nine salaries in nine months', () => {
    const reproduced = Object.keys(facts.components.schemas.Income?.properties ?? {}).filter((name) =>
      /^(monthly|total|number)_/.test(name),
    )
    expect(reproduced).toHaveLength(13)
    for (const name of reproduced) expect(analysis[name as 'monthly_average'], name).toBe(example(name))
  })

  test('and so is its stream, but for the median, which its other numbers contradict', () => {
    const [stream] = analysis.income_streams
    const others = ['account_id', 'last_income_date', 'monthly_median', 'income_type', 'frequency', 'confidence']
    const names = Object.keys(facts.components.schemas.IncomeStreamsBody?.properties ?? {})
    for (const name of names.filter((each) => !others.includes(each))) {
      expect(stream?.[name as 'currency'], name).toBe(example(name, 'IncomeStreamsBody'))
    }
    expect(stream).toMatchObject({ income_type: 'SALARY', frequency: 'MONTHLY', confidence: 'HIGH' })
    expect(stream?.monthly_median).toBe(2_500)
  })

  test.each([
    ['a year of salaries', analysis],
    ['nothing', incomesOf([])],
  ])('%s fits the schema', (_, figures) => {
    const stored = { id: '0d3ffb69-f83b-456e-ad8e-208d0998d71d', link: null, created_at: '2026-03-31T00:00:00Z' }
    expect([...Compile(incomeSchema).Errors({ ...stored, ...figures })]).toEqual([])
  })
})

describe('frequency and confidence', () => {
  test('a salary on the fifth working day is monthly and sure, whatever weekends and holidays do to it', () => {
    const dates = [
      '2025-05-08',
      '2025-06-06',
      '2025-07-07',
      '2025-08-07',
      '2025-09-05',
      '2025-10-07',
      '2025-11-07',
      '2025-12-05',
      '2026-01-08',
      '2026-02-06',
      '2026-03-06',
    ]
    expect(streamsOf(paid(dates, [420_000], salary))).toMatchObject([
      { frequency: 'MONTHLY', regularity: 1, stability: 1, trend: 0, confidence: 'HIGH', number_of_incomes: 11 },
    ])
  })

  test('a salary with an advance on the 20th is fortnightly', () => {
    const dates = [...monthly('2025-04', 7, 12), ...monthly('2025-04', 20, 12)]
    const [stream, ...others] = streamsOf([
      ...paid(dates.slice(0, 12), [180_000], salary),
      ...paid(dates.slice(12), [120_000], salary),
    ])
    expect(others).toEqual([])
    expect(stream).toMatchObject({ frequency: 'FORTNIGHTLY', confidence: 'HIGH', stability: 0.8 })
  })

  test.each([
    [7, 20, 'WEEKLY', 'HIGH'],
    [14, 12, 'FORTNIGHTLY', 'HIGH'],
    [30, 8, 'MONTHLY', 'HIGH'],
    [45, 6, 'IRREGULAR', 'LOW'],
    [3, 90, 'IRREGULAR', 'MEDIUM'],
  ])('every %i days, %i times: %s, %s', (days, count, frequency, confidence) => {
    const spending = paid(every(10, 35), [1_000], { type: 'OUTFLOW' })
    const rows = [...spending, ...paid(every(days, count), [80_000], salary)]
    expect(streamsOf(rows)).toMatchObject([{ frequency, confidence }])
  })

  test('wages at any time of the month are irregular, and can be counted on a little if they do not stop', () => {
    const dates = [200, 180, 171, 140, 112, 108, 80, 41, 38, 22, 4].map((age) => daysBefore(today, age))
    const wages = paid(dates, [35_000, 90_000, 20_000, 60_000], { ...freelance, description: 'SERVICOS' })
    expect(streamsOf(wages)).toMatchObject([{ frequency: 'IRREGULAR', confidence: 'MEDIUM' }])
    expect(streamsOf(wages.slice(0, 7))).toMatchObject([{ frequency: 'IRREGULAR', confidence: 'LOW' }])
  })

  test('one payment is single: nothing is known of its rhythm', () => {
    expect(streamsOf(paid(['2026-03-10'], [900_000], freelance))).toMatchObject([
      { frequency: 'SINGLE', stability: null, regularity: null, trend: null, confidence: 'LOW' },
    ])
  })

  test('two payments a month apart are no rhythm yet', () => {
    expect(streamsOf(paid(['2026-02-05', '2026-03-05'], [900_000], salary))).toMatchObject([
      { frequency: 'IRREGULAR', regularity: 0, confidence: 'LOW' },
    ])
  })

  test('a bonus month leaves a salary monthly; its amounts are less stable', () => {
    const bonus = transaction({ on: '2025-12-19', cents: 840_000, ...salary })
    const [stream] = streamsOf([...paid(monthly('2025-04', 7, 12), [420_000], salary), bonus])
    expect(stream).toMatchObject({ frequency: 'MONTHLY', confidence: 'HIGH', stability: 0.75, monthly_median: 4_200 })
    expect(stream?.regularity).toBeLessThan(1)
  })

  test('a month that is missing leaves it monthly, too', () => {
    const dates = monthly('2025-04', 7, 12).filter((date) => !date.startsWith('2025-09'))
    const [stream] = streamsOf(paid(dates, [420_000], salary))
    expect(stream).toMatchObject({ frequency: 'MONTHLY', confidence: 'HIGH', number_of_incomes: 11 })
    expect(stream?.regularity).toBeLessThan(1)
  })

  test('a job that ended some months ago is not counted on', () => {
    const seasonal = paid(monthly('2025-05', 5, 5), [420_000], salary)
    expect(streamsOf(seasonal)).toMatchObject([{ frequency: 'MONTHLY', confidence: 'LOW', stability: 1 }])
  })

  test.each([
    ['rising by a hundredth each month', Array.from({ length: 12 }, (_, index) => 400_000 + 4_000 * index), 0.11],
    ['falling to a half', [400_000, 400_000, 400_000, 400_000, 200_000, 200_000], -0.5],
    ['steady', [400_000], 0],
  ])('trend of amounts that are %s', (_, cents, trend) => {
    const dates = monthly('2025-04', 7, 12).slice(-Math.max(cents.length, 6))
    expect(streamsOf(paid(dates, cents, salary))[0]?.trend).toBe(trend)
  })
})

describe('confidence, at its limits', () => {
  const confidenceOf = (transactions: readonly Transaction[]) => streamsOf(transactions)[0]?.confidence
  const last = (age: number, count = 6) => paid(every(30, count, age), [400_000], salary)

  test.each([
    ['one and a half months old', last(45), 'HIGH'],
    ['a day older', last(46), 'LOW'],
    ['in three months', last(1, 3), 'HIGH'],
    ['with a stability of 0.6', paid(every(30, 6), [100_000, 233_333], salary), 'HIGH'],
    ['with one of 0.59', paid(every(30, 6), [100_000, 239_024], salary), 'MEDIUM'],
    ['with a regularity of 0.8', paused(52), 'HIGH'],
    ['with one of 0.79', paused(53), 'MEDIUM'],
  ])('a monthly income %s', (_, rows, confidence) => {
    expect(confidenceOf(rows)).toBe(confidence)
  })

  test.each([
    ['in two of three months, sixty days ago', [60, 90, 95, 120, 150, 156, 210, 215], 12, 'LOW'],
    ['in six of nine months, sixty days ago', [60, 90, 95, 120, 150, 156, 210, 215, 240], 9, 'MEDIUM'],
    ['a day longer ago', [61, 91, 96, 121, 151, 157, 211, 216, 241], 9, 'LOW'],
    ['in five of nine months', [30, 33, 90, 95, 120, 150, 156, 240, 250], 9, 'LOW'],
  ])('an irregular income %s', (_, ages, months, confidence) => {
    const spending = Array.from({ length: months }, (_, month) => 30 * month + 15)
    const outflows = paid(
      spending.map((age) => daysBefore(today, age)),
      [1_000],
      { type: 'OUTFLOW' },
    )
    const income = paid(
      ages.map((age) => daysBefore(today, age)),
      [90_000],
      { ...freelance, description: 'SERVICOS' },
    )
    expect(streamsOf([...outflows, ...income])).toMatchObject([{ frequency: 'IRREGULAR', confidence }])
  })
})

describe('streams', () => {
  test('two jobs are two streams', () => {
    const other = { ...salary, description: 'PROVENTOS ESCOLA ESTADUAL 03/2026' }
    const streams = streamsOf([
      ...paid(monthly('2025-04', 7, 12), [420_000], salary),
      ...paid(monthly('2025-04', 28, 12), [160_000], other),
    ])
    expect(streams).toMatchObject([
      { average_income_amount: 1_600, frequency: 'MONTHLY' },
      { average_income_amount: 4_200, frequency: 'MONTHLY' },
    ])
  })

  test('the payer is known by its document, whatever it writes', () => {
    const rows = monthly('2025-04', 7, 12).map((on, index) =>
      transaction({ on, cents: 10_000, payer: '60500998000135', description: `REMESSA ${'ABCDEFGHIJKL'[index]}` }),
    )
    expect(streamsOf(rows)).toMatchObject([{ number_of_incomes: 12, frequency: 'MONTHLY', income_type: 'UNKNOWN' }])
  })

  test('dates, months and references in a description do not part a stream', () => {
    const names = ['PIX RECEBIDO JOSÉ 05/04 E123', 'Pix recebido Jose mai 05.05 E456', 'PIX RECEBIDO JOSE JUN/2025 E7']
    const rows = names.map((description, index) =>
      transaction({ on: monthly('2025-05', 5, 3)[index] as string, cents: 10_000, operation_type: 'PIX', description }),
    )
    expect(streamsOf(rows)).toMatchObject([{ number_of_incomes: 3, income_type: 'TRANSFER' }])
  })

  test('each account has its own', () => {
    const rows = paid(monthly('2025-04', 7, 12), [420_000], salary)
    const moved = rows.map((row, index) => (index % 2 === 0 ? row : { ...row, account: { id: 'savings' } }))
    expect(streamsOf(moved).map(({ account_id: id }) => id)).toEqual(['checking', 'savings'])
  })

  test('periods are months of thirty days, counted back from the last day', () => {
    const span = spanOf({ date_from: '2025-12-01', date_to: today })
    const rows = [
      ...paid([daysBefore(today, 89), daysBefore(today, 90)], [100], salary),
      transaction({ on: daysBefore(today, 45), cents: 1, type: 'OUTFLOW' }),
    ]
    expect(streamsOf(rows, { span })).toMatchObject([
      { lookback_periods: 4, full_periods: 3, periods_with_income: 2, number_of_incomes: 2, monthly_average: 1 },
    ])
  })

  test('what is before the first whole month is outside of the lookback', () => {
    const rows = paid([daysBefore(today, 359), daysBefore(today, 360)], [100], salary)
    expect(streamsOf(rows)).toMatchObject([{ lookback_periods: 12, number_of_incomes: 1 }])
  })
})

describe('what is an income', () => {
  const typeOf = (given: Partial<Transaction>) => incomeTypeOf(transaction({ on: today, cents: 1, ...given }))

  test.each([
    ['SALARY', { subcategory: 'Salary' }],
    ['SALARY', { category: 'Transfers', operation_type: 'FOLHA_PAGAMENTO' }],
    ['GOVERNMENT', { subcategory: 'Government' }],
    ['INTEREST', { operation_type: 'RENDIMENTO_APLIC_FINANCEIRA' }],
    ['RENT', { category: 'Bills & Utilities', subcategory: 'Rent' }],
    ['RETIREMENT', { subcategory: 'Retirement' }],
    ['FREELANCE', { subcategory: 'Freelance' }],
    ['ALTERNATIVE_INCOME', { category: 'Income & Payments' }],
    ['TRANSFER', { category: 'Transfers' }],
    ['TRANSFER', { operation_type: 'PIX' }],
    ['DEPOSIT', { operation_type: 'DEPOSITO' }],
    ['UNKNOWN', { category: 'Unknown' }],
    ['UNKNOWN', {}],
    [null, { category: 'Fees & Charges', subcategory: 'Refund' }],
    [null, { operation_type: 'ESTORNO' }],
    [null, { operation_type: 'OPERACAO_CREDITO' }],
    [null, { category: 'Investments & Savings' }],
    [null, { category: 'Credits & Loans', subcategory: 'Personal' }],
    [null, { category: 'Food & Groceries', subcategory: 'Restaurants' }],
    [null, { category: 'Taxes', subcategory: 'Tax Return' }],
  ] as const)('%s: %j', (type, given) => {
    expect(typeOf(given)).toBe(type)
  })

  test('transfers between own accounts, outflows, pending ones and cards are not', () => {
    const card = account({ id: 'card', category: 'CREDIT_CARD' })
    const rows = [
      // The first one is sent just before the first month.
      ...paid(monthly('2025-04', 5, 12), [50_000], { type: 'OUTFLOW', operation_type: 'PIX' }),
      ...paid(monthly('2025-04', 6, 12), [50_000], { account: { id: 'savings' }, operation_type: 'PIX' }),
      ...paid(monthly('2025-04', 7, 12), [50_000], { account: { id: 'card' } }),
      ...paid(monthly('2025-04', 8, 12), [50_000], { ...salary, status: 'PENDING' }),
      ...paid(monthly('2025-04', 9, 12), [0], salary),
    ]
    expect(incomesOf(rows, { accounts: [...accounts, card] })).toMatchObject({
      income_streams: [],
      total_income_amount: 0,
    })
  })

  test('a pension is retirement, and interest is one stream whatever it is called', () => {
    const pension = { category: 'Income & Payments', subcategory: 'Retirement', description: 'INSS' } as const
    const interest = monthly('2025-04', 10, 12).map((on, index) =>
      transaction({ on, cents: 731, description: `REND ${'ABCDEFGHIJKL'[index]}`, subcategory: 'Interest' }),
    )
    expect(streamsOf([...paid(monthly('2025-04', 25, 12), [141_200], pension), ...interest])).toMatchObject([
      { income_type: 'INTEREST', frequency: 'MONTHLY', number_of_incomes: 12 },
      { income_type: 'RETIREMENT', frequency: 'MONTHLY', confidence: 'HIGH' },
    ])
  })
})

describe('what is asked for', () => {
  const rows = [
    ...paid(monthly('2025-04', 7, 12), [420_000], salary),
    ...paid(monthly('2025-10', 12, 6), [35_000, 90_000, 20_000], { ...freelance, description: 'SERVICOS' }),
    ...paid(['2025-06-20'], [700_000], { category: 'Deposits', description: 'DEPOSITO' }),
  ]

  test.each([
    ['LOW', ['DEPOSIT', 'FREELANCE', 'SALARY']],
    ['MEDIUM', ['FREELANCE', 'SALARY']],
    ['HIGH', ['SALARY']],
  ] as const)('minimum confidence %s', (minimumConfidence, types) => {
    expect(streamsOf(rows, { minimumConfidence }).map(({ income_type: type }) => type)).toEqual(types)
  })

  test('only allowed types are streams, and only streams are added up', () => {
    const analysis = incomesOf(rows, { allowedTypes: ['FREELANCE', 'RENT'] })
    expect(analysis).toMatchObject({
      number_of_income_streams: 1,
      total_income_amount: 2_900,
      first_transaction_date: '2025-10-12',
      last_transaction_date: '2026-03-12',
    })
    expect(incomesOf(rows, { allowedTypes: [] }).income_streams).toEqual([])
  })

  test('sums are parted by regularity and by confidence, over the months that have data', () => {
    expect(incomesOf(rows)).toMatchObject({
      total_income_amount: 60_300,
      total_regular_income_amount: 53_300,
      total_irregular_income_amount: 7_000,
      total_high_confidence: 50_400,
      total_medium_confidence: 2_900,
      total_low_confidence: 7_000,
      monthly_average: 5_025,
      monthly_average_regular: 4_441.67,
      monthly_average_irregular: 583.33,
      monthly_average_high_confidence: 4_200,
    })
  })

  test('without any income there are zeros, no first date, and the last day of the analysis', () => {
    expect(incomesOf([])).toEqual({
      income_streams: [],
      income_source_type: 'BANK',
      first_transaction_date: null,
      last_transaction_date: today,
      best_working_day_to_charge: 5,
      good_working_days_to_charge: [],
      number_of_income_streams: 0,
      ...Object.fromEntries(
        ['', '_regular', '_irregular', '_low_confidence', '_medium_confidence', '_high_confidence'].map((part) => [
          `monthly_average${part}`,
          0,
        ]),
      ),
      ...Object.fromEntries(
        ['income_amount', 'regular_income_amount', 'irregular_income_amount'].map((part) => [`total_${part}`, 0]),
      ),
      ...Object.fromEntries(['low', 'medium', 'high'].map((level) => [`total_${level}_confidence`, 0])),
    })
  })
})

/** Nine monthly salaries, with a pause of so many days more between the fourth and the fifth. */
function paused(days: number): Transaction[] {
  const ages = [0, 30, 60, 90, 120, ...[150, 180, 210, 240].map((age) => age + days)]
  const dates = ages.map((age) => daysBefore(today, age))
  return paid(dates, [400_000], salary)
}
