import { sql } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import type { Workspace } from './workspaces.ts'

/** How many workspaces and snapshots an emulator holds at a time. */
export const workspacesMax = 500

export type ForkRow = Pick<Workspace, 'id' | 'name' | 'created_at'>

/** What was forked from the workspace itself, oldest first. */
export function listForkRows(db: Reader, { workspaceId }: Scope): Promise<ForkRow[]> {
  return db
    .selectFrom('workspaces')
    .select(['id', 'name', 'created_at'])
    .where('forked_from', '=', workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(workspacesMax)
    .execute()
}

export async function isForkOf(db: Reader, { workspaceId }: Scope, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('workspaces')
    .select('id')
    .where('forked_from', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}

/** Workspaces and snapshots of the whole installation. */
export async function countWorkspaces(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from workspaces`.execute(tx)
  return rows[0]?.count ?? 0
}

/** In a copy nobody is at work: a refresh that was claimed goes on in the workspace alone. */
export async function dropClaimsIn(tx: Tx, { workspaceId }: Scope): Promise<void> {
  await tx
    .updateTable('links')
    .set({ refresh_claimed_at: null })
    .where('workspace_id', '=', workspaceId)
    .where('refresh_claimed_at', 'is not', null)
    .execute()
}
