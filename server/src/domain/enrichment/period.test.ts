import { expect, test } from 'vitest'
import { dayOf } from './days.ts'
import { incomePeriod, readPeriod, recurringPeriod } from './period.ts'

const today = '2026-03-31'

test('a request without dates asks for the last 365 days', () => {
  const span = { from: dayOf('2025-03-31'), to: dayOf(today) }
  expect(readPeriod({}, today, incomePeriod)).toEqual({ kind: 'period', span })
})

test.each([
  ['2025-12-31', today, 'period'],
  ['2026-01-01', today, 'too_short'],
  ['2025-03-31', today, 'period'],
  ['2025-03-30', today, 'too_old'],
  ['2025-06-01', '2026-04-01', 'future'],
  ['2026-03-01', '2026-02-01', 'reversed'],
])('incomes from %s to %s: %s', (date_from, date_to, kind) => {
  expect(readPeriod({ date_from, date_to }, today, incomePeriod)).toMatchObject({ kind })
})

test('one end alone is no period', () => {
  expect(readPeriod({ date_from: '2025-06-01' }, today, incomePeriod)).toEqual({
    kind: 'incomplete',
    missing: 'date_to',
  })
  expect(readPeriod({ date_to: '2025-06-01' }, today, incomePeriod)).toEqual({
    kind: 'incomplete',
    missing: 'date_from',
  })
})

test('recurring expenses may be looked for in less than ninety days', () => {
  expect(readPeriod({ date_from: '2026-03-01', date_to: today }, today, recurringPeriod)).toMatchObject({
    kind: 'period',
  })
})
