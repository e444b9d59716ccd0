import { fault } from '../../domain/faults.ts'
import { uuidOf } from '../../kit/ids.ts'
import type { Scope } from '../../store/database.ts'
import { dropClaimsIn } from '../../store/workspaces/forks.ts'
import {
  countRows,
  listSnapshotRows,
  type SnapshotRow,
  snapshotsMax,
  takeSnapshot,
} from '../../store/workspaces/snapshots.ts'
import { copyWorkspace } from '../../store/workspaces/workspace-copies.ts'
import { shapesOf } from '../../store/workspaces/workspace-tables.ts'
import { deleteWorkspace, takeWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'
import { assertEmulator } from './assert-emulator.ts'
import { assertRoom } from './forks.ts'

/** What a workspace can go back to. */
export type Snapshot = {
  readonly name: string
  /** The instant at which its clock stood. */
  readonly keptAt: Date
  readonly frozen: boolean
  readonly counts: Readonly<Record<string, number>>
}

/**
 * Keeps the workspace as it stands under a name, in place of what was kept under it before. A snapshot is a copy without
 * keys that nobody can look into and in which nothing is ever due.
 */
export async function keepSnapshot(deps: Deps, scope: Scope, name: string): Promise<Snapshot> {
  assertEmulator(deps)
  const world = await deps.worlds.of(scope)
  const shapes = await shapesOf(deps.db)
  const id = uuidOf(world.ids.bytes('snapshot', scope.workspaceId, name))
  const { sealedKey, sealedIdentityKey } = deps.vault.sealWorkspaceKeys(id, world.keys)
  const copy = {
    id,
    name: `snapshot ${name}`,
    created_at: world.clock.now(),
    sealed_key: sealedKey,
    sealed_identity_key: sealedIdentityKey,
    forked_from: null,
    snapshot_of: scope.workspaceId,
    snapshot_name: name,
  }
  await deps.db.transaction(async (tx) => {
    await takeWorkspace(tx, scope)
    if (await takeSnapshot(tx, scope, name)) await deleteWorkspace(tx, { workspaceId: id })
    else if ((await listSnapshotRows(tx, scope)).length >= snapshotsMax) {
      const problem = `A workspace keeps at most ${snapshotsMax} snapshots.`
      throw fault('field_invalid', { field: 'name', values: { problem } })
    } else await assertRoom(tx, 'name')
    await copyWorkspace(tx, shapes, { from: scope, copy, told: true })
    await dropClaimsIn(tx, { workspaceId: id })
  })
  const kept = (await listSnapshots(deps, scope)).find((each) => each.name === name)
  if (!kept) throw fault('not_found')
  return kept
}

export async function listSnapshots(deps: Pick<Deps, 'db' | 'mode'>, scope: Scope): Promise<readonly Snapshot[]> {
  assertEmulator(deps)
  const rows = await listSnapshotRows(deps.db.reader, scope)
  const counts = await countRows(
    deps.db.reader,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => toSnapshot(row, counts(row.id)))
}

const toSnapshot = (row: SnapshotRow, counts: Snapshot['counts']): Snapshot => ({
  name: row.snapshot_name,
  keptAt: row.created_at,
  frozen: row.clock_frozen_at !== null,
  counts,
})

/** Throws `not_found` for a snapshot that is not there. */
export async function dropSnapshot(deps: Deps, scope: Scope, name: string): Promise<void> {
  assertEmulator(deps)
  await deps.db.transaction(async (tx) => {
    const snapshot = await takeSnapshot(tx, scope, name)
    if (!snapshot) throw fault('not_found')
    await deleteWorkspace(tx, { workspaceId: snapshot.id })
  })
}
