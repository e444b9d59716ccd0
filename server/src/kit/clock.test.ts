import { expect, test } from 'vitest'
import { MovableClock, wallClock } from './clock.ts'

const wall = { at: Date.parse('2026-03-18T15:00:00Z'), now: () => new Date(wall.at) }
const iso = (clock: { now(): Date }) => clock.now().toISOString()

test('the wall clock tells the time of the machine', () => {
  const before = Date.now()
  const told = wallClock.now().getTime()
  expect(told).toBeGreaterThanOrEqual(before)
  expect(told).toBeLessThanOrEqual(Date.now())
})

test('a movable clock runs with the wall, from wherever it was moved to', () => {
  const clock = new MovableClock(wall)
  expect(iso(clock)).toBe('2026-03-18T15:00:00.000Z')
  clock.moveTo(new Date('2027-01-01T00:00:00Z'))
  wall.at += 90_000
  expect(iso(clock)).toBe('2027-01-01T00:01:30.000Z')
})

test('a frozen clock stands still until it is moved', () => {
  const clock = new MovableClock(wall)
  clock.freeze()
  const stopped = iso(clock)
  wall.at += 5_000
  expect(iso(clock)).toBe(stopped)
  clock.moveTo(new Date('2030-05-05T05:05:05Z'))
  wall.at += 5_000
  expect(iso(clock)).toBe('2030-05-05T05:05:05.000Z')
})

test('a clock that is opened with its state goes on where it stood', () => {
  const clock = new MovableClock(wall)
  clock.moveTo(new Date('2028-02-29T12:00:00Z'))
  expect(iso(new MovableClock(wall, clock.state()))).toBe(iso(clock))
  clock.freeze()
  const again = new MovableClock(wall, clock.state())
  wall.at += 1_000
  expect(iso(again)).toBe('2028-02-29T12:00:00.000Z')
})
