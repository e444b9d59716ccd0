import { describe, expect, test } from 'vitest'
import { type BankCountry, holidays, isBankDay } from './bank-days.ts'

describe('holidays', () => {
  test.each([
    ['MX', 2026, ['2026-02-02', '2026-03-16', '2026-04-02', '2026-04-03', '2026-09-16', '2026-11-16']],
    ['BR', 2026, ['2026-02-16', '2026-02-17', '2026-04-03', '2026-04-21', '2026-06-04', '2026-11-20']],
    ['CO', 2026, ['2026-01-12', '2026-03-23', '2026-05-18', '2026-06-08', '2026-06-15', '2026-06-29', '2026-11-16']],
  ] as const)('%s %i', (country, year, dates) => {
    const days = holidays(country, year)
    for (const date of dates) expect(days.has(dayOf(date)), date).toBe(true)
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
      for (const country of ['MX', 'BR', 'CO'] satisfies BankCountry[])
        expect(isBankDay(country, dayOf(date)), date).toBe(false)
    }
  })
})

test('weekends are no days of a bank, whatever the country', () => {
  expect(['2026-03-13', '2026-03-14', '2026-03-15', '2026-03-17'].map((date) => isBankDay('BR', dayOf(date)))).toEqual([
    true,
    false,
    false,
    true,
  ])
})

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000
