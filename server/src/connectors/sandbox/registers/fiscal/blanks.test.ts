import { expect, test } from 'vitest'
import { block } from './blanks.ts'

const keys = `
  year owed{paid left
  parts{total}} payers[]`

test('a block has all of its keys, null where nothing is given', () => {
  expect(block(keys)).toEqual({ year: null, owed: { paid: null, left: null, parts: { total: null } }, payers: [] })
})

test('values go where their keys are, also below one another', () => {
  const values = { year: 2025, owed: { left: 3, parts: { total: 7 } }, payers: [{ rfc: 'X' }] }
  expect(block(keys, values)).toEqual({
    year: 2025,
    owed: { paid: null, left: 3, parts: { total: 7 } },
    payers: [{ rfc: 'X' }],
  })
})

test('a value without a key is a mistake that is named', () => {
  expect(() => block(keys, { owed: { lef: 3 } })).toThrow('a tax return has no lef there')
})
