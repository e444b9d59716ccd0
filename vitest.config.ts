import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { SlowestFirst } from './test/harness/slowest-first.ts'
import type { DatabaseKind } from './test/harness/under-test.ts'

const everywhere = '{contract,server,web,test,scripts,bench}'
const house = 'test/house/**/*.test.ts'
const onDatabases = `${everywhere}/**/*.db.test.ts`
const inBrowser = `${everywhere}/**/*.browser.test.ts`

/**
 * Modules are read and compiled once for each worker and not for each file where nothing stays open: what they keep is
 * remembered results. A file on a database has a process of its own, which ends with whatever its tests opened.
 */
const isolate = false

/**
 * `*.db.test.ts` runs once on the embedded database and once on PostgreSQL, `*.browser.test.ts` in a browser,
 * every other `*.test.ts` once.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/harness/coverage-reporter.ts', './test/harness/closing-line.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    projects: [
      project('house', { include: [house], isolate }),
      project('plain', { include: [`${everywhere}/**/*.test.ts`], exclude: [house, onDatabases, inBrowser], isolate }),
      databaseProject('embedded'),
      databaseProject('postgres', './test/harness/postgres/postgres-setup.ts'),
      project('browser', { include: [inBrowser], globalSetup: './test/harness/browser-setup.ts', testTimeout: 60_000 }),
    ],
  },
})

function databaseProject(kind: DatabaseKind, globalSetup: string[] | string = []) {
  return project(kind, { include: [onDatabases], globalSetup, provide: { database: kind }, testTimeout: 60_000 })
}

function project(name: string, options: NonNullable<ViteUserConfig['test']>) {
  const exclude = [...(options.exclude ?? []), '**/node_modules/**', '**/dist/**']
  return { test: { testTimeout: 20_000, hookTimeout: 60_000, ...options, name, exclude } }
}
