import type { SerializedError } from 'vitest'
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node'

type Tally = { passed: number; failed: number; skipped: number }

/** Ends the output with one line that a machine can read: `3 passed, 0 failed`, and skipped ones where there are any. */
export default class ClosingLine implements Reporter {
  #tally: Tally = { passed: 0, failed: 0, skipped: 0 }

  onInit({ config }: Vitest): void {
    if (config.watch) return
    // On exit, because the summary and the teardown of what the run has started still print after the last test.
    process.once('exit', (code) => process.stdout.write(`${closingLine(this.#tally, code)}\n`))
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], _reason: TestRunEndReason): void {
    this.#tally = tallyOf(modules, errors.length)
  }
}

/** A run that failed outside any test does not end on `0 failed`. */
export function closingLine({ passed, failed, skipped }: Tally, exitCode: number): string {
  const counted = exitCode !== 0 && failed === 0 ? 1 : failed
  return `${passed} passed, ${counted} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** A file that could not be read and an error outside all tests count as a failure each. */
function tallyOf(modules: readonly TestModule[], errorsCount: number): Tally {
  const tally: Tally = { passed: 0, failed: errorsCount, skipped: 0 }
  for (const module of modules) {
    tally.failed += module.errors().length
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state !== 'pending') tally[state] += 1
    }
  }
  return tally
}
