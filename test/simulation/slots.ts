import type { RefreshRate } from '../../server/src/domain/links/schedule.ts'

/**
 * When a link has to be refreshed, written from the guide to the life of a link and without the product's schedule.
 * `minuteMs` is the link's minute of the day.
 */

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** One instant, or, of monthly links, the same minute of any of several days. */
export type Slot = { readonly at: Date } | { readonly month: string; readonly minuteOfDayMs: number }

const periodsMs = { '6h': 6 * hourMs, '12h': 12 * hourMs, '24h': dayMs, '7d': 7 * dayMs } as const
const monthlyDayLast = 20
const retriesHours = [1, 4, 12]
const monthlyRetriesMax = 6

export const midnightOf = (instant: Date): number => Math.floor(instant.getTime() / dayMs) * dayMs

/** Of a schedule that begins. */
export function firstSlot(rate: RefreshRate, now: Date, minuteOfDayMs: number): Slot {
  if (rate === '30d') return inMonthAfter(now, minuteOfDayMs)
  return { at: rested(rate, now, minuteOfDayMs) }
}

/** After a scheduled refresh that worked. */
export function slotAfterSuccess(rate: RefreshRate, now: Date, minuteOfDayMs: number): Slot {
  if (rate !== '30d') return { at: rested(rate, now, minuteOfDayMs) }
  const day = now.getUTCDate()
  if (day > monthlyDayLast) return inMonthAfter(now, minuteOfDayMs)
  return { at: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, day) + minuteOfDayMs) }
}

/** After one that failed; `retries` counts those before it. */
export function slotAfterFailure(
  rate: RefreshRate,
  now: Date,
  { minuteOfDayMs, retries }: { minuteOfDayMs: number; retries: number },
): { readonly slot: Slot; readonly retries: number } {
  if (rate === '30d') {
    const tomorrow = new Date(midnightOf(now) + dayMs + minuteOfDayMs)
    const inTime = tomorrow.getUTCMonth() === now.getUTCMonth() && tomorrow.getUTCDate() <= monthlyDayLast
    if (inTime && retries < monthlyRetriesMax) return { slot: { at: tomorrow }, retries: retries + 1 }
    return { slot: inMonthAfter(now, minuteOfDayMs), retries: 0 }
  }
  const next = onGrid(rate, now.getTime() + 1, minuteOfDayMs)
  const hours = retriesHours[retries]
  const retry = hours === undefined ? next : new Date(now.getTime() + hours * hourMs)
  return retry < next ? { slot: { at: retry }, retries: retries + 1 } : { slot: { at: next }, retries: 0 }
}

/** Whether the schedule that is shown is the one that has to be. */
export function isIn(slot: Slot, shown: Date): boolean {
  if ('at' in slot) return shown.getTime() === slot.at.getTime()
  const inMonth = shown.toISOString().slice(0, 7) === slot.month && shown.getUTCDate() <= monthlyDayLast
  return inMonth && shown.getTime() - midnightOf(shown) === slot.minuteOfDayMs
}

function inMonthAfter(now: Date, minuteOfDayMs: number): Slot {
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))
  return { month: month.toISOString().slice(0, 7), minuteOfDayMs }
}

/** No sooner than half a period after the refresh; a week is counted in days. */
function rested(rate: Exclude<RefreshRate, '30d'>, now: Date, minuteOfDayMs: number): Date {
  return onGrid(rate, rate === '7d' ? now.getTime() : now.getTime() + periodsMs[rate] / 2, minuteOfDayMs)
}

function onGrid(rate: Exclude<RefreshRate, '30d'>, fromMs: number, minuteOfDayMs: number): Date {
  const period = periodsMs[rate]
  if (rate === '7d') return new Date(midnightOf(new Date(fromMs)) + period + minuteOfDayMs)
  let at = midnightOf(new Date(fromMs)) + (minuteOfDayMs % period)
  while (at < fromMs) at += period
  return new Date(at)
}
