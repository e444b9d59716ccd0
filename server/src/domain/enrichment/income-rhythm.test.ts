import { expect, test } from 'vitest'
import { frequencyOf, regularityOf } from './income-rhythm.ts'

const every = (gap: number): number[] => [0, 1, 2, 3, 4].map((times) => gap * times)

test.each([
  [4, 'IRREGULAR'],
  [5, 'WEEKLY'],
  [9, 'WEEKLY'],
  [10, 'IRREGULAR'],
  [11, 'FORTNIGHTLY'],
  [19, 'FORTNIGHTLY'],
  [20, 'IRREGULAR'],
  [23, 'IRREGULAR'],
  [24, 'MONTHLY'],
  [37, 'MONTHLY'],
  [38, 'IRREGULAR'],
])('every %i days: %s', (gap, frequency) => {
  expect(frequencyOf(every(gap))).toBe(frequency)
})

test.each([
  ['WEEKLY', 8, 1],
  ['WEEKLY', 9, 0.86],
  ['FORTNIGHTLY', 18, 1],
  ['FORTNIGHTLY', 19, 0.93],
  ['IRREGULAR', 45, 1],
] as const)('%s every %i days keeps to its days by %d', (frequency, gap, regularity) => {
  expect(regularityOf(every(gap), frequency)).toBe(regularity)
})

test('a month is due on the same day of the next one, whatever its length', () => {
  // The first days of January to May 2026, and the same three and four days later each time.
  const firsts = [20_454, 20_485, 20_513, 20_544, 20_574]
  const later = (days: number) => firsts.map((day, index) => day + (index % 2) * days)
  expect([0, 3, 4].map((days) => regularityOf(later(days), 'MONTHLY'))).toEqual([1, 1, 0.97])
})
