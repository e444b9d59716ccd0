import { breathe, stopwatch } from '../kit/deadline.ts'
import type { DueItem, Fired, Timeline, WorkKind } from './contract.ts'
import type { Places } from './places.ts'

/** What is due of a kind, and as which of those that were found of it. */
export type Earliest = DueItem & { readonly kind: string; readonly turn: number }

/** A workspace as the runner sees it between moves. */
export type Standing = { readonly workspaceId: string; now(): Date }

export type StepOptions = {
  kinds(): readonly Pick<WorkKind, 'name' | 'rank' | 'quiet' | 'run'>[]
  /** What comes first in a workspace, whether or not its instant has come: at most `limit` of each kind. */
  earliest(workspaceId: string, limit: number): Promise<readonly Earliest[]>
  /** The workspaces whose work is looked for, or the one that is named. */
  timelines(workspaceId?: string): Promise<readonly Standing[]>
  /**
   * Does a step in the background at a moment at which the workspace may change; gives nothing where it is gone. What is
   * advanced is held by whoever moves its clock.
   */
  hold?(workspaceId: string, step: () => Promise<boolean>): Promise<boolean | undefined>
  /** Told when a workspace's due work is turned to, by a look, a drain or an advance. */
  begins?(workspaceId: string): void
  /** Told of work that threw; the item stays due and is tried again after a pause that grows. */
  onFailure(kind: string, item: DueItem, thrown: unknown): void
  /** Told of a look that could not be made, because the database did not answer. */
  onBlind(thrown: unknown): void
}

const pauseFirstMs = 1_000
const pauseMaxMs = 300_000

/**
 * Does the due work of one workspace, one thing at a time, in the order (due_at, rank, turn). Every step takes a place
 * of its own, so that workspaces take turns. Remembers when the next thing is due, and asks the database only when that
 * instant comes, or when it is woken.
 */
export class OneWorkspace {
  #workspaceId: string
  #places: Places
  #options: StepOptions
  #queue: Promise<unknown> = Promise.resolve()
  #watched: Watched | null = null
  #pauses = new Map<string, Pause>()
  #woken = false
  #looking = false
  /** How much is under way or waits for its turn, and how much of that waits for a turn of its own. */
  #queued = 0
  #waiting = 0
  #gone = false
  #closed = false

  constructor(workspaceId: string, places: Places, options: StepOptions) {
    this.#workspaceId = workspaceId
    this.#places = places
    this.#options = options
  }

  /** Whether it was not there any more when it was last looked at, and nobody asks for it. */
  get gone(): boolean {
    return this.#gone && this.#queued === 0
  }

  /** Something may have become due: it is looked at in the background. */
  wake(): void {
    this.#woken = true
    this.#look()
  }

  /** Looks where an instant has come that was waited for. */
  tick(): void {
    const { timeline, dueAt } = this.#watched ?? {}
    if (timeline && dueAt !== undefined && timeline.now().getTime() >= dueAt) this.#woken = true
    for (const pause of this.#pauses.values()) if (isOver(pause)) this.#woken = true
    if (this.#woken) this.#look()
  }

  async drain(): Promise<void> {
    await this.#first(async () => {
      const [standing] = await this.#options.timelines(this.#workspaceId)
      if (standing) await this.#drainNow(standing, new Set())
    })
  }

  /** Nothing else runs meanwhile in the workspace. */
  async advance(timeline: Timeline, to: Date, told: (fired: Fired) => void): Promise<void> {
    await this.#first(async () => {
      const turn = this.#begin(new Set())
      let arrived = false
      while (!this.#closed && !arrived) {
        arrived = await this.#places.take(() => this.#stepTowards(timeline, to, { turn, told }))
      }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#queue
  }

