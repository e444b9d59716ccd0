import { describe, expect, test } from 'vitest'
import {
  afterFailure,
  afterSuccess,
  firstSlot,
  type RefreshRate,
  slotInDayMs,
  slotOfNextDay,
  updateRetryAt,
} from './schedule.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const ids = Array.from({ length: 60 }, (_, index) => `link ${index}`)
const regular = ['6h', '12h', '24h', '7d'] as const
const periodMs = { '6h': 6 * hourMs, '12h': 12 * hourMs, '24h': dayMs, '7d': 7 * dayMs } as const

/** Instants around midnights, ends of months and of years, leap days. */
const instants = [
  '2026-03-18T15:00:00.000Z',
  '2026-03-18T00:00:00.000Z',
  '2026-03-18T23:59:59.999Z',
  '2026-12-31T23:59:59.999Z',
  '2027-01-01T00:00:00.000Z',
  '2028-02-28T12:34:56.789Z',
  '2028-02-29T23:00:00.000Z',
  '2026-01-20T23:59:00.000Z',
  '2026-01-31T08:00:00.000Z',
].map((text) => new Date(text))

const everywhere = ids.flatMap((id) => instants.map((now) => ({ id, now })))
const midnight = (at: Date) => Math.floor(at.getTime() / dayMs) * dayMs
const inDay = (at: Date) => at.getTime() - midnight(at)
const month = (at: Date) => at.toISOString().slice(0, 7)
const monthAfter = (at: Date) => month(new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)))

describe("a link's slot", () => {
  test('is a whole minute of the day, always the same, and spread over the day', () => {
    const slots = ids.map(slotInDayMs)
    expect(ids.map(slotInDayMs)).toEqual(slots)
    for (const slot of slots) expect([slot % 60_000, slot >= 0, slot < dayMs]).toEqual([0, true, true])
    for (const quarter of [0, 1, 2, 3]) {
      expect(slots.some((slot) => Math.floor(slot / (dayMs / 4)) === quarter)).toBe(true)
    }
  })

  test('of the next day is in the next UTC day, whatever the time', () => {
    for (const { id, now } of everywhere) {
      const at = slotOfNextDay(id, now)
      expect(midnight(at)).toBe(midnight(now) + dayMs)
      expect(inDay(at)).toBe(slotInDayMs(id))
    }
  })
})

describe.each(regular)('every %s', (rate) => {
  const period = periodMs[rate]

  test('the first slot and the one after a success lie on the grid, half a period to one and a half away', () => {
    for (const { id, now } of everywhere) {
      for (const { at, retries } of [firstSlot(id, rate, now), afterSuccess(id, rate, now)]) {
        const grid = period < dayMs ? period : dayMs
        expect(at.getTime() % grid).toBe(slotInDayMs(id) % grid)
        const away = at.getTime() - now.getTime()
        expect(away).toBeGreaterThanOrEqual(rate === '7d' ? 6 * dayMs : period / 2)
        expect(away).toBeLessThan(rate === '7d' ? 8 * dayMs : period * 1.5)
        expect(retries).toBe(0)
      }
    }
  })

  test('slots that succeed follow one another exactly a period apart', () => {
    for (const id of ids) {
      let at = firstSlot(id, rate, instants[0] as Date).at
      for (let round = 0; round < 10; round += 1) {
        const next = afterSuccess(id, rate, at).at
        expect(next.getTime() - at.getTime()).toBe(period)
        at = next
      }
    }
  })

  test('a failure is tried again after 1, 4 and 12 hours, as long as that is before the next slot', () => {
    const waits: Readonly<Record<RefreshRate, readonly number[]>> = {
      '6h': [1, 5],
      '12h': [1, 5],
      '24h': [1, 5, 17],
      '7d': [1, 5, 17],
      '30d': [],
    }
    for (const id of ids) {
      const slot = firstSlot(id, rate, instants[0] as Date).at
      let plan = { at: slot, retries: 0 }
      const seen: number[] = []
      for (let round = 0; round < 10; round += 1) {
        plan = afterFailure(id, rate, { now: plan.at, retries: plan.retries })
        if (plan.retries === 0) break
        expect(plan.retries).toBe(seen.length + 1)
        seen.push((plan.at.getTime() - slot.getTime()) / hourMs)
      }
      expect(seen).toEqual(waits[rate])
      // A week is counted from the day of the last try, which can be the day after the slot.
      const late = plan.at.getTime() - slot.getTime() - period
      expect(rate === '7d' ? [0, dayMs] : [0]).toContain(late)
    }
  })
})

