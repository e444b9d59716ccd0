import { mac } from '../../kit/random.ts'

export type RefreshRate = '6h' | '12h' | '24h' | '7d' | '30d'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const everyMs = { '6h': 6 * hourMs, '12h': 12 * hourMs, '24h': dayMs, '7d': 7 * dayMs } as const

/** After a failed refresh at 6h to 7d: an hour, four, twelve; then the next slot. */
const retryWaitsMs = [hourMs, 4 * hourMs, 12 * hourMs] as const

/** When an update that the institution stood in the way of tries again; null when it has tried often enough. */
export function updateRetryAt(now: Date, tries: number): Date | null {
  const wait = retryWaitsMs[tries]
  return wait === undefined ? null : new Date(now.getTime() + wait)
}

/** Monthly links are refreshed on the first twenty days only, and try again on at most six days. */
const monthlyDayLast = 20
const monthlyRetriesMax = 6

/** When a link is next due, and how often it has been tried since its slot. */
export type Plan = { readonly at: Date; readonly retries: number }

/** The slot of a link in the day, from its id, so that links are spread over the day. Milliseconds after midnight UTC. */
export const slotInDayMs = (linkId: string): number => (mac('slot', linkId).readUInt32BE(0) % 1_440) * minuteMs

/** The slot of the UTC day after `now`: where the update after a switch to recurrent runs. */
export const slotOfNextDay = (linkId: string, now: Date): Date =>
  new Date(startOfDay(now) + dayMs + slotInDayMs(linkId))

/** The first slot of a link that becomes recurrent, or whose schedule starts again, at `now`. */
export function firstSlot(linkId: string, rate: RefreshRate, now: Date): Plan {
  return { at: rate === '30d' ? monthlySlot(linkId, monthAfter(now, 1)) : restedSlot(linkId, rate, now), retries: 0 }
}

/** When a scheduled refresh that succeeded at `now` is due again. */
export function afterSuccess(linkId: string, rate: RefreshRate, now: Date): Plan {
  if (rate !== '30d') return { at: restedSlot(linkId, rate, now), retries: 0 }
  const next = monthAfter(now, 1)
  // A refresh that worked keeps its day of the month; one that only worked after the twentieth gets a new day.
  const at = now.getUTCDate() <= monthlyDayLast ? dayOfMonth(linkId, next, now.getUTCDate()) : monthlySlot(linkId, next)
  return { at, retries: 0 }
}

/** When a scheduled refresh that failed at `now` is tried again; `retries` counts the tries since its slot. */
export function afterFailure(linkId: string, rate: RefreshRate, plan: { now: Date; retries: number }): Plan {
  const { now, retries } = plan
  if (rate === '30d') return afterMonthlyFailure(linkId, now, retries)
  const wait = retryWaitsMs[retries]
  const next = slotAfter(linkId, rate, now)
  if (wait === undefined || now.getTime() + wait >= next.getTime()) return { at: next, retries: 0 }
  return { at: new Date(now.getTime() + wait), retries: retries + 1 }
}

function afterMonthlyFailure(linkId: string, now: Date, retries: number): Plan {
  const tomorrow = new Date(now.getTime() + dayMs)
  const sameMonth = tomorrow.getUTCMonth() === now.getUTCMonth()
  if (retries < monthlyRetriesMax && sameMonth && tomorrow.getUTCDate() <= monthlyDayLast) {
    return { at: dayOfMonth(linkId, tomorrow, tomorrow.getUTCDate()), retries: retries + 1 }
  }
  return { at: monthlySlot(linkId, monthAfter(now, 1)), retries: 0 }
}

type RegularRate = Exclude<RefreshRate, '30d'>

/** The next slot that is at least half a period away: a link that was refreshed just now can leave one out. */
const restedSlot = (linkId: string, rate: RegularRate, now: Date): Date =>
  slotAfter(linkId, rate, everyMs[rate] > dayMs ? now : new Date(now.getTime() + everyMs[rate] / 2 - 1))

/** The first instant after `now` of a regular grid through the link's slot in the day; a week counts from today. */
function slotAfter(linkId: string, rate: RegularRate, now: Date): Date {
  const period = everyMs[rate]
  if (period > dayMs) return new Date(startOfDay(now) + period + slotInDayMs(linkId))
  const offset = slotInDayMs(linkId) % period
  return new Date((Math.floor((now.getTime() - offset) / period) + 1) * period + offset)
}

/** The link's day in a month: drawn from its id and the month, from the first to the twentieth. */
const monthlySlot = (linkId: string, month: Date): Date =>
  dayOfMonth(linkId, month, (mac('day', linkId, month.toISOString().slice(0, 7)).readUInt32BE(0) % monthlyDayLast) + 1)

const dayOfMonth = (linkId: string, month: Date, day: number): Date =>
  new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), day) + slotInDayMs(linkId))

const monthAfter = (now: Date, months: number): Date =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1))

const startOfDay = (now: Date): number => Math.floor(now.getTime() / dayMs) * dayMs
