import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openEmpty } from '../../../test/harness/database.ts'
import type { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/list.ts'

const now = new Date('2026-03-18T15:00:00.000Z')
const names = migrations.map(({ name }) => name)

describe('migrating', () => {
  test('an empty database gets every migration, and a second time none', async () => {
    const db = await openEmpty()
    expect(await migrate(db, now)).toEqual(names)
    expect(await migrate(db, now)).toEqual([])
    const applied = await db.reader.selectFrom('migrations').select(['name', 'applied_at']).orderBy('name').execute()
    expect(applied).toEqual(names.map((name) => ({ name, applied_at: now })))
  })

  test('processes that start together take turns', async () => {
    const db = await openEmpty()
    const applied = await Promise.all([migrate(db, now), migrate(db, now), migrate(db, now)])
    expect(applied.flat()).toEqual(names)
  })

  test('a database of a newer version is refused by name, and left alone', async () => {
    const db = await openEmpty()
    await migrate(db, now)
    const newer = { name: '9999-from-the-future', checksum: 'x', applied_at: now }
    await db.transaction((tx) => tx.insertInto('migrations').values(newer).execute())
    await expect(migrate(db, now)).rejects.toThrow('9999-from-the-future, which this version does not know')
  })

  test('a migration that was changed after its release is refused', async () => {
    const db = await openEmpty()
    await migrate(db, now)
    await db.transaction((tx) =>
      tx
        .updateTable('migrations')
        .set({ checksum: 'x' })
        .where('name', '=', names[0] ?? '')
        .execute(),
    )
    await expect(migrate(db, now)).rejects.toThrow(`${names[0]} was changed after it had been applied`)
  })

  test('it is all or nothing', async () => {
    const db = await openEmpty()
    await sql`create table transactions (id integer)`.execute(db.reader)
    await expect(migrate(db, now)).rejects.toThrow('already exists')
    expect(await tablesOf(db)).toEqual(['transactions'])
  })
})

// Written from the embedded database: npx vitest run --project embedded server/src/store/migrate.db.test.ts --update
test('the schema is the one of schema.json, on either database', async () => {
  const db = await openEmpty()
  await migrate(db, now)
  await expect(`${JSON.stringify(await schemaOf(db), null, 2)}\n`).toMatchFileSnapshot('schema.json')
})

/** Tables with their columns, indexes and constraints, as the catalogue has them, in order of the alphabet. */
async function schemaOf(db: Database) {
  const columns = await sql<{ table: string; text: string }>`
    select c.relname as table, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then 'not null' end, pg_get_expr(d.adbin, d.adrelid)) as text
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname, a.attnum`.execute(
    db.reader,
  )
  const indexes = await sql<{ table: string; text: string }>`
    select tablename as table, indexdef as text from pg_indexes where schemaname = 'public' order by indexname`.execute(
    db.reader,
  )
  // From PostgreSQL 18 on a column that must not be null has a constraint of its own; the columns say that already.
  const constraints = await sql<{ table: string; text: string }>`
    select c.relname as table, n.conname || ': ' || pg_get_constraintdef(n.oid) as text
    from pg_constraint n join pg_class c on c.oid = n.conrelid
    where n.connamespace = 'public'::regnamespace and n.contype <> 'n' order by n.conname`.execute(db.reader)
  const of = (table: string, { rows }: typeof columns) =>
    rows.filter((row) => row.table === table).map(({ text }) => text)
  return Object.fromEntries(
    (await tablesOf(db)).map((table) => [
      table,
      { columns: of(table, columns), indexes: of(table, indexes), constraints: of(table, constraints) },
    ]),
  )
}

async function tablesOf(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`.execute(db.reader)
  return rows.map(({ name }) => name)
}
