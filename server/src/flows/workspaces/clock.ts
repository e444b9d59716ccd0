import { fault } from '../../domain/faults.ts'
import { MovableClock } from '../../kit/clock.ts'
import type { Fired, SteppingRunner } from '../../queue/contract.ts'
import type { Scope } from '../../store/database.ts'
import { saveClock } from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'

export type { Fired } from '../../queue/contract.ts'

export type ClockState = { readonly now: Date; readonly frozen: boolean }

/** What happened while the clock was advanced: how much of each kind, and the first of it. */
export type Advanced = ClockState & {
  readonly counts: Readonly<Record<string, number>>
  readonly failedCount: number
  readonly fired: readonly Fired[]
}

const firedKept = 1_000

/** Nobody's test lives longer than this. */
const advanceMaxMs = 10 * 366 * 86_400_000

/** Clocks that are under way. One process emulates, so its memory is enough. */
const underWay = new WeakSet<MovableClock>()

/** Throws `clock_busy` while the clock is being moved. */
export function assertClockFree(clock: MovableClock): void {
  if (underWay.has(clock)) throw fault('clock_busy')
}

export async function getClock(deps: Deps, scope: Scope): Promise<ClockState> {
  return stateOf((await emulated(deps, scope)).clock)
}

export async function freezeClock(deps: Deps, scope: Scope): Promise<ClockState> {
  return change(deps, scope, (clock) => clock.freeze())
}

export async function resumeClock(deps: Deps, scope: Scope): Promise<ClockState> {
  return change(deps, scope, (clock) => clock.resume())
}

/** Puts the clock forward without stopping on the way: what became due meanwhile is done at the new instant. */
export async function setClock(deps: Deps, scope: Scope, to: Date): Promise<ClockState> {
  return change(deps, scope, (clock) => {
    assertAhead(clock.now(), to, 'to')
    clock.moveTo(to)
  })
}

/** Moves the clock, once; `told` hears of everything that is done on the way. */
export type Advance = (told?: (fired: Fired) => void) => Promise<Advanced>

/**
 * Claims the clock, and gives the function that moves it through every instant at which something is due, does it, and
 * arrives at `to` when nothing is left. It goes on when the caller no longer listens; a second one of the same
 * workspace is refused with `clock_busy`.
 */
export async function beginAdvance(
  deps: Deps,
  scope: Scope,
  { field, to }: { readonly field: 'by' | 'to'; readonly to: (now: Date) => Date },
): Promise<Advance> {
  const { clock, stepper } = await emulated(deps, scope)
  const target = to(clock.now())
  assertAhead(clock.now(), target, field)
  assertClockFree(clock)
  underWay.add(clock)
  return (told) => advance(deps, scope, { clock, stepper, target, told })
}

async function advance(deps: Deps, scope: Scope, stepping: Stepping): Promise<Advanced> {
  const { clock } = stepping
  const stood = clock.state().frozenAt !== null
  try {
    clock.freeze()
    const advanced = await step(deps, scope, { ...stepping, stood })
    return { ...advanced, frozen: stood }
  } finally {
    if (!stood) clock.resume()
    underWay.delete(clock)
    await keepMoved(deps, scope, clock)
    deps.runner.wake(scope.workspaceId)
  }
}

type Stepping = {
  readonly clock: MovableClock
  readonly stepper: SteppingRunner
  readonly target: Date
  readonly told: ((fired: Fired) => void) | undefined
}

async function step(deps: Deps, scope: Scope, stepping: Stepping & { readonly stood: boolean }): Promise<Advanced> {
  const { clock, stepper, target, told, stood } = stepping
  const counts: Record<string, number> = {}
  const fired: Fired[] = []
  let failedCount = 0
  const moveTo = async (instant: Date) => {
    // A process that dies on the way must not leave a clock frozen that was running. Kept before it is shown: an instant
    // that could not be kept would be gone after a crash, and what was written at it would lie in the future.
    const kept = stood ? { ...clock.state(), frozenAt: instant } : clock.stateRunningFrom(instant)
    await keep(deps, scope, kept)
    clock.moveTo(instant)
  }
  await stepper.advance({ workspaceId: scope.workspaceId, now: () => clock.now(), moveTo }, target, (item) => {
    counts[item.kind] = (counts[item.kind] ?? 0) + 1
    if (item.failed) failedCount += 1
    if (fired.length < firedKept) fired.push(item)
    told?.(item)
  })
  return { ...stateOf(clock), counts, failedCount, fired }
}

async function change(deps: Deps, scope: Scope, move: (clock: MovableClock) => void): Promise<ClockState> {
  const { clock } = await emulated(deps, scope)
  assertClockFree(clock)
  underWay.add(clock)
  try {
    const moved = new MovableClock(deps.wall, clock.state())
    move(moved)
    await keepMoved(deps, scope, moved)
    clock.become(moved.state())
  } finally {
    underWay.delete(clock)
  }
  deps.runner.wake(scope.workspaceId)
  return stateOf(clock)
}

const keep = (deps: Deps, scope: Scope, state: ReturnType<MovableClock['state']>): Promise<void> =>
  deps.db.transaction((tx) => saveClock(tx, scope, state))

/** Where it has been moved to, once: not every instant on the way is worth to be told. */
async function keepMoved(deps: Deps, scope: Scope, clock: MovableClock): Promise<void> {
  const { ids } = await deps.worlds.of(scope)
  const { now, frozen } = stateOf(clock)
  await deps.db.transaction(async (tx) => {
    await saveClock(tx, scope, clock.state())
    recordOwnEvent(tx, scope, { ids, now }, { kind: 'clock_moved', data: { now: now.toISOString(), frozen } })
  })
}

const stateOf = (clock: MovableClock): ClockState => ({ now: clock.now(), frozen: clock.state().frozenAt !== null })

/** Elsewhere than in the emulator these endpoints do not exist. */
async function emulated(deps: Deps, scope: Scope): Promise<{ clock: MovableClock; stepper: SteppingRunner }> {
  const { movable } = await deps.worlds.of(scope)
  if (!movable || !deps.stepper) throw fault('not_found')
  return { clock: movable, stepper: deps.stepper }
}

function assertAhead(now: Date, to: Date, field: string): void {
  if (to < now) throw fault('field_invalid', { field, values: { problem: 'A clock only goes forward.' } })
  if (to.getTime() - now.getTime() > advanceMaxMs) {
    throw fault('field_invalid', { field, values: { problem: 'At most ten years at once.' } })
  }
}
