import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { createDatabase } from '../../../test/harness/postgres.ts'
import { databaseUnderTest } from '../../../test/harness/under-test.ts'
import { openPostgres } from './postgres.ts'

const database = databaseUnderTest()

test.skipIf(database.kind !== 'postgres')('nobody waits for ever for a connection that others use', async () => {
  if (database.kind !== 'postgres') return
  const url = await createDatabase(database.url, 'one_connection')
  const db = await openPostgres(url, { alone: false, connectionsMax: 1, waitMaxMs: 200 })
  afterAll(() => db.close())
  await db.transaction(async (tx) => {
    await sql`select 1`.execute(tx)
    await expect(sql`select 1`.execute(db.reader)).rejects.toThrow('timeout')
  })
  expect((await sql`select 1`.execute(db.reader)).rows).toHaveLength(1)
})
