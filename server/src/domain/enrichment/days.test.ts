import { expect, test } from 'vitest'
import { dayOf, isoDay, monthOf, monthStart, monthsLater } from './days.ts'

test('dates turn into days and back', () => {
  for (const date of ['1970-01-01', '2024-02-29', '2025-12-31']) expect(isoDay(dayOf(date))).toBe(date)
  expect(dayOf('2024-03-01') - dayOf('2024-02-28')).toBe(2)
})

test.each(['', '2025-1-1', '2025-13-01', '2025-01-01T00:00:00Z', 'yesterday'])('%j is no date', (text) => {
  expect(() => dayOf(text)).toThrow(RangeError)
})

test.each([
  ['2025-01-31', 1, '2025-02-28'],
  ['2025-02-28', 1, '2025-03-28'],
  ['2025-11-30', 3, '2026-02-28'],
  ['2025-03-15', 12, '2026-03-15'],
])('%s and %i months is %s', (date, months, later) => {
  expect(isoDay(monthsLater(dayOf(date), months))).toBe(later)
})

test('months are counted, and begin with a first day', () => {
  expect(monthOf(dayOf('2026-01-01')) - monthOf(dayOf('2025-12-31'))).toBe(1)
  expect(isoDay(monthStart(dayOf('2024-02-29')))).toBe('2024-02-01')
})
