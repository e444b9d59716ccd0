import { randomUUID } from 'node:crypto'
import { afterAll } from 'vitest'
import type { Database } from '../../server/src/store/database.ts'
import { openEmbedded } from '../../server/src/store/engines/embedded.ts'
import { openPostgres } from '../../server/src/store/engines/postgres.ts'
import { createDatabase } from './postgres/postgres.ts'
import { databaseUnderTest } from './under-test.ts'

/** A database of the kind under test with nothing in it, not even a schema; closed when the file is done. */
export async function openEmpty(): Promise<Database> {
  const database = databaseUnderTest()
  const db =
    database.kind === 'embedded' ? await openEmbedded('memory', async () => null) : await openFresh(database.url)
  afterAll(() => db.close())
  return db
}

async function openFresh(serverUrl: string): Promise<Database> {
  const url = await createDatabase(serverUrl, `test_${randomUUID().replaceAll('-', '')}`)
  return openPostgres(url, { alone: false })
}
