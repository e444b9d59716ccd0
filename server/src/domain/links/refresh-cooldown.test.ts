import { expect, test } from 'vitest'
import { minutesToWait } from './refresh-cooldown.ts'

const now = new Date('2026-03-18T15:00:00.000Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const never = { refreshed_at: null, refresh_claimed_at: null }

test('a link that was never refreshed need not wait', () => {
  expect(minutesToWait(never, now)).toBeNull()
})

test.each([
  [0, 10],
  [1, 10],
  [59_999, 10],
  [60_000, 9],
  [60_001, 9],
  [180_000, 7],
  [540_000, 1],
  [540_001, 1],
  [599_999, 1],
  [600_000, null],
  [600_001, null],
  [86_400_000, null],
])('%i ms after an accepted refresh, or after a claim, %s minutes are left', (ms, minutes) => {
  expect(minutesToWait({ ...never, refreshed_at: ago(ms) }, now)).toBe(minutes)
  expect(minutesToWait({ ...never, refresh_claimed_at: ago(ms) }, now)).toBe(minutes)
})

test('of a claim and an accepted refresh the later one counts', () => {
  const [early, late] = [ago(500_000), ago(100_000)]
  expect(minutesToWait({ refreshed_at: early, refresh_claimed_at: late }, now)).toBe(9)
  expect(minutesToWait({ refreshed_at: late, refresh_claimed_at: early }, now)).toBe(9)
  expect(minutesToWait({ refreshed_at: ago(900_000), refresh_claimed_at: ago(700_000) }, now)).toBeNull()
})
