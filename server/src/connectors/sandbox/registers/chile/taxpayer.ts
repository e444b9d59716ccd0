import { Dice } from '../../../../kit/random.ts'
import { type Day, type Month, monthIn, monthOf } from '../../world/calendar.ts'
import type { Some } from '../../world/countries/country.ts'
import { homes, makeCompanyName, makeName, type Name, type Place } from './people.ts'
import { companyTrades, personTrades, type Trade, winery } from './trades.ts'

/** How much of what its trade usually sells and buys somebody does. */
export type Size = { readonly segment: string; readonly factor: number }

const micro: Size = { segment: 'MICRO EMPRESA', factor: 0.4 }
const small: Size = { segment: 'PEQUEÑA EMPRESA', factor: 1 }
const medium: Size = { segment: 'MEDIANA EMPRESA', factor: 2.2 }
const sizes: Some<Size> = [micro, micro, micro, small, small, medium]

/** Somebody whom the tax office knows: a pure function of the seed and the RUT. */
export type Taxpayer = {
  readonly rut: string
  /** As the tax office writes it. */
  readonly name: string
  /** The person's own names; null for companies. */
  readonly person: Name | null
  /** When the business, or the person's working life, began. */
  readonly startDay: Day
  /** The first month of electronic invoices. */
  readonly firstMonth: Month
  /** Null for people who sell nothing with invoices. */
  readonly trade: Trade | null
  readonly size: Size
  readonly place: Place
  dice(...purpose: readonly (string | number)[]): Dice
}

/** The company of the documentation, which has something of everything. */
export const documentedRut = '76192083-9'

/** RUTs below belong to people. */
const firstCompany = 50_000_000

/** Invoices on paper are not in the register. */
const electronicSince = monthIn(2014, 1)

export function makeTaxpayer(seed: string, rut: string): Taxpayer {
  const dice = (...purpose: readonly (string | number)[]) => new Dice(seed, 'sii', rut, ...purpose)
  const whole = Number(rut.slice(0, -2))
  const throws = dice('taxpayer')
  const person = whole < firstCompany ? makeName(throws) : null
  const trade = person ? (throws.chance(0.35) ? throws.pick(personTrades) : null) : throws.pick(companyTrades)
  const size = person ? micro : throws.pick(sizes)
  const documented = rut === documentedRut
  const startDay = person ? workingSince(whole, throws) : foundedOn(whole, throws)
  const business = documented ? winery : trade
  return {
    rut,
    name: person ? `${person.surnames} ${person.first}`.toUpperCase() : makeCompanyName(throws, business?.line ?? ''),
    person,
    startDay,
    firstMonth: Math.max(monthOf(startDay) + 1, electronicSince),
    trade: business,
    size: documented ? small : size,
    place: throws.pick(homes),
    dice,
  }
}

/** Numbers of companies from 76 million on were given out in order; those below are older. */
function foundedOn(whole: number, dice: Dice): Day {
  const year = whole < 76_000_000 ? dice.between(1988, 2006) : 2007 + Math.floor((whole - 76_000_000) / 160_000)
  return dayOf(Math.min(year, 2023), dice)
}

/** Numbers of people follow their birth, and they begin to work in their twenties. */
const workingSince = (whole: number, dice: Dice): Day =>
  dayOf(Math.min(1937 + Math.floor(whole / 310_000) + dice.between(21, 29), 2023), dice)

const dayOf = (year: number, dice: Dice): Day => Math.floor(Date.UTC(year, 0, 1) / 86_400_000) + dice.between(0, 364)
