import type { Config } from './config.ts'
import type { Deps, Log } from './flows/deps.ts'
import { receiverLimits } from './flows/webhooks/deliver-webhook.ts'
import { amongOthers } from './flows/workspaces/alone.ts'
import { Fault } from './kit/fault.ts'
import { Patience } from './kit/patience.ts'
import type { DueItem, Runner, SteppingRunner } from './queue/contract.ts'
import { ParallelRunner } from './queue/parallel.ts'
import { SerialRunner } from './queue/serial.ts'
import { findEarliest } from './store/earliest-due.ts'
import { AdvisoryLocks } from './store/engines/advisory-locks.ts'
import { listWorkspaceIds } from './store/workspaces/workspaces.ts'
import { workKinds } from './worker/kinds.ts'

/** What gets due work done in this process: in each workspace one thing after the other in the emulator, many at once in the server. */
export type Work = {
  readonly runner: Runner
  /** The same one where time can be stepped through. */
  readonly stepper: SteppingRunner | null
  readonly patience: Patience | null
}

/** `deps` is asked for when work is first looked for, as it holds the runner itself. */
export function makeWork(config: Config, deps: () => Deps, log: Log): Work {
  const kinds = once(() => workKinds(deps()))
  const onFailure = (kind: string, item: DueItem, thrown: unknown) =>
    log.error({ kind, item: item.id, workspace: item.workspaceId, err: thrown }, 'due work failed')
  const onBlind = (kind: string, thrown: unknown) => log.error({ kind, err: thrown }, 'due work cannot be looked for')
  if (config.mode === 'server' && config.databaseUrl !== null) {
    const locks = new AdvisoryLocks(config.databaseUrl)
    const runner = new ParallelRunner({ kinds, locks, now: () => deps().wall.now(), onFailure, onBlind })
    return { runner, stepper: null, patience: null }
  }
  const patience = new Patience(receiverLimits)
  const begins = (workspaceId: string) => patience.renew(workspaceId)
  const stepper = new SerialRunner({
    kinds,
    earliest: (workspaceId, limit) => findEarliest(deps().db.reader, { workspaceId, limit }),
    timelines: (workspaceId) => timelines(deps(), workspaceId),
    hold: (workspaceId, step) => unlessGone(amongOthers(deps(), { workspaceId }, step)),
    begins,
    onFailure,
    onBlind: (thrown) => onBlind('all', thrown),
  })
  return { runner: stepper, stepper, patience }
}

async function timelines({ db, worlds }: Deps, workspaceId?: string) {
  const ids = workspaceId === undefined ? await listWorkspaceIds(db.reader) : [workspaceId]
  const open = await Promise.all(
    ids.map(async (workspaceId) => {
      const world = await unlessGone(worlds.of({ workspaceId }))
      return world ? [{ workspaceId, now: () => world.clock.now() }] : []
    }),
  )
  return open.flat()
}

/** Nothing, where the workspace has been dropped. */
async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.name === 'not_found') return undefined
    throw thrown
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
