import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from './database.ts'
import { findInstanceValue } from './instance.ts'
import type { WorkspacesTable } from './tables.ts'

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

/** The ids of all workspaces, oldest first: whose clocks the emulator's runner watches. */
export async function listWorkspaceIds(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('workspaces')
    .select('id')
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

const emptied = [
  'deliveries',
  'usage',
  'recent_deletions',
  'requests',
  'described_users',
  'fault_rules',
  'widget_tokens',
] as const

/**
 * Deletes what belongs to the workspace, apart from itself and its keys; records go with their links. Its log goes on
 * where it is, so that whoever reads it is not shown a position twice; events of no link are counted from the start.
 */
export async function emptyWorkspace(tx: Tx, { workspaceId }: Scope): Promise<void> {
  await tx.deleteFrom('links').where('workspace_id', '=', workspaceId).execute()
  for (const table of emptied) {
    await tx.deleteFrom(table).where('workspace_id', '=', workspaceId).execute()
  }
  await tx
    .deleteFrom('counters')
    .where('workspace_id', '=', workspaceId)
    .where('kind', 'in', ['link', 'fault rule'])
    .execute()
  // Held until the end, or somebody's event would come in between; and last, as whoever holds it waits for nothing.
  await tx.updateTable('event_feeds').set({ own_events_count: 0 }).where('workspace_id', '=', workspaceId).execute()
  await tx.deleteFrom('events').where('workspace_id', '=', workspaceId).execute()
}
