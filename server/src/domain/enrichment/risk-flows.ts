import type { RiskInsights } from '../../../../contract/resources/risk-insights.ts'
import { centsToWire } from '../../kit/money.ts'
import { meanAmount, type Point, quotient, slope } from './exact.ts'
import { agesOf, hasEnough, historyDaysMax, overWindows, type Window } from './risk-windows.ts'

type Transactions = NonNullable<RiskInsights['transactions_metrics']>
type Cashflow = NonNullable<RiskInsights['cashflow_metrics']>

/** What moved in one direction, by age in days. */
export type Flow = {
  readonly counts: Int32Array
  readonly cents: Float64Array
  readonly largest: Float64Array
}

export type Flows = { readonly incoming: Flow; readonly outgoing: Flow }

export const emptyFlow = (): Flow => ({
  counts: new Int32Array(historyDaysMax + 1),
  cents: new Float64Array(historyDaysMax + 1),
  largest: new Float64Array(historyDaysMax + 1),
})

export function addTo({ counts, cents, largest }: Flow, age: number, amount: number): void {
  counts[age] = (counts[age] ?? 0) + 1
  cents[age] = (cents[age] ?? 0) + amount
  largest[age] = Math.max(largest[age] ?? 0, amount)
}

/** Whether anything happened on the day. */
export const happenedIn =
  ({ incoming, outgoing }: Flows) =>
  (age: number): boolean =>
    (incoming.counts[age] ?? 0) + (outgoing.counts[age] ?? 0) > 0

/** Of every transaction, transfers between the accounts included. */
export function transactionsMetrics(flows: Flows): Transactions {
  const happened = happenedIn(flows)
  const both = flows.incoming.counts.map((count, age) => count + (flows.outgoing.counts[age] ?? 0))
  return {
    ...overWindows((window) => {
      const enough = hasEnough(window, happened)
      return {
        ...countsIn('transactions', both, { window, enough }),
        ...countsIn('incoming_transactions', flows.incoming.counts, { window, enough }),
        ...amountsIn('incoming', flows.incoming, { window, enough }),
        ...countsIn('outgoing_transactions', flows.outgoing.counts, { window, enough }),
        ...amountsIn('outgoing', flows.outgoing, { window, enough }),
        days_without_transactions: enough ? agesOf(window).filter((age) => !happened(age)).length : 0,
      }
    }),
    days_since_last_transaction: youngest(both),
    days_since_last_incoming_transaction: youngest(flows.incoming.counts),
    days_since_last_outgoing_transaction: youngest(flows.outgoing.counts),
    days_history: Math.max(0, oldestIn(both)),
  }
}

/** A window, and whether there is enough to tell of it: where not, counts are 0 and amounts null. */
type Told = { readonly window: Window; readonly enough: boolean }

type CountsOf<Name extends string> = Record<`num_${Name}` | `max_num_${Name}` | `mean_num_${Name}`, number>

function countsIn<Name extends string>(name: Name, counts: Int32Array, { window, enough }: Told): CountsOf<Name> {
  const { days } = window
  const inside = enough ? counts.subarray(0, days) : new Int32Array(days)
  const sum = inside.reduce((total, count) => total + count, 0)
  return {
    [`num_${name}`]: sum,
    [`max_num_${name}`]: Math.max(...inside),
    [`mean_num_${name}`]: quotient(sum, days, 2),
  } as CountsOf<Name>
}

type AmountsOf<Way extends string> = Record<`${'sum' | 'max' | 'mean'}_${Way}_amount`, number | null>

function amountsIn<Way extends string>(way: Way, flow: Flow, { window, enough }: Told): AmountsOf<Way> {
  const { days } = window
  const count = flow.counts.subarray(0, days).reduce((total, each) => total + each, 0)
  const sum = flow.cents.subarray(0, days).reduce((total, each) => total + each, 0)
  const some = enough && count > 0
  return {
    [`sum_${way}_amount`]: enough ? centsToWire(sum) : null,
    [`max_${way}_amount`]: some ? centsToWire(Math.max(...flow.largest.subarray(0, days))) : null,
    [`mean_${way}_amount`]: some ? meanAmount(sum, count) : null,
  } as AmountsOf<Way>
}

/** The age of the last day with a transaction, 0 where there is none. */
const youngest = (counts: Int32Array): number =>
  Math.max(
    0,
    counts.findIndex((count) => count > 0),
  )

/** The age of the first day with a transaction, -1 where there is none. */
export const oldestIn = (counts: Int32Array): number => counts.findLastIndex((count) => count > 0)

const noCashflow = {
  max_positive: null,
  max_negative: null,
  mean_positive: null,
  mean_negative: null,
  sum_positive: null,
  sum_positive_trend: null,
  sum_negative: null,
  sum_negative_trend: null,
  positive_to_negative_ratio: null,
  net_cashflow: null,
  net_cashflow_trend: null,
}

/** Cents by age in days, transfers between the accounts left out. */
export type Cash = { readonly received: Float64Array; readonly spent: Float64Array }

/** Whether there is enough follows from all transactions, as a quiet month of transfers is history too. */
export function cashflowMetrics(cash: Cash, happened: (age: number) => boolean): Cashflow {
  return overWindows((window) => (hasEnough(window, happened) ? cashIn(cash, window) : noCashflow))
}

function cashIn({ received, spent }: Cash, window: Window): Readonly<Record<keyof typeof noCashflow, number | null>> {
  const [positive, negative] = [received, spent].map((cents) => pointsOf(cents, window)) as [Point[], Point[]]
  const [sumPositive, sumNegative] = [sumOf(positive), sumOf(negative)]
  const net = agesOf(window).map((age) => ({ day: -age, cents: (received[age] ?? 0) - (spent[age] ?? 0) }))
  return {
    max_positive: largestOf(positive),
    max_negative: largestOf(negative),
    mean_positive: meanAmount(sumPositive, positive.length),
    mean_negative: meanAmount(sumNegative, negative.length),
    sum_positive: centsToWire(sumPositive),
    sum_positive_trend: slope(positive, 4),
    sum_negative: centsToWire(sumNegative),
    sum_negative_trend: slope(negative, 4),
    positive_to_negative_ratio: sumNegative === 0 ? null : quotient(sumPositive, sumNegative, 2),
    net_cashflow: centsToWire(sumPositive - sumNegative),
    net_cashflow_trend: slope(net, 4),
  }
}

/** The days on which there was such a flow; the others are no days of nothing, they are left out. */
const pointsOf = (cents: Float64Array, window: Window): Point[] =>
  agesOf(window)
    .map((age) => ({ day: -age, cents: cents[age] ?? 0 }))
    .filter((point) => point.cents > 0)

const sumOf = (points: readonly Point[]): number => points.reduce((total, { cents }) => total + cents, 0)

const largestOf = (points: readonly Point[]): number | null =>
  points.length === 0 ? null : centsToWire(Math.max(...points.map(({ cents }) => cents)))
