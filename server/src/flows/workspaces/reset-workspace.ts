import { fault } from '../../domain/faults.ts'
import type { Scope } from '../../store/database.ts'
import { emptyWorkspace, takeWorkspace } from '../../store/workspaces.ts'
import type { Deps } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'

/**
 * Empties a workspace: links, records, events, ordered failures and counters go, keys and clock stay, and the same calls give the same
 * ids again. The emulator only; elsewhere the endpoint does not exist.
 */
export async function resetWorkspace(
  { mode, db, worlds }: Pick<Deps, 'mode' | 'db' | 'worlds'>,
  scope: Scope,
): Promise<void> {
  if (mode !== 'emulator') throw fault('not_found')
  const world = await worlds.of(scope)
  await db.transaction(async (tx) => {
    await takeWorkspace(tx, scope)
    await emptyWorkspace(tx, scope)
    recordOwnEvent(tx, scope, { ids: world.ids, now: world.clock.now() }, { kind: 'workspace_reset' })
  })
  world.ordered?.forget()
}
