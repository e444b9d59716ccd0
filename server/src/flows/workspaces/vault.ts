import { mac } from '../../kit/random.ts'
import { newKey, seal, unseal } from '../../kit/seal.ts'
import type { Scope } from '../../store/database.ts'
import type { KeyPurpose } from '../../store/links/link-secrets.ts'

/** The two keys of a workspace, open: one seals the keys of its links, one makes its blind identities. */
export type WorkspaceKeys = { readonly sealing: Buffer; readonly identity: Buffer }

/**
 * The chain of keys: the master key opens a workspace's keys, those open a link's keys, those open what is stored.
 * Opened workspace keys are remembered, up to a bound; nothing opened is ever written.
 */
export class Vault {
  #master: Buffer
  #opened = new Map<string, WorkspaceKeys>()

  constructor(master: Buffer) {
    this.#master = mac(master, 'enlace workspaces')
    this.#secrets = mac(master, 'enlace api secrets')
    this.tokens = Buffer.concat([mac(master, 'enlace widget tokens', 1), mac(master, 'enlace widget tokens', 2)])
  }

  #secrets: Buffer
  /** Signs the tokens of widgets; it follows from the master key, so every process of an installation has the same. */
  readonly tokens: Buffer

  /** What is kept of an API secret: it can be compared, never read. */
  secretMac(secret: string): Buffer {
    return mac(this.#secrets, secret)
  }

  /** Keys for a new workspace; `identity` is given where identities have to repeat, else drawn. */
  newWorkspaceKeys(workspaceId: string, identity: Buffer = newKey()): { sealedKey: Buffer; sealedIdentityKey: Buffer } {
    return this.sealWorkspaceKeys(workspaceId, { sealing: newKey(), identity })
  }

  /** The same keys for a copy of their workspace, so that what is sealed in it can be opened in either. */
  sealWorkspaceKeys(workspaceId: string, keys: WorkspaceKeys): { sealedKey: Buffer; sealedIdentityKey: Buffer } {
    return {
      sealedKey: seal(this.#master, keys.sealing, `workspace ${workspaceId} sealing`),
      sealedIdentityKey: seal(this.#master, keys.identity, `workspace ${workspaceId} identity`),
    }
  }

  openWorkspace(workspace: { id: string; sealed_key: Uint8Array; sealed_identity_key: Uint8Array }): WorkspaceKeys {
    const known = this.#opened.get(workspace.id)
    if (known) return known
    const keys = {
      sealing: unseal(this.#master, workspace.sealed_key, `workspace ${workspace.id} sealing`),
      identity: unseal(this.#master, workspace.sealed_identity_key, `workspace ${workspace.id} identity`),
    }
    if (this.#opened.size >= openedMax) this.#opened.clear()
    this.#opened.set(workspace.id, keys)
    return keys
  }

  /** For a workspace that is gone. */
  forget({ workspaceId }: Scope): void {
    this.#opened.delete(workspaceId)
  }
}

const openedMax = 1_000

/** A new key of a link, open and sealed under its workspace's. */
export function newLinkKey(
  keys: WorkspaceKeys,
  linkId: string,
  purpose: KeyPurpose,
): { key: Buffer; sealedKey: Buffer } {
  const key = newKey()
  return { key, sealedKey: seal(keys.sealing, key, `link ${linkId} ${purpose}`) }
}

export function openLinkKey(
  keys: WorkspaceKeys,
  { linkId, purpose, sealedKey }: { linkId: string; purpose: KeyPurpose; sealedKey: Uint8Array },
): Buffer {
  return unseal(keys.sealing, sealedKey, `link ${linkId} ${purpose}`)
}

/** What an e-mail or a number of a person is compared by, without being kept in clear: letter case does not matter. */
export const blindIndex = (keys: WorkspaceKeys, text: string): Buffer =>
  mac(keys.identity, 'blind index', text.trim().toLowerCase())

/** What a record is recognised by where the institution's own key would name a person. */
export const blindKey = (keys: WorkspaceKeys, key: string): string =>
  mac(keys.identity, 'record key', key).toString('hex')

/**
 * 44 characters that stand for one person at one institution: the same for every link of the two, and worthless
 * outside the workspace.
 */
export const institutionUserId = (keys: WorkspaceKeys, institution: string, userName: string): string =>
  mac(keys.identity, 'institution user', institution, userName)
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
