import { expect, test } from 'vitest'
import { Patience } from './patience.ts'

const patience = () => new Patience({ answerMaxMs: 5_000, lostMaxMs: 8_000 })

test('a silent receiver costs no more than the whole that may be lost', () => {
  const given = patience()
  expect(given.waitMs('workspace', 'a')).toBe(5_000)
  given.learn('workspace', 'a', { ms: 5_000, inVain: true })
  expect(given.waitMs('workspace', 'a')).toBe(3_000)
  given.learn('workspace', 'a', { ms: 3_000, inVain: true })
  expect(given.waitMs('workspace', 'a')).toBe(0)
  expect(given.waitMs('workspace', 'b')).toBe(5_000)
  expect(given.waitMs('another', 'a')).toBe(5_000)
})

test('what is left of a wait that took fractions is whole milliseconds, as timers want them', () => {
  const given = patience()
  given.learn('workspace', 'a', { ms: 5_000.84, inVain: true })
  expect(given.waitMs('workspace', 'a')).toBe(2_999)
})

test('whoever answers has all of the time again, and so has everybody in a new turn', () => {
  const given = patience()
  given.learn('workspace', 'a', { ms: 7_000, inVain: true })
  given.learn('workspace', 'a', { ms: 100, inVain: false })
  expect(given.waitMs('workspace', 'a')).toBe(5_000)
  given.learn('workspace', 'a', { ms: 9_000, inVain: true })
  given.renew('workspace')
  expect(given.waitMs('workspace', 'a')).toBe(5_000)
})
