import type { Dice } from '../../../../kit/random.ts'
import { type Day, daysIn, firstDay, isoDay, type Month, weekday } from '../calendar.ts'
import type { PhraseName, ShopKind } from '../countries/country.ts'
import { type Draft, phrase } from '../movement.ts'
import { type Client, type Haunt, instantIn, priceIn } from '../people/client.ts'

/** How often in a month, and on which days of the week, somebody goes to shops of a kind. */
export type Habit = {
  readonly kind: ShopKind
  readonly atLeast: number
  readonly atMost: number
  readonly days: 'any' | 'weekend' | 'week'
}

const weights = {
  any: [1, 1, 1, 1, 1, 1, 1],
  weekend: [1, 0.25, 0.25, 0.3, 0.45, 0.9, 1],
  week: [0.1, 1, 1, 1, 1, 1, 0.3],
} as const

/** A day of the month, those of the habit's part of the week being likelier. */
function dayFor(month: Month, days: Habit['days'], dice: Dice): Day {
  let day = firstDay(month)
  for (let attempt = 0; attempt < 6; attempt += 1) {
    day = firstDay(month) + dice.between(0, daysIn(month) - 1)
    if (dice.chance(weights[days][weekday(day)] ?? 1)) return day
  }
  return day
}

export type Till = {
  readonly client: Client
  readonly month: Month
  /** How dearly this client buys, beside the middle of the country. */
  readonly factor: number
  readonly phrase: PhraseName
}

/** A month's purchases at the client's usual shops. */
export function purchases(till: Till, habits: readonly Habit[], dice: Dice): Draft[] {
  return habits.flatMap((habit) => {
    const haunts = till.client.haunts(habit.kind)
    const count = dice.between(habit.atLeast, habit.atMost)
    return Array.from({ length: count }, () =>
      purchase(till, dice.pick(haunts), dayFor(till.month, habit.days, dice), dice),
    )
  })
}

function purchase(till: Till, shop: Haunt, day: Day, dice: Dice): Draft {
  const { country } = till.client
  const units = (shop.low + (shop.high - shop.low) * dice.fraction() ** 1.5) * till.factor
  const iso = isoDay(day)
  const words = { shop: shop.name, city: shop.city, date: `${iso.slice(8, 10)}/${iso.slice(5, 7)}` }
  return {
    at: instantIn(day, dice, 13, 23.5),
    cents: -priceIn(country, units, till.month, country.tillStep),
    postsAfter: dice.pick([1, 2, 2, 3, 3, 3]),
    mcc: shop.mcc,
    ...phrase(country, till.phrase, dice, words),
  }
}
