import { describe, expect, test } from 'vitest'
import {
  businessDayFrom,
  businessDayUntil,
  type CountryCode,
  dayFromIso,
  dayInMonth,
  daysIn,
  holidays,
  isBusinessDay,
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

describe('holidays', () => {
  test.each([
    ['MX', 2026, ['2026-02-02', '2026-03-16', '2026-04-02', '2026-04-03', '2026-09-16', '2026-11-16']],
    ['BR', 2026, ['2026-02-16', '2026-02-17', '2026-04-03', '2026-04-21', '2026-06-04', '2026-11-20']],
    ['CO', 2026, ['2026-01-12', '2026-03-23', '2026-05-18', '2026-06-08', '2026-06-15', '2026-06-29', '2026-11-16']],
  ] as const)('%s %i', (country, year, dates) => {
    const days = holidays(country, year)
    for (const date of dates) expect(days.has(dayFromIso(date)), date).toBe(true)
  })

  test('Easter is right from 2015 to 2040: Good Friday is closed everywhere', () => {
    const fridays = [
      '2015-04-03',
      '2016-03-25',
      '2019-04-19',
      '2024-03-29',
      '2025-04-18',
      '2035-03-23',
      '2038-04-23',
      '2040-03-30',
    ]
    for (const date of fridays) {
      for (const country of ['MX', 'BR', 'CO'] satisfies CountryCode[])
        expect(isBusinessDay(country, dayFromIso(date)), date).toBe(false)
    }
  })
})

test('business days skip weekends and holidays in both directions', () => {
  expect(isoDay(businessDayFrom('BR', dayFromIso('2026-02-14')))).toBe('2026-02-18')
  expect(isoDay(businessDayUntil('MX', dayFromIso('2026-03-15')))).toBe('2026-03-13')
  expect(isoDay(nthBusinessDay('BR', monthIn(2026, 1), 5))).toBe('2026-01-08')
})
