import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { medianAmount, quotient, sampleDeviation, slope, variation } from './exact.ts'

describe('a quotient is rounded once, half to even', () => {
  test.each([
    [21, 8, 2, 2.62],
    [25, 8, 2, 3.12],
    [27, 8, 2, 3.38],
    [-21, 8, 2, -2.62],
    [2, 3, 4, 0.6667],
    [-1, 1_000, 2, 0],
    [0, 7, 2, 0],
  ])('%i / %i with %i decimals is %d', (numerator, denominator, decimals, result) => {
    expect(quotient(numerator, denominator, decimals)).toBe(result)
  })

  test('and so is never further than half a digit away', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 1e6 }), (numerator, denominator) => {
        const error = BigInt(Math.round(quotient(numerator, denominator, 0))) * BigInt(denominator) - BigInt(numerator)
        expect(2n * (error < 0n ? -error : error)).toBeLessThanOrEqual(BigInt(denominator))
      }),
    )
  })
})

test('the slope of two days at one balance and two days at another', () => {
  const points = [3_541_768, 3_541_768, 3_590_146, 3_590_146].map((cents, day) => ({ day, cents }))
  expect(slope(points, 3)).toBe(193.512)
  expect(slope(points.toReversed(), 2)).toBe(193.51)
})

test('one day has no slope, and neither has none', () => {
  expect(slope([], 2)).toBeNull()
  expect(slope([{ day: 3, cents: 100 }], 2)).toBeNull()
  expect(
    slope(
      [
        { day: 3, cents: 100 },
        { day: 3, cents: 900 },
      ],
      2,
    ),
  ).toBeNull()
})

test('deviation is that of a sample, so one value has none', () => {
  expect(sampleDeviation([3_541_768, 3_541_768, 3_590_146, 3_590_146])).toBe(279.31)
  expect(sampleDeviation([100])).toBeNull()
})

test('variation is the part of the mean by which values differ from it', () => {
  expect(variation([500, 500, 500])).toBe(0)
  expect(variation([100, 300])).toBe(0.5)
})

test('the median of an odd and of an even number of amounts', () => {
  expect(medianAmount([100, 250, 900])).toBe(2.5)
  expect(medianAmount([100, 205])).toBe(1.52)
  expect(() => medianAmount([])).toThrow(RangeError)
})
