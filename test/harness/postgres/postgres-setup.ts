import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'

/** One cluster for the whole run; each test file makes its own databases in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres()
  project.provide('postgresUrl', postgres.url)
  return () => postgres.stop()
}
