import { fault } from '../../domain/faults.ts'
import type { KeyScope } from '../../domain/key-scopes.ts'
import { type Ids, uuidOf } from '../../kit/ids.ts'
import { drawBytes } from '../../kit/random.ts'
import { takeNumber } from '../../store/counters.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { type ApiKey, insertApiKey, listApiKeys, revokeApiKey, takeApiKey } from '../../store/workspaces/api-keys.ts'
import { takeWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'
import type { Vault } from './vault.ts'

/** A key as the flows give it away. */
export type Key = ApiKey

/** A key with its password, which is told once and never again. */
export type NewKey = { readonly key: ApiKey; readonly secretPassword: string }

/** Makes a key of the workspace; its password comes from the system's generator, always. */
export async function createKey(
  deps: Deps,
  scope: Scope,
  asked: { readonly name: string; readonly scopes: readonly KeyScope[] },
): Promise<NewKey> {
  const world = await deps.worlds.of(scope)
  const { ids } = world
  return deps.db.transaction(async (tx) => {
    const now = world.clock.now()
    const added = await addKey(tx, scope, { ...asked, ids, vault: deps.vault, now })
    const data = { key: added.key.id, scopes: asked.scopes }
    recordOwnEvent(tx, scope, { ids, now }, { kind: 'key_created', data })
    return added
  })
}

/** Adds a key inside the caller's transaction, with a given pair of secrets or a fresh one. */
export async function addKey(
  tx: Tx,
  scope: Scope,
  asked: {
    readonly name: string
    readonly scopes: readonly KeyScope[]
    readonly ids: Ids
    readonly vault: Vault
    readonly now: Date
    readonly secrets?: { readonly id: string; readonly password: string }
  },
): Promise<NewKey> {
  const number = await takeNumber(tx, scope, { kind: 'key', key: '' })
  const secretId = asked.secrets?.id ?? uuidOf(asked.ids.bytes('secret id', scope.workspaceId, number))
  const secretPassword = asked.secrets?.password ?? drawBytes(32).toString('base64url')
  const key: ApiKey = {
    id: uuidOf(asked.ids.bytes('key', number)),
    workspace_id: scope.workspaceId,
    name: asked.name,
    secret_id: secretId,
    secret_mac: asked.vault.secretMac(secretPassword),
    scopes: [...asked.scopes],
    created_at: asked.now,
    revoked_at: null,
  }
  await insertApiKey(tx, key)
  return { key, secretPassword }
}

export const listKeys = ({ db }: Pick<Deps, 'db'>, scope: Scope): Promise<ApiKey[]> => listApiKeys(db.reader, scope)

/** Revokes a key at once; the last working admin key stays, or nobody could manage the workspace. */
export async function revokeKey(deps: Pick<Deps, 'db' | 'worlds'>, scope: Scope, id: string): Promise<void> {
  const world = await deps.worlds.of(scope)
  await deps.db.transaction(async (tx) => {
    await takeWorkspace(tx, scope)
    const key = await takeApiKey(tx, scope, id)
    if (!key || key.revoked_at) throw fault('not_found')
    const others = (await listApiKeys(tx, scope)).filter((other) => other.id !== id && !other.revoked_at)
    if (!others.some((other) => other.scopes.includes('admin'))) {
      throw fault('field_invalid', {
        field: 'id',
        values: { problem: 'The last admin key of a workspace cannot be revoked.' },
      })
    }
    const now = world.clock.now()
    await revokeApiKey(tx, scope, id, now)
    recordOwnEvent(tx, scope, { ids: world.ids, now }, { kind: 'key_revoked', data: { key: id } })
  })
}
