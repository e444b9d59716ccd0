import { expect, inject, test } from 'vitest'
import { createDatabase } from './postgres/postgres.ts'
import { databaseUnderTest } from './under-test.ts'

test('a database test is told which database it is about, and on PostgreSQL where to make its own', async () => {
  const database = databaseUnderTest()
  expect(database.kind).toBe(inject('database'))
  if (database.kind === 'postgres') {
    expect(new URL(await createDatabase(database.url, 'of_one_test')).pathname).toBe('/of_one_test')
  }
})
