import { dayAt, dayInMonth, dayMs, isoDay, isoMonth, type Month } from '../calendar.ts'
import { type Draft, type Movement, phrase, settle } from '../movement.ts'
import { type Client, instantIn, priceIn } from '../people/client.ts'

/**
 * What a bank does to rows that it has posted already. Neither moves money: a correction prints a movement anew, and a
 * slip is a charge together with its reversal at the same instant, both of which are taken off the statement later.
 */
const correctionsMax = 2

const hasThem = ({ profile }: Client): boolean => profile.keeps === 'above' && profile.spare !== 'family'

/** Some purchases of the month, each printed with its authorisation a few days after it was posted. */
export function withCorrections(client: Client, month: Month, movements: readonly Movement[]): readonly Movement[] {
  if (!hasThem(client)) return movements
  const bought = movements.filter(({ mcc, turns }) => mcc !== undefined && turns === undefined)
  const dice = client.dice('corrections', isoMonth(month))
  const corrections = new Map(
    Array.from({ length: Math.min(correctionsMax, bought.length) }, () => {
      const { key, postedAt, text } = bought[dice.between(0, bought.length - 1)] as Movement
      return [key, { at: postedAt + dice.between(2, 6) * dayMs, text: `${text} AUT ${dice.digits(6)}` }] as const
    }),
  )
  return movements.map((movement) => {
    const corrected = corrections.get(movement.key)
    return corrected ? { ...movement, corrected } : movement
  })
}

/** A purchase that was charged by mistake, with its reversal; gone from the statement eight to twelve days later. */
export function slips(client: Client, accountKey: string, month: Month): readonly Movement[] {
  if (!hasThem(client)) return []
  const { country } = client
  const dice = client.dice('slips', isoMonth(month))
  const shop = dice.pick(client.haunts(client.business ? 'office' : 'groceries'))
  const at = instantIn(dayInMonth(month, dice.between(2, 27)), dice, 13, 23)
  const cents = priceIn(country, (shop.low + shop.high) / 2, month, country.tillStep)
  const iso = isoDay(dayAt(at))
  const date = `${iso.slice(8, 10)}/${iso.slice(5, 7)}`
  const charge: Draft = {
    at,
    cents: -cents,
    mcc: shop.mcc,
    ...phrase(country, 'debitPurchase', dice, { shop: shop.name, city: shop.city, date }),
  }
  const reversal: Draft = { at, cents, mcc: shop.mcc, ...phrase(country, 'refund', dice, { shop: shop.name }) }
  const removedAt = at + dice.between(8, 12) * dayMs
  return settle(client, `${accountKey} slips`, month, [charge, reversal]).map((each) => ({ ...each, removedAt }))
}
