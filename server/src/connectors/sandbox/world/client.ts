import { Dice, mac } from '../../../kit/random.ts'
import type { SandboxInstitution } from '../manifest.ts'
import { brazil } from './brazil.ts'
import { type Instant, isoMonth, type Month, startOf, yearOf } from './calendar.ts'
import { colombia } from './colombia.ts'
import { type City, type Country, fill, printed, type ShopKind, type Some } from './country.ts'
import { mexico } from './mexico.ts'

/** What the user name asks to see. */
export type Persona = 'frequent' | 'nodata' | 'low' | 'negative'

/** Whoever holds the accounts, before anything of it is worked out; all chance comes from `dice`. */
export type Client = {
  readonly institution: string
  readonly user: string
  readonly persona: Persona
  readonly business: boolean
  readonly country: Country
  /** The city where the client lives. */
  readonly home: City
  /** The shops of a kind that this client keeps going to, with their branch numbers. */
  haunts(kind: ShopKind): Some<Haunt>
  /** A generator for one purpose; the same purpose gives the same throws for ever. */
  dice(...purpose: readonly (string | number)[]): Dice
  /** A stable identification at the institution, `length` hexadecimal digits. */
  key(length: number, ...thing: readonly (string | number)[]): string
}

const personas: Readonly<Record<string, Persona>> = {
  bnk101: 'nodata',
  bnk102: 'low',
  bnk103: 'negative',
}

export const personaOf = (user: string): Persona => personas[user] ?? 'frequent'

const countries = { MX: mexico, BR: brazil, CO: colombia }

export function makeClient(seed: string, institution: SandboxInstitution, user: string): Client {
  const { name, countryCode } = institution.manifest
  const country = countries[countryCode]
  const dice = (...purpose: readonly (string | number)[]): Dice => new Dice(seed, 'sandbox', name, user, ...purpose)
  const home = dice('home').pick(country.cities)
  const haunts = new Map<ShopKind, Some<Haunt>>()
  return {
    institution: name,
    user,
    persona: personaOf(user),
    business: institution.clients === 'business',
    country,
    home,
    haunts(kind) {
      const found = haunts.get(kind) ?? hauntsOf(country, home, { kind, dice: dice('haunts', kind) })
      haunts.set(kind, found)
      return found
    },
    dice,
    key: (length, ...thing) =>
      mac(seed, 'sandbox key', name, user, ...thing)
        .toString('hex')
        .slice(0, length),
  }
}

/** Cents of `units` of 2024 at the prices of the month's year, in steps of `step` cents. */
export function priceIn(
  country: Country,
  units: number,
  month: Month,
  step: number = leastSteps[country.code],
): number {
  const level = (1 + country.growth) ** (yearOf(month) - 2024)
  return Math.max(step, Math.round((units * level * 100) / step) * step)
}

/** An instant of the day between two hours, to the millisecond. */
export const instantIn = (day: number, dice: Dice, fromHour: number, untilHour: number): Instant =>
  startOf(day) + dice.between(fromHour * 3_600_000, untilHour * 3_600_000 - 1)

/** Centavos have gone out of use in Colombia. */
const leastSteps = { MX: 1, BR: 1, CO: 100 } as const

const monthNames = {
  MX: ['ENE', 'FEB', 'MAR', 'ABR', 'MAY', 'JUN', 'JUL', 'AGO', 'SEP', 'OCT', 'NOV', 'DIC'],
  BR: ['JAN', 'FEV', 'MAR', 'ABR', 'MAI', 'JUN', 'JUL', 'AGO', 'SET', 'OUT', 'NOV', 'DEZ'],
  CO: ['ENE', 'FEB', 'MAR', 'ABR', 'MAY', 'JUN', 'JUL', 'AGO', 'SEP', 'OCT', 'NOV', 'DIC'],
} as const

/** The month as statements name it, such as `MAR 2026`. */
export const printedMonth = (country: Country, month: Month): string =>
  `${monthNames[country.code][month % 12] ?? ''} ${isoMonth(month).slice(0, 4)}`

/** What is bought from afar is printed without a city. */
const withoutPlace: ReadonlySet<ShopKind> = new Set(['delivery', 'ride', 'online', 'software', 'travel'] as const)

function hauntsOf(country: Country, home: City, { kind, dice }: { kind: ShopKind; dice: Dice }): Some<Haunt> {
  const haunt = (): Haunt => {
    const [name, mcc, low, high] = dice.pick(country.shops[kind])
    const city = withoutPlace.has(kind) ? '' : home.printed
    return { name: fill(name, dice, {}), mcc, low, high, city }
  }
  return [haunt(), haunt(), haunt()]
}

export type Haunt = {
  readonly name: string
  readonly mcc: number
  readonly low: number
  readonly high: number
  readonly city: string
}

/** Someone at another bank with whom money goes back and forth. */
export type Contact = {
  readonly name: string
  readonly company: boolean
  readonly document: string | null
  readonly bank: string
  readonly bankCode: string
  readonly agency: string | null
  readonly number: string
  readonly checkDigit: string | null
}

export const contactWords = (contact: Contact): Record<string, string> => ({
  name: printed(contact.name),
  bank: contact.bank,
  bankCode: contact.bankCode,
})
