import { fault } from '../../domain/faults.ts'
import type { MovableClock } from '../../kit/clock.ts'
import type { Scope } from '../../store/database.ts'
import type { Deps, World } from '../deps.ts'
import { assertClockFree } from './clock.ts'

/** How long something that has to be alone waits for what is under way. */
const waitMaxMs = 10_000

/** Does something in a workspace beside others; after it was alone with somebody who dropped it, throws `not_found`. */
export async function amongOthers<T>({ worlds }: Pick<Deps, 'worlds'>, scope: Scope, work: () => Promise<T>) {
  const { gate } = await worlds.of(scope)
  if (!gate) return work()
  return gate.enter(async () => {
    await worlds.of(scope)
    return work()
  })
}

/**
 * Does something while nothing else happens in the workspace: what was begun before is over, and what comes waits. Throws
 * `clock_busy` while its clock is moved, and `workspace_busy` when something takes too long. The emulator only.
 */
export async function alone<T>(
  { worlds, doctor, requestLog }: Pick<Deps, 'worlds' | 'doctor' | 'requestLog'>,
  scope: Scope,
  work: (world: World, clock: MovableClock) => Promise<T>,
): Promise<T> {
  const { gate, movable } = await worlds.of(scope)
  if (!gate || !movable) throw fault('not_found')
  assertClockFree(movable)
  return gate.alone(
    waitMaxMs,
    () => fault('workspace_busy'),
    async () => {
      assertClockFree(movable)
      // Both go on behind the requests that they are about.
      await doctor?.breakOff(scope)
      await requestLog.forget(scope)
      return work(await worlds.of(scope), movable)
    },
  )
}
