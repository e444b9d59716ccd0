import { businessDayUntil, isoMonth, lastDay, type Month, monthIn, monthOfYear, startOf, yearOf } from '../calendar.ts'
import { remembering } from '../memory.ts'
import { type Draft, type Movement, phrase, settle } from '../movement.ts'
import { type Client, priceIn, printedMonth } from '../people/client.ts'
import { dueDay } from './loan.ts'

export type Savings = {
  readonly key: string
  /** Cents at the first instant of the month. */
  opening(month: Month): number
  movements(month: Month): readonly Movement[]
  /** The other side of what goes in and out. */
  checkingDrafts(month: Month): readonly Draft[]
}

/**
 * A year's saving: an equal sum every month but December, when everything above the next year's base is taken out.
 * Each January thus starts from a figure of its own, and no year depends on the one before.
 */
export function makeSavings(
  client: Client,
  monthlyUnits: number,
  numbers: { checking: string; savings: string },
): Savings {
  const { country } = client
  const key = client.key(40, 'savings')
  const baseUnits = monthlyUnits * client.dice('savings').between(8, 26)
  const day = country.code === 'BR' ? 12 : 17

  const base = remembering((year) => {
    const share = client.dice('savings', year).between(960, 1_040) / 1_000
    return priceIn(country, baseUnits * share, monthIn(year, 1))
  })
  const step = remembering((year) => priceIn(country, monthlyUnits, monthIn(year, 1), roundStep(country.code)))
  const interestOn = (cents: number): number => Math.round((cents * country.savingsRate) / 12)

  const opening = remembering((month: Month): number => {
    const year = yearOf(month)
    let cents = base(year)
    for (let passed = 1; passed < monthOfYear(month); passed += 1) cents += step(year) + interestOn(cents)
    return cents
  })

  /** What goes from checking to savings; negative in December. */
  const transfer = (month: Month): number => {
    if (monthOfYear(month) < 12) return step(yearOf(month))
    return base(yearOf(month) + 1) - opening(month) - interestOn(opening(month))
  }
  const transferAt = (month: Month): number =>
    startOf(dueDay(country.code, month, day)) + 15 * 3_600_000 + (month % 3_000)

  return {
    key,
    opening,
    movements: remembering((month) => {
      const dice = client.dice('savings words', isoMonth(month))
      const cents = transfer(month)
      const words = { last4: numbers.checking.slice(-4), month: printedMonth(country, month) }
      const interestAt = startOf(businessDayUntil(country.code, lastDay(month))) + 22 * 3_600_000
      return settle(client, key, month, [
        { at: transferAt(month), cents, ...phrase(country, cents > 0 ? 'savingsIn' : 'savingsOut', dice, words) },
        { at: interestAt, cents: interestOn(opening(month)), ...phrase(country, 'interest', dice, words) },
      ])
    }),
    checkingDrafts(month) {
      const dice = client.dice('savings in checking', isoMonth(month))
      const cents = -transfer(month)
      const name = cents < 0 ? 'toSavings' : 'fromSavings'
      return [{ at: transferAt(month), cents, ...phrase(country, name, dice, { last4: numbers.savings.slice(-4) }) }]
    },
  }
}

/** Saved sums are round. */
const roundStep = (country: 'MX' | 'BR' | 'CO'): number => ({ MX: 10_000, BR: 5_000, CO: 1_000_000 })[country]
