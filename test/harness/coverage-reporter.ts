import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { SerializedError } from 'vitest'
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node'
import { type Coverage, choose, coverageOn, emptyCells, pageOf, type TestOfCell } from '../contract/coverage.ts'

const root = join(import.meta.dirname, '../..')
const page = join(root, 'docs/coverage.md')

/**
 * Holds docs/coverage.md to what the tests of a run have reached: a whole run fails on a cell that is empty, or whose
 * test does not reach it. With `-u` the page is written; a part of the tests then changes only what it has reached.
 */
export default class CoverageReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    _errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): Promise<void> {
    if (!this.#vitest || this.#vitest.config.watch || reason !== 'passed') return
    const reached = [...reachedIn(modules)]
    const writes = this.#vitest.config.snapshotOptions.updateSnapshot === 'all'
    const whole = await isWhole(this.#vitest, modules)
    if (!(writes && reached.length > 0) && !whole) return
    // Only now, as the endpoints bring the whole server with them.
    const [{ declaredCells }, { whyUnreachable }] = await Promise.all([
      import('../contract/cells.ts'),
      import('../contract/unreachable.ts'),
    ])
    const cells = declaredCells()
    const committed = coverageOn(existsSync(page) ? readFileSync(page, 'utf8') : '')
    if (writes) writeFileSync(page, pageOf(cells, choose(whole ? reached : [...committed, ...reached]), whyUnreachable))
    const problems = whole ? [...problemsOf(reached, writes ? undefined : committed)] : []
    if (problems.length === 0) return
    process.stderr.write(`\ndocs/coverage.md is not what the tests reach:\n  ${problems.join('\n  ')}\n`)
    process.exitCode = 1

    function* problemsOf(all: readonly Reached[], told: Coverage = new Map()): Generator<string> {
      for (const key of emptyCells(cells, choose(all), whyUnreachable)) yield `no test reaches ${key}`
      const names = new Set(all.map(nameOf))
      const keys = new Set(all.map(([key]) => key))
      for (const one of told) if (keys.has(one[0]) && !names.has(nameOf(one))) yield `no longer true: ${nameOf(one)}`
    }
  }
}

type Reached = readonly [key: string, test: TestOfCell]

const nameOf = ([key, { file, name }]: Reached): string => `${file}: ${name}: ${key}`

function* reachedIn(modules: readonly TestModule[]): Generator<Reached> {
  for (const module of modules) {
    const file = relative(root, module.moduleId).replaceAll(sep, '/')
    for (const test of module.children.allTests('passed')) {
      for (const key of test.meta().reached ?? []) yield [key, { file, name: test.fullName }]
    }
  }
}

/** Whether all tests there are have run; leaving out the browser or a database makes it a part. */
async function isWhole(vitest: Vitest, modules: readonly TestModule[]): Promise<boolean> {
  const { project, shard, testNamePattern } = vitest.config
  if (project.length > 0 || shard || testNamePattern) return false
  const ran = new Set(modules.map((module) => `${module.project.name} ${module.moduleId}`))
  const all = await vitest.globTestSpecifications()
  return all.every((each) => ran.has(`${each.project.name} ${each.moduleId}`))
}
