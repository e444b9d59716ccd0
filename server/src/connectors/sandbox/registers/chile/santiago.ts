import { type Day, dayAt, hourMs, type Instant, startOf, weekday } from '../../world/calendar.ts'
import { remembering } from '../../world/memory.ts'

/**
 * Hours from UTC in Santiago: four behind, and three from the Sunday after the first Saturday of September to the one
 * after the first Saturday of April. The rule, and not the machine's table of zones, so that the same seed shows the
 * same on every machine; single years that the government has moved are not in it.
 */
export function santiagoOffset(at: Instant): -3 | -4 {
  const { begins, ends } = winterOf(new Date(at).getUTCFullYear())
  return at >= begins && at < ends ? -4 : -3
}

const winterOf = remembering((year: number) => ({
  begins: startOf(sundayFrom(year, 4)) + 3 * hourMs,
  ends: startOf(sundayFrom(year, 9)) + 4 * hourMs,
}))

/** The first Sunday that has a Saturday of its month before it. */
function sundayFrom(year: number, month: number): Day {
  const second = dayAt(Date.UTC(year, month - 1, 2))
  return second + ((7 - weekday(second)) % 7)
}

/** The instant at which the clocks of Santiago show so many seconds of a day. */
export function santiagoInstant(day: Day, seconds: number): Instant {
  const standard = startOf(day) + seconds * 1_000 + 4 * hourMs
  return standard + (-santiagoOffset(standard) - 4) * hourMs
}

export const santiagoDay = (at: Instant): Day => dayAt(at + santiagoOffset(at) * hourMs)

/** As the tax office writes an instant: `2024-09-02T15:23:47-04:00`. */
export function printedInstant(at: Instant): string {
  const offset = santiagoOffset(at)
  return `${new Date(at + offset * hourMs).toISOString().slice(0, 19)}-0${-offset}:00`
}
