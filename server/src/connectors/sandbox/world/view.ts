import { type Day, dayAt, daysShown, type Instant, monthOf } from './calendar.ts'
import type { Movement } from './movement.ts'

export type Period = { readonly from: Day; readonly until: Day }

/** The days asked for, as far as the institution shows them; nothing later than the instant. */
export function periodShown(now: Instant, from?: Day, until?: Day): Period {
  const today = dayAt(now)
  return { from: Math.max(from ?? 0, today - daysShown + 1), until: Math.min(until ?? today, today) }
}

/** What the account shows of the period at the instant, newest last. */
export function movementsShown(
  account: { movements(month: number): readonly Movement[]; slips?(month: number): readonly Movement[] },
  { from, until }: Period,
  now: Instant,
): Movement[] {
  if (from > until) return []
  const first = monthOf(from)
  const months = Array.from({ length: monthOf(until) - first + 1 }, (_each, index) => first + index)
  return months
    .flatMap((month) => [...account.movements(month), ...(account.slips?.(month) ?? [])])
    .filter(({ removedAt }) => removedAt === undefined || removedAt > now)
    .filter(({ at }) => at <= now && dayAt(at) >= from && dayAt(at) <= until)
}

export const isPending = ({ postedAt }: Movement, now: Instant): boolean => postedAt > now
