import { Dice, mac } from '../../../../kit/random.ts'
import type { SandboxInstitution } from '../../manifest.ts'
import { type Instant, isoMonth, type Month, startOf, yearOf } from '../calendar.ts'
import { brazil } from '../countries/brazil.ts'
import { colombia } from '../countries/colombia.ts'
import { type City, type Country, fill, printed, type Shop, type ShopKind, type Some } from '../countries/country.ts'
import { mexico } from '../countries/mexico.ts'
import { ownNumber } from './named.ts'
import { isLongKnown, type Persona, type Profile, personaOf, profileOf } from './personas.ts'

/** Whoever holds the accounts, before anything of it is worked out; all chance comes from `dice`. */
export type Client = {
  readonly institution: string
  readonly user: string
  readonly persona: Persona
  readonly profile: Profile
  readonly business: boolean
  /** The institution belongs to the open finance network: it shows investments and exchanges too. */
  readonly openFinance: boolean
  readonly country: Country
  /** The city where the client lives. */
  readonly home: City
  /** The shops of a kind that this client keeps going to, with their branch numbers. */
  haunts(kind: ShopKind): Some<Haunt>
  /** A generator for one purpose; the same purpose gives the same throws for ever. */
  dice(...purpose: readonly (string | number)[]): Dice
  /** A generator for what is the same for everybody, such as a price. */
  market(...purpose: readonly (string | number)[]): Dice
  /** A stable identification at the institution, `length` hexadecimal digits. */
  key(length: number, ...thing: readonly (string | number)[]): string
}

const countries = { MX: mexico, BR: brazil, CO: colombia }

export function makeClient(seed: string, institution: SandboxInstitution, user: string): Client {
  const { name, countryCode } = institution.manifest
  const country = countries[countryCode]
  const dice = (...purpose: readonly (string | number)[]): Dice => new Dice(seed, 'sandbox', name, user, ...purpose)
  const home = dice('home').pick(country.cities)
  const haunts = new Map<ShopKind, Some<Haunt>>()
  const persona = personaOf(user)
  const openFinance = institution.login === 'consent'
  const shopsOf = isLongKnown(persona) && !openFinance ? longKnownShops : allShops
  return {
    institution: name,
    user,
    persona,
    profile: profileOf(persona),
    business: isBusiness(institution, persona, user),
    openFinance,
    country,
    home,
    haunts(kind) {
      const found = haunts.get(kind) ?? hauntsOf(shopsOf(country, kind), home, { kind, dice: dice('haunts', kind) })
      haunts.set(kind, found)
      return found
    },
    dice,
    market: (...purpose) => new Dice(seed, 'sandbox market', ...purpose),
    key: (length, ...thing) =>
      mac(seed, 'sandbox key', name, user, ...thing)
        .toString('hex')
        .slice(0, length),
  }
}

/** The persona says so, or a company's number in place of a name, or whom the institution serves. */
function isBusiness({ clients, manifest }: SandboxInstitution, persona: Persona, user: string): boolean {
  const { holder } = profileOf(persona)
  if (holder !== null) return holder === 'company'
  const kind = ownNumber(manifest.name, user)?.kind
  return clients === 'business' || kind === 'cnpj' || kind === 'company_rfc'
}

/** The same client with chance and keys of its own for one thing, such as a second card. */
export const aside = (client: Client, name: string): Client =>
  name === ''
    ? client
    : {
        ...client,
        dice: (...purpose) => client.dice(name, ...purpose),
        key: (length, ...thing) => client.key(length, name, ...thing),
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

const longKnownShops = (country: Country, kind: ShopKind): Some<Shop> => country.shops[kind]

const allShops = (country: Country, kind: ShopKind): Some<Shop> => [
  ...country.shops[kind],
  ...(country.moreShops[kind] ?? []),
]

function hauntsOf(shops: Some<Shop>, home: City, { kind, dice }: { kind: ShopKind; dice: Dice }): Some<Haunt> {
  const haunt = (): Haunt => {
    const [name, mcc, low, high] = dice.pick(shops)
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
