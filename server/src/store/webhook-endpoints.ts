import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from './database.ts'
import type { WebhookEndpointsTable } from './tables.ts'

export type WebhookEndpoint = Selectable<WebhookEndpointsTable>

const columns = [
  'workspace_id',
  'id',
  'url',
  'sealed_authorization',
  'created_at',
  'removed_at',
  'description',
  'enabled',
  'webhook_types',
  'webhook_codes',
  'institutions',
  'links',
  'retries',
  'ordered',
  'slowed_until',
  'failing_since',
  'failures_count',
  'paused_at',
  'gone_at',
  'probes_count',
  'probe_delivery_id',
  'due_at',
] as const

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

export function findWebhookEndpoint(db: Reader, scope: Scope, id: string): Promise<WebhookEndpoint | undefined> {
  return presentEndpoint(db, scope, id).executeTakeFirst()
}

/** Locks the row until the transaction ends. Whoever locks deliveries of an endpoint besides takes the endpoint first. */
export function takeWebhookEndpoint(tx: Tx, scope: Scope, id: string): Promise<WebhookEndpoint | undefined> {
  return presentEndpoint(tx, scope, id).forUpdate().executeTakeFirst()
}

const presentEndpoint = (db: Reader, scope: Scope, id: string) =>
  db
    .selectFrom('webhook_endpoints')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)

export type WebhookEndpointChange = Partial<Omit<WebhookEndpoint, 'workspace_id' | 'id' | 'created_at'>>

export async function saveWebhookEndpoint(
  tx: Tx,
  scope: Scope,
  id: string,
  change: WebhookEndpointChange,
): Promise<void> {
  if (Object.keys(change).length === 0) return
  await tx
    .updateTable('webhook_endpoints')
    .set(change)
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
