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

export type CountryCode = 'MX' | 'BR' | 'CO'

export const dayAt = (instant: Instant): Day => Math.floor(instant / dayMs)
export const startOf = (day: Day): Instant => day * dayMs

/** YYYY-MM-DD. */
export const isoDay = (day: Day): string => new Date(startOf(day)).toISOString().slice(0, 10)

export const dayFromIso = (text: string): Day => dayAt(Date.parse(`${text}T00:00:00Z`))

export function monthOf(day: Day): Month {
  const date = new Date(startOf(day))
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

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

/** Easter Sunday by the anonymous Gregorian rule (Meeus, Jones, Butcher). */
function easter(year: number): Day {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const rest = year % 100
  const correction = Math.floor((8 * century + 13) / 25)
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30
  const late = Math.floor((golden + 11 * epact) / 319)
  const weekdays = (2 * (century % 4) + 2 * Math.floor(rest / 4) - (rest % 4) - epact + late + 32) % 7
  const month = Math.floor((epact - late + weekdays + 90) / 25)
  const day = (epact - late + weekdays + month + 19) % 32
  return dayAt(Date.UTC(year, month - 1, day))
}

const dateIn = (year: number, month: number, day: number): Day => dayAt(Date.UTC(year, month - 1, day))

function nthMonday(year: number, month: number, count: number): Day {
  const first = dateIn(year, month, 1)
  return first + ((8 - weekday(first)) % 7) + 7 * (count - 1)
}

/** Colombia's Ley Emiliani moves most holidays to the Monday that follows. */
const followingMonday = (day: Day): Day => day + ((8 - weekday(day)) % 7)

function mexican(year: number, pasch: Day): Day[] {
  const fixed = [
    [1, 1],
    [5, 1],
    [9, 16],
    [11, 2],
    [12, 12],
    [12, 25],
  ] as const
  const moving = [nthMonday(year, 2, 1), nthMonday(year, 3, 3), nthMonday(year, 11, 3), pasch - 3, pasch - 2]
  return [...fixed.map(([month, day]) => dateIn(year, month, day)), ...moving]
}

function brazilian(year: number, pasch: Day): Day[] {
  const fixed = [
    [1, 1],
    [4, 21],
    [5, 1],
    [9, 7],
    [10, 12],
    [11, 2],
    [11, 15],
    [12, 25],
  ] as const
  // Consciência Negra is a holiday of the whole country since 2024.
  const awareness = year >= 2024 ? [dateIn(year, 11, 20)] : []
  return [
    ...fixed.map(([month, day]) => dateIn(year, month, day)),
    ...awareness,
    pasch - 48,
    pasch - 47,
    pasch - 2,
    pasch + 60,
  ]
}

function colombian(year: number, pasch: Day): Day[] {
  const fixed = [
    [1, 1],
    [5, 1],
    [7, 20],
    [8, 7],
    [12, 8],
    [12, 25],
  ] as const
  const moved = [
    [1, 6],
    [3, 19],
    [6, 29],
    [8, 15],
    [10, 12],
    [11, 1],
    [11, 11],
  ] as const
  return [
    ...fixed.map(([month, day]) => dateIn(year, month, day)),
    ...moved.map(([month, day]) => followingMonday(dateIn(year, month, day))),
    ...[-3, -2, 43, 64, 71].map((offset) => pasch + offset),
  ]
}

const rules = { MX: mexican, BR: brazilian, CO: colombian }
const known = new Map<string, ReadonlySet<Day>>()

/** The days on which banks of the country are closed, weekends aside. */
export function holidays(country: CountryCode, year: number): ReadonlySet<Day> {
  const name = `${country}${year}`
  const found = known.get(name) ?? new Set(rules[country](year, easter(year)))
  known.set(name, found)
  return found
}

export function isBusinessDay(country: CountryCode, day: Day): boolean {
  const inWeek = weekday(day)
  return inWeek !== 0 && inWeek !== 6 && !holidays(country, yearOf(monthOf(day))).has(day)
}

/** The day itself, or the first business day after it. */
export function businessDayFrom(country: CountryCode, day: Day): Day {
  for (let offset = 0; offset < 10; offset += 1) if (isBusinessDay(country, day + offset)) return day + offset
  return day
}

/** The day itself, or the last business day before it. */
export function businessDayUntil(country: CountryCode, day: Day): Day {
  for (let offset = 0; offset < 10; offset += 1) if (isBusinessDay(country, day - offset)) return day - offset
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
