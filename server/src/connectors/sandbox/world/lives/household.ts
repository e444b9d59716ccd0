import type { Dice } from '../../../../kit/random.ts'
import { dueDay } from '../accounts/loan.ts'
import { type Day, dayFromIso, dayInMonth, firstDay, isoMonth, type Month, monthOf, startOf } from '../calendar.ts'
import { fill } from '../countries/country.ts'
import { type Draft, phrase } from '../movement.ts'
import { type Client, type Contact, contactWords, instantIn, priceIn, printedMonth } from '../people/client.ts'
import { makeContacts, makePerson } from '../people/people.ts'
import { isLongKnown } from '../people/personas.ts'
import { type Habit, purchases } from './spending.ts'

/** What is settled about a person's money for good, in whole units at prices of 2024. */
export type Economy = {
  readonly income: number
  /** How dearly the person buys, beside the middle of the country. */
  readonly factor: number
  readonly employer: string
  /** The first day with that employer, always the first of a month. */
  readonly hiredOn: Day
  readonly rent: number
  readonly rentDay: number
  readonly utilities: readonly Utility[]
  readonly friends: readonly Contact[]
  readonly landlord: Contact
}

type Utility = {
  readonly name: string
  readonly reference: string
  readonly units: number
  readonly day: number
  readonly everyMonths: number
  readonly phase: number
}

export function makeEconomy(client: Client): Economy {
  const { country } = client
  const dice = client.dice('economy')
  const [low, high] = client.business ? country.revenue : country.income
  const income = Math.round((low + (high - low) * dice.fraction() ** 1.6) * client.profile.earns)
  const { power, water } = client.home
  const friends = makeContacts(client, 'friend', 6, false)
  return {
    income,
    factor: Math.max(leastFactor(client), (1.15 * income) / ((low + high) / 2)),
    employer: dice.pick(client.persona === 'public_servant' ? country.publicEmployers : country.employers),
    hiredOn: hiredOn(client),
    rent: (income * dice.between(220, 300)) / 1_000,
    rentDay: dice.between(1, 8),
    utilities: country.utilities.map(([template, lowest, highest, everyMonths], phase) => ({
      name: fill(template, dice, { power, water }),
      everyMonths,
      phase,
      reference: dice.digits(10),
      units: dice.between(lowest, highest) * (0.6 + income / (low + high)),
      day: dice.between(4, 25),
    })),
    friends,
    landlord: makeContacts(client, 'landlord', 1, country.code !== 'MX')[0] as Contact,
  }
}

// Before the first month that any bank shows, or soon after coming of age.
const hiredEarliest = dayFromIso('2008-03-01')
const hiredLatest = dayFromIso('2013-06-01')

/** A company's number would mean nothing, so it is that of nobody. */
function hiredOn(client: Client): Day {
  const adultOn = client.business ? 0 : dayFromIso(makePerson(client, 'holder').birthDate) + 20 * 365
  const day = client.dice('hired').between(Math.max(hiredEarliest, adultOn), Math.max(hiredLatest, adultOn + 150))
  return firstDay(monthOf(day))
}

/** Whoever earns little still pays what things cost; those whose data is known buy as they did. */
const leastFactor = ({ persona }: Client): number => (isLongKnown(persona) ? 0 : 0.45)

/** Rent, utilities and what the bank charges. */
export function obligations(client: Client, economy: Economy, month: Month): Draft[] {
  const { country } = client
  const dice = client.dice('obligations', isoMonth(month))
  const words = { ...contactWords(economy.landlord), month: printedMonth(country, month) }
  const rent: Draft = {
    at: instantIn(dueDay(country.code, month, economy.rentDay), dice, 12, 20),
    cents: -priceIn(country, economy.rent, month, 5_000),
    contact: economy.landlord,
    ...phrase(country, 'rent', dice, words),
  }
  return [rent, ...utilityBills(client, economy, month), ...bankFees(client, economy, month)]
}

