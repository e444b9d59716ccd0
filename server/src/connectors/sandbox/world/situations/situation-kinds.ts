import type { Dice } from '../../../../kit/random.ts'
import { quotedOf } from '../accounts/foreign.ts'
import { makeMarket } from '../accounts/market.ts'
import { type Day, dayAt, dayMs, hourMs, type Instant, isoDay, monthOf, startOf } from '../calendar.ts'
import type { PhraseName, ShopKind } from '../countries/country.ts'
import { type Draft, type Movement, phrase, type Turn } from '../movement.ts'
import { type Client, instantIn, priceIn, printedMonth } from '../people/client.ts'

/** Where a situation begins. */
export type Occasion = {
  readonly name: SituationName
  readonly client: Client
  readonly accountKey: string
  readonly day: Day
  readonly dice: Dice
  /** Tells several of a kind that begin on the same day apart. */
  readonly index: number
}

type Situation = (occasion: Occasion) => readonly Movement[]

/** Everything that makes it hard to say which rows are one movement; the guide to the sandbox tells the rules. */
export const situations = {
  tip,
  foreign,
  new_day: newDay,
  new_words: newWords,
  new_key: newKey,
  alike,
  refund,
  reversal,
  reused_key: reusedKey,
  undated,
} as const satisfies Readonly<Record<string, Situation>>

export type SituationName = keyof typeof situations

/** Authorised, and charged with a tip two days later under another key; the bank says which row it replaces. */
function tip(occasion: Occasion): readonly Movement[] {
  const { dice } = occasion
  const bought = purchase(occasion, 'restaurant')
  const share = dice.between(10, 18) / 100
  const cents = bought.cents - Math.max(1, Math.round(-bought.cents * share))
  const held = keyOf(occasion, 'held')
  const postedAt = bookedAfter(bought, 2)
  const turns = [
    { from: bought.at, key: held, cents: bought.cents },
    { from: postedAt, replaces: held },
  ]
  return [moved(occasion, { ...bought, cents }, { postedAt, turns })]
}

/** Held at one rate and charged at another two days later, printed differently and under another key. */
function foreign(occasion: Occasion): readonly Movement[] {
  const { client, dice, day } = occasion
  const bought = purchase(occasion, 'online')
  const dollars = dice.between(800, 14_000)
  const market = makeMarket(client)
  const quoted = quotedOf(client, 'USD')
  const rate = market.quote(quoted, day)
  const settled = market.quote(quoted, day + 2) * (1 + dice.pick([-24, -15, -8, 9, 17, 26]) / 1_000)
  const local = (price: number) => inSteps(client, dollars * price)
  const text = `${bought.text} USD ${(dollars / 100).toFixed(2)}`
  const postedAt = bookedAfter(bought, 2)
  const turns = [{ from: bought.at, key: keyOf(occasion, 'held'), cents: -local(rate), text }, { from: postedAt }]
  const charged = { ...bought, cents: -local(settled), text: `${text} TC ${settled.toFixed(4)}` }
  return [moved(occasion, charged, { postedAt, turns })]
}

/** Dated the day after, once it is posted; in odd weeks under another key. */
function newDay(occasion: Occasion): readonly Movement[] {
  const bought = purchase(occasion, 'fuel')
  const postedAt = bookedAfter(bought, 2)
  const turns = [
    { from: bought.at, ...before(occasion) },
    { from: postedAt, at: bought.at + dayMs },
  ]
  return [moved(occasion, bought, { postedAt, turns })]
}

/** Printed with other words three days after it was posted; in odd weeks under another key. */
function newWords(occasion: Occasion): readonly Movement[] {
  const { client, dice } = occasion
  const bought = purchase(occasion, 'groceries')
  const postedAt = bookedAfter(bought, 1)
  const [{ name }] = client.haunts('groceries')
  const text = `${name} ${client.home.printed} AUT ${dice.digits(6)}`
  const turns = [
    { from: bought.at, ...before(occasion) },
    { from: postedAt + 3 * dayMs, text },
  ]
  return [moved(occasion, bought, { postedAt, turns })]
}

/** The same row under another key and with another reference, four days after it happened. */
function newKey(occasion: Occasion): readonly Movement[] {
  const { dice } = occasion
  const bought = { ...purchase(occasion, 'convenience'), reference: dice.digits(9) }
  const postedAt = bookedAfter(bought, 1)
  const turns = [
    { from: bought.at, key: keyOf(occasion, 'first'), reference: dice.digits(9) },
    { from: bought.at + 4 * dayMs },
  ]
  return [moved(occasion, bought, { postedAt, turns })]
}

/** Two purchases that differ in nothing, and a third of the same text and amount later; new keys when they post. */
function alike(occasion: Occasion): readonly Movement[] {
  const bought = purchase(occasion, 'transit')
  return [0, 0, 90 * 60_000].map((later, number) => {
    const each = { ...bought, at: bought.at + later }
    const turns = [{ from: each.at, key: keyOf(occasion, 'held', number) }, { from: bookedAfter(each, 2) }]
    return moved(occasion, each, { postedAt: bookedAfter(each, 2), turns, number })
  })
}

