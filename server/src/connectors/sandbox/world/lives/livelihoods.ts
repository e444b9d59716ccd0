import { dueDay } from '../accounts/loan.ts'
import { businessDayFrom, dayInMonth, daysIn, firstDay, isoMonth, type Month, monthOfYear } from '../calendar.ts'
import type { Draft } from '../movement.ts'
import { type Client, type Contact, contactWords, priceIn } from '../people/client.ts'
import { makeContacts } from '../people/people.ts'
import type { Persona } from '../people/personas.ts'
import { cardSales, makeTrade, type Trade, tradeMonth } from './enterprise.ts'
import { betweenFriends, type Economy, everyday, obligations, withdrawal } from './household.ts'
import { quietMonth } from './quiet.ts'
import { daysOn, type Place, received } from './receipts.ts'
import { type Habit, purchases } from './spending.ts'
import { wagesIn } from './wages.ts'

/** Whose month it is, and whom the client has to do with. */
export type Livelihood = {
  readonly client: Client
  readonly economy: Economy
  readonly trade: Trade | null
  /** Who buys from those who sell to many. */
  readonly crowd: readonly Contact[]
}

const crowds: Readonly<Partial<Record<Persona, number>>> = { very_large: 300, sole_proprietor: 40 }

export function makeLivelihood(client: Client, economy: Economy): Livelihood {
  const buyers = crowds[client.persona] ?? 0
  const trade = client.business ? makeTrade(client, economy) : null
  return { client, economy, trade, crowd: makeContacts(client, 'crowd', buyers, false) }
}

/** What comes and goes in a month of such a life, cards, loans and what is put by aside. */
export function monthOfLife({ client, economy, trade, crowd }: Livelihood, month: Month): readonly Draft[] {
  const wages = () => wagesIn(client, economy, month).map(({ paid }) => paid)
  const living = () => [...obligations(client, economy, month), ...everyday(client, economy, month)]
  const place: Place = { client, month, dice: client.dice('livelihood', isoMonth(month)) }
  switch (client.persona) {
    case 'nodata':
      return []
    case 'low':
      return quietMonth(client, economy, month)
    case 'frequent':
    case 'negative':
      return trade ? tradeMonth(client, trade, month) : [...wages(), ...living()]
    case 'salaried':
    case 'public_servant':
    case 'second_thoughts':
    case 'foreign_transfer':
    case 'two_jobs':
    case 'seasonal':
      return [...wages(), ...living()]
    case 'over_indebted':
      return [...wages(), ...living(), ...debts(place, economy)]
    case 'gig_worker':
      return [...payouts(place, economy), ...living(), ...purchases(till(place, economy), onTheRoad, place.dice)]
    case 'pensioner':
      return [...pension(place, economy), ...living(), ...purchases(till(place, economy), atHome, place.dice)]
    case 'student':
      return [...support(place, economy), ...studies(place, economy)]
    case 'sole_proprietor':
      return [...ownSales(place, economy, crowd), ...living()]
    case 'small_company':
      return trade ? tradeMonth(client, trade, month) : []
    case 'loss_company':
      return trade ? tradeMonth(client, trade, month, 1.45) : []
    case 'very_large':
      return trade ? [...tradeMonth(client, trade, month), ...manySales(place, crowd)] : []
  }
}

const till = ({ client, month }: Place, { factor }: Economy) =>
  ({ client, month, factor, phrase: 'debitPurchase' }) as const

/** Every platform pays on its own day of the week what the week has brought, now more and now less. */
function payouts(place: Place, economy: Economy): Draft[] {
  const { client, month, dice } = place
  const { platforms } = client.country
  const main = client.dice('platforms').between(0, platforms.length - 1)
  const worked = [
    { platform: platforms[main] as string, share: 0.68, dayOfWeek: 2 },
    { platform: platforms[(main + 1) % platforms.length] as string, share: 0.32, dayOfWeek: 4 },
  ]
  return worked.flatMap(({ platform, share, dayOfWeek }) =>
    daysOn(month, dayOfWeek).map((day) => {
      const units = (economy.income / 4.3) * share * (0.55 + 0.9 * dice.fraction())
      return received(place, { day, units, name: 'gigPayout' }, { platform })
    }),
  )
}

const onTheRoad: readonly Habit[] = [
  { kind: 'fuel', atLeast: 7, atMost: 11, days: 'any' },
  { kind: 'convenience', atLeast: 5, atMost: 9, days: 'any' },
]

const atHome: readonly Habit[] = [
  { kind: 'pharmacy', atLeast: 3, atMost: 5, days: 'week' },
  { kind: 'bakery', atLeast: 4, atMost: 8, days: 'any' },
]

/** What comes on top of the pension, in the months in which it does, as shares of it. */
const extraPensions: Readonly<Record<'MX' | 'BR' | 'CO', Readonly<Record<number, number>>>> = {
  MX: { 11: 1 },
  BR: { 4: 0.5, 5: 0.5 },
  CO: { 11: 1 },
}

/** A benefit, and what comes on top of it. */
export function pension(place: Place, { income }: Economy): Draft[] {
  const { client, month } = place
  const { code } = client.country
  const benefit = client.dice('pension')
  const words = { reference: benefit.digits(10) }
  const day = code === 'BR' ? businessDayFrom('BR', dayInMonth(month, benefit.between(1, 5))) : dueDay(code, month, 1)
  const extra = extraPensions[code][monthOfYear(month)]
  const drafts = [received(place, { day, units: income, name: 'pension' }, words)]
  if (extra !== undefined) drafts.push(received(place, { day: day + 1, units: income * extra, name: 'pension' }, words))
  // A benefit is the same to the cent from one month to the next.
  return drafts.map((draft, index) => ({
    ...draft,
    cents: priceIn(client.country, income * (index ? (extra ?? 1) : 1), month),
  }))
}

