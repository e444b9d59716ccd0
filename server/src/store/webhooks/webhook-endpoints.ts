import { type Selectable, sql } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import { type DueRow, type DueSearch, isSearched, toDueRows } from '../due.ts'
import type { WebhookEndpointsTable } from '../webhook-tables.ts'

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

/** The same for a removed one too. */
export function takeAnyWebhookEndpoint(tx: Tx, scope: Scope, id: string): Promise<WebhookEndpoint | undefined> {
  return tx
    .selectFrom('webhook_endpoints')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export type EndpointKey = { readonly workspaceId: string; readonly id: string }

/** Locks several, of whichever workspaces, in the order of ids; removed ones are left out. */
export async function takeWebhookEndpoints(tx: Tx, keys: readonly EndpointKey[]): Promise<WebhookEndpoint[]> {
  const { rows } = await sql<WebhookEndpoint>`
    select ${sql.join(columns.map((column) => sql.ref(`endpoint.${column}`)))}
    from webhook_endpoints as endpoint
    where (endpoint.workspace_id, endpoint.id) in (
      select * from unnest(${keys.map((key) => key.workspaceId)}::uuid[], ${keys.map((key) => key.id)}::uuid[])
    ) and endpoint.removed_at is null
    order by endpoint.id, endpoint.workspace_id
    for update`.execute(tx)
  return rows
}

/** The endpoints that are to be looked after: probed, or told what was held for them. */
export async function findDueEndpoints(db: Reader, search: DueSearch): Promise<DueRow[]> {
  const query = db
    .selectFrom('webhook_endpoints')
    .select(['workspace_id', 'id', 'due_at as due'])
    .where('due_at', '<=', search.until)
    .where(isSearched(search))
  return toDueRows(await query.orderBy('due_at').orderBy('id').limit(search.limit).execute())
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
    .set({ removed_at: now, sealed_authorization: null, due_at: now })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