/** Bought and given back on the same day; both have new keys when they post. */
function refund(occasion: Occasion): readonly Movement[] {
  const { client, dice } = occasion
  const bought = purchase(occasion, 'department')
  const [shop] = client.haunts('department')
  const at = bought.at + dice.between(40, 110) * 60_000
  const words = phrase(client.country, 'refund', dice, { shop: shop.name })
  const back: Draft = { at, cents: -bought.cents, mcc: shop.mcc, ...words }
  return [bought, back].map((each, number) => {
    const turns = [{ from: each.at, key: keyOf(occasion, 'held', number) }, { from: bookedAfter(each, 2) }]
    return moved(occasion, each, { postedAt: bookedAfter(each, 2), turns, number })
  })
}

/** A fee and its reversal, equal but for the sign and the hour; both have new keys two days later. */
function reversal(occasion: Occasion): readonly Movement[] {
  const { client, day, dice } = occasion
  const month = monthOf(day)
  const fee: Draft = {
    at: instantIn(day, dice, 13, 20),
    cents: -priceIn(client.country, feeUnits[client.country.code] * dice.between(2, 6), month),
    ...phrase(client.country, 'packageFee', dice, { month: printedMonth(client.country, month) }),
  }
  return [fee, { ...fee, at: fee.at + 2 * hourMs, cents: -fee.cents }].map((each, number) => {
    const turns = [{ from: each.at, key: keyOf(occasion, 'first', number) }, { from: bookedAfter(each, 2) }]
    return moved(occasion, each, { postedAt: each.at, turns, number })
  })
}

/** A hold that lapses after three days and is never charged; a purchase on the same day gets its key. */
function reusedKey(occasion: Occasion): readonly Movement[] {
  const held = purchase(occasion, 'leisure')
  const removedAt = bookedAfter(held, 3)
  const next = purchase({ ...occasion, day: occasion.day + 3 }, 'pharmacy')
  const key = keyOf(occasion, 'held')
  const hold = moved(occasion, held, { postedAt: removedAt + dayMs, turns: [{ from: held.at, key }] })
  const postedAt = bookedAfter(next, 1)
  return [{ ...hold, removedAt }, moved(occasion, next, { postedAt, turns: [{ from: next.at, key }], number: 1 })]
}

/** Without the instant and the day of posting for three days, and then with both under another key. */
function undated(occasion: Occasion): readonly Movement[] {
  const bought = purchase(occasion, 'bakery')
  const turns: readonly Turn[] = [
    { from: bought.at, key: keyOf(occasion, 'first'), undated: true },
    { from: bookedAfter(bought, 3) },
  ]
  return [moved(occasion, bought, { postedAt: bought.at, turns })]
}

const feeUnits = { MX: 19, BR: 3.5, CO: 1_690 } as const

/** What the purchase costs follows from its shop; before nine in the evening, so that what follows is of the same day. */
function purchase({ client, day, dice }: Occasion, kind: ShopKind): Draft {
  const { country } = client
  const [shop] = client.haunts(kind)
  const units = shop.low + (shop.high - shop.low) * dice.fraction()
  const iso = isoDay(day)
  const words = { shop: shop.name, city: shop.city, date: `${iso.slice(8, 10)}/${iso.slice(5, 7)}` }
  return {
    at: instantIn(day, dice, 13, 20),
    cents: -priceIn(country, units, monthOf(day), country.tillStep),
    mcc: shop.mcc,
    ...phrase(country, printedAs, dice, words),
  }
}

const printedAs: PhraseName = 'debitPurchase'

/** In the morning, so many days after. */
const bookedAfter = ({ at }: Draft, days: number): Instant => startOf(dayAt(at) + days) + 6 * hourMs + (at % hourMs)

/** Cents in the smallest step that is in use. */
function inSteps({ country }: Client, cents: number): number {
  const step = country.code === 'CO' ? 100 : 1
  return Math.max(step, Math.round(cents / step) * step)
}

/** Another key in odd weeks. */
const before = (occasion: Occasion): Pick<Turn, 'key'> =>
  isOddWeek(occasion.day) ? { key: keyOf(occasion, 'first') } : {}

/** Every other week, from Monday to Sunday; counted from the first Monday of 1970. */
export const isOddWeek = (day: Day): boolean => Math.floor((day - 4) / 7) % 2 === 1

type Course = Required<Pick<Movement, 'postedAt' | 'turns'>> & { readonly number?: number }

const moved = (occasion: Occasion, draft: Draft, { postedAt, turns, number = 0 }: Course): Movement => ({
  ...draft,
  key: keyOf(occasion, 'movement', number),
  postedAt,
  turns,
})

const keyOf = ({ name, client, accountKey, day, index }: Occasion, role: string, number = 0): string =>
  client.key(32, accountKey, 'situation', name, day, index, role, number)
