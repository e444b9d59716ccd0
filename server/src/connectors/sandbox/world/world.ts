import { makeClabe } from '../../../domain/identifiers.ts'
import type { SandboxInstitution } from '../manifest.ts'
import type { Month } from './calendar.ts'
import { type Card, makeCard } from './card.ts'
import { type Checking, makeChecking } from './checking.ts'
import { type Client, type Contact, makeClient, priceIn } from './client.ts'
import { makeTrade, tradeMonth } from './enterprise.ts'
import { everyday, makeEconomy, obligations, salaries } from './household.ts'
import { type Loan, makeLoan } from './loan.ts'
import { remembering } from './memory.ts'
import type { Draft } from './movement.ts'
import { type Company, makeCompany, makePerson, type Person } from './people.ts'
import { quietMonth } from './quiet.ts'
import { makeSavings, type Savings } from './savings.ts'

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
  readonly checking: Checking & { readonly number: AccountNumber }
  readonly savings: (Savings & { readonly number: AccountNumber }) | null
  readonly card: Card | null
  readonly loan: Loan | null
}

/** Nothing for the user without data; otherwise a world that any month of can be told alone. */
export function makeWorld(seed: string, institution: SandboxInstitution, user: string): World | null {
  const client = makeClient(seed, institution, user)
  if (client.persona === 'nodata') return null
  const economy = makeEconomy(client)
  const income = (month: Month): number => priceIn(client.country, economy.income, month)
  const numbers = { checking: makeNumber(client, 'checking'), savings: makeNumber(client, 'savings') }
  const low = client.persona === 'low'

  const loan = low ? null : makeLoan(client, economy.income * (client.business ? 0.03 : 0.08))
  const card = low ? null : makeCard(client, economy.factor)
  const lastDigits = { checking: numbers.checking.number, savings: numbers.savings.number }
  const saves = !client.business && client.persona === 'frequent'
  const savings = saves ? makeSavings(client, economy.income * 0.05, lastDigits) : null

  const trade = client.business ? makeTrade(client, economy) : null
  const ownMonth = (month: Month): readonly Draft[] => {
    if (low) return quietMonth(client, economy, month)
    if (trade) return tradeMonth(client, trade, month)
    return [
      ...salaries(client, economy, month),
      ...obligations(client, economy, month),
      ...everyday(client, economy, month),
    ]
  }
  const wholeMonth = remembering((month: Month) => [
    ...ownMonth(month),
    ...(card?.checkingDrafts(month) ?? []),
    ...(loan?.checkingDrafts(month) ?? []),
    ...(savings?.checkingDrafts(month) ?? []),
  ])
  const checking = makeChecking({ client, everyday: wholeMonth, income, family: economy.friends[0] as Contact })

  return {
    client,
    holder: client.business ? makeCompany(client) : makePerson(client, 'holder'),
    ownerKey: client.key(24, 'owner'),
    income,
    checking: { ...checking, number: numbers.checking },
    savings: savings && { ...savings, number: numbers.savings },
    card,
    loan,
  }
}

/** Codes of Mexican banks that have closed: known to validators, and nobody's account. */
const bankCodes: Readonly<Record<string, string>> = { gringotts: '032', erebor: '131', gotham: '116', heimdall: '102' }

const plazas = ['180', '320', '580', '650', '910'] as const

function makeNumber(client: Client, account: string): AccountNumber {
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
