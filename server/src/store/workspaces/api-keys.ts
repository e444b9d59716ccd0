import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import type { ApiKeysTable } from '../tables.ts'

export type ApiKey = Selectable<ApiKeysTable>

const columns = ['id', 'workspace_id', 'name', 'secret_id', 'secret_mac', 'scopes', 'created_at', 'revoked_at'] as const

export async function insertApiKey(tx: Tx, key: ApiKey): Promise<void> {
  await tx.insertInto('api_keys').values(key).execute()
}

/** Looks up a key that still works. The one query that finds a workspace rather than being given one. */
export function findApiKeyBySecretId(db: Reader, secretId: string): Promise<ApiKey | undefined> {
  return db
    .selectFrom('api_keys')
    .select(columns)
    .where('secret_id', '=', secretId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
}

/** A key by its secret id, also one that was revoked or belongs to any workspace: the start of an installation asks. */
export function findKeyOfAnyState(tx: Tx, secretId: string): Promise<ApiKey | undefined> {
  return tx.selectFrom('api_keys').select(columns).where('secret_id', '=', secretId).executeTakeFirst()
}

/** All keys of the workspace, revoked ones included, oldest first; at most a thousand. */
export function listApiKeys(db: Reader, scope: Scope): Promise<ApiKey[]> {
  return db
    .selectFrom('api_keys')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1_000)
    .execute()
}

export function takeApiKey(tx: Tx, scope: Scope, id: string): Promise<ApiKey | undefined> {
  return tx
    .selectFrom('api_keys')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function revokeApiKey(tx: Tx, scope: Scope, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function saveKeyState(
  tx: Tx,
  scope: Scope,
  id: string,
  state: Pick<ApiKey, 'secret_mac' | 'revoked_at'>,
): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set(state)
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Revokes a working key by its secret id, if there is one. */
export async function retireKey(tx: Tx, scope: Scope, secretId: string, now: Date): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('workspace_id', '=', scope.workspaceId)
    .where('secret_id', '=', secretId)
    .where('revoked_at', 'is', null)
    .execute()
}
