import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = join(import.meta.dirname, '../..')

/** What takes half a minute and more, the longest first. */
const slowest = [
  'test/simulation/years.db.test.ts',
  'server/src/http/enlace/triggers/triggers.db.test.ts',
  'server/src/http/enlace/clock/clock.db.test.ts',
  'test/robustness/bad-input.db.test.ts',
  'test/robustness/crash.db.test.ts',
  'test/journeys/golden.db.test.ts',
  'server/src/http/resources/destroy.db.test.ts',
  'server/src/flows/doctor/doctor.db.test.ts',
  'server/src/http/enlace/reset-to-snapshot.db.test.ts',
]

/**
 * Starts the slowest files before all others, whatever their project: on a fresh clone Vitest knows no durations and
 * goes by size, project after project, which leaves the longest of the last project alone on one core.
 */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const missing = slowest.filter((file) => !existsSync(join(root, file)))
    if (missing.length > 0) throw new Error(`test/harness/slowest-first.ts names what is not there: ${missing}`)
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = slowest.indexOf(relative(root, moduleId).replaceAll(sep, '/'))
      return rank < 0 ? slowest.length : rank
    }
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}
