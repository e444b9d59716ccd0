import type { Scope, Tx } from '../database.ts'

/** Makes sure that the row exists, locks it until the transaction ends, and gives the instants it holds. */
export async function takeRecentDeletions(tx: Tx, scope: Scope, kind: string): Promise<readonly Date[]> {
  await tx
    .insertInto('recent_deletions')
    .values({ workspace_id: scope.workspaceId, kind, instants: [] })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await tx
    .selectFrom('recent_deletions')
    .select('instants')
    .where('workspace_id', '=', scope.workspaceId)
    .where('kind', '=', kind)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return row.instants
}

export async function saveRecentDeletions(tx: Tx, scope: Scope, kind: string, instants: Date[]): Promise<void> {
  await tx
    .updateTable('recent_deletions')
    .set({ instants })
    .where('workspace_id', '=', scope.workspaceId)
    .where('kind', '=', kind)
    .execute()
}
