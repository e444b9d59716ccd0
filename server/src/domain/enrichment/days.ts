/** A day is a whole number counted from 1970-01-01, so that distances are subtractions and no time zone shows. */
export type Day = number

const dayMs = 86_400_000

/** `2026-03-09` as a day; throws RangeError for what is no date. */
export function dayOf(date: string): Day {
  const day = Date.parse(date.length === 10 ? date : '') / dayMs
  if (!Number.isInteger(day)) throw new RangeError(`not a date: ${JSON.stringify(date)}`)
  return day
}

/** YYYY-MM-DD. */
export const isoDay = (day: Day): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** 0 is Sunday. */
export const weekdayOf = (day: Day): number => (((day + 4) % 7) + 7) % 7

/** Counted from January of year 0. */
export function monthOf(day: Day): number {
  const date = new Date(day * dayMs)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The first day of the month that the day stands in. */
export function monthStart(day: Day): Day {
  const date = new Date(day * dayMs)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / dayMs
}

/** The same day of a later month, or its last day where it is shorter. */
export function monthsLater(day: Day, months: number): Day {
  const date = new Date(day * dayMs)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months
  const first = firstOf(month)
  return Math.min(first + date.getUTCDate(), firstOf(month + 1)) - 1
}

const firstOf = (month: number): Day => Date.UTC(Math.floor(month / 12), month % 12, 1) / dayMs
