import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { SourceRecord } from '../../../contract.ts'
import { answers, type Told } from '../../answers.ts'
import { institutionNamed } from '../../fixtures.ts'
import { sandboxInstitutions } from '../../manifest.ts'
import { continuedIn, truthAt } from '../../truth.ts'
import { blockedAt, bookedAt } from '../accounts/checking.ts'
import { type Day, dayFromIso, dayMs, hourMs, isoDay, startOf, weekday } from '../calendar.ts'
import type { Movement } from '../movement.ts'
import { makeWorld, type World } from '../world.ts'
import { isOddWeek, type SituationName, situations } from './situation-kinds.ts'
import { situationsOn } from './situations.ts'

vi.setConfig({ testTimeout: 120_000 })

const user = 'second_thoughts'
const weeks = fc.record({
  seed: fc.string({ maxLength: 8 }),
  institution: fc.constantFrom(...sandboxInstitutions),
  /** A day of any week between 2015 and 2040. */
  day: fc.integer({ min: dayFromIso('2015-01-20'), max: dayFromIso('2040-12-10') }),
})

type Week = typeof weeks extends fc.Arbitrary<infer T> ? T : never

const worldOf = ({ seed, institution }: Week): World => makeWorld(seed, institution, user) as World

/** The day on or before which such a situation begins. */
function dayOf(name: SituationName, { day }: Week): Day {
  const number = situationsOn.findIndex((names) => names.includes(name))
  return day - ((weekday(day) - number + 7) % 7)
}

/** What the statement shows of one situation at an hour counted from the beginning of its day. */
function statement(name: SituationName, week: Week) {
  const world = worldOf(week)
  const day = dayOf(name, week)
  const told = begun(name, world, day)
  const keys = new Set(told.map(({ key }) => key))
  const own = (row: Told) => keys.has(row.movement)
  return {
    day,
    told,
    at: (days: number, hour = 0) =>
      truthAt(world, startOf(day + days) + hour * hourMs, { from: isoDay(day) }).filter(own),
  }
}

const rowOf = (rows: readonly Told[], index = 0): SourceRecord => rows[index]?.record as SourceRecord
const cents = ({ body }: SourceRecord): number => Math.round(Number(body.amount) * 100)

/** The rule, told for itself: what is seen late on the day, and what when all is over. */
const rules: Readonly<Record<SituationName, (week: Week) => void>> = {
  tip(week) {
    const { day, at } = statement('tip', week)
    const [held, posted] = [rowOf(at(0, 23)), rowOf(at(2, 23))]
    expect(weekday(day)).toBe(1)
    expect(held.body).toMatchObject({ status: 'PENDING', accounting_date: null, value_date: isoDay(day) })
    expect(posted.body).toMatchObject({
      status: 'PROCESSED',
      accounting_date: isoDay(day + 2),
      value_date: isoDay(day),
    })
    expect(posted.key).not.toBe(held.key)
    expect(posted.replaces).toBe(held.key)
    expect(cents(posted) / cents(held)).toBeGreaterThan(1.09)
    expect(cents(posted) / cents(held)).toBeLessThan(1.19)
  },
  foreign(week) {
    const { at } = statement('foreign', week)
    const [held, posted] = [rowOf(at(0, 23)), rowOf(at(2, 23))]
    expect(posted.key).not.toBe(held.key)
    expect(posted.replaces).toBeUndefined()
    expect(posted.body.description).toMatch(/ USD \d+\.\d\d TC \d+\.\d{4}$/)
    expect(String(posted.body.description).startsWith(`${held.body.description} TC `)).toBe(true)
    expect(Math.abs(cents(posted) / cents(held) - 1)).toBeLessThan(0.06)
  },
  new_day(week) {
    const { day, at } = statement('new_day', week)
    const [held, posted] = [rowOf(at(0, 23)), rowOf(at(2, 23))]
    expect([held.body.value_date, posted.body.value_date]).toEqual([isoDay(day), isoDay(day + 1)])
    expect(posted.key === held.key).toBe(!isOddWeek(day))
    expect(cents(posted)).toBe(cents(held))
  },
  new_words(week) {
    const { day, at } = statement('new_words', week)
    const [first, later] = [rowOf(at(1, 23)), rowOf(at(4, 23))]
    expect(first.body.status).toBe('PROCESSED')
    expect(later.body.description).toMatch(/ AUT \d{6}$/)
    expect(later.body.description).not.toBe(first.body.description)
    expect(later.key === first.key).toBe(!isOddWeek(day))
  },
  new_key(week) {
    const { at } = statement('new_key', week)
    const [first, later] = [rowOf(at(3, 12)), rowOf(at(4, 23))]
    const { internal_identification: _, reference, ...rest } = first.body
    expect(later.body).toMatchObject(rest)
    expect(later.key).not.toBe(first.key)
    expect(later.body.reference).not.toBe(reference)
    expect(later.replaces).toBeUndefined()
  },
  alike(week) {
    const { at } = statement('alike', week)
    const rows = at(2, 23)
    expect(rows).toHaveLength(3)
    const said = rows.map(({ record: { body } }): SourceRecord['body'] => ({ ...body, internal_identification: '' }))
    expect(said[0]).toEqual(said[1])
    expect(said[2]).toEqual({ ...said[0], transacted_at: said[2]?.transacted_at })
    expect(said[2]?.transacted_at).not.toBe(said[0]?.transacted_at)
    const before = new Set(at(0, 23).map(({ record }) => record.key))
    expect(rows.filter(({ record }) => before.has(record.key))).toEqual([])
  },
  refund(week) {
    const { at } = statement('refund', week)
    const [bought, back] = [rowOf(at(2, 23)), rowOf(at(2, 23), 1)]
    expect([bought.body.type, back.body.type]).toEqual(['OUTFLOW', 'INFLOW'])
    expect(cents(back)).toBe(cents(bought))
    expect(back.body.value_date).toBe(bought.body.value_date)
  },
  reversal(week) {
    const { at } = statement('reversal', week)
    const [charge, reversed] = [rowOf(at(2, 23)), rowOf(at(2, 23), 1)]
    expect([charge.body.type, reversed.body.type]).toEqual(['OUTFLOW', 'INFLOW'])
    expect(reversed.body.description).toBe(charge.body.description)
    expect(cents(reversed)).toBe(cents(charge))
    expect(reversed.key).not.toBe(charge.key)
  },
  reused_key(week) {
    const { at } = statement('reused_key', week)
    const [held, next] = [at(2, 23), at(3, 23)]
    expect([held.length, next.length]).toEqual([1, 1])
    expect(rowOf(next).key).toBe(rowOf(held).key)
    expect(next[0]?.movement).not.toBe(held[0]?.movement)
    expect(rowOf(held).body.status).toBe('PENDING')
    expect(rowOf(next).body.description).not.toBe(rowOf(held).body.description)
  },
  undated(week) {
    const { day, at } = statement('undated', week)
    const [first, later] = [rowOf(at(2, 23)), rowOf(at(3, 23))]
    expect(first.body).toMatchObject({ status: 'PROCESSED', accounting_date: null })
    expect(first.body).not.toHaveProperty('transacted_at')
    expect(later.body).toMatchObject({ accounting_date: isoDay(day), transacted_at: expect.any(String) })
    expect(later.key).not.toBe(first.key)
  },
}

