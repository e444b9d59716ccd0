import { type Day, dayOf } from './days.ts'
import type { Span } from './input.ts'

/** What the period of a request has to keep to: how far apart its ends are at least, how far back it begins at most. */
export type PeriodRule = { readonly daysApartMin: number; readonly daysBackMax: number }

export const incomePeriod: PeriodRule = { daysApartMin: 90, daysBackMax: 365 }
export const recurringPeriod: PeriodRule = { daysApartMin: 0, daysBackMax: 365 }

export type AskedPeriod = { readonly date_from?: string; readonly date_to?: string }

/** Everything but a period is a refusal; `too_short` is the `invalid_period` of the wire. */
export type ReadPeriod =
  | { readonly kind: 'period'; readonly span: Span }
  | { readonly kind: 'incomplete'; readonly missing: keyof AskedPeriod }
  | { readonly kind: 'future' | 'reversed' | 'too_old' | 'too_short' }

/** The days that a request asks for: both ends or none, and none is as far back as the rule allows. */
export function readPeriod(asked: AskedPeriod, today: string, rule: PeriodRule): ReadPeriod {
  const { date_from: first, date_to: last } = asked
  const now = dayOf(today)
  if (first === undefined && last === undefined) {
    return { kind: 'period', span: { from: now - rule.daysBackMax, to: now } }
  }
  if (first === undefined) return { kind: 'incomplete', missing: 'date_from' }
  if (last === undefined) return { kind: 'incomplete', missing: 'date_to' }
  return checkSpan({ from: dayOf(first), to: dayOf(last) }, now, rule)
}

function checkSpan(span: Span, now: Day, rule: PeriodRule): ReadPeriod {
  if (span.to > now) return { kind: 'future' }
  if (span.from > span.to) return { kind: 'reversed' }
  if (span.from < now - rule.daysBackMax) return { kind: 'too_old' }
  if (span.to - span.from < rule.daysApartMin) return { kind: 'too_short' }
  return { kind: 'period', span }
}
