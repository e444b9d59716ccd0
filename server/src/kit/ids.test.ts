import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dashed, derivedIds, drawnIds, hexId, isUuid, shardOf, uuidInShard, uuidOf } from './ids.ts'

const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((array) => Buffer.from(array))
const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('any sixteen bytes make a version-4 uuid', () => {
  fc.assert(fc.property(bytes, (given) => version4.test(uuidOf(given)) && isUuid(uuidOf(given))))
})

test('an id carries its shard, and is a version-4 uuid all the same', () => {
  fc.assert(
    fc.property(bytes, fc.integer({ min: 0, max: 4_095 }), (given, shard) => {
      const id = uuidInShard(shard, given)
      expect(id).toMatch(version4)
      expect(shardOf(id)).toBe(shard)
      expect(id.slice(3)).toBe(uuidOf(given).slice(3))
    }),
  )
})

test('32 digits and the five groups of a uuid are the same id', () => {
  fc.assert(fc.property(bytes, (given) => dashed(hexId(given)).replaceAll('-', '') === hexId(given)))
  expect(dashed('0123456789abcdef0123456789abcdef')).toBe('01234567-89ab-cdef-0123-456789abcdef')
})

test('only the five groups are a uuid, in either letter case', () => {
  expect(isUuid('3F2B0C1A-5a1e-4c58-9b0a-0d0c0b0a0908')).toBe(true)
  for (const text of [
    '',
    '3f2b0c1a5a1e4c589b0a0d0c0b0a0908',
    '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908\n',
    'g'.repeat(36),
  ]) {
    expect(isUuid(text)).toBe(false)
  }
})

describe('derived ids', () => {
  test('follow from seed, kind and key', () => {
    expect(derivedIds('a').bytes('link', 'x', 1)).toEqual(derivedIds('a').bytes('link', 'x', 1))
    const all = [
      derivedIds('a').bytes('link', 'x', 1),
      derivedIds('b').bytes('link', 'x', 1),
      derivedIds('a').bytes('key', 'x', 1),
      derivedIds('a').bytes('link', 'x', 2),
      derivedIds('a').bytes('link', 'x1'),
      derivedIds('a').bytes('linkx', 1),
    ]
    expect(new Set(all.map(hexId)).size).toBe(all.length)
    for (const each of all) expect(each.length).toBe(16)
  })
})

test('drawn ids never repeat', () => {
  expect(new Set(Array.from({ length: 100 }, () => hexId(drawnIds.bytes('link', 'x')))).size).toBe(100)
})
