import { type Selectable, sql } from 'kysely'
import type { ClockState } from '../../kit/clock.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import { findInstanceValue } from '../instance.ts'
import type { WorkspacesTable } from '../tables.ts'
import { tablesWhere, type WorkspaceTable } from './workspace-tables.ts'

export type Workspace = Selectable<WorkspacesTable>

const columns = [
  'id',
  'name',
  'seed',
  'clock_offset_ms',
  'clock_frozen_at',
  'sealed_key',
  'sealed_identity_key',
  'refresh_rate',
  'consent_reminders',
  'sweep_at',
  'created_at',
  'forked_from',
  'snapshot_of',
  'snapshot_name',
] as const

/** A workspace has its log from the start. */
export async function insertWorkspace(tx: Tx, workspace: Workspace): Promise<void> {
  await tx.insertInto('workspaces').values(workspace).execute()
  await tx.insertInto('event_feeds').values({ workspace_id: workspace.id, position: 0, own_events_count: 0 }).execute()
}

export function findWorkspace(db: Reader, scope: Scope): Promise<Workspace | undefined> {
  return db.selectFrom('workspaces').select(columns).where('id', '=', scope.workspaceId).executeTakeFirst()
}

/** Locks the row until the transaction ends: whoever counts or limits something of the workspace takes turns. */
export function takeWorkspace(tx: Tx, scope: Scope): Promise<Workspace | undefined> {
  return tx.selectFrom('workspaces').select(columns).where('id', '=', scope.workspaceId).forUpdate().executeTakeFirst()
}

/** The workspace that the installation began with, whose admin may create others. */
export async function findFirstWorkspace(db: Reader): Promise<Workspace | undefined> {
  const workspaceId = await findInstanceValue(db, 'first_workspace')
  return workspaceId === undefined ? undefined : findWorkspace(db, { workspaceId })
}

/** The ids of all workspaces, oldest first: whose clocks the emulator's runner watches. Snapshots stand still. */
export async function listWorkspaceIds(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('workspaces')
    .select('id')
    .where('snapshot_of', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(10_000)
    .execute()
  return rows.map((row) => row.id)
}

export async function saveClock(
  tx: Tx,
  scope: Scope,
  clock: { offsetMs: number; frozenAt: Date | null },
): Promise<void> {
  await tx
    .updateTable('workspaces')
    .set({ clock_offset_ms: clock.offsetMs, clock_frozen_at: clock.frozenAt })
    .where('id', '=', scope.workspaceId)
    .execute()
}

export async function saveSettings(
  tx: Tx,
  scope: Scope,
  settings: Partial<Pick<Workspace, 'refresh_rate' | 'consent_reminders'>>,
): Promise<void> {
  await tx.updateTable('workspaces').set(settings).where('id', '=', scope.workspaceId).execute()
}

/** What a workspace goes back to with a snapshot, apart from its rows in other tables. */
export async function saveState(
  tx: Tx,
  scope: Scope,
  { clock, ...state }: { clock: ClockState } & Pick<Workspace, 'refresh_rate' | 'consent_reminders' | 'sweep_at'>,
): Promise<void> {
  await tx
    .updateTable('workspaces')
    .set({ clock_offset_ms: clock.offsetMs, clock_frozen_at: clock.frozenAt, ...state })
    .where('id', '=', scope.workspaceId)
    .execute()
}

/**
 * Deletes what belongs to the workspace, apart from itself and its keys; records go with their links. Its log goes on
 * where it is, so that whoever reads it is not shown a position twice; events of no link are counted from the start.
 */
export async function emptyWorkspace(tx: Tx, scope: Scope): Promise<void> {
  await deleteRows(
    tx,
    scope,
    tablesWhere(({ emptied }) => emptied === 'itself'),
  )
  await tx
    .deleteFrom('counters')
    .where('workspace_id', '=', scope.workspaceId)
    .where('kind', 'in', ['link', 'fault rule', 'user on demand'])
    .execute()
  await tx
    .updateTable('webhook_endpoints')
    .set({ slowed_until: null, failing_since: null, failures_count: 0, paused_at: null, probes_count: 0 })
    .set({ probe_delivery_id: null, due_at: null })
    .where('workspace_id', '=', scope.workspaceId)
    .execute()
  await tx
    .updateTable('event_feeds')
    .set({ own_events_count: 0 })
    .where('workspace_id', '=', scope.workspaceId)
    .execute()
}

/** Deletes what a snapshot does not hold and a workspace does not keep. */
export function emptyOfVisitors(tx: Tx, scope: Scope): Promise<void> {
  return deleteRows(
    tx,
    scope,
    tablesWhere(({ copied, emptied }) => copied === 'never' && emptied === 'itself'),
  )
}

/** Deletes a workspace with everything that belongs to it. */
export async function deleteWorkspace(tx: Tx, scope: Scope): Promise<void> {
  await deleteRows(
    tx,
    scope,
    tablesWhere(({ emptied }) => emptied !== 'along'),
  )
  await tx.deleteFrom('workspaces').where('id', '=', scope.workspaceId).execute()
}

/** Together: what a row refers to may go in the same statement. */
async function deleteRows(tx: Tx, { workspaceId }: Scope, tables: readonly WorkspaceTable[]): Promise<void> {
  const parts = tables.map(
    (table) =>
      sql`${sql.ref(`emptied_${table}`)} as (delete from ${sql.table(table)} where workspace_id = ${workspaceId})`,
  )
  await sql`with ${sql.join(parts)} select 1`.execute(tx)
}
