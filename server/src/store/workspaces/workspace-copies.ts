import { type RawBuilder, sql } from 'kysely'
import { piecesOf } from '../../kit/pipeline.ts'
import type { Database, Scope, Tx } from '../database.ts'
import { isReferred, type Shape, type Shapes, tablesWhere, type WorkspaceTable } from './workspace-tables.ts'
import type { Workspace } from './workspaces.ts'

/** The rows of one workspace beside those of another. */
type Between = { readonly from: Scope; readonly to: Scope }

/** What a copy has of its own; the rest is as it stands in the workspace. */
export type CopyOf = Pick<
  Workspace,
  'id' | 'name' | 'sealed_key' | 'sealed_identity_key' | 'forked_from' | 'snapshot_of' | 'snapshot_name' | 'created_at'
>

/**
 * Numbers that name what an installation has given away, such as its forks. They never go back, or a name would be given
 * twice.
 */
const numbersForever = ['key', 'workspace', 'fork']

/**
 * Copies a workspace with all of its rows in one statement, so that what is copied stood there at one instant whatever
 * is written meanwhile. `told`: with the receivers of webhooks and what is on its way to them.
 */
export async function copyWorkspace(
  tx: Tx,
  shapes: Shapes,
  { from, copy, told }: { readonly from: Scope; readonly copy: CopyOf; readonly told: boolean },
): Promise<void> {
  const between = { from, to: { workspaceId: copy.id } }
  const parts = tablesWhere(({ copied }) => copied === 'always' || (told && copied === 'told')).map(
    (table) => sql`${sql.ref(`copied_${table}`)} as (${insertOf(table, shapeOf(shapes, table), between)})`,
  )
  await sql`with copied_workspace as (${insertOfWorkspace(from, copy)}), ${sql.join(parts)} select 1`.execute(tx)
}

function insertOfWorkspace({ workspaceId }: Scope, copy: CopyOf): RawBuilder<unknown> {
  return sql`
    insert into workspaces (id, name, seed, clock_offset_ms, clock_frozen_at, sealed_key, sealed_identity_key,
      refresh_rate, consent_reminders, sweep_at, created_at, forked_from, snapshot_of, snapshot_name)
    select ${copy.id}::uuid, ${copy.name}::text, seed, clock_offset_ms, clock_frozen_at, ${copy.sealed_key}::bytea,
      ${copy.sealed_identity_key}::bytea, refresh_rate, consent_reminders, sweep_at,
      ${copy.created_at.toISOString()}::timestamptz, ${copy.forked_from}::uuid, ${copy.snapshot_of}::uuid,
      ${copy.snapshot_name}::text
    from workspaces where id = ${workspaceId}::uuid`
}

function insertOf(
  table: WorkspaceTable,
  { key, others }: Shape,
  { from, to }: Between,
  condition: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  const columns = sql.join([...key, ...others].map((column) => sql.ref(column)))
  return sql`
    insert into ${sql.table(table)} (workspace_id, ${columns})
    select ${to.workspaceId}::uuid, ${columns} from ${sql.table(table)} as theirs
    where theirs.workspace_id = ${from.workspaceId}::uuid ${condition}`
}

/**
 * Makes the rows of a workspace equal to those of its snapshot. Only what differs is written: most of what a test leaves
 * behind is a few rows, and comparing is several times as fast as writing. Nothing else may write there meanwhile.
 */
export async function putBackRows(tx: Tx, { shapes, kind }: Pieces, between: Between): Promise<void> {
  const { asked, written } = tablesAtOnce[kind]
  const found: Differences[] = []
  for (const tables of piecesOf(await findOccupied(tx, between, asked), written))
    found.push(...(await compare(tx, shapes, { tables, between })))
  const write = async (some: readonly Differences[], writeOf: (one: Differences, shape: Shape) => Part) => {
    for (const piece of piecesOf(some, written)) {
      const parts = piece.map(
        (one) => sql`${sql.ref(`put_${one.name}`)} as (${writeOf(one, shapeOf(shapes, one.name))})`,
      )
      await sql`with ${sql.join(parts)} select 1`.execute(tx)
    }
  }
  await write(found.filter(hasStrange).toReversed(), (one, shape) => deleteOfStrange(one, shape, between))
  await write(found.filter(hasChanged), ({ name }, shape) => updateOfChanged(name, shape, between))
  await write(found.filter(hasMissing), ({ name }, shape) => insertOfMissing(name, shape, between))
}

type Pieces = { readonly shapes: Shapes; readonly kind: Database['kind'] }

type Part = RawBuilder<unknown>

/**
 * How many tables are asked for or written with one statement. On PostgreSQL every statement is a journey; the embedded
 * database is here, and keeps a statement prepared that is short enough.
 */
const tablesAtOnce: Readonly<Record<Database['kind'], { readonly asked: number; readonly written: number }>> = {
  embedded: { asked: 20, written: 1 },
  postgres: { asked: 100, written: 100 },
}

