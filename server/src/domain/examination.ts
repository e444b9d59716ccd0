import type { Verdict } from '../../../contract/doctor.ts'

export type Grade = 'A' | 'B' | 'C' | 'D' | 'F'

/** From which percentage on a grade is given; below the last it is an F. */
const grades = [
  ['A', 95],
  ['B', 80],
  ['C', 65],
  ['D', 50],
] as const satisfies readonly (readonly [Grade, number])[]

/** How much of a check counts. */
const shares = { passed: 1, warned: 0.5, failed: 0 } as const

export type Score = { readonly grade: Grade; readonly percent: number }

/**
 * The share of the checks that were passed, a warning counting half; every check weighs the same, and what was skipped
 * says nothing. Null where all were.
 */
export function scoreOf(verdicts: readonly Verdict[]): Score | null {
  const judged = verdicts.filter((verdict) => verdict !== 'skipped')
  if (judged.length === 0) return null
  const sum = judged.reduce((total, verdict) => total + shares[verdict], 0)
  const percent = Math.floor((sum / judged.length) * 100)
  return { percent, grade: grades.find(([, least]) => percent >= least)?.[0] ?? 'F' }
}

/** The value below or at which `share` of them lie; 0 where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

/** What an application believes in, against what is true: one word for each mistake. */
export function mistakesIn(believed: readonly string[], truth: ReadonlySet<string>, everTrue: ReadonlySet<string>) {
  const counts = new Map<string, number>()
  for (const id of believed) counts.set(id, (counts.get(id) ?? 0) + 1)
  const missing = [...truth].filter((id) => !counts.has(id)).map((id) => `missing ${id}`)
  // Ids that were never true here are those of other links.
  const stale = [...counts.keys()].filter((id) => everTrue.has(id) && !truth.has(id)).map((id) => `removed ${id}`)
  const twice = [...counts].filter(([id, count]) => count > 1 && truth.has(id)).map(([id]) => `twice ${id}`)
  return new Set([...missing, ...stale, ...twice])
}
