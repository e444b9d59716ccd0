import { type BankCountry, isBankDay } from '../../../domain/bank-days.ts'
import { remembering } from './memory.ts'

/**
 * Days are whole numbers counted from 1970-01-01 and months whole numbers counted from January of year 0; both in
 * UTC, so that the machine's time zone never shows.
 */
export type Day = number
export type Month = number
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

export const dayMs = 86_400_000
export const hourMs = 3_600_000

export type CountryCode = BankCountry

export const dayAt = (instant: Instant): Day => Math.floor(instant / dayMs)
export const startOf = (day: Day): Instant => day * dayMs

/** YYYY-MM-DD. */
export const isoDay = remembering((day: Day): string => new Date(startOf(day)).toISOString().slice(0, 10), 20_000)

export const dayFromIso = (text: string): Day => dayAt(Date.parse(`${text}T00:00:00Z`))

export const monthOf = remembering((day: Day): Month => {
  const date = new Date(startOf(day))
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}, 20_000)

export const yearOf = (month: Month): number => Math.floor(month / 12)
/** 1 to 12. */
export const monthOfYear = (month: Month): number => (month % 12) + 1

export const monthIn = (year: number, month: number): Month => year * 12 + month - 1

/** YYYY-MM. */
export const isoMonth = (month: Month): string => `${yearOf(month)}-${String(monthOfYear(month)).padStart(2, '0')}`

export const firstDay = (month: Month): Day => dayAt(Date.UTC(yearOf(month), month % 12, 1))
export const lastDay = (month: Month): Day => firstDay(month + 1) - 1
export const daysIn = (month: Month): number => firstDay(month + 1) - firstDay(month)

/** The `number`th day of the month, or its last where the month is shorter. */
export const dayInMonth = (month: Month, number: number): Day => firstDay(month) + Math.min(number, daysIn(month)) - 1

/** 0 is Sunday. */
export const weekday = (day: Day): number => (((day + 4) % 7) + 7) % 7

export const dayOfMonth = (day: Day): number => day - firstDay(monthOf(day)) + 1

/** The day itself, or the first business day after it. */
export function businessDayFrom(country: CountryCode, day: Day): Day {
  for (let offset = 0; offset < 10; offset += 1) if (isBankDay(country, day + offset)) return day + offset
  return day
}

/** The day itself, or the last business day before it. */
export function businessDayUntil(country: CountryCode, day: Day): Day {
  for (let offset = 0; offset < 10; offset += 1) if (isBankDay(country, day - offset)) return day - offset
  return day
}

/** The `count`th business day of the month. */
export function nthBusinessDay(country: CountryCode, month: Month, count: number): Day {
  let day = firstDay(month) - 1
  for (let found = 0; found < count; found += 1) day = businessDayFrom(country, day + 1)
  return day
}

/** The institution shows what happened in so many days, today included. */
export const daysShown = 365

/** What is slowest to change is a purchase by card: a month may pass until its bill closes. */
export const settledAfterDays = 35
