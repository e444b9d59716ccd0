import type { Day } from '../../world/calendar.ts'
import type { Client } from '../../world/people/client.ts'
import type { Employment } from '../career.ts'

/** Weeks of so many days, article 178 LSS: more than three days over are a week too. */
export const weeksOf = (days: number): number => Math.floor(days / 7) + (days % 7 > 3 ? 1 : 0)

type Stretch = { readonly from: Day; readonly until: Day }

/** The days on which there was any employment, as stretches without a gap; oldest first. */
function stretches(employments: readonly Employment[], today: Day): readonly Stretch[] {
  const sorted = employments
    .map(({ startsOn, endsOn }) => ({ from: startsOn, until: Math.min(endsOn ?? today, today) }))
    .sort((one, other) => one.from - other.from)
  const joined: Stretch[] = []
  for (const next of sorted) {
    const last = joined.at(-1)
    if (last && next.from <= last.until + 1) joined.splice(-1, 1, { ...last, until: Math.max(last.until, next.until) })
    else joined.push(next)
  }
  return joined
}

export type Weeks = { readonly contributed: number; readonly redeemed: number; readonly reinstated: number }

/**
 * The weeks that count: two employments at once give them once, and who took money from the pension's account while
 * unemployed has fewer, until it is paid back.
 */
export function weeksUntil(client: Client, employments: readonly Employment[], today: Day): Weeks {
  const worked = stretches(employments, today)
  const whole = weeksOf(worked.reduce((sum, { from, until }) => sum + until - from + 1, 0))
  const { redeemed, reinstated } = withdrawal(client, worked)
  return { contributed: whole - redeemed + reinstated, redeemed, reinstated }
}

/** Days without work after which one may withdraw, article 191 LSS. */
const unemployedDays = 46

/** At most one in a life, in the first gap that is long enough; paid back with the next job, by whoever pays back. */
function withdrawal(client: Client, worked: readonly Stretch[]): Omit<Weeks, 'contributed'> {
  const dice = client.dice('withdrawal')
  const [withdraws, paysBack] = [dice.chance(0.3), dice.chance(0.4)]
  const next = worked.findIndex(({ from }, index) => index > 0 && from - lastDayOf(worked, index - 1) > unemployedDays)
  if (!withdraws || next < 1) return { redeemed: 0, reinstated: 0 }
  const before = worked.slice(0, next).reduce((sum, { from, until }) => sum + until - from + 1, 0)
  const redeemed = Math.min(dice.between(4, 26), Math.floor(weeksOf(before) / 2))
  return { redeemed, reinstated: paysBack ? redeemed : 0 }
}

const lastDayOf = (worked: readonly Stretch[], index: number): Day => worked[index]?.until ?? 0