  #look(): void {
    if (this.#looking || this.#closed) return
    this.#looking = true
    void this.#alone(() => this.#lookNow()).catch((thrown) => {
      // The next tick tries again.
      this.#woken = true
      this.#options.onBlind(thrown)
    })
  }

  async #lookNow(): Promise<void> {
    this.#looking = false
    this.#woken = false
    const [standing] = await this.#options.timelines(this.#workspaceId)
    if (!standing) return this.#leave()
    this.#gone = false
    const over = new Map([...this.#pauses].filter(([, pause]) => isOver(pause)))
    const setAside = new Set([...this.#pauses.keys()].filter((name) => !over.has(name)))
    // Callers make work as they go, so a look might never end: who waits for a turn has it after the present item.
    const atEnd = await this.#drainNow(standing, setAside, () => this.#waiting > 0)
    if (!atEnd) return this.wake()
    // What was not met is not due any more; every tick would look for it.
    for (const [name, pause] of over) if (this.#pauses.get(name) === pause) this.#pauses.delete(name)
  }

  /** Whether it came to the end of what is due. */
  async #drainNow(standing: Standing, setAside: Set<string>, isOver = () => false): Promise<boolean> {
    const { hold = (_workspaceId, step) => step() } = this.#options
    const turn = this.#begin(setAside)
    while (!this.#closed && !isOver()) {
      const more = await this.#places.take(() => hold(this.#workspaceId, () => this.#step(standing, turn)))
      if (more === undefined) this.#leave()
      if (!more) return true
    }
    return false
  }

  #leave(): void {
    this.#gone = true
    this.#watched = null
    this.#pauses.clear()
  }

  /** Finds what comes first and does it; whether there was anything. */
  async #step(timeline: Standing, turn: Turn): Promise<boolean> {
    const next = await this.#next(turn)
    const dueAt = next?.item.dueAt.getTime() ?? Number.POSITIVE_INFINITY
    if (!next || dueAt > timeline.now().getTime()) {
      this.#watched = { timeline, dueAt }
      return false
    }
    await this.#run(next, turn)
    return true
  }

  /** The same with the clock moved to its instant; whether the clock has arrived, as nothing is left before. */
  async #stepTowards(timeline: Timeline, to: Date, { turn, told }: Journey): Promise<boolean> {
    const next = await this.#next(turn)
    if (!next || next.item.dueAt > to) {
      await timeline.moveTo(to)
      return true
    }
    if (next.item.dueAt > timeline.now()) await timeline.moveTo(next.item.dueAt)
    const failed = !(await this.#run(next, turn))
    if (!next.kind.quiet) told({ kind: next.kind.name, id: next.item.id, at: timeline.now(), failed })
    return false
  }

  #begin(setAside: Set<string>): Turn {
    this.#options.begins?.(this.#workspaceId)
    return { setAside, last: '' }
  }

  /** The least of (due_at, rank, turn) over all kinds. */
  async #next({ setAside }: Turn): Promise<Next | undefined> {
    const kinds = new Map(this.#options.kinds().map((kind) => [kind.name, kind]))
    const found = await this.#options.earliest(this.#workspaceId, setAside.size + 1)
    return found
      .filter((item) => !setAside.has(nameOf(item.kind, item)))
      .map((item) => ({ kind: kinds.get(item.kind) as Next['kind'], item }))
      .toSorted(inOrder)[0]
  }

  /** Work that throws, or was done and is due as before, is set aside so that it cannot hold up the rest. */
  async #run({ kind, item }: Next, turn: Turn): Promise<boolean> {
    const name = nameOf(kind.name, item)
    const done = `${name} ${item.dueAt.getTime()}`
    // The embedded database answers without leaving this thread, so requests would wait until all is done.
    await breathe()
    try {
      if (turn.last === done) throw new Error('the work was done and is still due')
      turn.last = done
      await kind.run(item)
      this.#pauses.delete(name)
      return true
    } catch (thrown) {
      turn.setAside.add(name)
      const failures = (this.#pauses.get(name)?.failures ?? 0) + 1
      this.#pauses.set(name, { failures, elapsedMs: stopwatch() })
      this.#options.onFailure(kind.name, item, thrown)
      return false
    }
  }

  /** Ahead of the looks in the background. */
  async #first(work: () => Promise<void>): Promise<void> {
    this.#waiting += 1
    await this.#alone(async () => {
      this.#waiting -= 1
      await work()
    })
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    this.#queued += 1
    const turn = this.#queue.then(work).finally(() => {
      this.#queued -= 1
    })
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

/** When the workspace's work is due next, in milliseconds of its clock. */
type Watched = { readonly timeline: Standing; readonly dueAt: number }

/** Work that has thrown, a number of times in a row. */
type Pause = { readonly failures: number; readonly elapsedMs: () => number }

const isOver = ({ failures, elapsedMs }: Pause): boolean =>
  elapsedMs() >= Math.min(pauseMaxMs, pauseFirstMs * 4 ** (failures - 1))

/** What is remembered while due work is done. */
type Turn = { readonly setAside: Set<string>; last: string }

/** An advance that is under way. */
type Journey = { readonly turn: Turn; readonly told: (fired: Fired) => void }

const nameOf = (kind: string, { id }: DueItem): string => `${kind} ${id}`

type Next = { readonly kind: ReturnType<StepOptions['kinds']>[number]; readonly item: Earliest }

const inOrder = (one: Next, other: Next): number =>
  one.item.dueAt.getTime() - other.item.dueAt.getTime() ||
  one.kind.rank - other.kind.rank ||
  one.item.turn - other.item.turn
