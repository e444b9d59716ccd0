import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Known, matchByInstitutionKey } from './by-key.ts'

const mac = (content: string) => Buffer.from(content)
const known = (key: string, content = 'same', removal: Known['removal'] = null): Known => ({
  id: `id of ${key}`,
  identity_key: key,
  content_mac: mac(content),
  created_at: new Date(0),
  collected_at: new Date(0),
  removal,
})
const incoming = (key: string, content = 'same') => ({ key, contentMac: mac(content) })

describe('a record that comes from the institution', () => {
  test('is fresh when nobody has its key', () => {
    expect(matchByInstitutionKey([], [incoming('a')])).toMatchObject({ fresh: [{ key: 'a' }], changed: [], gone: [] })
  })

  test('is the known one of its key, changed or not', () => {
    const match = matchByInstitutionKey([known('a'), known('b')], [incoming('a'), incoming('b', 'other')])
    expect(match.unchanged).toMatchObject([{ known: { id: 'id of a' } }])
    expect(match.changed).toMatchObject([{ known: { id: 'id of b' }, incoming: { key: 'b' } }])
  })

  test('does not come back when the application has deleted it', () => {
    const match = matchByInstitutionKey([known('a', 'same', 'deleted')], [incoming('a', 'other')])
    expect(match).toMatchObject({ fresh: [], changed: [], unchanged: [], suppressed: [{ key: 'a' }], gone: [] })
  })

  test('comes back under its id when it had only gone, or went along with another', () => {
    const before = [known('a', 'same', 'gone'), known('b', 'same', 'cascaded')]
    const match = matchByInstitutionKey(before, [incoming('a'), incoming('b')])
    expect(match.changed.map(({ known: { id } }) => id)).toEqual(['id of a', 'id of b'])
  })

  test('counts once when its key comes twice, with what came later', () => {
    const match = matchByInstitutionKey([known('a')], [incoming('a'), incoming('a', 'corrected')])
    expect(match.changed).toMatchObject([{ incoming: { contentMac: mac('corrected') } }])
    expect(match.unchanged).toEqual([])
  })
})

test('a known record that did not come is gone, unless it was removed before', () => {
  const before = [known('a'), known('b', 'same', 'deleted'), known('c', 'same', 'gone')]
  expect(matchByInstitutionKey(before, []).gone).toEqual([known('a')])
})

test('each record stands in one list, and one incoming claims at most one known', () => {
  const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const contents = fc.constantFrom('same', 'other')
  const removals = fc.constantFrom(null, 'deleted', 'cascaded', 'gone')
  const before = fc
    .uniqueArray(fc.tuple(keys, contents, removals), { selector: ([key]) => key })
    .map((rows) => rows.map(([key, content, removal]) => known(key, content, removal)))
  const after = fc.array(fc.tuple(keys, contents)).map((rows) => rows.map(([key, content]) => incoming(key, content)))
  fc.assert(
    fc.property(before, after, (rows, came) => {
      const { fresh, changed, unchanged, suppressed, gone } = matchByInstitutionKey(rows, came)
      const pairs = [...changed, ...unchanged]
      const placed = [...fresh, ...pairs.map(({ incoming: record }) => record), ...suppressed].map(({ key }) => key)
      expect(placed.toSorted()).toEqual([...new Set(came.map(({ key }) => key))].sort())
      const claimed = [...pairs.map((pair) => pair.known), ...gone].map(({ id }) => id)
      expect(new Set(claimed).size).toBe(claimed.length)
      for (const pair of pairs) expect(pair.known.identity_key).toBe(pair.incoming.key)
    }),
  )
})
