import { type Day, dayAt, daysShown, type Instant, monthOf } from './calendar.ts'
import { type Movement, type Shown, shownAt } from './movement.ts'

export type Period = { readonly from: Day; readonly until: Day }

/** The days asked for, as far as the institution shows them; nothing later than the instant. */
export function periodShown(now: Instant, from?: Day, until?: Day): Period {
  const today = dayAt(now)
  return { from: Math.max(from ?? 0, today - daysShown + 1), until: Math.min(until ?? today, today) }
}

/** An account whose movements are shown. */
type Statement = {
  movements(month: number): readonly Movement[]
  slips?(month: number): readonly Movement[]
  /** Some of it is dated a day later in the end, which may be in another month. */
  readonly redates?: boolean
}

/** What the account shows of the period at the instant. */
export function movementsShown(
  { redates = false, ...account }: Statement,
  { from, until }: Period,
  now: Instant,
): Shown[] {
  if (from > until) return []
  const first = monthOf(from) - (redates ? 1 : 0)
  const months = Array.from({ length: monthOf(until) - first + 1 }, (_each, index) => first + index)
  return months
    .flatMap((month) => [...account.movements(month), ...(account.slips?.(month) ?? [])])
    .flatMap((movement) => shownAt(movement, now) ?? [])
    .filter(({ at }) => dayAt(at) >= from && dayAt(at) <= until)
}

export const isPending = ({ postedAt }: Movement, now: Instant): boolean => postedAt > now
