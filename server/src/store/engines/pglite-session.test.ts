import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { sqlState } from '../database.ts'
import { PgliteSession } from './pglite-session.ts'

const pglite = await PGlite.create('memory://')
const session = new PgliteSession(pglite)
afterAll(() => session.close())

await session.query('create table things (id integer primary key, name text)')

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

describe('a session of the embedded database', () => {
  test('gives what the driver gives, for values of every kind, the first time and again', async () => {
    const text = `select $1::text as text, $2::int as whole, $3::float8 as fraction, $4::boolean as yes,
      $5::timestamptz as instant, $6::jsonb as body, $7::text[] as list, $8::uuid as id, $9::bytea as bytes,
      $10::text as nothing, $11::numeric as amount, '{}'::text[] as empty`
    const values = [
      'ünïcode " \\ \' {}',
      -7,
      0.1,
      true,
      new Date('2026-03-18T15:00:00.123Z'),
      JSON.stringify({ deep: [1, null, 'é'] }),
      ['one, two', '"', null],
      'f147abaf-6c76-4094-84cc-c59bb9d04746',
      new Uint8Array([0, 1, 255]),
      null,
      '12345678901234567890.12',
    ]
    const { rows } = await pglite.query(text, values)
    for (const _time of [1, 2, 3]) expect((await session.query(text, values)).rows).toEqual(rows)
  })

  test('gives many rows and long ones whole, as the driver does', async () => {
    const text = `select i as number, repeat('é', i * 40) as name, case when i % 3 = 0 then null else i end as odd
      from generate_series(1, $1::int) as i`
    const { rows } = await pglite.query(text, [400])
    expect((await session.query(text, [400])).rows).toEqual(rows)
    const long = 'ü'.repeat(1_000_000)
    expect((await session.query('select $1::text as text', [long])).rows).toEqual([{ text: long }])
    expect((await session.query('select 1 as one where false')).rows).toEqual([])
  })

  test('a refusal says what it says by the driver', async () => {
    await session.query('create table narrow (id integer primary key, name text not null)')
    const text = 'insert into narrow (id, name) values ($1, $2)'
    const byDriver = await failureOf(pglite.query(text, [1, null]))
    const refused = await failureOf(session.query(text, [1, null]))
    const said = ({ message, code, detail, table, column }: Record<string, unknown>) => ({
      ...{ message, code, detail, table, column },
    })
    expect(refused).toBeInstanceOf(Error)
    expect(said(refused as Record<string, unknown>)).toEqual(said(byDriver as Record<string, unknown>))
    expect(refused).toMatchObject({ code: '23502', table: 'narrow', column: 'name' })
  })

  test('counts the rows that were written', async () => {
    expect((await session.query('insert into things (id) values (1), (2), (3)')).count).toBe(3)
    expect((await session.query('update things set name = $1 where id > $2', ['x', 1])).count).toBe(2)
    expect((await session.query('delete from things')).count).toBe(3)
    expect((await session.query('create table more (id integer)')).count).toBe(0)
  })

  test('goes on after a statement that cannot be understood, and after one that fails', async () => {
    expect(sqlState(await failureOf(session.query('select nothing from nowhere')))).toBe('42P01')
    expect(sqlState(await failureOf(session.query('select $1::uuid', ['no uuid'])))).toBe('22P02')
    await session.query('insert into things (id) values ($1)', [1])
    expect(sqlState(await failureOf(session.query('insert into things (id) values ($1)', [1])))).toBe('23505')
    expect((await session.query('select count(*)::int as count from things')).rows).toEqual([{ count: 1 }])
  })

  test('a transaction that had failed is not said to be committed', async () => {
    await session.begin()
    await session.query('insert into things (id) values ($1)', [10])
    await failureOf(session.query('select $1::uuid', ['no uuid']))
    expect(sqlState(await failureOf(session.query('select 1')))).toBe('25P02')
    expect(sqlState(await failureOf(session.commit()))).toBe('25P02')
    expect((await session.query('select id from things where id = 10')).rows).toEqual([])
  })

  test('a transaction that is rolled back leaves nothing, one that is committed everything', async () => {
    await session.begin()
    await session.query('insert into things (id) values ($1)', [20])
    await session.rollback()
    await session.begin()
    await session.query('insert into things (id) values ($1)', [21])
    await session.commit()
    expect((await session.query('select id from things where id >= 20')).rows).toEqual([{ id: 21 }])
  })

  test('keeps a bounded number of statements, and takes batches of any length', async () => {
    for (let index = 0; index < 450; index += 1) {
      expect((await session.query(`select ${index} as number`)).rows).toEqual([{ number: index }])
    }
    const { rows } = await pglite.query<{ count: number }>('select count(*)::int as count from pg_prepared_statements')
    expect(rows[0]?.count).toBeLessThanOrEqual(200)
    const ids = Array.from({ length: 2_000 }, (_each, index) => 1_000 + index)
    const places = ids.map((_id, index) => `($${index + 1})`).join(', ')
    for (const _time of [1, 2]) {
      expect((await session.query(`insert into things (id) values ${places}`, ids)).count).toBe(2_000)
      expect((await session.query('delete from things where id >= 1000')).count).toBe(2_000)
    }
  })

  // Without statistics, whatever begins with a workspace is thought to find one row, by every index.
  test('knows what a table has come to hold, and plans for that', async () => {
    await session.query('create table parts (owner text, number integer)')
    const expected = async () => {
      const { rows } = await session.query("explain (format json) select number from parts where owner = 'me'")
      const [explained] = rows as { 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }[]
      return explained?.['QUERY PLAN'][0].Plan['Plan Rows']
    }
    await session.query("insert into parts select 'me', i from generate_series(1, 9000) as i")
    await session.begin()
    for (let times = 0; times < 4_000; times += 1) await session.query('select 1 as one')
    expect(await expected()).toBeLessThan(100)
    await session.rollback()
    expect(await expected()).toBe(9_000)
  })
})

describe('a closed session', () => {
  test('lets go of its database, and says that it is closed', async () => {
    const { closed, reference } = await openAndClose()
    await expect(closed.query('select 1')).rejects.toThrow('the database is closed')
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc')
    await vi.waitFor(async () => {
      await collect({ type: 'major', execution: 'async' })
      expect(reference.deref()).toBeUndefined()
    })
  })
})

/** Apart, so that no variable of the test holds the database. */
async function openAndClose() {
  const database = await PGlite.create('memory://')
  const closed = new PgliteSession(database)
  await closed.query('select 1')
  await closed.close()
  return { closed, reference: new WeakRef(database) }
}
