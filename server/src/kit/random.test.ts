import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Dice, drawBytes, mac } from './random.ts'

test('bytes are drawn in the size that was asked for', () => {
  expect(drawBytes(32).length).toBe(32)
  expect(drawBytes(32).equals(drawBytes(32))).toBe(false)
})

test('no two lists of parts have one code', () => {
  const parts = fc.array(fc.string(), { maxLength: 4 })
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other)
      expect(mac('key', ...one).equals(mac('key', ...other))).toBe(same)
    }),
  )
  expect(mac('key', 'ab', 'c').equals(mac('key', 'a', 'bc'))).toBe(false)
  expect(mac('key', 'a').equals(mac('other', 'a'))).toBe(false)
})

test('a key gives the same code as text and as bytes, each time', () => {
  const key = Buffer.from('key')
  for (const _ of [1, 2]) expect(mac(key, 'a', 1)).toEqual(mac('key', 'a', 1))
})

describe('dice', () => {
  const throws = (dice: Dice) => Array.from({ length: 20 }, () => dice.fraction())

  test('the same seed and parts give the same throws, and others give others', () => {
    expect(throws(new Dice('seed', 'a', 1))).toEqual(throws(new Dice('seed', 'a', 1)))
    expect(throws(new Dice('seed', 'a', 1))).not.toEqual(throws(new Dice('seed', 'a', 2)))
    expect(throws(new Dice('seed', 'a', 1))).not.toEqual(throws(new Dice('other', 'a', 1)))
  })

  // Emulated people and accounts follow from these numbers, so a change of them changes everybody's data.
  test('the throws of a seed never change', () => {
    const dice = new Dice('enlace', 'for ever')
    expect([dice.between(1, 1_000_000), dice.between(1, 1_000_000), dice.digits(8)]).toEqual([
      848_982,
      856_436,
      '85955792',
    ])
  })

  test('every throw lies within its bounds, and reaches both', () => {
    const dice = new Dice('bounds')
    const sixes = Array.from({ length: 2_000 }, () => dice.between(1, 6))
    expect([...new Set(sixes)].sort()).toEqual([1, 2, 3, 4, 5, 6])
    fc.assert(
      fc.property(fc.integer(), fc.nat(1_000), (low, width) => {
        const thrown = dice.between(low, low + width)
        expect(thrown >= low && thrown <= low + width && Number.isInteger(thrown)).toBe(true)
      }),
    )
    for (const fraction of throws(dice)) expect(fraction >= 0 && fraction < 1).toBe(true)
  })

  test('a throw is fair enough', () => {
    const dice = new Dice('fair')
    const hits = Array.from({ length: 10_000 }, () => dice.chance(0.3)).filter(Boolean).length
    expect(Math.abs(hits - 3_000)).toBeLessThan(200)
    expect([dice.chance(0), dice.chance(1)]).toEqual([false, true])
  })

  test('digits keep their zeros, and picks come from the choices', () => {
    const dice = new Dice('digits')
    for (let round = 0; round < 50; round += 1) {
      expect(dice.digits(9)).toMatch(/^\d{9}$/)
      expect(['a', 'b']).toContain(dice.pick(['a', 'b']))
    }
  })
})
