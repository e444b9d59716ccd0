import type { Dice } from '../../../../kit/random.ts'
import { type Day, daysIn, firstDay, isoDay, type Month, weekday } from '../calendar.ts'
import type { PhraseName } from '../countries/country.ts'
import { type Draft, phrase } from '../movement.ts'
import { type Client, type Contact, instantIn, priceIn, printedMonth } from '../people/client.ts'

/** Whose month, and the generator that its movements are drawn from. */
export type Place = { readonly client: Client; readonly month: Month; readonly dice: Dice }

/** Money that comes in: on the day, between two hours, in cents of the month. */
type Receipt = { readonly day: Day; readonly units: number; readonly name: PhraseName }

export function received(
  place: Place,
  receipt: Receipt,
  words: Readonly<Record<string, string>>,
  contact?: Contact,
): Draft {
  const { client, month, dice } = place
  const given = { ...words, month: printedMonth(client.country, month), date: ddmm(receipt.day) }
  return {
    at: instantIn(receipt.day, dice, 11, 21),
    cents: priceIn(client.country, receipt.units, month, client.country.tillStep),
    ...(contact ? { contact } : {}),
    ...phrase(client.country, receipt.name, dice, given),
  }
}

const ddmm = (day: Day): string => `${isoDay(day).slice(8, 10)}/${isoDay(day).slice(5, 7)}`

export const daysOn = (month: Month, dayOfWeek: number): Day[] =>
  Array.from({ length: daysIn(month) }, (_each, index) => firstDay(month) + index).filter(
    (day) => weekday(day) === dayOfWeek,
  )
