import { makeNss } from '../../../domain/identifiers.ts'
import { type SandboxInstitution, sandboxInstitutions } from '../manifest.ts'
import {
  type Day,
  dayAt,
  dayFromIso,
  type Instant,
  isoMonth,
  lastDay,
  type Month,
  monthIn,
  monthOf,
  yearOf,
} from '../world/calendar.ts'
import { makeEconomy } from '../world/lives/household.ts'
import { pension } from '../world/lives/livelihoods.ts'
import { rememberingLast } from '../world/memory.ts'
import { type Client, makeClient } from '../world/people/client.ts'
import { homeBanks, mexicanNumbers, ownNumber } from '../world/people/named.ts'
import { type Company, makeCompany, makePerson, type Person } from '../world/people/people.ts'
import { type Earned, type Employment, makeCareer, type Worker } from './career.ts'
import type { Employer } from './employers.ts'
import {
  baseSalary,
  brazilianWages,
  exemptOfAguinaldo,
  grossFor,
  type Level,
  leastBaseSalary,
  mexicanAguinaldo,
  mexicanWages,
  nothingWithheld,
  type Rule,
} from './withholding.ts'

/**
 * Whoever a user name stands for, at every register of the country and at its home bank: one person is one person
 * everywhere, with the same names and numbers, and with wages that the bank shows.
 */
export type Citizen = NaturalPerson | LegalPerson

export type LegalPerson = { readonly kind: 'company'; readonly client: Client; readonly company: Company }

export type NaturalPerson = {
  readonly kind: 'person'
  readonly client: Client
  readonly person: Person
  /** CURP and RFC in Mexico; in Brazil the CPF is both. */
  readonly personNumber: string
  readonly taxNumber: string
  /** NSS in Mexico. */
  readonly socialSecurityNumber: string | null
  /** What a pensioner lives on, as the bank shows it; null for everybody else. */
  readonly retirement: Retirement | null
  /** All employments that have begun until the day, oldest first. */
  employmentsUntil(day: Day): readonly Employment[]
  /** What employers pay in the month, in the order in which it comes; what is later than now is known too. */
  payroll(month: Month): readonly PaySlip[]
}

export type Retirement = {
  readonly startsOn: Day
  /** The benefit of the month, and after it what comes on top. */
  paidIn(month: Month): readonly { readonly at: Instant; readonly cents: number }[]
}

export type Earning = {
  readonly kind: 'wages' | 'aguinaldo' | 'thirteenth'
  readonly taxedCents: number
  readonly exemptCents: number
}

/** One pay: `grossCents` less what is withheld is `netCents`, which the bank shows at `paidAt`. */
export type PaySlip = {
  readonly employment: Employment
  readonly employer: Employer
  readonly kind: 'regular' | 'extra'
  readonly paidAt: Instant
  readonly paidOn: Day
  readonly periodFrom: Day
  readonly periodTo: Day
  readonly earnings: readonly Earning[]
  readonly grossCents: number
  readonly incomeTaxCents: number
  readonly socialSecurityCents: number
  readonly netCents: number
}

const citizensMax = 256

/** null: nobody, who has no data anywhere. */
export const citizenOf: (seed: string, country: 'MX' | 'BR', user: string) => Citizen | null = rememberingLast(
  citizensMax,
  (seed: string, country: 'MX' | 'BR', user: string) => makeCitizen(seed, country, user),
  (...asked) => JSON.stringify(asked),
)

/** The bank that knows what the registers of the country know. */
export function homeBankOf(country: 'MX' | 'BR'): SandboxInstitution {
  const bank = sandboxInstitutions.find(({ manifest }) => manifest.name === homeBanks[country])
  if (!bank) throw new Error(`${country} has no home bank`)
  return bank
}

function makeCitizen(seed: string, country: 'MX' | 'BR', user: string): Citizen | null {
  const client = makeClient(seed, homeBankOf(country), user)
  if (client.persona === 'nodata') return null
  if (client.business) return { kind: 'company', client, company: makeCompany(client) }
  return naturalPerson(client)
}

function naturalPerson(client: Client): NaturalPerson {
  const person = makePerson(client, 'holder')
  const worker = { client, economy: makeEconomy(client), person }
  const own = ownNumber(client.institution, client.user)
  const isMexican = client.country.code === 'MX'
  const mexican = mexicanNumbers(own, person, person.address.city.state)
  const until = makeCareer(worker)
  return {
    kind: 'person',
    client,
    person,
    personNumber: isMexican ? mexican.curp : person.document.number,
    taxNumber: isMexican ? mexican.rfc : person.taxNumber,
    socialSecurityNumber: isMexican ? socialSecurityNumber(client, person) : null,
    retirement: retirementOf(worker),
    employmentsUntil: until,
    payroll: (month) =>
      until(lastDay(month))
        .flatMap((employment) => paySlipsOf(client, employment, month))
        .sort((one, other) => one.paidAt - other.paidAt),
  }
}

