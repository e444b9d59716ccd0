import { type RawBuilder, sql } from 'kysely'
import type { Scope, Tx } from '../database.ts'
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
export async function putBackRows(tx: Tx, shapes: Shapes, between: Between): Promise<void> {
  const occupied = await findOccupied(tx, between)
  const missing = new Set<WorkspaceTable>()
  for (const table of occupied.toReversed()) {
    const { ours, strange, theirs } = await deleteStrange(tx, table, shapeOf(shapes, table), between)
    if (ours - strange < theirs) missing.add(table)
  }
  for (const table of occupied) {
    const shape = shapeOf(shapes, table)
    if (isReferred(table)) await updateChanged(tx, table, shape, between)
    if (missing.has(table)) await insertMissing(tx, table, shape, between)
  }
}

/** So many tables are asked for at once that the statement is short enough to stay prepared. */
const askedAtOnce = 20

/** Most tables are empty on both sides; a statement for each would take longer than all the others. */
async function findOccupied(tx: Tx, { from, to }: Between): Promise<WorkspaceTable[]> {
  const tables = tablesWhere(({ copied, goesOn }) => copied !== 'never' && !goesOn)
  const found: WorkspaceTable[] = []
  for (let start = 0; start < tables.length; start += askedAtOnce) {
    const parts = tables.slice(start, start + askedAtOnce).map(
      (table) => sql`select ${sql.lit(table)}::text as name where exists (
        select from ${sql.table(table)} where workspace_id in (${from.workspaceId}, ${to.workspaceId}))`,
    )
    const { rows } = await sql<{ name: WorkspaceTable }>`${sql.join(parts, sql` union all `)}`.execute(tx)
    found.push(...rows.map(({ name }) => name))
  }
  return found
}

/**
 * Deletes what the snapshot has not, or has otherwise; but a row that others refer to stays for as long as the snapshot
 * has it. Gives how many rows there were on either side, and how many are gone.
 */
async function deleteStrange(tx: Tx, table: WorkspaceTable, shape: Shape, { from, to }: Between): Promise<Counts> {
  const same = isReferred(table) ? sameKey(shape) : sql`${sameKey(shape)} and ${sameRest(shape)}`
  const count = ({ workspaceId }: Scope) => sql`(
    select count(*)::integer from ${sql.table(table)} as counted
    where counted.workspace_id = ${workspaceId}::uuid ${forgettable(table, 'counted')})`
  const { rows } = await sql<Counts>`
    with strange as (
      delete from ${sql.table(table)} as ours
      where ours.workspace_id = ${to.workspaceId}::uuid ${forgettable(table, 'ours')} and not exists (
        select 1 from ${sql.table(table)} as theirs
        where theirs.workspace_id = ${from.workspaceId}::uuid and ${same})
      returning 1
    )
    select (select count(*)::integer from strange) as strange, ${count(to)} as ours, ${count(from)} as theirs`.execute(
    tx,
  )
  return rows[0] ?? { ours: 0, strange: 0, theirs: 0 }
}

type Counts = { readonly ours: number; readonly strange: number; readonly theirs: number }

async function insertMissing(tx: Tx, table: WorkspaceTable, shape: Shape, between: Between): Promise<void> {
  const missing = sql`${forgettable(table, 'theirs')} and not exists (
    select 1 from ${sql.table(table)} as ours
    where ours.workspace_id = ${between.to.workspaceId}::uuid and ${sameKey(shape)})`
  await insertOf(table, shape, between, missing).execute(tx)
}

async function updateChanged(tx: Tx, table: WorkspaceTable, shape: Shape, { from, to }: Between): Promise<void> {
  const changes = shape.others.map((column) => sql`${sql.ref(column)} = ${sql.ref(`theirs.${column}`)}`)
  await sql`
    update ${sql.table(table)} as ours set ${sql.join(changes)}
    from ${sql.table(table)} as theirs
    where ours.workspace_id = ${to.workspaceId}::uuid and theirs.workspace_id = ${from.workspaceId}::uuid
      and ${sameKey(shape)} and not (${sameRest(shape)})`.execute(tx)
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
