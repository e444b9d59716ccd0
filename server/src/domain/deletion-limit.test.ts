import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countDeletion } from './deletion-limit.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 18) + seconds * 1_000)

test('five deletions within a minute are counted, the sixth waits for the oldest', () => {
  let recent: readonly Date[] = []
  for (const seconds of [0, 10, 20, 30, 40]) {
    const verdict = countDeletion(recent, at(seconds))
    if (!verdict.allowed) throw new Error('refused too early')
    recent = verdict.recent
  }
  expect(countDeletion(recent, at(41))).toEqual({ allowed: false, waitSeconds: 19 })
  expect(countDeletion(recent, at(59.001))).toEqual({ allowed: false, waitSeconds: 1 })
  expect(countDeletion(recent, at(60))).toEqual({ allowed: true, recent: [10, 20, 30, 40, 60].map(at) })
})

test('in no sixty seconds are more than five allowed, and whoever waits as told gets through', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 }), (gapsMs) => {
      let now = at(0)
      let recent: readonly Date[] = []
      const allowed: number[] = []
      for (const gap of gapsMs) {
        now = new Date(now.getTime() + gap)
        const verdict = countDeletion(recent, now)
        if (verdict.allowed) {
          recent = verdict.recent
          allowed.push(now.getTime())
        } else {
          expect(countDeletion(recent, new Date(now.getTime() + verdict.waitSeconds * 1_000)).allowed).toBe(true)
        }
        expect(recent.length).toBeLessThanOrEqual(5)
      }
      for (const [index, instant] of allowed.entries()) {
        const sixth = allowed[index + 5]
        if (sixth !== undefined) expect(sixth - instant).toBeGreaterThanOrEqual(60_000)
      }
    }),
  )
})
