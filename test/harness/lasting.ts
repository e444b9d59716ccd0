import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { createDatabase } from './postgres/postgres.ts'
import { databaseUnderTest } from './under-test.ts'

/** Settings for `startApi` of a database that is still there when the server is closed and started again. */
export async function lastingDatabase(): Promise<Readonly<Record<string, string>>> {
  const database = databaseUnderTest()
  if (database.kind === 'postgres') {
    return { DATABASE_URL: await createDatabase(database.url, `lasting_${randomUUID().replaceAll('-', '')}`) }
  }
  const folder = mkdtempSync(join(tmpdir(), 'enlace-lasting-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return { ENLACE_DATA_DIR: folder }
}