/** Twice a month from a parent, and a grant. */
function support(place: Place, { income, friends }: Economy): Draft[] {
  const { client, month, dice } = place
  const parent = friends[0] as Contact
  const allowances = [3, 18].map((number) => {
    const day = dueDay(client.country.code, month, number)
    return received(place, { day, units: income * 0.3, name: 'allowance' }, contactWords(parent), parent)
  })
  const grantDay = dueDay(client.country.code, month, 10 + dice.between(0, 2))
  return [...allowances, received(place, { day: grantDay, units: income * 0.4, name: 'scholarship' }, {})]
}

const studentHabits: readonly Habit[] = [
  { kind: 'transit', atLeast: 6, atMost: 10, days: 'week' },
  { kind: 'convenience', atLeast: 5, atMost: 9, days: 'week' },
  { kind: 'bakery', atLeast: 3, atMost: 6, days: 'week' },
  { kind: 'groceries', atLeast: 1, atMost: 3, days: 'weekend' },
]

/** Fees of the university, small purchases, money between friends. */
function studies(place: Place, economy: Economy): Draft[] {
  const { client, month, dice } = place
  const fee = received(
    place,
    { day: dueDay(client.country.code, month, 7), units: economy.income * 0.3, name: 'tuition' },
    {},
  )
  const shared = Array.from({ length: dice.between(2, 5) }, () =>
    betweenFriends({ client, economy, month }, dice, dice.chance(0.6) ? -1 : 1),
  )
  const bought = purchases(till(place, economy), studentHabits, dice)
  return [{ ...fee, cents: -fee.cents }, ...bought, ...shared, withdrawal(client, economy, month, dice)]
}

/** Settlements of older debts and bets; the loans and late bills are the accounts' own. */
function debts(place: Place, { income }: Economy): Draft[] {
  const { client, dice, month } = place
  const settlement = received(
    place,
    { day: dueDay(client.country.code, month, 12), units: income * 0.06, name: 'collection' },
    {},
  )
  const bets = Array.from({ length: dice.between(2, 6) }, () =>
    received(
      place,
      { day: dayInMonth(month, dice.between(1, 31)), units: income * (0.005 + 0.02 * dice.fraction()), name: 'bet' },
      {},
    ),
  )
  return [settlement, ...bets].map((draft) => ({ ...draft, cents: -draft.cents }))
}

const smallTaxes = {
  MX: { provider: 'SAT RESICO', share: 0.02 },
  BR: { provider: 'DAS MEI', share: 0.012 },
  CO: { provider: 'DIAN REGIMEN SIMPLE', share: 0.025 },
} as const

/** Many small sales, the card terminal's payouts, goods for the shop, and the tax on it all. */
function ownSales(place: Place, economy: Economy, crowd: readonly Contact[]): Draft[] {
  const { client, month, dice } = place
  const { country } = client
  const terminal = client.dice('terminal').digits(8)
  const turnover = economy.income * 1.9
  const sales = Array.from({ length: dice.between(38, 60) }, () => {
    const customer = crowd[dice.between(0, crowd.length - 1)] as Contact
    const day = dayInMonth(month, dice.between(1, 31))
    const units = (turnover / 55) * (0.35 + 1.1 * dice.fraction())
    return received(place, { day, units, name: 'sale' }, contactWords(customer), customer)
  })
  const { provider, share } = smallTaxes[country.code]
  const taxDay = dueDay(country.code, month, 19)
  const reference = economy.utilities[0]?.reference ?? ''
  const tax = received(place, { day: taxDay, units: turnover * share, name: 'utility' }, { provider, reference })
  const suppliers = makeContacts(client, 'supplier', 4, true)
  const goods = Array.from({ length: dice.between(5, 9) }, () => {
    const supplier = suppliers[dice.between(0, 3)] as Contact
    const day = dueDay(country.code, month, dice.between(1, 31))
    const units = (turnover / 12) * (0.6 + 0.8 * dice.fraction())
    return received(place, { day, units, name: 'supplier' }, contactWords(supplier), supplier)
  })
  const out = [tax, ...goods].map((draft) => ({ ...draft, cents: -draft.cents }))
  return [...sales, ...cardSales(place, terminal, economy.income * 0.5), ...out]
}

/** Sales and refunds on one day: 274 of them and the rest of the business are 100,000 in any 365 days. */
const salesADay = 275

/** A shop that half the country buys from. */
function manySales(place: Place, crowd: readonly Contact[]): Draft[] {
  const { client, month, dice } = place
  const [shop] = client.haunts('online')
  return Array.from({ length: daysIn(month) * salesADay }, (_each, index) => {
    const customer = crowd[dice.between(0, crowd.length - 1)] as Contact
    const day = firstDay(month) + Math.floor(index / salesADay)
    const units = shop.low + (shop.high - shop.low) * dice.fraction() ** 2
    const refunded = dice.chance(0.04)
    const name = refunded ? 'transferSent' : 'sale'
    const concept = client.country.concepts[1] ?? ''
    const draft = received(place, { day, units, name }, { ...contactWords(customer), concept }, customer)
    return refunded ? { ...draft, cents: -draft.cents } : draft
  })
}