/** Most tables are empty on both sides; to compare each would take longer than all the rest. */
async function findOccupied(tx: Tx, { from, to }: Between, atOnce: number): Promise<WorkspaceTable[]> {
  const tables = tablesWhere(({ copied, goesOn }) => copied !== 'never' && !goesOn)
  const found: WorkspaceTable[] = []
  for (const piece of piecesOf(tables, atOnce)) {
    const parts = piece.map(
      (table) => sql`select ${sql.lit(table)}::text as name where exists (
        select from ${sql.table(table)} where workspace_id in (${from.workspaceId}, ${to.workspaceId}))`,
    )
    const { rows } = await sql<{ name: WorkspaceTable }>`${sql.join(parts, sql` union all `)}`.execute(tx)
    found.push(...rows.map(({ name }) => name))
  }
  return found
}

/** How many rows of a table only the workspace has, only the snapshot, and both, but not alike. */
type Differences = {
  readonly name: WorkspaceTable
  readonly gone: number
  readonly missing: number
  readonly changed: number
}

/** A row that others refer to is changed in place, as deleting it would take the others along; any other one is replaced. */
const isReplaced = ({ name, changed }: Differences): boolean => changed > 0 && !isReferred(name)
const hasStrange = (one: Differences): boolean => one.gone > 0 || isReplaced(one)
const hasChanged = (one: Differences): boolean => one.changed > 0 && !isReplaced(one)
const hasMissing = (one: Differences): boolean => one.missing > 0 || isReplaced(one)

async function compare(
  tx: Tx,
  shapes: Shapes,
  { tables, between }: { readonly tables: readonly WorkspaceTable[]; readonly between: Between },
): Promise<readonly Differences[]> {
  const parts = tables.map((table) => differencesOf(table, shapeOf(shapes, table), between))
  return (await sql<Differences>`${sql.join(parts, sql` union all `)}`.execute(tx)).rows
}

function differencesOf(table: WorkspaceTable, shape: Shape, { from, to }: Between): Part {
  const rowsOf = ({ workspaceId }: Scope) => sql`(
    select * from ${sql.table(table)} as own where own.workspace_id = ${workspaceId}::uuid ${forgettable(table, 'own')})`
  return sql`
    select ${sql.lit(table)}::text as name,
      count(*) filter (where theirs.workspace_id is null)::integer as gone,
      count(*) filter (where ours.workspace_id is null)::integer as missing,
      count(*) filter (where ours.workspace_id is not null and theirs.workspace_id is not null
        and not (${sameRest(shape)}))::integer as changed
    from ${rowsOf(to)} as ours full join ${rowsOf(from)} as theirs on ${sameKey(shape)}`
}

/** Deletes what the snapshot has not; and what it has otherwise, where that is replaced. */
function deleteOfStrange(one: Differences, shape: Shape, { from, to }: Between): Part {
  const table = one.name
  const same = isReplaced(one) ? sql`${sameKey(shape)} and ${sameRest(shape)}` : sameKey(shape)
  return sql`
    delete from ${sql.table(table)} as ours
    where ours.workspace_id = ${to.workspaceId}::uuid ${forgettable(table, 'ours')} and not exists (
      select 1 from ${sql.table(table)} as theirs
      where theirs.workspace_id = ${from.workspaceId}::uuid and ${same})`
}

function insertOfMissing(table: WorkspaceTable, shape: Shape, between: Between): Part {
  const missing = sql`${forgettable(table, 'theirs')} and not exists (
    select 1 from ${sql.table(table)} as ours
    where ours.workspace_id = ${between.to.workspaceId}::uuid and ${sameKey(shape)})`
  return insertOf(table, shape, between, missing)
}

function updateOfChanged(table: WorkspaceTable, shape: Shape, { from, to }: Between): Part {
  const changes = shape.others.map((column) => sql`${sql.ref(column)} = ${sql.ref(`theirs.${column}`)}`)
  return sql`
    update ${sql.table(table)} as ours set ${sql.join(changes)}
    from ${sql.table(table)} as theirs
    where ours.workspace_id = ${to.workspaceId}::uuid and theirs.workspace_id = ${from.workspaceId}::uuid
      and ${sameKey(shape)} and not (${sameRest(shape)})`
}

const forgettable = (table: WorkspaceTable, alias: string): RawBuilder<unknown> =>
  table === 'counters' ? sql`and ${sql.ref(`${alias}.kind`)} <> all(${numbersForever}::text[])` : sql``

const sameKey = ({ key }: Shape): RawBuilder<unknown> =>
  sql.join(
    key.map((column) => sql`${sql.ref(`ours.${column}`)} = ${sql.ref(`theirs.${column}`)}`),
    sql` and `,
  )

function sameRest({ others }: Shape): RawBuilder<unknown> {
  if (others.length === 0) return sql`true`
  const row = (alias: string) => sql`(${sql.join(others.map((column) => sql.ref(`${alias}.${column}`)))})`
  return sql`${row('ours')} is not distinct from ${row('theirs')}`
}

function shapeOf(shapes: Shapes, table: WorkspaceTable): Shape {
  const shape = shapes.get(table)
  if (!shape) throw new Error(`the database has no table ${table}`)
  return shape
}
