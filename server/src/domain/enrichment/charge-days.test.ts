import { expect, test } from 'vitest'
import { monthly } from '../../../../test/harness/enrichment.ts'
import { chargeDays } from './charge-days.ts'
import { dayOf } from './days.ts'

const arrivals = (dates: readonly string[], cents = 100) => dates.map((date) => ({ day: dayOf(date), cents }))

test('the working day of the arrival is the best, and its neighbours are no alternatives', () => {
  // The fifth working day of three months.
  const fifths = ['2025-08-07', '2025-09-05', '2025-10-07']
  expect(chargeDays(arrivals(fifths), 'BR')).toEqual({ best: 5, good: [8] })
})

test('what comes on a weekend or a holiday is there on the next working day', () => {
  // Labour Day 2025 is a Thursday, so the first working day of May is the 2nd.
  expect(chargeDays(arrivals(['2025-05-01']), 'BR').best).toBe(1)
  expect(chargeDays(arrivals(['2025-05-01']), null).best).toBe(1)
  expect(chargeDays(arrivals(['2025-05-05']), 'BR').best).toBe(2)
  expect(chargeDays(arrivals(['2025-05-05']), null).best).toBe(3)
})

test('late in the month the next days are the first ones of the next', () => {
  expect(chargeDays(arrivals(['2025-06-30']), 'BR')).toEqual({ best: 20, good: [1] })
})

test('what came three working days ago counts a quarter', () => {
  // The fifth and the eighth working day of August 2025.
  const best = (cents: number) => {
    return chargeDays([...arrivals(['2025-08-07']), ...arrivals(['2025-08-12'], cents)], 'BR').best
  }
  expect([best(75), best(76)]).toEqual([5, 8])
})

test('more money weighs more, and there are at most three alternatives', () => {
  const salary = arrivals(monthly('2025-04', 5, 12), 500_000)
  const others = [1, 8, 12, 16, 20, 26].flatMap((day) => arrivals(monthly('2025-04', day, 12), 1_000))
  const { best, good } = chargeDays([...salary, ...others], 'BR')
  expect(best).toBeGreaterThanOrEqual(3)
  expect(best).toBeLessThanOrEqual(5)
  expect(good).toHaveLength(3)
  expect(chargeDays([...others, ...salary].reverse(), 'BR')).toEqual({ best, good })
})

test('without any income it is the day by which salaries are due', () => {
  expect(chargeDays([], 'BR')).toEqual({ best: 5, good: [] })
})
