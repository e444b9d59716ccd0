import { type Day, monthsLater } from './days.ts'

/** How often an expense comes back; the words are those that the contract has for instalments of loans. */
export type CadenceName = 'WEEKLY' | 'FORTNIGHTLY' | 'MONTHLY' | 'BIMONTHLY' | 'QUARTERLY' | 'BIANNUALLY' | 'ANNUALLY'

export type Cadence = {
  readonly name: CadenceName
  readonly every: { readonly days: number } | { readonly months: number }
  /** How many days a payment may be early or late. */
  readonly toleranceDays: number
  /** Fewer payments show no rhythm; half a year and a year have no room for more than two. */
  readonly paymentsMin: number
}

/** From the most to the least frequent. */
export const cadences: readonly Cadence[] = [
  { name: 'WEEKLY', every: { days: 7 }, toleranceDays: 2, paymentsMin: 4 },
  { name: 'FORTNIGHTLY', every: { days: 14 }, toleranceDays: 3, paymentsMin: 4 },
  { name: 'MONTHLY', every: { months: 1 }, toleranceDays: 5, paymentsMin: 3 },
  { name: 'BIMONTHLY', every: { months: 2 }, toleranceDays: 7, paymentsMin: 3 },
  { name: 'QUARTERLY', every: { months: 3 }, toleranceDays: 8, paymentsMin: 3 },
  { name: 'BIANNUALLY', every: { months: 6 }, toleranceDays: 10, paymentsMin: 2 },
  { name: 'ANNUALLY', every: { months: 12 }, toleranceDays: 12, paymentsMin: 2 },
]

/** When a payment is due so many periods after another one. */
export const dueAfter = (day: Day, { every }: Cadence, periods: number): Day =>
  'days' in every ? day + periods * every.days : monthsLater(day, periods * every.months)

/** Two payments in a row have not come: the expense has ended. */
export const hasEnded = (last: Day, cadence: Cadence, today: Day): boolean =>
  today > dueAfter(last, cadence, 2) + cadence.toleranceDays

/** How many payments a chain can have between two days. */
export function paymentsAtMost(first: Day, last: Day, { every, toleranceDays }: Cadence): number {
  const shortest = ('days' in every ? every.days : 28 * every.months) - toleranceDays
  return Math.floor((last - first) / shortest) + 1
}
