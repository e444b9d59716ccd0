/** A day is a whole number counted from 1970-01-01. */
type Day = number

export type BankCountry = 'MX' | 'BR' | 'CO'

const dayMs = 86_400_000

/** 0 is Sunday. */
const weekday = (day: Day): number => (((day + 4) % 7) + 7) % 7

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
  return Date.UTC(year, month - 1, day) / dayMs
}

const dateIn = (year: number, month: number, day: number): Day => Date.UTC(year, month - 1, day) / dayMs

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
export function holidays(country: BankCountry, year: number): ReadonlySet<Day> {
  const name = `${country}${year}`
  const found = known.get(name) ?? new Set(rules[country](year, easter(year)))
  known.set(name, found)
  return found
}

/** Neither a weekend nor a holiday. */
export function isBankDay(country: BankCountry, day: Day): boolean {
  const inWeek = weekday(day)
  return inWeek !== 0 && inWeek !== 6 && !holidays(country, new Date(day * dayMs).getUTCFullYear()).has(day)
}
