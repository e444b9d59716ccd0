import { expect, test } from 'vitest'
import { ratios, summarise } from './stats.ts'

test('the median of an odd and of an even number of values', () => {
  expect(summarise([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 })
  expect(summarise([4, 1, 10, 2])).toEqual({ median: 3, low: 1, high: 10 })
  expect(summarise([7])).toEqual({ median: 7, low: 7, high: 7 })
})

test('a figure of nothing is refused', () => {
  expect(() => summarise([])).toThrow(RangeError)
})

test('a slow round slows both sides and leaves the ratio alone', () => {
  expect(ratios([80, 40, 80], [100, 50, 100])).toEqual({ median: 0.8, low: 0.8, high: 0.8 })
})
