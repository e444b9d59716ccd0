import pg from 'pg'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { databaseUnderTest } from '../../../../test/harness/under-test.ts'
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
    expect(await took(one, 'thing')).toBe(true)
    expect(await took(other, 'thing')).toBe(false)
    expect(await took(other, 'another thing')).toBe(true)
    await one.release('thing')
    expect(await took(other, 'thing')).toBe(true)
    await other.release('thing')
  })

  test('of many names those are taken that are free', async () => {
    expect(await took(one, 'b')).toBe(true)
    const names = ['a', 'b', 'c']
    expect(await other.take(names)).toEqual(new Set(['a', 'c']))
    await Promise.all([one.release('b'), ...names.map((name) => other.release(name))])
    expect(await one.take(names)).toEqual(new Set(names))
    await Promise.all(names.map((name) => one.release(name)))
  })

  test('what is asked for at once is answered one after the other', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, (_, index) => one.take([`many ${index % 10}`])))
    // The same connection gets what it has already, and has to give it back as often.
    expect(taken.every((names) => names.size === 1)).toBe(true)
    await Promise.all(Array.from({ length: 20 }, (_, index) => one.release(`many ${index % 10}`)))
    expect((await other.take(Array.from({ length: 10 }, (_, index) => `many ${index}`))).size).toBe(10)
    await Promise.all(Array.from({ length: 10 }, (_, index) => other.release(`many ${index}`)))
  })

  test('a connection that breaks frees its locks, and the next lock has a new one', async () => {
    expect(await took(one, 'held')).toBe(true)
    await breakConnections(url)
    await vi.waitFor(async () => expect(await took(other, 'held')).toBe(true))
    expect(await took(one, 'held')).toBe(false)
    expect(await took(one, 'something else')).toBe(true)
    await one.release('something else')
    await other.release('held')
  })

  test('giving back what went with its connection does no harm', async () => {
    expect(await took(one, 'lost')).toBe(true)
    await breakConnections(url)
    await one.release('lost')
    await vi.waitFor(async () => expect(await took(one, 'lost')).toBe(true))
    await one.release('lost')
  })

  test('a server that is not there fails the lock, and the next try is a new one', async () => {
    const nowhere = new AdvisoryLocks('postgres://nobody@127.0.0.1:1/none')
    await expect(nowhere.take(['a'])).rejects.toThrow()
    await expect(nowhere.take(['a'])).rejects.toThrow()
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

const took = async (locks: AdvisoryLocks, name: string): Promise<boolean> => (await locks.take([name])).has(name)
