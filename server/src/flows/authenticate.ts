import { timingSafeEqual } from 'node:crypto'
import { fault } from '../domain/faults.ts'
import type { KeyScope } from '../domain/key-scopes.ts'
import { findApiKeyBySecretId } from '../store/api-keys.ts'
import type { Scope } from '../store/database.ts'
import type { Deps } from './deps.ts'

/** Who asks: a key of a workspace, and what it may do. */
export type Caller = {
  readonly scope: Scope
  readonly keyId: string
  readonly scopes: readonly KeyScope[]
}

/** Checks a secret id and password; throws `keys_rejected`, which never says which of the two was wrong. */
export async function authenticate(
  { db, vault }: Pick<Deps, 'db' | 'vault'>,
  secretId: string,
  secretPassword: string,
): Promise<Caller> {
  const key = await findApiKeyBySecretId(db.reader, secretId)
  const given = vault.secretMac(secretPassword)
  const kept = key ? Buffer.from(key.secret_mac) : vault.secretMac('')
  if (!timingSafeEqual(given, kept) || !key) throw fault('keys_rejected')
  return { scope: { workspaceId: key.workspace_id }, keyId: key.id, scopes: key.scopes as KeyScope[] }
}