function retirementOf({ client, economy }: Worker): Retirement | null {
  if (client.persona !== 'pensioner') return null
  return {
    startsOn: economy.hiredOn,
    paidIn: (month) => pension({ client, month, dice: client.dice('livelihood', isoMonth(month)) }, economy),
  }
}

/** The office, the year of enrolment at about eighteen, the year of birth, a number of the person's own. */
function socialSecurityNumber(client: Client, { birthDate }: Person): string {
  const dice = client.dice('social security')
  const born = dayFromIso(birthDate)
  const enrolled = born + 18 * 365 + dice.between(0, 700)
  const short = (day: Day): string => String(Math.floor(monthOf(day) / 12) % 100).padStart(2, '0')
  return makeNss(`${dice.between(10, 97)}${short(enrolled)}${short(born)}${dice.digits(4)}`)
}

/** What the employer of it pays in the month. */
export const paySlipsOf = (client: Client, employment: Employment, month: Month): readonly PaySlip[] =>
  employment.paysIn(month).map((pay) => paySlip(client, employment, pay))

function paySlip(client: Client, employment: Employment, pay: Earned): PaySlip {
  const rule = ruleOf(client, employment, pay)
  const netCents = pay.paid.cents
  const grossCents = grossFor(netCents, rule)
  return {
    employment,
    employer: employment.employer,
    kind: pay.kind,
    paidAt: pay.paid.at,
    paidOn: dayAt(pay.paid.at),
    periodFrom: pay.from,
    periodTo: pay.until,
    earnings: [earning(client, pay, grossCents)],
    grossCents,
    ...rule(grossCents),
    netCents,
  }
}

const levelOf = ({ country }: Client, { pricedIn }: Pick<Earned, 'pricedIn'>): Level => ({
  growth: country.growth,
  pricedIn,
})

function ruleOf(client: Client, employment: Employment, pay: Earned): Rule {
  const level = levelOf(client, pay)
  const paidIn = monthOf(dayAt(pay.paid.at))
  if (client.country.code === 'MX') {
    if (pay.kind === 'regular') return mexicanWages(pay.share, level)
    return mexicanAguinaldo(monthlyGross(client, employment, paidIn), level)
  }
  if (pay.kind === 'regular') return brazilianWages(pay.share, level)
  // Of a thirteenth salary the first half is paid whole, and the second bears what is owed for both.
  const [first] = employment.paysIn(paidIn - 1).filter(({ kind }) => kind === 'extra')
  const [second] = employment.paysIn(paidIn + 1).filter(({ kind }) => kind === 'extra')
  return second && !first ? nothingWithheld : brazilianWages(1, level, first?.paid.cents)
}

function earning(client: Client, pay: Earned, grossCents: number): Earning {
  if (pay.kind === 'regular') return { kind: 'wages', taxedCents: grossCents, exemptCents: 0 }
  if (client.country.code === 'BR') return { kind: 'thirteenth', taxedCents: grossCents, exemptCents: 0 }
  const exemptCents = exemptOfAguinaldo(grossCents, levelOf(client, pay))
  return { kind: 'aguinaldo', taxedCents: grossCents - exemptCents, exemptCents }
}

/** What a whole month of it brings before anything is withheld. */
export function monthlyGross({ country }: Client, employment: Employment, month: Month): number {
  const usual = employment.usualPay(month)
  if (!usual) return 0
  const { netCents, share, pricedIn } = usual
  return grossOfMonth(country, netCents, share, yearOf(pricedIn))
}

const grossesMax = 4_096

/** Worked out once, as a wage stays the same for a year. */
const grossOfMonth = rememberingLast(
  grossesMax,
  ({ code, growth }: Client['country'], netCents: number, share: number, year: number): number => {
    const rules = code === 'MX' ? mexicanWages : brazilianWages
    return Math.round(grossFor(netCents, rules(share, { growth, pricedIn: monthIn(year, 1) })) / share)
  },
  ({ code }, ...asked) => [code, ...asked].join(' '),
)

/** The Mexican base for social security of one day in that month, in cents. */
export function baseSalaryIn(client: Client, employment: Employment, month: Month): number {
  const usual = employment.usualPay(month)
  if (!usual) return leastBaseSalary(levelOf(client, { pricedIn: month }))
  return baseSalary(monthlyGross(client, employment, month), levelOf(client, usual))
}
