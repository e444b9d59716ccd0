import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newKey, seal, unseal } from './seal.ts'

const key = newKey()

test('what was sealed opens again, whatever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), (plain, boundTo) => {
      expect(unseal(key, seal(key, Buffer.from(plain), boundTo), boundTo)).toEqual(Buffer.from(plain))
    }),
  )
})

test('the same text never looks the same twice, nor like itself', () => {
  const [one, other] = [seal(key, 'secret', 'row 1'), seal(key, 'secret', 'row 1')]
  expect(one.equals(other)).toBe(false)
  expect(one.includes('secret')).toBe(false)
})

test('another key, another row and a changed bit do not open it', () => {
  const sealed = seal(key, 'secret', 'row 1')
  expect(() => unseal(newKey(), sealed, 'row 1')).toThrow()
  expect(() => unseal(key, sealed, 'row 2')).toThrow()
  for (const index of sealed.keys()) {
    const changed = Buffer.from(sealed)
    changed[index] = (changed[index] ?? 0) ^ 1
    expect(() => unseal(key, changed, 'row 1')).toThrow()
  }
  for (const length of [0, 12, 27, sealed.length - 1]) {
    expect(() => unseal(key, sealed.subarray(0, length), 'row 1')).toThrow()
  }
})
