import pg from 'pg'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { databaseUnderTest } from '../../../test/harness/under-test.ts'
import { AdvisoryLocks } from './advisory-locks.ts'

const database = databaseUnderTest()

// The embedded database has one process, which needs no locks.
describe.skipIf(database.kind === 'embedded')('locks of processes', () => {
  const url = database.kind === 'postgres' ? database.url : ''
  const [one, other] = [new AdvisoryLocks(url), new AdvisoryLocks(url)]
  afterAll(async () => {
    await one.close()
    await other.close()
  })

  test('one has what the other does not get, until it is given back', async () => {
    expect(await one.take('thing')).toBe(true)
    expect(await other.take('thing')).toBe(false)
    expect(await other.take('another thing')).toBe(true)
    await one.release('thing')
    expect(await other.take('thing')).toBe(true)
    await other.release('thing')
  })

  test('a connection that breaks frees its locks, and the next lock has a new one', async () => {
    expect(await one.take('held')).toBe(true)
    await breakConnections(url)
    await vi.waitFor(async () => expect(await other.take('held')).toBe(true))
    expect(await one.take('held')).toBe(false)
    expect(await one.take('something else')).toBe(true)
    await one.release('something else')
    await other.release('held')
  })

  test('giving back what went with its connection does no harm', async () => {
    expect(await one.take('lost')).toBe(true)
    await breakConnections(url)
    await one.release('lost')
    await vi.waitFor(async () => expect(await one.take('lost')).toBe(true))
    await one.release('lost')
  })

  test('a server that is not there fails the lock, and the next try is a new one', async () => {
    const nowhere = new AdvisoryLocks('postgres://nobody@127.0.0.1:1/none')
    await expect(nowhere.take('a')).rejects.toThrow()
    await expect(nowhere.take('a')).rejects.toThrow()
    await nowhere.close()
  })
})

async function breakConnections(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'enlace work' and datname = current_database()",
  )
  await client.end()
}
