import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type History, histories, historiesOf, judge, type ToldVisit } from './histories.ts'

const byTruth = ({ rows }: ToldVisit): readonly string[] => rows.map(({ movement }) => movement)
const byKey = ({ rows }: ToldVisit): readonly string[] => rows.map(({ record }) => record.key)

describe('a history', () => {
  test('shows each movement in one row and each row under one key at every visit', () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const visit of history) {
          expect(new Set(byTruth(visit)).size).toBe(visit.rows.length)
          expect(new Set(byKey(visit)).size).toBe(visit.rows.length)
          for (const { record } of visit.rows) {
            expect(record.body.internal_identification).toBe(record.key)
            expect(String(record.body.value_date) <= visit.at.toISOString().slice(0, 10)).toBe(true)
          }
        }
      }),
      { numRuns: 200, seed: 71 },
    )
  })

  test('has another account after another consent, and rows that are still of the same movements', () => {
    let anew = 0
    fc.assert(
      fc.property(histories, (history) => {
        for (const [index, { rows }] of history.entries()) {
          const before = history[index - 1]?.rows[0]
          const [after] = rows
          if (!before || !after || before.record.account === after.record.account) continue
          anew += 1
          const keys = new Set(history[index - 1]?.rows.map(({ record }) => record.key))
          expect(rows.filter(({ record }) => keys.has(record.key))).toEqual([])
        }
      }),
      { numRuns: 200, seed: 76 },
    )
    expect(anew).toBeGreaterThan(10)
  })

  test('what names its predecessor speaks of the row that showed the same movement before', () => {
    let named = 0
    fc.assert(
      fc.property(historiesOf(['tip']), (history) => {
        const movementOf = new Map<string, string>()
        for (const { rows } of history) {
          for (const { movement, record } of rows) {
            const before = record.replaces === undefined ? undefined : movementOf.get(record.replaces)
            if (before !== undefined) {
              named += 1
              expect(before).toBe(movement)
            }
            movementOf.set(record.key, movement)
          }
        }
      }),
      { numRuns: 100, seed: 72 },
    )
    expect(named).toBeGreaterThan(50)
  })
})

describe('the judge', () => {
  test('finds nothing wrong with the truth, whatever the rows are called', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(judge(history, byTruth)).toEqual({ splits: 0, merges: 0 })
      }),
      { numRuns: 200, seed: 73 },
    )
  })

  test('does not ask which of two rows that say the same is which', () => {
    fc.assert(
      fc.property(historiesOf(['alike']), (history) => {
        const exchanged = ({ rows }: ToldVisit): readonly string[] => {
          const counted = new Map<string, number>()
          return rows.map(({ record: { body } }) => {
            const said = `${body.transacted_at} ${body.description} ${body.amount}`
            counted.set(said, (counted.get(said) ?? 0) + 1)
            return `${said} ${counted.get(said)}`
          })
        }
        expect(judge(history, exchanged)).toEqual({ splits: 0, merges: 0 })
      }),
      { numRuns: 100, seed: 74 },
    )
  })

  test('counts a split for each movement that is called anew, and a merge for each key that is given away', () => {
    const found = { splits: 0, merges: 0 }
    fc.assert(
      fc.property(histories, (history) => {
        const verdict = judge(history, byKey)
        expect(verdict).toEqual({ splits: calledAnew(history), merges: givenAway(history) })
        found.splits += verdict.splits
        found.merges += verdict.merges
      }),
      { numRuns: 200, seed: 75 },
    )
    // Whoever goes by keys alone is wrong more than once in a history: this is what recognising has to be better than.
    expect(found.splits).toBeGreaterThan(200)
    expect(found.merges).toBeGreaterThan(20)
  })
})

/** Movements that one visit shows under another key than the visit before it. */
const calledAnew = (history: History): number =>
  between(history, (before, { movement, record }) =>
    before.some((row) => row.movement === movement && row.record.key !== record.key),
  )

/** Keys that stand for another movement than at the visit before. */
const givenAway = (history: History): number =>
  between(history, (before, { movement, record }) =>
    before.some((row) => row.movement !== movement && row.record.key === record.key),
  )

const between = (history: History, counts: (before: ToldVisit['rows'], row: ToldVisit['rows'][number]) => boolean) =>
  history.reduce(
    (sum, { rows }, index) => sum + rows.filter((row) => counts(history[index - 1]?.rows ?? [], row)).length,
    0,
  )
