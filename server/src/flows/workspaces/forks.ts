import { fault } from '../../domain/faults.ts'
import { uuidOf } from '../../kit/ids.ts'
import { drawBytes } from '../../kit/random.ts'
import { takeNumber } from '../../store/counters.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { addMeetingsOf } from '../../store/sandbox/meetings.ts'
import { insertApiKey } from '../../store/workspaces/api-keys.ts'
import {
  countWorkspaces,
  dropClaimsIn,
  type ForkRow,
  isForkOf,
  listForkRows,
  workspacesMax,
} from '../../store/workspaces/forks.ts'
import { listSnapshotRows, takeSnapshot } from '../../store/workspaces/snapshots.ts'
import { copyWorkspace } from '../../store/workspaces/workspace-copies.ts'
import { shapesOf } from '../../store/workspaces/workspace-tables.ts'
import { deleteWorkspace, findWorkspace, saveClock, type Workspace } from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'
import type { Caller } from '../links/authenticate.ts'
import { alone } from './alone.ts'
import { assertEmulator } from './assert-emulator.ts'
import type { NewKey } from './keys.ts'

export type Fork = ForkRow

export type NewFork = { readonly fork: Fork; readonly key: NewKey }

export type ForkRequest = {
  readonly name?: string
  /** A snapshot of the workspace that is copied in place of what it is now. */
  readonly snapshot?: string
  /** Whether the copy tells the same receivers of webhooks. */
  readonly webhooks?: boolean
}

/**
 * Copies the caller's workspace as it stands, all or nothing, under a pair of keys of its own. Everything else is the
 * same: ids, seed, clock and what is due, so the same calls have the same answers in both, and neither sees the other.
 */
export async function createFork(deps: Deps, caller: Caller, asked: ForkRequest): Promise<NewFork> {
  assertEmulator(deps)
  const { scope } = caller
  const world = await deps.worlds.of(scope)
  const shapes = await shapesOf(deps.db)
  return deps.db.transaction(async (tx) => {
    const number = await takeNumber(tx, scope, { kind: 'fork', key: '' })
    await assertRoom(tx, 'name')
    const { workspace, stoodAt } = await takeOriginal(tx, scope, asked.snapshot)
    const id = uuidOf(world.ids.bytes('fork', scope.workspaceId, number))
    const { sealedKey, sealedIdentityKey } = deps.vault.sealWorkspaceKeys(id, world.keys)
    const copy = {
      id,
      name: asked.name ?? `fork ${number}`,
      created_at: stoodAt ?? world.clock.now(),
      sealed_key: sealedKey,
      sealed_identity_key: sealedIdentityKey,
      forked_from: scope.workspaceId,
      snapshot_of: null,
      snapshot_name: null,
    }
    await copyWorkspace(tx, shapes, { from: { workspaceId: workspace.id }, copy, told: asked.webhooks === true })
    await dropClaimsIn(tx, { workspaceId: id })
    if (stoodAt && !workspace.clock_frozen_at) {
      const offsetMs = stoodAt.getTime() - deps.wall.now().getTime()
      await saveClock(tx, { workspaceId: id }, { offsetMs, frozenAt: null })
    }
    const secretId = uuidOf(world.ids.bytes('secret id', id, 1))
    return { fork: copy, key: await addSameKey(tx, deps, caller, { copy, secretId }) }
  })
}

/** The workspace itself, or one of its snapshots with the instant at which its clock stood. */
async function takeOriginal(
  tx: Tx,
  scope: Scope,
  name: string | undefined,
): Promise<{ workspace: Workspace; stoodAt: Date | null }> {
  if (name === undefined) {
    const workspace = await findWorkspace(tx, scope)
    if (!workspace) throw fault('not_found')
    return { workspace, stoodAt: null }
  }
  const snapshot = await takeSnapshot(tx, scope, name)
  if (!snapshot) throw fault('does_not_exist', { field: 'snapshot', values: { key: 'name', value: name } })
  return { workspace: snapshot, stoodAt: snapshot.created_at }
}

/** Links say which key made them, so the copy's first key has the id of the key that asked for it; its secrets are its own. */
async function addSameKey(
  tx: Tx,
  { vault }: Pick<Deps, 'vault'>,
  { keyId, scopes }: Caller,
  { copy, secretId }: { readonly copy: Fork; readonly secretId: string },
): Promise<NewKey> {
  const secretPassword = drawBytes(32).toString('base64url')
  const key = {
    id: keyId,
    workspace_id: copy.id,
    name: 'admin',
    secret_id: secretId,
    secret_mac: vault.secretMac(secretPassword),
    scopes: [...scopes],
    created_at: copy.created_at,
    revoked_at: null,
  }
  await insertApiKey(tx, key)
  return { key, secretPassword }
}

/** Throws when an emulator holds as many workspaces and snapshots as it can. */
export async function assertRoom(tx: Tx, field: string): Promise<void> {
  if ((await countWorkspaces(tx)) < workspacesMax) return
  const problem = `An emulator holds at most ${workspacesMax} workspaces and snapshots. Drop forks that are no longer used.`
  throw fault('field_invalid', { field, values: { problem } })
}

/** What was forked from the workspace, oldest first. */
export async function listForks(deps: Pick<Deps, 'db' | 'mode'>, scope: Scope): Promise<readonly Fork[]> {
  assertEmulator(deps)
  return listForkRows(deps.db.reader, scope)
}

/**
 * Drops one fork of the workspace, or all where `id` is null, with what was forked from them; throws `not_found`. What
 * tests have met in it counts for the workspace from then on.
 */
export async function dropForks(deps: Deps, scope: Scope, id: string | null): Promise<void> {
  assertEmulator(deps)
  if (id !== null && !(await isForkOf(deps.db.reader, scope, id))) throw fault('not_found')
  const ids = id === null ? (await listForkRows(deps.db.reader, scope)).map((fork) => fork.id) : [id]
  for (const workspaceId of ids) await dropFork(deps, { workspaceId }, scope)
}

/** Its own forks go first, while nobody can make more of them; each goes by itself, with everything that it holds. */
async function dropFork(deps: Deps, scope: Scope, parent: Scope): Promise<void> {
  await alone(deps, scope, async () => {
    for (const { id } of await listForkRows(deps.db.reader, scope)) await dropFork(deps, { workspaceId: id }, scope)
    await deps.meetings?.flush()
    await deps.db.transaction(async (tx) => {
      for (const { id } of await listSnapshotRows(tx, scope)) await deleteWorkspace(tx, { workspaceId: id })
      await addMeetingsOf(tx, { from: scope, to: parent })
      await deleteWorkspace(tx, scope)
    })
    deps.worlds.forget(scope)
    deps.vault.forget(scope)
    deps.patience?.renew(scope.workspaceId)
    deps.feed.forget(scope)
  })
  deps.runner.wake(scope.workspaceId)
}
