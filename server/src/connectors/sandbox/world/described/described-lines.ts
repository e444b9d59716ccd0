import type { DescribedAccount, DescribedEvent } from '../../../../../../contract/users.ts'
import { type Day, dayFromIso, dayMs, hourMs, type Instant, type Month } from '../calendar.ts'
import type { Draft, Movement, Turn } from '../movement.ts'
import type { Client } from '../people/client.ts'

/** The account, as far as it is described, with everything that is said to happen on it. */
export type Described = { readonly client: Client; readonly account: DescribedAccount; readonly drafts: DraftsOf }

export type DraftsOf = (month: Month) => readonly DescribedDraft[]

/** A draft, and how it is shown one way after the other where the description says so. */
export type DescribedDraft = Draft & { readonly course?: DescribedEvent }

export const inCents = (amount: number): number => Math.round(amount * 100)

/** A movement keeps its identification as long as its day, words and amount stay, whatever else is described anew. */
export function settleDescribed(client: Client, accountKey: string, drafts: readonly DescribedDraft[]): Movement[] {
  const alike = new Map<string, number>()
  return drafts
    .map(({ course, ...draft }): Movement => {
      const said = `${draft.at} ${draft.cents} ${draft.text}`
      const number = (alike.get(said) ?? 0) + 1
      alike.set(said, number)
      const key = client.key(32, accountKey, said, number)
      return { ...draft, key, postedAt: draft.at, ...(course ? courseOf(course, key) : {}) }
    })
    .sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1))
}

/** What is taken back in the end is no part of what adds up for good. */
export const staysShown = ({ removedAt }: Movement): boolean => removedAt === undefined

/** Everything is said to happen at noon of its day. */
export const noonOf = (day: Day): Instant => day * dayMs + 12 * hourMs

const noonOn = (iso: string): Instant => noonOf(dayFromIso(iso))

/** How it is shown one way after the other, when it is posted, with what amount, and when it disappears. */
function courseOf(event: DescribedEvent, key: string): Pick<Movement, 'turns' | 'cents' | 'postedAt' | 'removedAt'> {
  const { on, amount, identification = key, pending_until: until, posts_as: posted, corrected } = event
  const held = { from: noonOn(on), key: identification, cents: inCents(amount) }
  const postedAt = noonOn(until ?? on)
  const booked: Turn = {
    ...lookOf(posted ?? {}),
    from: postedAt,
    key: posted?.identification ?? identification,
    ...(posted?.replaces ? { replaces: identification } : {}),
  }
  const turns = [...(until === undefined ? [] : [held]), booked]
  if (corrected) turns.push({ ...booked, ...lookOf(corrected), from: noonOn(corrected.on) })
  const cents = inCents(posted?.amount ?? amount)
  return { turns, cents, postedAt, ...(event.removed_on === undefined ? {} : { removedAt: noonOn(event.removed_on) }) }
}

type Look = { readonly description?: string; readonly date?: string; readonly identification?: string }

const lookOf = ({ description, date, identification }: Look): Pick<Turn, 'text' | 'at' | 'key'> => ({
  ...(description === undefined ? {} : { text: description }),
  ...(date === undefined ? {} : { at: noonOn(date) }),
  ...(identification === undefined ? {} : { key: identification }),
})
