import { fault } from '../../domain/faults.ts'
import { defaultRefreshRate } from '../../domain/links/link-terms.ts'
import { nextSweep } from '../../domain/links/retention.ts'
import { derivedIds, drawnIds, hexId, type Ids, uuidOf } from '../../kit/ids.ts'
import { mac } from '../../kit/random.ts'
import { takeNumber } from '../../store/counters.ts'
import type { Scope, Tx } from '../../store/database.ts'
import {
  findFirstWorkspace,
  insertWorkspace,
  takeWorkspace,
  type Workspace,
} from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'
import type { Caller } from '../links/authenticate.ts'
import { assertRoom } from './forks.ts'
import { addKey, type NewKey } from './keys.ts'
import type { Vault } from './vault.ts'

export type NewWorkspace = { readonly workspace: Workspace; readonly admin: NewKey }

/** Creates a workspace with its admin key; only an admin of the installation's first workspace may. */
export async function createWorkspace(deps: Deps, caller: Caller, name: string): Promise<NewWorkspace> {
  const first = await findFirstWorkspace(deps.db.reader)
  if (!first || first.id !== caller.scope.workspaceId) throw fault('scope_missing')
  const world = await deps.worlds.of(caller.scope)
  return deps.db.transaction(async (tx) => {
    await takeWorkspace(tx, caller.scope)
    if (deps.mode === 'emulator') await assertRoom(tx, 'name')
    const number = await takeNumber(tx, caller.scope, { kind: 'workspace', key: '' })
    const seed = hexId(mac(first.seed, 'workspace', number))
    const now = world.clock.now()
    const clock = { clock_offset_ms: first.clock_offset_ms, clock_frozen_at: first.clock_frozen_at }
    const workspace = newWorkspace(deps, { name, seed, now, clock })
    await insertWorkspace(tx, workspace)
    recordOwnEvent(tx, { workspaceId: workspace.id }, { ids: idsOf(deps.mode, workspace), now }, created)
    return { workspace, admin: await addAdminKey(tx, { vault: deps.vault, mode: deps.mode, workspace, now }) }
  })
}

/** The first event of every workspace. */
export const created = { kind: 'workspace_created' } as const

/** Where a workspace's ids come from. */
export const idsOf = (mode: Deps['mode'], { seed }: Pick<Workspace, 'seed'>): Ids =>
  mode === 'emulator' ? derivedIds(seed) : drawnIds

/** A workspace's row with fresh keys; in the emulator its id and its identity key follow from the seed. */
export function newWorkspace(
  { mode, vault }: Pick<Deps, 'mode' | 'vault'>,
  given: {
    readonly name: string
    readonly seed: string
    readonly now: Date
    readonly clock: Pick<Workspace, 'clock_offset_ms' | 'clock_frozen_at'>
  },
): Workspace {
  const emulated = mode === 'emulator'
  const id = uuidOf((emulated ? derivedIds(given.seed) : drawnIds).bytes('workspace'))
  const keys = emulated ? vault.newWorkspaceKeys(id, mac(given.seed, 'identity key')) : vault.newWorkspaceKeys(id)
  return {
    id,
    name: given.name,
    seed: given.seed,
    ...given.clock,
    sealed_key: keys.sealedKey,
    sealed_identity_key: keys.sealedIdentityKey,
    refresh_rate: defaultRefreshRate,
    consent_reminders: false,
    sweep_at: nextSweep(given.now),
    created_at: given.now,
    forked_from: null,
    snapshot_of: null,
    snapshot_name: null,
  }
}

/** The key that may do everything, with a given pair of secrets or a fresh one. */
export function addAdminKey(
  tx: Tx,
  given: {
    readonly vault: Vault
    readonly mode: Deps['mode']
    readonly workspace: Workspace
    readonly now: Date
    readonly secrets?: { readonly id: string; readonly password: string }
  },
): Promise<NewKey> {
  const { vault, mode, workspace, now, secrets } = given
  const scope: Scope = { workspaceId: workspace.id }
  const ids = idsOf(mode, workspace)
  return addKey(tx, scope, { name: 'admin', scopes: ['admin'], ids, vault, now, ...(secrets ? { secrets } : {}) })
}
