import { expect, test } from 'vitest'
import { decimalsOf, fixed, itemAmount, plainNumber, rateOfPercent } from './amounts.ts'

test('an amount has the decimals of its currency', () => {
  expect(fixed(10.1, decimalsOf('MXN'))).toBe('10.10')
  expect(fixed(1500, decimalsOf('JPY'))).toBe('1500')
  expect(fixed(0, decimalsOf('XXX'))).toBe('0')
})

test('an amount of one item has more of them where it needs them, up to six', () => {
  expect(itemAmount(10, 'MXN')).toBe('10.00')
  expect(itemAmount(10.125, 'MXN')).toBe('10.125')
  expect(itemAmount(0.333333, 'MXN')).toBe('0.333333')
  expect(() => itemAmount(1 / 3, 'MXN')).toThrow('more than 6 decimals')
})

test('a quantity has as many as it needs', () => {
  expect([1, 0.5, 17.123456].map(plainNumber)).toEqual(['1', '0.5', '17.123456'])
})

test('a rate has six decimals, and nothing is lost in them', () => {
  expect([16, 0, 10.6667, 1.25].map(rateOfPercent)).toEqual(['0.160000', '0.000000', '0.106667', '0.012500'])
  expect(() => rateOfPercent(10.66667)).toThrow('more than four decimals')
})
