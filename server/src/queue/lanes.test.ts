import { expect, test } from 'vitest'
import { Lanes } from './lanes.ts'

const quickMs = 20
const hangingMs = 5_000

/** Takes all that the lane may have. */
function fill(lanes: Lanes, name: string): number {
  let count = 0
  while (lanes.hasRoom(name)) {
    lanes.enter(name)
    count += 1
  }
  return count
}

const empty = (lanes: Lanes, name: string, { count, tookMs }: { count: number; tookMs: number }) => {
  for (let index = 0; index < count; index += 1) lanes.leave(name, tookMs)
}

test('a lane that nobody knows has a quarter of what one may have, and all of it once it is quick', () => {
  const lanes = new Lanes({ together: 100, each: 16 })
  expect(fill(lanes, 'a')).toBe(4)
  lanes.leave('a', quickMs)
  lanes.leave('a', quickMs)
  expect(fill(lanes, 'a')).toBe(14)
  expect(lanes.stuck()).toEqual([])
})

test('a lane that hangs comes down to one place, and up again when it answers', () => {
  const lanes = new Lanes({ together: 100, each: 16 })
  empty(lanes, 'a', { count: fill(lanes, 'a'), tookMs: hangingMs })
  expect(fill(lanes, 'a')).toBe(1)
  lanes.leave('a', hangingMs)
  expect(fill(lanes, 'a')).toBe(1)
  lanes.leave('a', quickMs)
  expect(fill(lanes, 'a')).toBe(2)
})

test('however many lanes hang, half of the places are for the others', () => {
  const lanes = new Lanes({ together: 20, each: 8 })
  const hanging = Array.from({ length: 100 }, (_, index) => `hanging ${index}`)
  for (const name of hanging) empty(lanes, name, { count: fill(lanes, name), tookMs: hangingMs })
  expect(hanging.reduce((sum, name) => sum + fill(lanes, name), 0)).toBe(10)
  expect(lanes.free).toBe(10)
  expect(lanes.stuck()).toEqual(expect.arrayContaining(hanging))
  expect(fill(lanes, 'sound')).toBe(2)
})

test('a place on which nothing was done says nothing about its lane', () => {
  const lanes = new Lanes({ together: 100, each: 16 })
  expect(fill(lanes, 'a')).toBe(4)
  for (let index = 0; index < 4; index += 1) lanes.leave('a')
  expect(fill(lanes, 'a')).toBe(4)
})

test('work without lanes has all places', () => {
  const lanes = new Lanes({ together: 3 })
  for (let index = 0; index < 3; index += 1) {
    expect(lanes.hasRoom(undefined)).toBe(true)
    lanes.enter(undefined)
  }
  expect([lanes.hasRoom(undefined), lanes.free, lanes.stuck()]).toEqual([false, 0, []])
  lanes.leave(undefined, hangingMs)
  expect(lanes.hasRoom(undefined)).toBe(true)
})
