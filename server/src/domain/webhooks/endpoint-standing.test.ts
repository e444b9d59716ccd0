import { describe, expect, test } from 'vitest'
import { afterTry, mayBeTried, nextProbeAt, type Standing, soundStanding, type Tried } from './endpoint-standing.ts'

const noon = new Date('2026-03-18T12:00:00.000Z')
const hoursOn = (hours: number) => new Date(noon.getTime() + hours * 3_600_000)
const sound: Standing = { ...soundStanding, enabled: true, due_at: null }
const tried = (result: Tried['result'], at: Date, more: Partial<Tried> = {}): Tried => ({
  ...{ deliveryId: 'one', at, result, quietMs: 0 },
  ...more,
})
const failingAt = (...hours: readonly number[]) =>
  hours.reduce((standing, hour) => afterTry(standing, tried('failed', hoursOn(hour))), sound)

describe('an endpoint', () => {
  test('that fails is paused after a day of nothing else, five tries at least', () => {
    expect(failingAt(0, 1, 2, 3, 23.9).paused_at).toBeNull()
    expect(failingAt(0, 1, 2, 24).paused_at).toBeNull()
    expect(failingAt(0, 1, 2, 3, 24)).toMatchObject({
      paused_at: hoursOn(24),
      due_at: new Date(hoursOn(24).getTime() + 300_000),
    })
  })

  test('that takes something in between is not', () => {
    const calm = afterTry(failingAt(0, 1, 2, 3), tried('taken', hoursOn(4)))
    expect(calm).toEqual(sound)
    expect(afterTry(calm, tried('failed', hoursOn(25)))).toMatchObject({ paused_at: null, failing_since: hoursOn(25) })
  })

  test('that is paused hears probes alone, ever more rarely, and nothing else changes when', () => {
    const paused = { ...failingAt(0, 1, 2, 3, 24), probe_delivery_id: 'probe' }
    const other = afterTry(paused, tried('failed', hoursOn(24.1)))
    expect(other).toMatchObject({ due_at: paused.due_at, probes_count: 0, probe_delivery_id: 'probe' })
    const again = afterTry(paused, tried('failed', hoursOn(24.1), { deliveryId: 'probe' }))
    expect(again).toMatchObject({ probes_count: 1, probe_delivery_id: null, paused_at: paused.paused_at })
    expect(again.due_at).toEqual(nextProbeAt(hoursOn(24.1), 1))
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 300].map(
      (count) => (nextProbeAt(noon, count).getTime() - noon.getTime()) / 60_000,
    )
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360])
  })

  test('that is paused and takes something is sound again, and looked after at once', () => {
    const paused = { ...failingAt(0, 1, 2, 3, 24), probe_delivery_id: 'probe', probes_count: 3 }
    expect(afterTry(paused, tried('taken', hoursOn(30), { deliveryId: 'probe' }))).toEqual({
      ...sound,
      due_at: hoursOn(30),
    })
  })

  test('that answers 410 is switched off, paused or not', () => {
    for (const standing of [sound, failingAt(0, 1), failingAt(0, 1, 2, 3, 24)])
      expect(afterTry(standing, tried('gone', hoursOn(30)))).toEqual({ ...sound, enabled: false, gone_at: hoursOn(30) })
  })

  test('that wants quiet has it until the latest instant that it named', () => {
    const once = afterTry(sound, tried('failed', noon, { quietMs: 90_000 }))
    expect(once.slowed_until).toEqual(new Date(noon.getTime() + 90_000))
    expect(afterTry(once, tried('failed', noon, { quietMs: 60_000 })).slowed_until).toEqual(once.slowed_until)
    expect(afterTry(once, tried('failed', noon)).slowed_until).toEqual(once.slowed_until)
  })
})

test.each<[Partial<Standing>, object]>([
  [{}, { kind: 'now' }],
  [{ enabled: false }, { kind: 'held' }],
  [{ paused_at: noon }, { kind: 'held' }],
  [{ paused_at: noon, probe_delivery_id: 'other' }, { kind: 'held' }],
  [{ paused_at: noon, probe_delivery_id: 'one' }, { kind: 'now' }],
  [{ slowed_until: hoursOn(1) }, { kind: 'later', at: hoursOn(1) }],
  [{ slowed_until: noon }, { kind: 'now' }],
])('a delivery at an endpoint with %o', (standing, expected) => {
  expect(mayBeTried({ ...sound, ...standing }, { id: 'one', now: noon })).toEqual(expected)
})