test('a daily link whose retry succeeds after midnight is not left alone for two days', () => {
  const id = ids.find((each) => slotInDayMs(each) > 23 * hourMs) ?? ''
  const slot = firstSlot(id, '24h', instants[0] as Date).at
  const retry = afterFailure(id, '24h', { now: slot, retries: 0 })
  expect(midnight(retry.at)).toBe(midnight(slot) + dayMs)
  expect(afterSuccess(id, '24h', retry.at).at.getTime() - slot.getTime()).toBe(dayMs)
})

test('after its last retry a daily link waits for the next slot, not for the one after', () => {
  for (const id of ids) {
    const slot = firstSlot(id, '24h', instants[0] as Date).at
    const last = new Date(slot.getTime() + 17 * hourMs)
    expect(afterFailure(id, '24h', { now: last, retries: 3 })).toEqual({
      at: new Date(slot.getTime() + dayMs),
      retries: 0,
    })
  }
})

describe('every 30d', () => {
  test('the first refresh is on a drawn day, first to twentieth, of the next month', () => {
    const days = new Set<number>()
    for (const { id, now } of everywhere) {
      const { at, retries } = firstSlot(id, '30d', now)
      expect([month(at), retries, inDay(at)]).toEqual([monthAfter(now), 0, slotInDayMs(id)])
      expect(at.getUTCDate()).toBeLessThanOrEqual(20)
      expect(firstSlot(id, '30d', now).at).toEqual(at)
      days.add(at.getUTCDate())
    }
    expect(days.size).toBe(20)
  })

  test('a link that is refreshed keeps its day of the month, through every kind of month', () => {
    for (const id of ids) {
      let at = firstSlot(id, '30d', new Date('2027-11-30T12:00:00.000Z')).at
      for (let round = 0; round < 26; round += 1) {
        const next = afterSuccess(id, '30d', at)
        expect([month(next.at), next.at.getUTCDate(), inDay(next.at), next.retries]).toEqual([
          monthAfter(at),
          at.getUTCDate(),
          inDay(at),
          0,
        ])
        at = next.at
      }
    }
  })

  const failing = (id: string, from: Date) => {
    const tries = [{ at: from, retries: 0 }]
    for (let round = 0; round < 30; round += 1) {
      const { at: now, retries } = tries.at(-1) ?? { at: from, retries: 0 }
      tries.push(afterFailure(id, '30d', { now, retries }))
      if (tries.at(-1)?.retries === 0) break
    }
    return tries
  }

  test('a failure is tried again on the days that follow, six at most, then on a new day of the next month', () => {
    const id = ids[7] ?? ''
    const tries = failing(id, new Date(Date.UTC(2026, 2, 5) + slotInDayMs(id)))
    const fresh = tries.pop()
    expect(tries.map(({ at }) => at.getUTCDate())).toEqual([5, 6, 7, 8, 9, 10, 11])
    expect(tries.map(({ retries }) => retries)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(fresh).toEqual(firstSlot(id, '30d', new Date('2026-03-11T00:00:00.000Z')))
  })

  test('nothing is planned after the twentieth', () => {
    for (const id of ids) {
      for (const day of [1, 14, 17, 19, 20]) {
        const tries = failing(id, new Date(Date.UTC(2026, 1, day) + slotInDayMs(id)))
        expect(tries.map(({ at }) => at.getUTCDate()).filter((date) => date > 20)).toEqual([])
        expect(tries.length).toBe(Math.min(6, 20 - day) + 2)
        expect(month(tries.at(-1)?.at ?? new Date(0))).toBe('2026-03')
      }
    }
  })

  test('a refresh that only worked after the twentieth gets a new day', () => {
    for (const id of ids) {
      const late = new Date('2026-03-27T09:00:00.000Z')
      expect(afterSuccess(id, '30d', late)).toEqual(firstSlot(id, '30d', late))
    }
  })

  test('a retry that works keeps its own day', () => {
    const id = ids[3] ?? ''
    const { at } = afterFailure(id, '30d', { now: new Date(Date.UTC(2026, 2, 5) + slotInDayMs(id)), retries: 0 })
    expect(afterSuccess(id, '30d', at).at).toEqual(new Date(Date.UTC(2026, 3, 6) + slotInDayMs(id)))
  })
})

test('an update that the institution stood in the way of tries again after 1, 4 and 12 hours, then no more', () => {
  const now = instants[0] as Date
  const waits = [0, 1, 2, 3, 4].map((tries) => updateRetryAt(now, tries))
  expect(waits.map((at) => at && (at.getTime() - now.getTime()) / hourMs)).toEqual([1, 4, 12, null, null])
})
