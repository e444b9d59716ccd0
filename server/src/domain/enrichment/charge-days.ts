import { type BankCountry, isBankDay } from '../bank-days.ts'
import { type Day, monthStart, weekdayOf } from './days.ts'

/** When money came, and how much. */
export type Arrival = { readonly day: Day; readonly cents: number }

export type ChargeDays = { readonly best: number; readonly good: readonly number[] }

/** Where nothing is known: the working day by which salaries have to be paid in Brazil. */
const withoutIncome: ChargeDays = { best: 5, good: [] }

const workingDaysMax = 23
/** How much of an income is still there on the working day of its arrival and on the next ones, in quarters. */
const quartersLeft = [4, 3, 2, 1] as const
/** Days that are nearer to each other are no alternatives. */
const apartMin = 3
const goodMax = 3

/**
 * On which working days of the month a charge is likely to find money: each income counts on the working day of its
 * arrival and, less and less, on the three after it. `country` says which holidays there are; null knows only weekends.
 */
export function chargeDays(arrivals: readonly Arrival[], country: BankCountry | null): ChargeDays {
  const scores = new Array<number>(workingDaysMax + 1).fill(0)
  const places = new Map<Day, readonly number[]>()
  for (const { day, cents } of arrivals) {
    const ordinals = places.get(day) ?? ordinalsFrom(day, country)
    places.set(day, ordinals)
    for (const [index, quarters] of quartersLeft.entries()) {
      const ordinal = ordinals[index] as number
      scores[ordinal] = (scores[ordinal] ?? 0) + quarters * cents
    }
  }
  const ranked = [...scores.entries()]
    .filter(([, score]) => score > 0)
    .sort(([a, one], [b, other]) => other - one || a - b)
  const chosen: number[] = []
  for (const [ordinal] of ranked) {
    const alternative = chosen.every((other) => Math.abs(other - ordinal) >= apartMin)
    if (alternative && chosen.length <= goodMax) chosen.push(ordinal)
  }
  const [best, ...good] = chosen
  return best === undefined ? withoutIncome : { best, good }
}

/** Ordinals in their months of the first working day from `day` on, and of those that follow it. */
function ordinalsFrom(day: Day, country: BankCountry | null): number[] {
  const ordinals: number[] = []
  for (let each = day; ordinals.length < quartersLeft.length; each += 1) {
    if (isWorkingDay(each, country)) ordinals.push(ordinalOf(each, country))
  }
  return ordinals
}

/** Which working day of its month a working day is, from 1. */
function ordinalOf(day: Day, country: BankCountry | null): number {
  let ordinal = 0
  for (let each = monthStart(day); each <= day; each += 1) {
    if (isWorkingDay(each, country)) ordinal += 1
  }
  return ordinal
}

function isWorkingDay(day: Day, country: BankCountry | null): boolean {
  if (country !== null) return isBankDay(country, day)
  return weekdayOf(day) !== 0 && weekdayOf(day) !== 6
}
