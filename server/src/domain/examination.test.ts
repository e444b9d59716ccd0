import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mistakesIn, quantile, scoreOf } from './examination.ts'

describe('the score', () => {
  test.each([
    [['passed', 'passed'], 'A', 100],
    [['passed', 'skipped'], 'A', 100],
    [['passed', 'passed', 'passed', 'passed', 'passed', 'passed', 'passed', 'passed', 'warned'], 'B', 94],
    [['passed', 'passed', 'passed', 'passed', 'failed'], 'B', 80],
    [['passed', 'passed', 'failed'], 'C', 66],
    [['passed', 'failed'], 'D', 50],
    [['warned', 'failed'], 'F', 25],
    [['failed', 'failed'], 'F', 0],
  ] as const)('%o is %s, %i percent', (verdicts, grade, percent) => {
    expect(scoreOf(verdicts)).toEqual({ grade, percent })
  })

  test('what was skipped alone has none', () => {
    expect(scoreOf(['skipped'])).toBeNull()
    expect(scoreOf([])).toBeNull()
  })
})

describe('quantiles', () => {
  test('are values that were there', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1), quantile([7], 0.5)]).toEqual([
      50, 99, 100, 7,
    ])
    expect(quantile([], 0.99)).toBe(0)
  })
})

describe('mistakes', () => {
  const ever = new Set(['a', 'b', 'gone'])

  test('are what is missing, what is still there, and what is there twice', () => {
    const found = mistakesIn(['b', 'b', 'gone', 'of another link'], new Set(['a', 'b']), ever)
    expect([...found].sort()).toEqual(['missing a', 'removed gone', 'twice b'])
  })

  test('there are none where the same is believed, in whatever order, whatever else is believed of other links', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 })
    fc.assert(
      fc.property(ids, ids, (mine, others) => {
        const truth = new Set(mine)
        const believed = [...others.filter((id) => !truth.has(id)), ...mine.toReversed()]
        expect(mistakesIn(believed, truth, truth).size).toBe(0)
      }),
    )
  })
})
