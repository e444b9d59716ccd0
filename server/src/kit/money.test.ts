import fc from 'fast-check'
import { expect, test } from 'vitest'
import { centsToWire, parseMoney, wireToCents } from './money.ts'

test.each([
  ['10.10', 2, 1_010n],
  ['-10.1', 2, -1_010n],
  ['0', 2, 0n],
  ['7', 0, 7n],
  ['90071992547409930.07', 2, 9_007_199_254_740_993_007n],
])('%s with %i decimals', (text, scale, minor) => {
  expect(parseMoney(text, 'BRL', scale)).toEqual({ minor, currency: 'BRL' })
})

test.each(['', '1,00', '1.', '.5', '+1', '1e3', '--1', ' 1', 'NaN'])('%j is no amount', (text) => {
  expect(() => parseMoney(text, 'MXN', 2)).toThrow(RangeError)
})

test('more decimals than the currency has are refused, not rounded', () => {
  expect(() => parseMoney('1.005', 'MXN', 2)).toThrow('MXN has 2 decimals, got 1.005')
})

test('cents print as the decimal that they are', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
      expect(parseMoney(String(centsToWire(cents)), 'BRL', 2).minor).toBe(BigInt(cents))
    }),
  )
})

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
