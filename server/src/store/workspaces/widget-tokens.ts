import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import type { WidgetTokensTable } from '../tables.ts'

export type WidgetToken = Selectable<WidgetTokensTable>

export async function insertWidgetToken(tx: Tx, token: WidgetToken): Promise<void> {
  await tx.insertInto('widget_tokens').values(token).execute()
}

/** A token whose key still works, used or not. */
export function findWidgetToken(db: Reader, scope: Scope, id: string): Promise<WidgetToken | undefined> {
  return db
    .selectFrom('widget_tokens')
    .innerJoin('api_keys', 'api_keys.id', 'widget_tokens.key_id')
    .selectAll('widget_tokens')
    .where('widget_tokens.workspace_id', '=', scope.workspaceId)
    .where('widget_tokens.id', '=', id)
    .where('api_keys.revoked_at', 'is', null)
    .executeTakeFirst()
}

/** How many were made since `since`, and when the first of them was. */
export async function countWidgetTokens(
  db: Reader,
  scope: Scope,
  since: Date,
): Promise<{ count: number; firstAt: Date | null }> {
  const row = await db
    .selectFrom('widget_tokens')
    .select((of) => [of.fn.countAll<string>().as('count'), of.fn.min<Date | null>('created_at').as('first_at')])
    .where('workspace_id', '=', scope.workspaceId)
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), firstAt: row.first_at }
}

/**
 * Takes an unused token's row, so that of two requests that use it at once the second waits for the end of the first
 * and then finds it used; says whether it was unused.
 */
export async function useWidgetToken(
  tx: Tx,
  scope: Scope,
  id: string,
  use: { readonly linkId: string; readonly usedAt: Date | null },
): Promise<boolean> {
  const result = await tx
    .updateTable('widget_tokens')
    .set({ link_id: use.linkId, used_at: use.usedAt })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Ends whatever unused token waits for the link, whoever has answered for it. */
export async function endWidgetTokens(tx: Tx, scope: Scope, use: { linkId: string; usedAt: Date }): Promise<void> {
  await tx
    .updateTable('widget_tokens')
    .set({ used_at: use.usedAt })
    .where('workspace_id', '=', scope.workspaceId)
    .where('link_id', '=', use.linkId)
    .where('used_at', 'is', null)
    .execute()
}

/** Forgets at most `atOnce` tokens whose time was over before `instant`; gives how many it was. */
export async function deleteOldTokens(
  tx: Tx,
  { workspaceId }: Scope,
  { before, atOnce }: { before: Date; atOnce: number },
): Promise<number> {
  const old = tx
    .selectFrom('widget_tokens')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('expires_at', '<', before)
    .orderBy('expires_at')
    .limit(atOnce)
  const result = await tx
    .deleteFrom('widget_tokens')
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', old)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
