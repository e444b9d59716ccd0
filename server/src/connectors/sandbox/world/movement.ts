import type { Dice } from '../../../kit/random.ts'
import { businessDayFrom, dayAt, hourMs, type Instant, isoMonth, type Month, startOf } from './calendar.ts'
import { type Country, fill, type Operation, type Phrase, type PhraseName, printed } from './countries/country.ts'
import type { Client, Contact } from './people/client.ts'

export type LateCharge = 'LATE_FEE' | 'LATE_PAYMENT_INTEREST'

/** Something that happens on an account, before it has its identification. */
export type Draft = {
  readonly at: Instant
  /** Signed: what comes in is positive. */
  readonly cents: number
  readonly text: string
  readonly operation: Operation
  readonly channel?: string
  /** What it was, of which the text is one of several ways of saying so; never shown. */
  readonly what?: PhraseName
  /** Business days until it is posted; at once where left out. */
  readonly postsAfter?: 1 | 2 | 3
  readonly contact?: Contact
  readonly mcc?: number
  readonly instalment?: { readonly plan: string; readonly number: number; readonly of: number }
  readonly annualFee?: true
  /** What paying a card's bill late costs. */
  readonly lateCharge?: LateCharge
  /** Settles a card's bill, and so is no spending. */
  readonly settlesBill?: true
  readonly loanInstalment?: string
  /** The number that the bank prints beside it. */
  readonly reference?: string
}

/** How a movement is shown for a time in place of what it is; what is left out is as it is. */
export type Turn = {
  /** It lasts until the next one begins. */
  readonly from: Instant
  /** What the institution calls it meanwhile. */
  readonly key?: string
  /** Under which key it was shown before, where the institution says so. */
  readonly replaces?: string
  readonly at?: Instant
  readonly cents?: number
  readonly text?: string
  readonly reference?: string
  /** The institution does not say at which instant it happened, nor when it was posted. */
  readonly undated?: true
}

export type Movement = Draft & {
  /** What the institution calls it, for ever. */
  readonly key: string
  readonly postedAt: Instant
  /** From an instant on it is printed differently. */
  readonly corrected?: { readonly at: Instant; readonly text: string }
  /** From then on it is not shown any more. */
  readonly removedAt?: Instant
  /** In order; the first begins when it happens. */
  readonly turns?: readonly Turn[]
}

/** A movement as it looks at an instant. */
export type Shown = Movement &
  Pick<Turn, 'replaces' | 'undated'> & {
    /** The movement's own key, whatever it is called at the instant. */
    readonly of: string
  }

/** What is shown of the movement at the instant: nothing before it happens and after it was taken back. */
export function shownAt(movement: Movement, now: Instant): Shown | null {
  const { at, key, removedAt, turns = [] } = movement
  if (at > now || (removedAt !== undefined && removedAt <= now)) return null
  const { from: _, ...turn } = turns.findLast(({ from }) => from <= now) ?? { from: at }
  return { ...movement, ...turn, of: key }
}

export const sumOf = (movements: readonly Pick<Draft, 'cents'>[]): number =>
  movements.reduce((sum, { cents }) => sum + cents, 0)

/** The words of one of the ways in which the bank prints such a movement. */
export function phrase(
  country: Country,
  name: PhraseName,
  dice: Dice,
  words: Readonly<Record<string, string>> = {},
): Pick<Draft, 'text' | 'operation' | 'channel' | 'what'> {
  const [template, operation, channel]: Phrase = dice.pick(country.phrases[name])
  const text = printed(fill(template, dice, words))
    .replace(/ +/g, ' ')
    .trim()
  return channel === undefined ? { text, operation, what: name } : { text, operation, channel, what: name }
}

/** Two digits, as instalments are counted. */
export const two = (number: number): string => String(number).padStart(2, '0')

/** Card networks settle on the next business days; over a long weekend the third day has to do. */
function postingOf(country: Country, { at, postsAfter }: Draft): Instant {
  if (postsAfter === undefined) return at
  const day = dayAt(at)
  const settled = Math.min(businessDayFrom(country.code, day + postsAfter), day + 3)
  return startOf(settled) + 6 * hourMs + (at % hourMs)
}

/** Gives a month's drafts their identifications; the order in which they were drafted must not depend on the clock. */
export function settle(client: Client, accountKey: string, month: Month, drafts: readonly Draft[]): Movement[] {
  return drafts
    .map((draft, index) => ({
      ...draft,
      key: client.key(32, accountKey, isoMonth(month), index),
      postedAt: postingOf(client.country, draft),
    }))
    .sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1))
}
