import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import type { WebhookSecretsTable } from '../webhook-tables.ts'
import { endpointsMax } from './webhook-endpoints.ts'

export type WebhookSecret = Selectable<WebhookSecretsTable>

/** How many secrets an endpoint has at once: the one in use and the one that is to follow. */
export const secretsMax = 2

const columns = ['workspace_id', 'endpoint_id', 'id', 'sealed_secret', 'created_at'] as const

export async function insertWebhookSecret(tx: Tx, secret: WebhookSecret): Promise<void> {
  await tx.insertInto('webhook_secrets').values(secret).execute()
}

/** The secrets of an endpoint, or of all endpoints of the workspace; the oldest first. */
export function listWebhookSecrets(db: Reader, scope: Scope, endpointId?: string): Promise<WebhookSecret[]> {
  let query = db.selectFrom('webhook_secrets').select(columns).where('workspace_id', '=', scope.workspaceId)
  if (endpointId !== undefined) query = query.where('endpoint_id', '=', endpointId)
  return query
    .orderBy('created_at')
    .orderBy('id')
    .limit(endpointsMax * secretsMax)
    .execute()
}

/** Deletes one secret of an endpoint, or all of them; gives how many it were. */
export async function deleteWebhookSecrets(
  tx: Tx,
  scope: Scope,
  { endpointId, id }: { readonly endpointId: string; readonly id?: string },
): Promise<number> {
  let query = tx
    .deleteFrom('webhook_secrets')
    .where('workspace_id', '=', scope.workspaceId)
    .where('endpoint_id', '=', endpointId)
  if (id !== undefined) query = query.where('id', '=', id)
  return Number((await query.executeTakeFirst()).numDeletedRows)
}
