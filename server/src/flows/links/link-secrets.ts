import type { Credentials } from '../../connectors/contract.ts'
import { fault } from '../../domain/faults.ts'
import { seal, unseal } from '../../kit/seal.ts'
import type { Reader, Scope, Tx } from '../../store/database.ts'
import {
  deleteCredentials,
  deleteLinkKey,
  findCredentials,
  findLinkKeys,
  insertLinkKey,
  type KeyPurpose,
  saveCredentials,
} from '../../store/links/link-secrets.ts'
import type { StoredLink } from '../../store/links/links.ts'
import type { World } from '../deps.ts'
import { newLinkKey, openLinkKey } from '../workspaces/vault.ts'

/** The link's key for a purpose, open; made where there is none yet. */
export async function linkKey(
  tx: Tx,
  scope: Scope,
  world: World,
  { linkId, purpose }: { linkId: string; purpose: KeyPurpose },
): Promise<Buffer> {
  const known = await findLinkKey(tx, scope, world, { linkId, purpose })
  if (known) return known
  const { key, sealedKey } = newLinkKey(world.keys, linkId, purpose)
  await insertLinkKey(tx, scope, { linkId, purpose, sealedKey })
  return key
}

export async function findLinkKey(
  db: Reader,
  scope: Scope,
  world: World,
  { linkId, purpose }: { linkId: string; purpose: KeyPurpose },
): Promise<Buffer | undefined> {
  const sealedKey = (await findLinkKeys(db, scope, { linkIds: [linkId], purpose })).get(linkId)
  return sealedKey && openLinkKey(world.keys, { linkId, purpose, sealedKey })
}

/** Seals what the person typed under the link's own key. */
export async function keepCredentials(
  tx: Tx,
  scope: Scope,
  world: World,
  { linkId, credentials }: { linkId: string; credentials: Credentials },
): Promise<void> {
  const key = await linkKey(tx, scope, world, { linkId, purpose: 'credentials' })
  await saveCredentials(tx, scope, linkId, seal(key, JSON.stringify(credentials), `link ${linkId} credentials`))
}

/** Destroys credentials together with the key that sealed them. */
export async function destroyCredentials(tx: Tx, scope: Scope, linkId: string): Promise<void> {
  await deleteCredentials(tx, scope, linkId)
  await deleteLinkKey(tx, scope, linkId, 'credentials')
}

/** What is kept of the person's credentials; undefined where nothing is, or its time is over. */
export async function findKeptCredentials(
  db: Reader,
  scope: Scope,
  world: World,
  link: StoredLink,
): Promise<Credentials | undefined> {
  if (link.credentials_expire_at !== null && link.credentials_expire_at <= world.clock.now()) return undefined
  const kept = await findCredentials(db, scope, link.id)
  if (!kept) return undefined
  const key = openLinkKey(world.keys, { linkId: link.id, purpose: 'credentials', sealedKey: kept.sealed_key })
  return JSON.parse(unseal(key, kept.sealed, `link ${link.id} credentials`).toString('utf8')) as Credentials
}

/**
 * The credentials of a link that can be used, or the Fault that tells why it cannot: not confirmed yet, credentials
 * lapsed or never kept, invalid, in this order.
 */
export async function openCredentials(db: Reader, scope: Scope, world: World, link: StoredLink): Promise<Credentials> {
  if (link.status === 'unconfirmed') throw fault('link_unconfirmed')
  // What waits for the registration's own update of a link that keeps nothing is for no other use.
  const credentials =
    link.credentials_storage === 'nostore' ? undefined : await findKeptCredentials(db, scope, world, link)
  if (!credentials) throw fault('credentials_expired')
  if (link.status === 'invalid') throw fault('link_invalid')
  return credentials
}