export function utilityBills(client: Client, economy: Economy, month: Month): Draft[] {
  const { country } = client
  const dice = client.dice('utilities', isoMonth(month))
  return economy.utilities.flatMap(({ name, reference, units, day, everyMonths, phase }) => {
    const swing = dice.between(85, 118) / 100
    const at = instantIn(dueDay(country.code, month, day), dice, 10, 14)
    if ((month + phase) % everyMonths !== 0) return []
    const words = { provider: name, reference, month: printedMonth(country, month) }
    return [
      {
        at,
        cents: -priceIn(country, units * swing, month, country.tillStep),
        ...phrase(country, 'utility', dice, words),
      },
    ]
  })
}

const monthlyFees = { MX: 190, BR: 34.9, CO: 16_900 }

export function bankFees(client: Client, economy: Economy, month: Month): Draft[] {
  const { country } = client
  const dice = client.dice('fees', isoMonth(month))
  const day = dueDay(country.code, month, 2)
  const words = { month: printedMonth(country, month) }
  const charge = (name: 'packageFee' | 'feeTax' | 'overdraftInterest', units: number, offset: number): Draft => ({
    at: startOf(day) + 7 * 3_600_000 + offset,
    cents: -priceIn(country, units, month),
    ...phrase(country, name, dice, words),
  })
  const fee = monthlyFees[country.code] * (client.business ? 2.5 : 1)
  const charges = [charge('packageFee', fee, 0)]
  if (country.code === 'MX') charges.push(charge('feeTax', fee * 0.16, 1))
  if (country.code === 'CO') charges.push(charge('feeTax', economy.income * 0.0033, 1))
  // Drawn, not worked out: the balance that it would follow from itself depends on it.
  if (client.profile.keeps !== 'above')
    charges.push(charge('overdraftInterest', economy.income * 0.02 * (1 + dice.fraction()), 2))
  return charges
}

const debitHabits: readonly Habit[] = [
  { kind: 'groceries', atLeast: 3, atMost: 5, days: 'weekend' },
  { kind: 'convenience', atLeast: 3, atMost: 5, days: 'any' },
  { kind: 'bakery', atLeast: 2, atMost: 4, days: 'week' },
  { kind: 'transit', atLeast: 1, atMost: 3, days: 'week' },
  { kind: 'pharmacy', atLeast: 1, atMost: 2, days: 'any' },
]

const noteSteps = { MX: 10_000, BR: 1_000, CO: 2_000_000 }

/** Purchases with the debit card, cash, and money to and from friends. */
export function everyday(client: Client, economy: Economy, month: Month): Draft[] {
  const dice = client.dice('everyday', isoMonth(month))
  const till = { client, month, factor: economy.factor, phrase: 'debitPurchase' } as const
  const bought = purchases(till, debitHabits, dice)
  const cash = Array.from({ length: dice.between(1, 3) }, () => withdrawal(client, economy, month, dice))
  const sent = Array.from({ length: dice.between(3, 5) }, () => betweenFriends({ client, economy, month }, dice, -1))
  const received = Array.from({ length: dice.between(1, 3) }, () => betweenFriends({ client, economy, month }, dice, 1))
  return [...bought, ...cash, ...sent, ...received]
}

export function withdrawal(client: Client, economy: Economy, month: Month, dice: Dice): Draft {
  const { country } = client
  const day = dayInMonth(month, dice.between(1, 31))
  const cents = priceIn(country, (economy.income * dice.between(15, 45)) / 1_000, month, noteSteps[country.code])
  return {
    at: instantIn(day, dice, 13, 23),
    cents: -cents,
    ...phrase(country, 'withdrawal', dice, { city: client.home.printed }),
  }
}

/** Round sums, now out and now in. */
type Place = { readonly client: Client; readonly economy: Economy; readonly month: Month }

export function betweenFriends({ client, economy, month }: Place, dice: Dice, direction: 1 | -1): Draft {
  const { country } = client
  const friend = economy.friends[dice.between(0, economy.friends.length - 1)] as Contact
  const day = dayInMonth(month, dice.between(1, 31))
  const cents = priceIn(country, (economy.income * dice.between(6, 34)) / 1_000, month, noteSteps[country.code] / 2)
  const words = { ...contactWords(friend), concept: dice.pick(country.concepts) }
  const name = direction < 0 ? 'transferSent' : 'transferReceived'
  return {
    at: instantIn(day, dice, 12, 23.5),
    cents: direction * cents,
    contact: friend,
    ...phrase(country, name, dice, words),
  }
}
