import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { claimAccounts } from './claim-accounts.ts'
import { claimMovements } from './claim-movements.ts'
import type { Arrived, Missing } from './evidence.ts'
import { contentOf, type Movement } from './movement.ts'
import { likenessOf, namingWords } from './wording.ts'

const dayOf = (day: number) => new Date(Date.UTC(2026, 2, 1 + day)).toISOString().slice(0, 10)

/** Few values of everything, so that rows are often alike, or nearly. */
const movement: fc.Arbitrary<Movement> = fc.record({
  parentId: fc.constantFrom('checking', 'card'),
  direction: fc.constantFrom('OUTFLOW', 'INFLOW', null),
  amount: fc.constantFrom(80, 81, 92, 100, 104, 300, null),
  currency: fc.constantFrom('MXN', 'MXN', 'USD'),
  localAmount: fc.constantFrom(null, null, 80, 92),
  date: fc.option(fc.integer({ min: 0, max: 12 }).map(dayOf), { freq: 8 }),
  moment: fc.constantFrom(null, null, '2026-03-02T10:00:00.000Z'),
  status: fc.constantFrom('PENDING', 'PROCESSED', 'PROCESSED', null),
  reference: fc.constantFrom(null, null, null, '4411', '4412'),
  merchant: fc.constantFrom(null, null, 'Oxxo', 'Uber'),
  description: fc.constantFrom('FONDA DOÑA LUPE', 'FONDA DONA LUPE GDL', 'OXXO GDL', 'UBER *TRIP', null),
})

const standing = fc.constantFrom('present' as const, 'present' as const, 'deleted' as const, 'gone' as const)

const storedRows = fc
  .array(fc.record({ traits: movement, standing, made: fc.integer({ min: 0, max: 3 }) }), { maxLength: 9 })
  .map((rows) =>
    rows.map(
      ({ made, ...row }, index): Missing<Movement> => ({ ...row, id: `id ${index}`, createdAt: new Date(made) }),
    ),
  )
const cameRows = fc
  .array(movement, { maxLength: 9 })
  .map((rows) => rows.map((traits, index): Arrived<Movement> => ({ key: `key ${index}`, traits })))

const byId = (claims: ReturnType<typeof claimMovements>) =>
  claims.toSorted((one, other) => (one.id < other.id ? -1 : 1))

/** Any order of the rows of a list. */
const shuffled = <Row>(rows: readonly Row[]) =>
  fc.shuffledSubarray([...rows], { minLength: rows.length, maxLength: rows.length })

