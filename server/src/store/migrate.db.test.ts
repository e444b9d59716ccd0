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

// The second event of the first link has an earlier time than its first, as of a machine whose clock ran behind.
test('events from before there were positions get them as they happened, those of a link in their own order', async () => {
  const db = await openEmpty()
  await applyWhere(db, (name) => name < '0013')
  const workspaces = ['10000000-0000-4000-8000-000000000000', '20000000-0000-4000-8000-000000000000'] as const
  const links = ['abc00000-0000-4000-8000-00000000000a', 'abc00000-0000-4000-8000-00000000000b'] as const
  for (const id of workspaces)
    await sql`insert into workspaces (id, name, seed, clock_offset_ms, sealed_key, sealed_identity_key, created_at, sweep_at)
      values (${id}, 'w', 's', 0, '', '', ${now}, ${now})`.execute(db.reader)
  const recorded = [
    { workspace: workspaces[0], link: links[0], sequence: 1, second: 20 },
    { workspace: workspaces[0], link: links[0], sequence: 2, second: 10 },
    { workspace: workspaces[0], link: links[1], sequence: 1, second: 15 },
    { workspace: workspaces[1], link: links[1], sequence: 1, second: 5 },
  ]
  for (const [index, { workspace, link, sequence, second }] of recorded.entries()) {
    const id = `abc00000-0000-4000-8000-00000000010${index}`
    const happenedAt = new Date(now.getTime() + second * 1_000)
    await sql`insert into events (workspace_id, shard, id, link_id, sequence, kind, request_id, data, happened_at)
      values (${workspace}, 2748, ${id}, ${link}, ${sequence}, 'link_moved', 'r', '{}', ${happenedAt})`.execute(
      db.reader,
    )
  }
  await applyWhere(db, (name) => name === '0013-event-log')
  const { rows } = await sql<object>`select workspace_id as workspace, position, link_id as link, sequence
    from events order by workspace_id, position`.execute(db.reader)
  expect(rows).toEqual([
    { workspace: workspaces[0], position: 1, link: links[1], sequence: 1 },
    { workspace: workspaces[0], position: 2, link: links[0], sequence: 1 },
    { workspace: workspaces[0], position: 3, link: links[0], sequence: 2 },
    { workspace: workspaces[1], position: 1, link: links[1], sequence: 1 },
  ])
  const feeds = await sql`select position from event_feeds order by workspace_id`.execute(db.reader)
  expect(feeds.rows).toEqual([{ position: 3 }, { position: 1 }])
})

async function applyWhere(db: Database, isMeant: (name: string) => boolean): Promise<void> {
  for (const { sql: text } of migrations.filter(({ name }) => isMeant(name)))
    for (const statement of text.split(/;\s*(?:\n|$)/).filter((each) => each.trim() !== ''))
      await sql.raw(statement).execute(db.reader)
}

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
