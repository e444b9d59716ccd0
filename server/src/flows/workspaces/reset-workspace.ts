import { fault } from '../../domain/faults.ts'
import type { RefreshRate } from '../../domain/links/schedule.ts'
import type { ClockState } from '../../kit/clock.ts'
import type { Scope } from '../../store/database.ts'
import { countOwnEventsAs } from '../../store/events/events.ts'
import { type SnapshotRow, takeSnapshot } from '../../store/workspaces/snapshots.ts'
import { putBackRows } from '../../store/workspaces/workspace-copies.ts'
import { shapesOf } from '../../store/workspaces/workspace-tables.ts'
import { emptyOfVisitors, emptyWorkspace, saveState, takeWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'
import { alone } from './alone.ts'
import { assertEmulator } from './assert-emulator.ts'

/**
 * Empties a workspace: links, records, events, ordered failures and counters go, keys and clock stay, and the same calls
 * give the same ids again. The emulator only; elsewhere the endpoint does not exist. What was begun before is over by
 * then, and what comes meanwhile waits.
 */
export async function resetWorkspace(deps: Deps, scope: Scope): Promise<void> {
  assertEmulator(deps)
  await alone(deps, scope, async ({ ids, ordered }, clock) => {
    await deps.db.transaction(async (tx) => {
      await takeWorkspace(tx, scope)
      await emptyWorkspace(tx, scope)
      recordOwnEvent(tx, scope, { ids, now: clock.now() }, { kind: 'workspace_reset' })
    })
    ordered?.forget()
  })
}

/**
 * Makes a workspace what it was when the snapshot was kept: data, clock, settings, receivers of webhooks, ordered
 * failures, counters, and what is due. Its keys stay as they are, tokens of widgets and the request log go. Throws
 * `does_not_exist` where there is no such snapshot.
 */
export async function returnToSnapshot(deps: Deps, scope: Scope, name: string): Promise<void> {
  assertEmulator(deps)
  const shapes = await shapesOf(deps.db)
  await alone(deps, scope, async ({ ids, ordered }, clock) => {
    const { state, refreshRate } = await deps.db.transaction(async (tx) => {
      await takeWorkspace(tx, scope)
      const snapshot = await takeSnapshot(tx, scope, name)
      if (!snapshot) throw fault('does_not_exist', { field: 'snapshot', values: { key: 'name', value: name } })
      await emptyOfVisitors(tx, scope)
      const between = { from: { workspaceId: snapshot.id }, to: scope }
      await putBackRows(tx, { shapes, kind: deps.db.kind }, between)
      await countOwnEventsAs(tx, between)
      const state = clockOf(snapshot, clock.stateRunningFrom(snapshot.created_at))
      const { refresh_rate, consent_reminders, sweep_at } = snapshot
      await saveState(tx, scope, { clock: state, refresh_rate, consent_reminders, sweep_at })
      recordOwnEvent(
        tx,
        scope,
        { ids, now: state.frozenAt ?? snapshot.created_at },
        { kind: 'workspace_reset', data: { snapshot: name } },
      )
      return { state, refreshRate: refresh_rate as RefreshRate }
    })
    clock.become(state)
    deps.worlds.changed(scope, { refreshRate })
    ordered?.forget()
    deps.patience?.renew(scope.workspaceId)
  })
  deps.runner.wake(scope.workspaceId)
}

/** A clock that ran goes on from the instant at which it was. */
const clockOf = (snapshot: SnapshotRow, running: ClockState): ClockState =>
  snapshot.clock_frozen_at ? { offsetMs: snapshot.clock_offset_ms, frozenAt: snapshot.clock_frozen_at } : running
