import { setTimeout as wait } from 'node:timers/promises'
import type { Candidate } from '../candidates/process.ts'

const sampleEveryMs = 100

/** The highest resident memory of ten samples a second while something goes on, in MB; and what came of it. */
export async function highestDuring<T>(
  candidate: Candidate,
  work: Promise<T>,
): Promise<{ highest: number; result: T }> {
  let over = false
  let highest = 0
  const done = work.finally(() => {
    over = true
  })
  while (!over) {
    highest = Math.max(highest, candidate.memory().residentMb ?? Number.NaN)
    await Promise.race([done, wait(sampleEveryMs)])
  }
  return { highest, result: await done }
}
