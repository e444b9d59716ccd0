import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answersOf, isRight, share, weightOf, withMeasured } from './accuracy.ts'

/** What a change of the rules may not fall below: the share of rows, and of money, in the right category. */
const floors = {
  tuning: { rows: 0.99, money: 0.99 },
  'held-out': { rows: 0.97, money: 0.97 },
  'statements-tuning': { rows: 0.87, money: 0.95 },
  'statements-held-out': { rows: 0.71, money: 0.71 },
} as const

describe.each(Object.entries(floors))('%s', (part, floor) => {
  const answers = answersOf(part as keyof typeof floors)

  test(`at least ${floor.rows * 100} % of the rows are in the right category`, () => {
    expect(share(answers, isRight)).toBeGreaterThanOrEqual(floor.rows)
  })

  test(`at least ${floor.money * 100} % of the money is in the right category`, () => {
    expect(share(answers, isRight, weightOf)).toBeGreaterThanOrEqual(floor.money)
  })
})

test('docs/categorisation.md shows what is measured now; `npm run docs` writes it', () => {
  const page = readFileSync(new URL('../../docs/categorisation.md', import.meta.url), 'utf8')
  expect(page === withMeasured(page)).toBe(true)
})