describe('every week of whoever has second thoughts', () => {
  test.each(Object.entries(rules))('%s goes by its rule', (_name, rule) => {
    fc.assert(fc.property(weeks, rule), { numRuns: 40, seed: 81 })
  })

  test('every situation begins on one day of the week', () => {
    expect(situationsOn.flat().toSorted()).toEqual(Object.keys(situations).toSorted())
  })
})

describe('the truth', () => {
  test('at every instant each row is one movement, each movement one row, and rows are what is answered', () => {
    fc.assert(
      fc.property(weeks, fc.integer({ min: 0, max: 24 * 60 }), (week, minutes) => {
        const world = worldOf(week)
        const now = startOf(week.day) + minutes * 60_000
        const told = truthAt(world, now)
        expect(new Set(told.map(({ movement }) => movement)).size).toBe(told.length)
        expect(new Set(told.map(({ record }) => record.key)).size).toBe(told.length)
        expect(told.map(({ record }) => record)).toEqual([...answers(world, { resource: 'TRANSACTIONS' }, now)])
      }),
      { numRuns: 40, seed: 82 },
    )
  })

  test('going by keys alone takes thirteen movements of a week for new ones, and one for another', () => {
    const world = makeWorld('seed', institutionNamed('erebor_mx_retail'), user) as World
    const sunday = dayFromIso('2026-03-08')
    expect([weekday(sunday), isOddWeek(sunday + 3)]).toEqual([0, true])
    const visits = Array.from({ length: 13 }, (_each, index) =>
      truthAt(world, startOf(sunday + index) + 23.9 * hourMs, { from: isoDay(sunday) }),
    )
    const ofWeek = new Set(begunIn(world, sunday).map(({ key }) => key))
    const anew = new Set<string>()
    const takenFor = new Set<string>()
    for (const [index, later] of visits.entries()) {
      const earlier = visits[index - 1] ?? []
      for (const { movement, before, after } of continuedIn(earlier, later)) {
        if (before.key !== after.key && ofWeek.has(movement)) anew.add(movement)
      }
      const known = new Map(earlier.map(({ movement, record }) => [record.key, movement]))
      for (const { movement, record } of later) {
        if (ofWeek.has(movement) && (known.get(record.key) ?? movement) !== movement) takenFor.add(movement)
      }
    }
    expect([anew.size, takenFor.size]).toEqual([13, 1])
  })

  test('what is held is what is shown as pending, and what is posted what is booked', () => {
    fc.assert(
      fc.property(weeks, fc.integer({ min: 0, max: 12 * 24 }), (week, hours) => {
        const world = worldOf(week)
        const [then, now] = [startOf(week.day), startOf(week.day) + hours * hourMs]
        const rows = truthAt(world, now, { from: isoDay(week.day - 10) }).filter(
          ({ record }) => record.account === world.checking.key,
        )
        const pending = rows.filter(({ record: { body } }) => body.status === 'PENDING' && body.type === 'OUTFLOW')
        expect(blockedAt(world.checking, now) + 0).toBe(pending.reduce((sum, { record }) => sum + cents(record), 0))
        const booked = new Map(movementsAround(world, week.day).map((each) => [each.key, each]))
        const between = [...booked.values()].filter(({ postedAt }) => postedAt > then && postedAt <= now)
        const sum = between.reduce((total, movement) => total + movement.cents, 0)
        expect(bookedAt(world.checking, now) - bookedAt(world.checking, then)).toBe(sum)
      }),
      { numRuns: 60, seed: 83 },
    )
  })
})

const begun = (name: SituationName, { client, checking }: World, day: Day): readonly Movement[] =>
  situations[name]({
    name,
    client,
    accountKey: checking.key,
    day,
    dice: client.dice('situation', name, day),
    index: 0,
  })

const begunIn = (world: World, sunday: Day): readonly Movement[] =>
  situationsOn.flatMap((names, number) => names.flatMap((name) => begun(name, world, sunday + number)))

const movementsAround = ({ checking }: World, day: Day): readonly Movement[] => {
  const date = new Date(day * dayMs)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
  return [month - 1, month, month + 1].flatMap((each) => checking.movements(each))
}
