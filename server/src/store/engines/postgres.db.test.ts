import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { createDatabase } from '../../../../test/harness/postgres/postgres.ts'
import { databaseUnderTest } from '../../../../test/harness/under-test.ts'
import { openPostgres } from './postgres.ts'

const database = databaseUnderTest()
const serverUrl = database.kind === 'postgres' ? database.url : ''

describe.skipIf(database.kind !== 'postgres')('connections', () => {
  test('nobody waits for ever for a connection that others use', async () => {
    const url = await createDatabase(serverUrl, 'one_connection')
    const db = await openPostgres(url, { alone: false, connectionsMax: 1, waitMaxMs: 200 })
    afterAll(() => db.close())
    await db.transaction(async (tx) => {
      await sql`select 1`.execute(tx)
      await expect(sql`select 1`.execute(db.reader)).rejects.toThrow('timeout')
    })
    expect((await sql`select 1`.execute(db.reader)).rows).toHaveLength(1)
  })

  // The pool listens to idle connections only; an 'error' that nobody listens to ends the process.
  test('one that breaks inside a transaction fails that transaction and nothing else', async () => {
    const url = await createDatabase(serverUrl, 'broken_inside')
    const db = await openPostgres(url, { alone: false, connectionsMax: 1 })
    afterAll(() => db.close())
    const broken = db.transaction(async (tx) => {
      await sql`select 1`.execute(tx)
      await breakConnections(url, 'enlace')
      await sql`select 1`.execute(tx)
    })
    await expect(broken).rejects.toThrow()
    expect((await sql`select 1`.execute(db.reader)).rows).toHaveLength(1)
  })
})

describe.skipIf(database.kind !== 'postgres')('the lock of an emulator', () => {
  const lockHolder = 'enlace emulator lock'

  test('is taken again when its connection broke', async () => {
    const url = await createDatabase(serverUrl, 'lock_again')
    const displaced = vi.fn<(reason: Error) => void>()
    const db = await openPostgres(url, { alone: true, displaced })
    afterAll(() => db.close())
    const [first] = await holdersOf(url)
    await breakConnections(url, lockHolder)
    await vi.waitFor(async () => expect(await holdersOf(url)).toEqual([expect.not.toSatisfy((pid) => pid === first)]))
    await expect(openPostgres(url, { alone: true })).rejects.toThrow(/^Another Enlace emulator is running/)
    expect(displaced).not.toHaveBeenCalled()
  })

  test('that somebody else took meanwhile displaces the one that had it', async () => {
    const url = await createDatabase(serverUrl, 'lock_lost')
    const displaced = Promise.withResolvers<Error>()
    const db = await openPostgres(url, { alone: true, displaced: displaced.resolve })
    const other = await waitForLock(url)
    await breakConnections(url, lockHolder)
    await other.got
    expect((await displaced.promise).message).toMatch(/^Another Enlace emulator took this database [^\n]+[.]$/)
    await db.close()
    await other.client.end()
  })

  async function holdersOf(url: string): Promise<number[]> {
    const held = "select pid from pg_locks where locktype = 'advisory' and granted"
    const own = 'and database = (select oid from pg_database where datname = current_database())'
    return (await ask(url, `${held} ${own}`)).map(({ pid }) => Number(pid))
  }

  /** Stands in line for the lock, so that nobody gets it earlier once it is free. */
  async function waitForLock(url: string) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const got = client.query('select pg_advisory_lock($1)', [0x656e6c61])
    await vi.waitFor(async () => {
      expect(await ask(url, "select 1 from pg_locks where locktype = 'advisory' and not granted")).toHaveLength(1)
    })
    return { client, got }
  }
})

const breakConnections = (url: string, name: string) =>
  ask(
    url,
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where application_name = '${name}' and datname = current_database()`,
  )

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
