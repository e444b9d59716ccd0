import type { ConfidenceLevel, IncomeStream, IncomeType } from '../../../../contract/resources/incomes.ts'
import { centsToWire } from '../../kit/money.ts'
import { type Day, isoDay, monthOf } from './days.ts'
import { medianAmount, quotient, variation } from './exact.ts'
import { frequencyOf, isRegular, periodDaysOf, regularityOf } from './income-rhythm.ts'
import { type Account, byText } from './input.ts'

/** One income; `month` is the month of thirty days that it fell into, counted back from the last day. */
export type Receipt = {
  readonly id: string
  readonly account: Account
  readonly type: IncomeType
  readonly day: Day
  readonly cents: number
  readonly month: number
  readonly description: string
}

export type FoundStream = {
  readonly stream: IncomeStream
  readonly receipts: readonly Receipt[]
  readonly cents: number
}

/** The last day of the analysis, its months, and how many of them have any transaction on the account. */
export type Lookback = { readonly lastDay: Day; readonly lookback: number; readonly full: number }

/** What one source paid into one account, as one stream; there is at least one receipt. */
export function streamOf(unsorted: readonly Receipt[], { lastDay, lookback, full }: Lookback): FoundStream {
  const receipts = unsorted.toSorted(
    (one, other) => one.day - other.day || one.cents - other.cents || byText(one.id, other.id),
  )
  const [first, last] = [receipts[0], receipts.at(-1)]
  if (!first || !last) throw new RangeError('a stream needs a receipt')
  const cents = receipts.reduce((sum, receipt) => sum + receipt.cents, 0)
  const withIncome = new Set(receipts.map(({ month }) => month)).size
  const pattern = receipts.length === 1 ? single : patternOf(receipts, first, last)
  const stream = {
    account_id: last.account.id,
    income_type: last.type,
    frequency: pattern.frequency,
    monthly_average: quotient(cents, 100 * withIncome, 2),
    monthly_median: medianAmount(calendarMonths(receipts)),
    average_income_amount: quotient(cents, 100 * receipts.length, 2),
    last_income_amount: centsToWire(last.cents),
    currency: last.account.currency,
    last_income_description: last.description,
    last_income_date: isoDay(last.day),
    stability: pattern.stability,
    regularity: pattern.regularity,
    trend: pattern.trend,
    lookback_periods: lookback,
    full_periods: full,
    periods_with_income: withIncome,
    number_of_incomes: receipts.length,
  }
  return { stream: { ...stream, confidence: confidenceOf(stream, lastDay - last.day) }, receipts, cents }
}

type Pattern = Pick<IncomeStream, 'frequency' | 'stability' | 'regularity' | 'trend'>

const single: Pattern = { frequency: 'SINGLE', stability: null, regularity: null, trend: null }

function patternOf(receipts: readonly Receipt[], first: Receipt, last: Receipt): Pattern {
  const days = [...new Set(receipts.map(({ day }) => day))]
  const frequency = frequencyOf(days)
  const spread = Math.min(1, variation(receipts.map(({ cents }) => cents)))
  return {
    frequency,
    stability: (100 - Math.round(100 * spread)) / 100,
    regularity: regularityOf(days, frequency),
    trend: quotient(last.cents - first.cents, first.cents, 2),
  }
}

/** What came in each calendar month that had an income, sorted. */
function calendarMonths(receipts: readonly Receipt[]): number[] {
  const sums = new Map<number, number>()
  for (const { day, cents } of receipts) {
    const month = monthOf(day)
    sums.set(month, (sums.get(month) ?? 0) + cents)
  }
  return [...sums.values()].sort((one, other) => one - other)
}

const high = { periodsMin: 3, regularityMin: 0.8, stabilityMin: 0.6 } as const
/** An irregular income has to come in two of three months to be counted on. */
const medium = { periodsMin: 3, sharePart: 2, shareOf: 3, quietDaysMax: 60 } as const

/** How sure it is that the income goes on. One that is overdue by half a period has probably ended. */
function confidenceOf(stream: Omit<IncomeStream, 'confidence'>, quietDays: number): ConfidenceLevel {
  const { frequency, stability, regularity, periods_with_income: periods, full_periods: full } = stream
  if (!isRegular(frequency)) {
    const often = periods >= medium.periodsMin && periods * medium.shareOf >= full * medium.sharePart
    return often && quietDays <= medium.quietDaysMax ? 'MEDIUM' : 'LOW'
  }
  if (2 * quietDays > 3 * periodDaysOf(frequency)) return 'LOW'
  const steady = (regularity ?? 0) >= high.regularityMin && (stability ?? 0) >= high.stabilityMin
  return steady && periods >= high.periodsMin ? 'HIGH' : 'MEDIUM'
}
