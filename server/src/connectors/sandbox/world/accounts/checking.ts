import {
  businessDayUntil,
  type Day,
  dayAt,
  dayMs,
  type Instant,
  isoMonth,
  lastDay,
  type Month,
  monthOf,
  startOf,
} from '../calendar.ts'
import { remembering } from '../memory.ts'
import { type Draft, type Movement, phrase, settle, shownAt, sumOf } from '../movement.ts'
import { type Client, type Contact, contactWords, printedMonth } from '../people/client.ts'
import { slips, withCorrections } from '../situations/second-thoughts.ts'
import { makeSituations } from '../situations/situations.ts'

export type Checking = {
  readonly key: string
  /** What everything that happened before the month leaves, posted or not. */
  opening(month: Month): number
  movements(month: Month): readonly Movement[]
  /** Shown for some days and then taken back; what is posted of them adds up to nothing. */
  slips(month: Month): readonly Movement[]
  readonly redates?: boolean
}

export type Household = {
  readonly client: Client
  /** What comes and goes in the month by itself. */
  readonly everyday: (month: Month) => readonly Draft[]
  /** About what one month brings, in cents. */
  readonly income: (month: Month) => number
  /** Where a low or overdrawn client's money comes from and goes to. */
  readonly family: Contact
}

/**
 * A checking account in which every month can be told alone. What a month opens with is drawn for that month, high
 * enough for what is coming; the month before ends with a transfer to or from investments that makes up the
 * difference, so the balance neither drifts nor needs the years before.
 */
export function makeChecking({ client, everyday, income, family }: Household): Checking {
  const key = client.key(40, 'checking')
  const { keeps } = client.profile
  const kept = keptMonths(client)
  const situations = client.persona === 'second_thoughts' ? makeSituations(client, key) : null
  const natural = remembering(
    (month: Month) =>
      [...settle(client, key, month, everyday(month)), ...(situations?.movements(month) ?? [])].sort(inOrder),
    kept,
  )

  const opening = remembering((month: Month): number => {
    const dice = client.dice('opening', isoMonth(month))
    const cushion = Math.round((income(month) * dice.between(60, 320)) / 1_000)
    if (keeps === 'above') return cushion - lowest(natural(month))
    if (keeps === 'dips') return -Math.round((income(month) * dice.between(120, 300)) / 1_000) - lowest(natural(month))
    return -(
      Math.round(cushion / 3) +
      highest(natural(month)) +
      unpostedAfter(natural(month - 1), startOf(lastDay(month - 1) + 1))
    )
  })

  const bridge = (month: Month): Draft[] => {
    const cents = opening(month + 1) - opening(month) - sumOf(natural(month))
    if (cents === 0) return []
    const dice = client.dice('bridge', isoMonth(month))
    const words = { ...contactWords(family), month: printedMonth(client.country, month) }
    const own = bridges[client.openFinance && client.profile.spare === 'sweep' ? 'elsewhere' : client.profile.spare]
    return [{ at: bridgeAt(client, month), cents, ...phrase(client.country, own[cents > 0 ? 0 : 1], dice, words) }]
  }

  return {
    key,
    opening,
    redates: situations !== null,
    slips: remembering((month) => [...slips(client, key, month), ...(situations?.holds(month) ?? [])]),
    movements: remembering(
      (month) =>
        [
          ...withCorrections(client, month, natural(month)),
          ...settle(client, `${key} bridge`, month, bridge(month)),
        ].sort(inOrder),
      kept,
    ),
  }
}

const inOrder = (one: Movement, other: Movement): number => one.at - other.at || (one.key < other.key ? -1 : 1)

/** How a transfer that makes up the difference is printed, coming and going. */
const bridges = {
  sweep: ['sweepIn', 'sweepOut'],
  family: ['ownReceived', 'ownSent'],
  elsewhere: ['movedIn', 'movedOut'],
  partner: ['partnerIn', 'ownerDraw'],
  lender: ['lenderIn', 'lenderOut'],
} as const

/** A year of the very large client would not fit into a session; three months of it do. */
export const keptMonths = ({ persona }: Client): number | undefined => (persona === 'very_large' ? 3 : undefined)

/** An overdrawn client's transfer is the month's last movement, so that nothing lifts the account above zero after it. */
const bridgeAt = (client: Client, month: Month): Instant =>
  client.profile.keeps === 'below'
    ? startOf(lastDay(month) + 1) - 90_000
    : startOf(businessDayUntil(client.country.code, lastDay(month))) + 23 * 3_600_000 + 40 * 60_000

/** The lowest sum on the way through the month; never above zero. */
function lowest(movements: readonly Movement[]): number {
  let sum = 0
  return movements.reduce((low, { cents }) => {
    sum += cents
    return Math.min(low, sum)
  }, 0)
}

/** The highest sum of what is posted on the way through the month; never below zero. */
function highest(movements: readonly Movement[]): number {
  let sum = 0
  return [...movements]
    .sort((one, other) => one.postedAt - other.postedAt)
    .reduce((high, { cents }) => {
      sum += cents
      return Math.max(high, sum)
    }, 0)
}

/** What of a month's outflows is still pending at the instant. */
const unpostedAfter = (movements: readonly Movement[], instant: Instant): number =>
  -sumOf(movements.filter(({ cents, postedAt }) => cents < 0 && postedAt >= instant))

type Ledger = Pick<Checking, 'opening' | 'movements'> & Partial<Pick<Checking, 'slips'>>

/** Cents posted on a deposit account at the instant. */
export function bookedAt(account: Ledger, instant: Instant): number {
  const month = monthOf(dayAt(instant))
  const posted = account.movements(month).filter(({ postedAt }) => postedAt <= instant)
  // Nothing takes longer than 28 days, so only the month before can have something left to post, or to take back.
  const late = account.movements(month - 1).filter(({ postedAt }) => postedAt > instant)
  const slips = [month - 1, month].flatMap((each) => account.slips?.(each) ?? [])
  const notTakenBack = slips.filter(({ postedAt, removedAt = 0 }) => postedAt <= instant && removedAt > instant)
  return account.opening(month) + sumOf(posted) - sumOf(late) + sumOf(notTakenBack)
}

/** Cents posted on a deposit account at the end of the day. */
export const bookedOn = (account: Ledger, day: Day): number => bookedAt(account, startOf(day) + dayMs - 1)

/** Cents going out that the account already knows of and has not posted, as they are shown. */
export function blockedAt(account: Ledger, instant: Instant): number {
  const month = monthOf(dayAt(instant))
  const recent = [month - 1, month].flatMap((each) => [...account.movements(each), ...(account.slips?.(each) ?? [])])
  const waiting = recent
    .filter(({ cents, at, postedAt }) => cents < 0 && at <= instant && postedAt > instant)
    .flatMap((movement) => shownAt(movement, instant) ?? [])
  return -sumOf(waiting)
}
