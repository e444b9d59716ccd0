import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { databaseUnderTest } from '../harness/under-test.ts'
import { demand } from './model.ts'
import { type Plan, simulate } from './run.ts'
import { isSameContradiction, type OnFreshPlace, shrinkHistory, type Try } from './shrink-history.ts'
import type { Stage } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'enlace-shrink-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let places = 0
const onFreshPlace: OnFreshPlace = async (work) => {
  places += 1
  const own = join(folder, String(places))
  try {
    return await work({ kind: 'embedded', folder: own })
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

/** Something that is no invariant, so that it ends with a contradiction soon. */
function nobodyDeletes({ workspaces }: Stage): void {
  for (const { links } of workspaces)
    for (const { id, shelves } of links.values())
      for (const { deleted } of shelves.values()) demand(deleted.size === 0, `something of ${id} was deleted`)
}

// What is tried is the same on either database.
describe.skipIf(databaseUnderTest().kind !== 'embedded')('a failing run', () => {
  test('is made as short as what leads to its contradiction', { timeout: 0 }, async () => {
    const plan: Omit<Plan, 'place'> = { seed: 'shrink', days: 120, also: nobodyDeletes }
    const report = await onFreshPlace((place) => simulate({ ...plan, place }))
    expect(report.contradiction).toMatch(/was deleted$/)
    const tries: Try[] = []
    const limits = { triesMax: 80, hasTime: () => true }
    const short = await shrinkHistory({ plan, report, onFreshPlace }, limits, (tried) => void tries.push(tried))
    expect(short?.history.map(({ operation }) => operation)).toEqual(['register', 'delete_record'])
    expect(isSameContradiction(short?.contradiction ?? null, report.contradiction)).toBe(true)
    expect([tries[0]?.steps, tries[0]?.isSame, tries.at(-1)?.least]).toEqual([report.history.length, true, 2])
    const again = await onFreshPlace((place) => simulate({ ...plan, place, history: short?.history ?? [] }))
    expect([again.steps, again.contradiction]).toEqual([short?.steps, short?.contradiction])
  })

  test('that does not fail again is not made shorter', { timeout: 0 }, async () => {
    const plan: Omit<Plan, 'place'> = { seed: 'again', days: 0 }
    const report = await onFreshPlace((place) => simulate({ ...plan, place }))
    const other = { ...report, contradiction: 'records: 3 are lost' }
    const limits = { triesMax: 80, hasTime: () => true }
    expect(await shrinkHistory({ plan, report: other, onFreshPlace }, limits, () => undefined)).toBeNull()
  })

  test.each([
    ['records: TRANSACTIONS of 6a8c0b1a-5a1e-4c58-9b0a-0d0c0b0a0908: 3 are lost', true],
    ['records: TRANSACTIONS of 00000000-5a1e-4c58-9b0a-0d0c0b0a0908: 12 are lost', true],
    ['records: ACCOUNTS of 6a8c0b1a-5a1e-4c58-9b0a-0d0c0b0a0908: 3 are lost', false],
    [null, false],
  ])('ends the same way whoever it is about: %s', (other, isSame) => {
    const one = 'records: TRANSACTIONS of 6a8c0b1a-5a1e-4c58-9b0a-0d0c0b0a0908: 3 are lost'
    expect(isSameContradiction(one, other)).toBe(isSame)
  })
})
