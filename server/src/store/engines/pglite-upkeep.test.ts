import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPglite } from './embedded.ts'
import { PgliteSession } from './pglite-session.ts'

const rowsCount = 20_000
const session = new PgliteSession(await openPglite('memory://', null))
afterAll(() => session.close())

const ask = async (text: string) => (await session.query(text)).rows[0] ?? {}
const logged = async () => Number((await ask(`select pg_current_wal_insert_lsn() - '0/0' as bytes`)).bytes)
const logKept = async () => Number((await ask('select sum(size) as bytes from pg_ls_waldir()')).bytes)

/** Rewrites every row, and says little enough to be asked for its statements rather than for its bytes. */
async function rewriteAll(): Promise<void> {
  await session.query('update things set number = number + 1')
  for (let count = 0; count < 500; count += 1) await session.query('select 1')
}

describe('the upkeep of an embedded database that is written for long', () => {
  let before = 0
  beforeAll(async () => {
    await session.query('create table things (id integer primary key, number integer, text text)')
    await session.query(`insert into things select id, 0, repeat('x', 300) from generate_series(1, ${rowsCount}) as id`)
    before = await logged()
    while ((await logged()) - before < 300_000_000) await rewriteAll()
  })

  test('lets go of the log', async () => {
    expect(await logKept()).toBeLessThan(200_000_000)
  })

  test('gives the room of dead rows to new ones', async () => {
    const { bytes } = await ask(`select pg_relation_size('things') as bytes`)
    const { written } = await ask('select sum(pg_column_size(things.*)) as written from things')
    expect(Number(bytes)).toBeLessThan(8 * Number(written))
  })

  test('tells the planner what is in a table', async () => {
    const { estimate } = await ask(`select reltuples as estimate from pg_class where relname = 'things'`)
    expect(Number(estimate)).toBeGreaterThan(rowsCount / 2)
    expect(Number((await ask(`select count(*) from pg_stats where tablename = 'things'`)).count)).toBe(3)
  })

  test('waits until a transaction is over, in which nothing can be vacuumed', async () => {
    await session.begin()
    for (let count = 0; count < 3; count += 1) await rewriteAll()
    await session.commit()
    expect(await ask('select count(*) from things')).toEqual({ count: rowsCount })
  })
})
