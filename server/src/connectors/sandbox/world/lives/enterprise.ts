import { dueDay } from '../accounts/loan.ts'
import { businessDayUntil, dayInMonth, isoMonth, lastDay, type Month, nthBusinessDay, startOf } from '../calendar.ts'
import type { PhraseName } from '../countries/country.ts'
import { type Draft, phrase } from '../movement.ts'
import { type Client, type Contact, contactWords, instantIn, priceIn, printedMonth } from '../people/client.ts'
import { makeContacts } from '../people/people.ts'
import { bankFees, type Economy, utilityBills } from './household.ts'
import type { Place } from './receipts.ts'

/** Whom a company sells to and buys from. */
export type Trade = {
  readonly economy: Economy
  readonly customers: readonly Contact[]
  readonly suppliers: readonly Contact[]
  readonly terminal: string
}

export const makeTrade = (client: Client, economy: Economy): Trade => ({
  economy,
  customers: makeContacts(client, 'customer', 14, true),
  suppliers: makeContacts(client, 'supplier', 9, true),
  terminal: client.dice('terminal').digits(8),
})

/** A company's month: what it sells, buys, pays out and owes to the state. `costs` beside what is usual. */
export function tradeMonth(client: Client, trade: Trade, month: Month, costs = 1): Draft[] {
  const dice = client.dice('trade', isoMonth(month))
  const revenue = trade.economy.income * (0.85 + 0.3 * dice.fraction())
  const place = { client, month, dice }
  return [
    ...invoices(place, 'customer', trade.customers, revenue * 0.72),
    ...cardSales(place, trade.terminal, revenue * 0.28),
    ...invoices(place, 'supplier', trade.suppliers, -revenue * 0.44 * costs),
    ...payrolls(place, trade.economy.income * 0.22 * costs),
    ...taxesOf(place, trade.economy),
    rentOf(place, trade.economy),
    ...utilityBills(client, trade.economy, month),
    ...bankFees(client, trade.economy, month),
  ]
}

/** `total` units in ten to fifteen invoices of different size, paid on business days. */
function invoices(
  { client, month, dice }: Place,
  name: 'customer' | 'supplier',
  partners: readonly Contact[],
  total: number,
): Draft[] {
  const { country } = client
  const count = dice.between(10, 15)
  const shares = Array.from({ length: count }, () => 0.3 + dice.fraction() ** 2)
  const whole = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => {
    const contact = partners[dice.between(0, partners.length - 1)] as Contact
    const day = dueDay(country.code, month, dice.between(1, 31))
    const cents = priceIn(country, (Math.abs(total) * share) / whole, month, country.tillStep)
    const words = phrase(country, name, dice, contactWords(contact))
    return { at: instantIn(day, dice, 12, 22), cents: Math.sign(total) * cents, contact, ...words }
  })
}

/** What the acquirer pays out, week by week. */
export function cardSales({ client, month, dice }: Place, terminal: string, total: number): Draft[] {
  const { country } = client
  return [6, 13, 20, 27].map((number) => {
    const cents = priceIn(country, (total / 4) * (0.8 + 0.4 * dice.fraction()), month)
    const at = instantIn(dueDay(country.code, month, number), dice, 10, 12)
    return { at, cents, ...phrase(country, 'acquirer', dice, { reference: terminal }) }
  })
}

function payrolls({ client, month, dice }: Place, total: number): Draft[] {
  const { country } = client
  const halves = [dayInMonth(month, 15), lastDay(month)].map((day) => businessDayUntil(country.code, day))
  const days = country.code === 'BR' ? [nthBusinessDay('BR', month, 5)] : halves
  const staff = String(client.dice('staff').between(8, 60))
  return days.map((day) => ({
    at: startOf(day) + 13 * 3_600_000 + dice.between(0, 3_000_000),
    cents: -priceIn(country, total / days.length, month),
    ...phrase(country, 'payroll', dice, { month: printedMonth(country, month), staff }),
  }))
}

/** About a tenth of what is sold, on the 17th and near it. */
function taxesOf({ client, month, dice }: Place, economy: Economy): Draft[] {
  const { country } = client
  const middle = (country.revenue[0] + country.revenue[1]) / 2
  return country.taxes.flatMap(([provider, low, high, everyMonths], index) => {
    const units = (low + (high - low) * dice.fraction()) * (economy.income / middle)
    const at = instantIn(dueDay(country.code, month, 16 + index), dice, 13, 20)
    const words = { provider, reference: economy.utilities[0]?.reference ?? '', month: printedMonth(country, month) }
    if (month % everyMonths !== 0) return []
    return [{ at, cents: -priceIn(country, units, month), ...phrase(country, 'utility', dice, words) }]
  })
}

function rentOf({ client, month, dice }: Place, economy: Economy): Draft {
  const { country } = client
  const name: PhraseName = 'rent'
  const words = { ...contactWords(economy.landlord), month: printedMonth(country, month) }
  const at = instantIn(dueDay(country.code, month, economy.rentDay), dice, 12, 20)
  const cents = -priceIn(country, economy.income * 0.045, month, 5_000)
  return { at, cents, contact: economy.landlord, ...phrase(country, name, dice, words) }
}
