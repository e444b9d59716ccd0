import { describe, expect, test } from 'vitest'
import type { ResourceName } from '../../../../../contract/resource.ts'
import type { WorldChange } from '../../contract.ts'
import { institutionNamed } from '../fixtures.ts'
import { heldAt } from '../world/accounts/investments.ts'
import { dayAt, dayMs, monthOf } from '../world/calendar.ts'
import { sumOf } from '../world/movement.ts'
import { makeWorld, type World } from '../world/world.ts'
import { answersAfter } from './bank-answers.ts'
import { changedWorld } from './bank-world.ts'

const at = new Date('2026-03-18T15:00:00.000Z')
const month = monthOf(dayAt(at.getTime()))
const world = makeWorld('seed', institutionNamed('ofmockbank_br_retail'), '76109277673') as World

const change = (
  number: number,
  kind: 'added' | 'changed' | 'taken_back',
  [resource, subject]: readonly [ResourceName, string?],
): WorldChange => ({ number, kind, resource, at, subject: subject ?? null })

const bought = world.checking.movements(month - 1).findLast(({ mcc }) => mcc !== undefined)?.key ?? ''

const changes = [
  change(1, 'added', ['TRANSACTIONS']),
  change(2, 'added', ['INVESTMENTS']),
  change(3, 'added', ['INVESTMENT_TRANSACTIONS']),
  change(4, 'added', ['EXCHANGES']),
  change(5, 'taken_back', ['TRANSACTIONS', bought]),
  change(6, 'changed', ['TRANSACTIONS', world.checking.movements(month)[0]?.key ?? '']),
  change(7, 'added', ['ACCOUNTS']),
  change(8, 'added', ['OWNERS']),
  change(9, 'added', ['BILLS']),
  change(10, 'added', ['BILLS']),
]

const seenBy = (resource: ResourceName, changed: readonly WorldChange[], days = 0) =>
  [...answersAfter(world, { question: { resource }, now: at.getTime() + days * dayMs, changes: changed })].map(
    ({ key }) => key,
  )

const without = (keys: readonly string[], others: readonly string[]): string[] =>
  keys.filter((key) => !others.includes(key))

describe('a bank to which things were made to happen', () => {
  const { checking, portfolio } = changedWorld(world, changes)

  test('its balances are what its movements add up to, in every month', () => {
    for (let each = month - 14; each <= month + 14; each += 1) {
      expect(checking.opening(each) + sumOf(checking.movements(each))).toBe(checking.opening(each + 1))
    }
    expect(checking.opening(month + 12)).not.toBe(world.checking.opening(month + 12))
  })

  test('what was bought is paid for, and what is closed later leaves nothing', () => {
    const opened = (portfolio?.investmentsAt(at.getTime()) ?? []).filter(
      ({ key }) => !world.portfolio?.investmentsAt(at.getTime()).some((each) => each.key === key),
    )
    expect(opened).toHaveLength(1)
    for (const investment of opened) {
      expect(heldAt(investment, at.getTime())).toBeGreaterThan(0)
      expect(heldAt(investment, at.getTime() + 301 * dayMs)).toBe(0)
      const cash = checking.movements(month).filter(({ at: when, cents }) => when === at.getTime() && cents < 0)
      expect(cash.map(({ cents }) => -cents)).toContain(
        (investment.deals[0]?.grossCents ?? 0) + (investment.deals[0]?.feeCents ?? 0),
      )
    }
  })

  test.each([
    ['ACCOUNTS', 1, 0],
    ['BALANCES', 1, 0],
    ['OWNERS', 1, 0],
    ['BILLS', 2, 0],
    ['INVESTMENTS', 1, 0],
    // A purchase, and what pays for the new position and comes of an old one; one is taken back.
    ['TRANSACTIONS', 3, 1],
    ['INVESTMENT_TRANSACTIONS', 2, 0],
    ['EXCHANGES', 1, 0],
  ] as const)('%s: %d more and %d less than by themselves', (resource, more, less) => {
    const [before, after] = [seenBy(resource, []), seenBy(resource, changes)]
    expect(without(after, before)).toHaveLength(more)
    expect(without(before, after)).toHaveLength(less)
    expect(new Set(after).size).toBe(after.length)
  })

  test('a bill that was shown before its time is the one that comes then', () => {
    const ahead = without(seenBy('BILLS', changes), seenBy('BILLS', []))
    expect(ahead).toHaveLength(2)
    const later = seenBy('BILLS', [], 92)
    for (const key of ahead) expect(later).toContain(key)
    expect(seenBy('BILLS', changes, 92)).toEqual(later)
  })

  test.each(['erebor_mx_retail', 'erebor_co_retail', 'ofmockbank_br_retail'])(
    '%s: no two purchases on demand of one instant cost the same',
    (institution) => {
      const username = institution.startsWith('ofmock') ? '76109277673' : 'somebody'
      const person = makeWorld('seed', institutionNamed(institution), username) as World
      const bought = Array.from({ length: 1_000 }, (_each, index) => change(index + 1, 'added', ['TRANSACTIONS']))
      const before = new Set(person.checking.movements(month).map(({ key }) => key))
      const amounts = changedWorld(person, bought)
        .checking.movements(month)
        .filter(({ key }) => !before.has(key))
        .map(({ cents }) => cents)
      expect(amounts).toHaveLength(1_000)
      expect(new Set(amounts).size).toBe(1_000)
      expect(amounts.every((cents) => cents < 0)).toBe(true)
    },
  )

  test('without changes it is the very same', () => {
    expect(changedWorld(world, [])).toBe(world)
  })
})
