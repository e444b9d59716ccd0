import { expect, test } from 'vitest'
import {
  businessDayFrom,
  businessDayUntil,
  dayFromIso,
  dayInMonth,
  daysIn,
  isoDay,
  isoMonth,
  monthIn,
  monthOf,
  nthBusinessDay,
  weekday,
} from './calendar.ts'

test('days and months turn into dates and back, leap days and ends of years included', () => {
  for (const date of ['1970-01-01', '2015-12-31', '2016-02-29', '2024-02-29', '2026-03-12', '2040-12-31']) {
    expect(isoDay(dayFromIso(date))).toBe(date)
    expect(isoMonth(monthOf(dayFromIso(date)))).toBe(date.slice(0, 7))
    expect(weekday(dayFromIso(date))).toBe(new Date(date).getUTCDay())
  }
  expect(daysIn(monthIn(2024, 2))).toBe(29)
  expect(isoDay(dayInMonth(monthIn(2025, 2), 31))).toBe('2025-02-28')
})

test('business days skip weekends and holidays in both directions', () => {
  expect(isoDay(businessDayFrom('BR', dayFromIso('2026-02-14')))).toBe('2026-02-18')
  expect(isoDay(businessDayUntil('MX', dayFromIso('2026-03-15')))).toBe('2026-03-13')
  expect(isoDay(nthBusinessDay('BR', monthIn(2026, 1), 5))).toBe('2026-01-08')
})
