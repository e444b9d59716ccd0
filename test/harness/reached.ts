import { TestRunner } from 'vitest'
import { cellsOf } from '../contract/cells.ts'
import { keyOf } from '../contract/coverage.ts'
import type { JudgedReply } from '../contract/judge.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** The cells of the contract that the test has reached; Vitest hands them to the run's reporters. */
    reached?: string[]
  }
}

const reachedBy = new WeakMap<object, Set<string>>()

/** Notes for the test that runs now which cells a reply fills. What a hook asks for is no test of anything. */
export function noteReached(reply: JudgedReply): void {
  const running = TestRunner.getCurrentTest()
  if (!running) return
  const reached = reachedBy.get(running.meta) ?? new Set()
  reachedBy.set(running.meta, reached)
  const before = reached.size
  for (const cell of cellsOf(reply)) reached.add(keyOf(cell))
  if (reached.size > before) running.meta.reached = [...reached]
}
