import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openEmpty } from '../../../../test/harness/database.ts'
import { migrate } from '../migrate.ts'
import { shapesOf, tablesWhere, workspaceTables } from './workspace-tables.ts'

const db = await openEmpty()
await migrate(db, new Date('2026-03-18T15:00:00.000Z'))

const inOrder = tablesWhere(() => true)

type Reference = { readonly from: string; readonly to: string; readonly cascades: boolean }

async function readReferences(): Promise<Reference[]> {
  const { rows } = await sql<Reference>`
    select conrelid::regclass::text as "from", confrelid::regclass::text as "to", confdeltype = 'c' as cascades
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(db.reader)
  return rows.filter(({ to }) => to !== 'workspaces')
}

test('every table with rows of workspaces says what becomes of them in a copy', async () => {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = current_schema() and column_name = 'workspace_id'`.execute(db.reader)
  expect(inOrder.toSorted()).toEqual(rows.map(({ name }) => name).toSorted())
})

test('a table that others refer to is known as one, and comes before them', async () => {
  const references = await readReferences()
  const referred = tablesWhere((handling) => handling.referred === true)
  expect([...new Set(references.map(({ to }) => to))].toSorted()).toEqual(referred.toSorted())
  const places = inOrder as readonly string[]
  for (const { from, to } of references) expect([from, places.indexOf(from) > places.indexOf(to)]).toEqual([from, true])
})

test('what is emptied along with others goes when they do, and nothing that stays refers to what goes', async () => {
  const references = await readReferences()
  for (const table of tablesWhere(({ emptied }) => emptied === 'along')) {
    expect(references).toContainEqual({ from: table, to: expect.any(String), cascades: true })
  }
  const handlings: Readonly<Record<string, { readonly emptied: string }>> = workspaceTables
  const broken = references.filter(
    ({ from, to }) => handlings[to]?.emptied !== 'never' && handlings[from]?.emptied === 'never',
  )
  expect(broken).toEqual([])
})

test('a row of a copied table is found by its workspace and its key', async () => {
  const shapes = await shapesOf(db)
  expect([...shapes.keys()].toSorted()).toEqual(tablesWhere(({ copied }) => copied !== 'never').toSorted())
  const { rows } = await sql<{ name: string }>`
    select conrelid::regclass::text as name from pg_constraint
    join pg_attribute on attrelid = conrelid and attnum = any(conkey)
    where contype in ('p', 'u') and connamespace = current_schema()::regnamespace
    group by conrelid, conname having not bool_or(attname = 'workspace_id')`.execute(db.reader)
  // What is unique over all workspaces cannot be copied: nothing but secrets, which a copy has of its own.
  expect(rows.map(({ name }) => name).toSorted()).toEqual(['api_keys', 'instance', 'migrations', 'workspaces'])
})
