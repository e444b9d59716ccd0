import fc from 'fast-check'
import { expect, test } from 'vitest'
import { centsToWire, wireToCents } from './money.ts'

test('cents print as the decimal that they are', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
      expect(String(centsToWire(cents))).toBe(decimal(cents))
    }),
  )
})

/** Written with whole numbers alone: `-1010` -> `-10.1`. */
function decimal(cents: number): string {
  const whole = Math.floor(Math.abs(cents) / 100)
  const fraction = String(Math.abs(cents) % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return `${cents < 0 ? '-' : ''}${whole}${fraction && '.'}${fraction}`
}

test('amounts of the wire turn into cents and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e13, max: 1e13 }), (cents) => {
      expect(wireToCents(centsToWire(cents))).toBe(cents)
    }),
  )
})

test.each([
  [1.005, 100],
  [1.015, 102],
  [0.0049, 0],
  [-2.675, -268],
  [-2.665, -266],
  [8.1251, 813],
])('%d has more than two decimals and is rounded, half to even: %i cents', (amount, cents) => {
  expect(wireToCents(amount)).toBe(cents)
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e15])('%d cannot be counted in cents', (amount) => {
  expect(() => wireToCents(amount)).toThrow(RangeError)
})
