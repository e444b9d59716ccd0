import { timingSafeEqual } from 'node:crypto'
import type { TokenRequest, WidgetScope, WidgetSettings } from '../../../../contract/token.ts'
import { fault } from '../../domain/faults.ts'
import type { KeyScope } from '../../domain/key-scopes.ts'
import type { Scope } from '../../store/database.ts'
import { findApiKeyBySecretId } from '../../store/workspaces/api-keys.ts'
import type { Deps } from '../deps.ts'

/** Who asks: a key of a workspace, and what it may do; or a widget with a token that the key has made. */
export type Caller = {
  readonly scope: Scope
  readonly keyId: string
  /** What the key may do by itself; nothing where a token asks. */
  readonly scopes: readonly KeyScope[]
  /** What the token may do; null where the key itself asks. */
  readonly grant: Grant | null
}

/** A token of a widget: it opens a few endpoints, once, and of the links one. */
export type Grant = {
  readonly id: string
  readonly purpose: 'registration' | 'update'
  readonly scopes: readonly WidgetScope[]
  /** The only link that it sees and changes; null before it has begun to make one. */
  readonly linkId: string | null
  /** Terms of the link that is made with it, over those that the widget sends. */
  readonly terms: Partial<Pick<TokenRequest, 'fetch_resources' | 'stale_in' | 'credentials_storage'>>
  readonly widget: WidgetSettings
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
  return { scope: { workspaceId: key.workspace_id }, keyId: key.id, scopes: key.scopes as KeyScope[], grant: null }
}
