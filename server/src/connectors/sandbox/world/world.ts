import { makeClabe } from '../../../domain/identifiers.ts'
import type { SandboxInstitution } from '../manifest.ts'
import { type Card, makeCard } from './accounts/card.ts'
import { type Checking, makeChecking } from './accounts/checking.ts'
import { type Foreign, makeForeign } from './accounts/foreign.ts'
import { makePortfolio, type Portfolio } from './accounts/investments.ts'
import { type Loan, makeLoan } from './accounts/loan.ts'
import { makeSavings, type Savings } from './accounts/savings.ts'
import { dayAt, type Instant, type Month, monthOf } from './calendar.ts'
import { makeEconomy } from './lives/household.ts'
import { makeLivelihood, monthOfLife } from './lives/livelihoods.ts'
import type { Draft } from './movement.ts'
import { type Client, type Contact, makeClient, priceIn } from './people/client.ts'
import { type Company, makeCompany, makePerson, type Person } from './people/people.ts'
import { type CardTerms, isLongKnown, type LoanTerms } from './people/personas.ts'

/** How an account is named to others. */
export type AccountNumber = {
  /** Digits without the check digit. */
  readonly number: string
  readonly agency: string | null
  readonly checkDigit: string | null
  /** The CLABE in Mexico. */
  readonly clabe: string | null
}

/** Everything that one person or company has at one institution. */
export type World = {
  readonly client: Client
  readonly holder: Person | Company
  readonly ownerKey: string
  /** About what one month brings, in cents of that month. */
  readonly income: (month: Month) => number
  readonly checking: Checking & { readonly number: AccountNumber; readonly overdraftAt: (now: Instant) => number }
  readonly savings: (Savings & { readonly number: AccountNumber }) | null
  readonly cards: readonly Card[]
  readonly loans: readonly Loan[]
  readonly portfolio: Portfolio | null
  readonly foreign: Foreign | null
}

/** Nothing for the user without data; otherwise a world that any month of can be told alone. */
export function makeWorld(seed: string, institution: SandboxInstitution, user: string): World | null {
  const client = makeClient(seed, institution, user)
  const { profile } = client
  if (client.persona === 'nodata') return null
  const economy = makeEconomy(client)
  const income = (month: Month): number => priceIn(client.country, economy.income, month)
  const numbers = { checking: makeNumber(client, 'checking'), savings: makeNumber(client, 'savings') }

  const loans = profile.loans.map((terms) => makeLoan(client, economy.income * instalmentShare(client, terms), terms))
  const cards = profile.cards.map((terms) =>
    makeCard(client, { ...terms, factor: economy.factor, limitAt: creditLimit(client, income, terms) }),
  )
  const lastDigits = { checking: numbers.checking.number, savings: numbers.savings.number }
  const saves = !client.business && profile.savings
  const savings = saves ? makeSavings(client, economy.income * 0.05, lastDigits) : null
  const portfolio = client.openFinance && profile.invests ? makePortfolio(client, economy.income * 0.03) : null
  const trades = client.persona === 'foreign_transfer' || portfolio !== null
  const foreign = trades ? makeForeign(client, economy.income) : null

  const life = makeLivelihood(client, economy)
  const beside = [...cards, ...loans, savings, portfolio, foreign].filter((each) => each !== null)
  const wholeMonth = (month: Month): readonly Draft[] => [
    ...monthOfLife(life, month),
    ...beside.flatMap((each) => each.checkingDrafts(month)),
  ]
  const checking = makeChecking({ client, everyday: wholeMonth, income, family: economy.friends[0] as Contact })

  return {
    client,
    holder: client.business ? makeCompany(client) : makePerson(client, 'holder'),
    ownerKey: client.key(24, 'owner'),
    income,
    checking: { ...checking, number: numbers.checking, overdraftAt: overdraftLimit(client, income) },
    savings: savings && { ...savings, number: numbers.savings },
    cards,
    loans,
    portfolio,
    foreign,
  }
}

const instalmentShare = (client: Client, { share }: LoanTerms): number =>
  client.business && isLongKnown(client.persona) ? 0.03 : share

type Income = World['income']

/** In Brazil nearly every checking account has one; elsewhere only those who live in it. */
function overdraftLimit({ country, profile }: Client, income: Income): (now: Instant) => number {
  const roundedTo = country.code === 'CO' ? 10_000_000 : 10_000
  const share = profile.overdraft ?? (country.code === 'BR' ? 0.4 : 0)
  return (now) => Math.ceil((income(monthOf(dayAt(now))) * share) / roundedTo) * roundedTo
}

function creditLimit(client: Client, income: Income, { limit }: CardTerms): (now: Instant) => number {
  const times = limit * (client.business ? 0.5 : client.dice('limit').between(16, 30) / 10)
  const roundedTo = client.country.code === 'CO' ? 10_000_000 : 50_000
  return (now) => Math.ceil((income(monthOf(dayAt(now))) * times) / roundedTo) * roundedTo
}

/** Codes of Mexican banks that have closed: known to validators, and nobody's account. */
const bankCodes: Readonly<Record<string, string>> = { gringotts: '032', erebor: '131', gotham: '116', heimdall: '102' }

const plazas = ['180', '320', '580', '650', '910'] as const

export function makeNumber(client: Client, account: string): AccountNumber {
  const dice = client.dice('number', account)
  switch (client.country.code) {
    case 'MX': {
      const number = String(dice.between(1, 9)) + dice.digits(9)
      const bank = bankCodes[client.institution.split('_')[0] ?? ''] ?? '032'
      const plaza = client.dice('home').pick(plazas)
      return { number, agency: null, checkDigit: null, clabe: makeClabe(bank, plaza, `0${number}`) }
    }
    case 'BR': {
      const agency = String(client.dice('agency').between(1, 9)) + client.dice('agency').digits(3)
      return { number: String(dice.between(10_000_000, 99_999_999)), agency, checkDigit: dice.digits(1), clabe: null }
    }
    case 'CO':
      return { number: String(dice.between(1, 9)) + dice.digits(10), agency: null, checkDigit: null, clabe: null }
  }
}
