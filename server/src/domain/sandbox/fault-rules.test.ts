import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  doorFaults,
  type FaultRuleDescription,
  faultRuleRequest,
  institutionFaults,
} from '../../../../contract/fault-rules.ts'
import { operations } from '../../../../contract/operations.ts'
import { endpoints } from '../../http/endpoints.ts'
import {
  type FaultRule,
  happens,
  isSpent,
  latencyOf,
  type Occasion,
  problemOf,
  speaksOf,
  stageOf,
} from './fault-rules.ts'

const rule = (description: FaultRuleDescription, more: Partial<FaultRule> = {}): FaultRule => ({
  id: '7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d',
  description,
  tries: 1,
  met: 0,
  createdAt: new Date('2026-03-18T00:00:00Z'),
  ...more,
})

const down = { kind: 'error', fault: 'institution_down' } as const

const occasion: Occasion = {
  stage: 'login',
  operation: 'RetrieveAccounts',
  institution: 'erebor_mx_retail',
  linkId: '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908',
  resource: null,
  at: new Date('2026-03-18T12:00:00Z'),
}

describe('a rule', () => {
  test('without anything to fit fits every moment of its kind, and no other', () => {
    expect(speaksOf(rule({ effect: down }), occasion)).toBe(true)
    expect(speaksOf(rule({ effect: down }), { ...occasion, stage: 'door' })).toBe(false)
    expect(speaksOf(rule({ effect: down, match: { resource: 'OWNERS' } }), occasion)).toBe(false)
  })

  test.each([
    [{ operation: 'RetrieveOwners' }],
    [{ institution: 'gotham_mx_business' }],
    [{ link: '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0909' }],
    [{ from: '2026-03-18T12:00:01Z' }],
    [{ until: '2026-03-18T12:00:00Z' }],
  ])('that names %o does not fit another', (match) => {
    expect(speaksOf(rule({ effect: down, match }), occasion)).toBe(false)
  })

  test('names a resource by the word of callers, whatever we call it', () => {
    const told = rule({ effect: down, match: { resource: 'INVOICES' } })
    for (const resource of ['INVOICES', 'INVOICES_CHILE'] as const) {
      expect(speaksOf(told, { ...occasion, stage: 'resource', resource })).toBe(true)
    }
    expect(speaksOf(told, { ...occasion, stage: 'resource', resource: 'DEBT_REPORTS' })).toBe(false)
  })

  test('shows itself where its effect belongs', () => {
    expect(stageOf({ effect: { kind: 'garbage' } })).toBe('door')
    expect(stageOf({ effect: { kind: 'error', fault: 'unexpected' } })).toBe('door')
    expect(stageOf({ effect: down })).toBe('login')
    expect(stageOf({ effect: down, match: { resource: 'OWNERS' } })).toBe('resource')
    expect(stageOf({ effect: { kind: 'partial_data', share: 0.5 } })).toBe('resource')
  })

  test('is spent when it has happened as often as was said', () => {
    expect([0, 1, 2, 3].map((met) => isSpent(rule({ effect: down, count: 2 }, { met })))).toEqual([
      ...[false, false, true, true],
    ])
    expect(isSpent(rule({ effect: down }, { met: 1_000_000 }))).toBe(false)
  })

  test('that is probable happens about as often, and each try is decided once for all', () => {
    const chancy = rule({ effect: down, match: { probability: 0.3 } })
    const decided = (seed: string) => Array.from({ length: 2_000 }, (_, tries) => happens(seed, { ...chancy, tries }))
    const happened = decided('seed').filter(Boolean).length
    expect(happened).toBeGreaterThan(520)
    expect(happened).toBeLessThan(680)
    expect(decided('seed')).toEqual(decided('seed'))
    expect(decided('other')).not.toEqual(decided('seed'))
  })
})

describe('a delay', () => {
  const delays = (distribution: Parameters<typeof latencyOf>[2]) =>
    Array.from({ length: 2_000 }, (_, tries) => latencyOf('seed', rule({ effect: down }, { tries }), distribution))
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

  test('has the middle and the bounds of its distribution', () => {
    expect(new Set(delays({ kind: 'fixed', ms: 40 }))).toEqual(new Set([40]))
    const even = delays({ kind: 'uniform', from_ms: 100, to_ms: 300 })
    expect([Math.min(...even) >= 100, Math.max(...even) <= 300]).toEqual([true, true])
    expect(meanOf(even)).toBeCloseTo(200, -1)
    const normal = delays({ kind: 'normal', mean_ms: 1_000, deviation_ms: 100 })
    expect(meanOf(normal) / 1_000).toBeCloseTo(1, 1)
    expect(normal.filter((each) => Math.abs(each - 1_000) < 100).length / 2_000).toBeCloseTo(0.68, 1)
    const long = delays({ kind: 'exponential', mean_ms: 200 })
    expect(meanOf(long) / 200).toBeCloseTo(1, 1)
    expect(long.filter((each) => each < 200).length).toBeGreaterThan(1_100)
  })

  test('is a whole number of milliseconds that somebody can wait for', () => {
    const some = fc.record({ mean_ms: fc.nat(60_000), deviation_ms: fc.nat(60_000), tries: fc.nat(10_000) })
    fc.assert(
      fc.property(some, ({ tries, ...normal }) => {
        const delay = latencyOf('seed', rule({ effect: down }, { tries }), { kind: 'normal', ...normal })
        expect(Number.isInteger(delay) && delay >= 0 && delay <= 60_000).toBe(true)
      }),
      { seed: 7 },
    )
  })
})

test.each([
  [{ effect: down, match: { operation: 'RetrieveMoney' } }, 'match.operation'],
  [{ effect: down, match: { from: '2026-03-18T00:00:00Z', until: '2026-03-17T00:00:00Z' } }, 'match.until'],
  [{ effect: { kind: 'garbage' }, match: { institution: 'erebor_mx_retail' } }, 'match.institution'],
  [{ effect: { kind: 'garbage' }, match: { resource: 'OWNERS' } }, 'match.resource'],
  [{ effect: { ...down, field: 'username' } }, 'effect.field'],
  [{ effect: { kind: 'garbage' }, match: { operation: 'Update' } }, 'match.operation'],
] as const)('%o could never happen', (description, field) => {
  expect(problemOf(description)).toMatchObject({ field })
})

test('whatever an operation of the API can be refused with can be ordered', () => {
  const declared = endpoints.filter(({ path }) => path.startsWith('/api/')).flatMap(({ faults }) => faults)
  const orderable: ReadonlySet<string> = new Set([...institutionFaults, ...doorFaults])
  expect([...new Set(declared)].filter((name) => !orderable.has(name))).toEqual([])
})

test('rules name every operation of the API', () => {
  const ours = endpoints.filter(({ path }) => path.startsWith('/api/')).map(({ operationId }) => operationId)
  expect([...operations].filter((name) => name !== 'Update').toSorted()).toEqual(ours.toSorted())
  expect(faultRuleRequest.required).toEqual(['effect'])
})