describe('whatever rows there are', () => {
  const both = { numRuns: 3_000, seed: 5 }

  test('one row that came claims at most one stored row, and none is claimed twice', () => {
    fc.assert(
      fc.property(storedRows, cameRows, (stored, came) => {
        const claims = claimMovements(stored, came)
        expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length)
        expect(new Set(claims.map(({ key }) => key)).size).toBe(claims.length)
      }),
      both,
    )
  })

  test('their order does not matter', () => {
    const lists = fc
      .tuple(storedRows, cameRows)
      .chain(([stored, came]) => fc.tuple(fc.constant({ stored, came }), shuffled(stored), shuffled(came)))
    fc.assert(
      fc.property(lists, ([{ stored, came }, otherStored, otherCame]) => {
        expect(byId(claimMovements(otherStored, otherCame))).toEqual(byId(claimMovements(stored, came)))
      }),
      both,
    )
  })

  test('neither directions nor accounts are ever one, nor other references but at the same instant', () => {
    fc.assert(
      fc.property(storedRows, cameRows, (stored, came) => {
        for (const { id, key } of claimMovements(stored, came)) {
          const one = stored.find((row) => row.id === id)?.traits
          const other = came.find((row) => row.key === key)?.traits
          expect(one?.direction).toBe(other?.direction)
          expect(one?.parentId).toBe(other?.parentId)
          if (one?.reference !== other?.reference && one?.reference && other?.reference) {
            expect(one).toEqual({ ...other, status: one.status, reference: one.reference, merchant: one.merchant })
            expect(one.moment).not.toBeNull()
          }
          expect([one?.status, other?.status]).not.toEqual(['PROCESSED', 'PENDING'])
        }
      }),
      both,
    )
  })

  test('as many alike are recognised as there are on both sides: none is lost, and none is made of two', () => {
    fc.assert(
      fc.property(movement, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), (row, before, after) => {
        fc.pre(row.amount !== null && row.date !== null)
        const stored = Array.from({ length: before }, (_, index) => ({
          ...{ id: `id ${index}`, standing: 'present' as const, createdAt: new Date(0), traits: row },
        }))
        const came = Array.from({ length: after }, (_, index) => ({ key: `key ${index}`, traits: row }))
        expect(claimMovements(stored, came)).toHaveLength(Math.min(before, after))
      }),
      { numRuns: 300, seed: 6 },
    )
  })

  test('all of them under other keys are all of them', () => {
    fc.assert(
      fc.property(cameRows, (rows) => {
        const telling = rows.filter(({ traits }) => traits.amount !== null && traits.date !== null)
        const stored = telling.map(({ key, traits }) => ({
          ...{ id: `id of ${key}`, standing: 'present' as const, createdAt: new Date(0), traits },
        }))
        const again = telling.map(({ key, traits }) => ({ key: `new ${key}`, traits }))
        const claims = claimMovements(stored, again)
        expect(claims).toHaveLength(telling.length)
        const contents = new Map(telling.map(({ key, traits }) => [key, contentOf(traits)]))
        for (const { id, key } of claims) {
          expect(contents.get(id.replace('id of ', ''))).toBe(contents.get(key.replace('new ', '')))
        }
      }),
      both,
    )
  })

  test('a row that is like nothing else takes nothing from what two others are to each other', () => {
    fc.assert(
      fc.property(storedRows, cameRows, (stored, came) => {
        const stranger = { parentId: 'another', reference: 'none has it' }
        const more = came.concat(
          [...came.slice(0, 1)].map((row) => ({ key: 'far', traits: { ...row.traits, ...stranger } })),
        )
        expect(byId(claimMovements(stored, more))).toEqual(byId(claimMovements(stored, came)))
      }),
      both,
    )
  })
})

describe('accounts', () => {
  const account = fc.record({
    type: fc.constantFrom('checking', 'savings'),
    category: fc.constant('CHECKING_ACCOUNT'),
    currency: fc.constantFrom('BRL', 'USD'),
    agency: fc.constantFrom('1', null),
    number: fc.constantFrom('11', '12', null),
    publicNumber: fc.constantFrom('1/11', '1/12', null),
    internalNumber: fc.constantFrom('a', 'b'),
  })
  const rows = fc.array(account, { maxLength: 6 })

  test('each is one at most, and in whatever order they come the same', () => {
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const stored = before.map((traits, index) => ({
          ...{ id: `id ${index}`, standing: 'present' as const, createdAt: new Date(0), traits },
        }))
        const came = after.map((traits, index) => ({ key: `key ${index}`, traits }))
        const claims = claimAccounts(stored, came)
        expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length)
        expect(new Set(claims.map(({ key }) => key)).size).toBe(claims.length)
        expect(byId(claimAccounts(stored.toReversed(), came.toReversed()))).toEqual(byId(claims))
      }),
      { numRuns: 2_000, seed: 7 },
    )
  })
})

test('likeness is from 0 to 1, the same both ways, and 1 for the same words', () => {
  const words = fc.array(fc.constantFrom('OXXO', 'OXX', 'FONDA', 'LUPE', 'GDL', 'X', 'PAYPAL', 'STEAM'), {
    maxLength: 4,
  })
  fc.assert(
    fc.property(words, words, (one, other) => {
      const likeness = likenessOf(one, other)
      expect(likeness).toBeGreaterThanOrEqual(0)
      expect(likeness).toBeLessThanOrEqual(1)
      expect(likenessOf(other, one)).toBe(likeness)
      expect(likenessOf(one, one)).toBe(one.length === 0 ? 0 : 1)
    }),
    { seed: 8 },
  )
  expect(namingWords('COMPRA TARJETA 12/03 OXXO SUC 0441 AUT 991')).toEqual(['OXXO', 'SUC'])
})
