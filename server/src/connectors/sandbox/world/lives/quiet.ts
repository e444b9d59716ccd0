import { dueDay } from '../accounts/loan.ts'
import { dayInMonth, isoMonth, type Month } from '../calendar.ts'
import { type Draft, phrase } from '../movement.ts'
import { type Client, type Contact, contactWords, instantIn, priceIn } from '../people/client.ts'
import { type Economy, withdrawal } from './household.ts'

/** The month of somebody who hardly uses the account: money comes in once, and once at most some is taken out. */
export function quietMonth(client: Client, economy: Economy, month: Month): Draft[] {
  const { country } = client
  const dice = client.dice('quiet', isoMonth(month))
  const friend = economy.friends[0] as Contact
  const words = { ...contactWords(friend), concept: country.concepts[0] }
  const received: Draft = {
    at: instantIn(dueDay(country.code, month, 8), dice, 13, 20),
    cents: priceIn(country, (economy.income * dice.between(100, 180)) / 1_000, month, 10_000),
    contact: friend,
    ...phrase(country, 'transferReceived', dice, words),
  }
  const cash = { ...withdrawal(client, economy, month, dice), at: instantIn(dayInMonth(month, 19), dice, 13, 23) }
  return dice.chance(0.6) ? [received, cash] : [received]
}
