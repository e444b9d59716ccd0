import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope, Tx } from '../database.ts'

export type KeyPurpose = 'credentials' | 'data' | 'consent'

export async function insertLinkKey(
  tx: Tx,
  scope: Scope,
  { linkId, purpose, sealedKey }: { linkId: string; purpose: KeyPurpose; sealedKey: Uint8Array },
): Promise<void> {
  await tx
    .insertInto('link_keys')
    .values({
      workspace_id: scope.workspaceId,
      shard: shardOf(linkId),
      link_id: linkId,
      purpose,
      sealed_key: sealedKey,
    })
    .execute()
}

/** The sealed keys of several links for one purpose. */
export async function findLinkKeys(
  db: Reader,
  scope: Scope,
  { linkIds, purpose }: { linkIds: readonly string[]; purpose: KeyPurpose },
): Promise<Map<string, Uint8Array>> {
  if (linkIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('link_keys')
    .select(['link_id', 'sealed_key'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', 'in', [...new Set(linkIds.map(shardOf))])
    .where('link_id', 'in', [...linkIds])
    .where('purpose', '=', purpose)
    .execute()
  return new Map(rows.map((row) => [row.link_id, row.sealed_key]))
}

/** Destroys a key of a link: what it sealed can never be read again. */
export async function deleteLinkKey(tx: Tx, scope: Scope, linkId: string, purpose: KeyPurpose): Promise<void> {
  await tx
    .deleteFrom('link_keys')
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('purpose', '=', purpose)
    .execute()
}

export async function deleteCredentials(tx: Tx, scope: Scope, linkId: string): Promise<void> {
  await tx
    .deleteFrom('link_credentials')
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .execute()
}

export async function saveCredentials(tx: Tx, scope: Scope, linkId: string, sealed: Uint8Array): Promise<void> {
  await tx
    .insertInto('link_credentials')
    .values({ workspace_id: scope.workspaceId, shard: shardOf(linkId), link_id: linkId, sealed })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'shard', 'link_id']).doUpdateSet({ sealed }))
    .execute()
}

/** A link's credentials, sealed, with the sealed key that opens them. */
export function findCredentials(
  db: Reader,
  scope: Scope,
  linkId: string,
): Promise<{ readonly sealed: Uint8Array; readonly sealed_key: Uint8Array } | undefined> {
  return db
    .selectFrom('link_credentials as kept')
    .innerJoin('link_keys as key', (join) =>
      join
        .onRef('key.workspace_id', '=', 'kept.workspace_id')
        .onRef('key.shard', '=', 'kept.shard')
        .onRef('key.link_id', '=', 'kept.link_id'),
    )
    .select(['kept.sealed', 'key.sealed_key'])
    .where('kept.workspace_id', '=', scope.workspaceId)
    .where('kept.shard', '=', shardOf(linkId))
    .where('kept.link_id', '=', linkId)
    .where('key.purpose', '=', 'credentials')
    .executeTakeFirst()
}
