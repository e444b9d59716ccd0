/** Something of a workspace that has to be done at an instant of its clock; the row that says so is the only record of it. */
export type DueItem = {
  readonly workspaceId: string
  readonly id: string
  readonly dueAt: Date
  /** What it has to share its places with, where its kind has lanes: what is slow for one is slow for all of a lane. */
  readonly lane?: string
}

/** Which rows to look for: what is due at `until` at the latest, in one workspace or in all, at most `limit`. */
export type DueSearch = {
  readonly workspaceId?: string
  readonly until: Date
  readonly limit: number
  /** Where one is looked for beyond the many things that are due in some: nothing of these. */
  readonly exceptWorkspaces?: readonly string[]
  /** Given where many things are done at once, to kinds that have lanes. */
  readonly lanes?: LaneSearch
}

/** Nothing of the lanes in `except`, and at most `each` of every other one: first the first of each, and so on. */
export type LaneSearch = { readonly except: readonly string[]; readonly each: number }

/**
 * One kind of due work: how it is found and how it is done. Doing it is idempotent and removes its reason: afterwards
 * the row is no longer due, or due later. At one instant kinds of lower rank go first.
 */
export type WorkKind = {
  readonly name: string
  readonly rank: number
  /** How many of it run at once, where many things do; a few where it is left out. */
  readonly together?: number
  /** How many of one lane run at once at the most, where the kind has lanes. */
  readonly togetherInLane?: number
  /** Housekeeping that nobody wants to hear of when a clock is advanced. */
  readonly quiet?: boolean
  /** In due order, unless lanes are asked for. Reads only. */
  find(search: DueSearch): Promise<readonly DueItem[]>
  run(item: DueItem): Promise<void>
}

/** What happened while a clock was advanced. */
export type Fired = { readonly kind: string; readonly id: string; readonly at: Date; readonly failed: boolean }

/** Gets due work done. */
export interface Runner {
  /** Something became due or a clock moved, in one workspace or anywhere: look again soon. */
  wake(workspaceId?: string): void
  /** Stops looking, finishes what runs. */
  close(): Promise<void>
}

/** A workspace's clock as something that can be moved along; every move is kept before work is done at the instant. */
export type Timeline = {
  readonly workspaceId: string
  now(): Date
  moveTo(instant: Date): Promise<void>
}

/** A runner that can be stepped through time: in each workspace one thing at a time, in due order. */
export interface SteppingRunner extends Runner {
  /** Resolves when nothing is due any more in the workspace at its clock's now. */
  drain(workspaceId: string): Promise<void>
  /**
   * Runs everything that is due up to `to`, with the clock at each instant first; `told` hears of every item. Stops
   * where it is when the runner is closed.
   */
  advance(timeline: Timeline, to: Date, told: (fired: Fired) => void): Promise<void>
}
