import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from './database.ts'
import type { WebhookEndpointsTable } from './tables.ts'

export type WebhookEndpoint = Selectable<WebhookEndpointsTable>

const columns = ['workspace_id', 'id', 'url', 'sealed_authorization', 'created_at', 'removed_at'] as const

/** How many endpoints a workspace may have at once. */
export const endpointsMax = 50

export async function insertWebhookEndpoint(tx: Tx, endpoint: WebhookEndpoint): Promise<void> {
  await tx.insertInto('webhook_endpoints').values(endpoint).execute()
}

/** The endpoints that are told of webhooks, oldest first. */
export function listWebhookEndpoints(db: Reader, scope: Scope): Promise<WebhookEndpoint[]> {
  return db
    .selectFrom('webhook_endpoints')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(endpointsMax)
    .execute()
}

export async function saveWebhookAuthorization(
  tx: Tx,
  scope: Scope,
  id: string,
  sealedAuthorization: Uint8Array | null,
): Promise<void> {
  await tx
    .updateTable('webhook_endpoints')
    .set({ sealed_authorization: sealedAuthorization })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function removeWebhookEndpoint(tx: Tx, scope: Scope, id: string, now: Date): Promise<boolean> {
  const result = await tx
    .updateTable('webhook_endpoints')
    .set({ removed_at: now, sealed_authorization: null })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
