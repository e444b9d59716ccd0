import { breathe, every, stopwatch } from '../kit/deadline.ts'
import type { DueItem, Fired, SteppingRunner, Timeline, WorkKind } from './contract.ts'

/** What is due of a kind, and as which of those that were found of it. */
export type Earliest = DueItem & { readonly kind: string; readonly turn: number }

/** A workspace as the runner sees it between moves. */
export type Standing = { readonly workspaceId: string; now(): Date }

export type SerialOptions = {
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

const tickMs = 250
/** Every change of due work wakes the runner; this is for a wake that somebody forgot. */
const lookAnywayMs = 60_000
const pauseFirstMs = 1_000
const pauseMaxMs = 300_000

/**
 * Does one thing at a time, in the order (due_at, rank, turn): what the emulator runs on, so that the same calls have
 * the same consequences in the same order. It is alone with its data, so it remembers when each workspace is due next
 * and asks the database only when that instant comes, or when it is woken.
 */
export class SerialRunner implements SteppingRunner {
  #options: SerialOptions
  #queue: Promise<unknown> = Promise.resolve()
  #watched = new Map<string, Watched>()
  #pauses = new Map<string, Pause>()
  #woken = new Set<string>()
  #allWoken = true
  #sinceLook = stopwatch()
  #looking = false
  /** How many wait for a turn of their own. */
  #waiting = 0
  #closed = false
  #stop: () => void

  constructor(options: SerialOptions) {
    this.#options = options
    this.#stop = every(tickMs, () => this.#tick())
  }

  wake(workspaceId?: string): void {
    if (workspaceId === undefined) this.#allWoken = true
    else this.#woken.add(workspaceId)
    this.#look()
  }

  async drain(workspaceId: string): Promise<void> {
    await this.#first(async () => {
      for (const timeline of await this.#options.timelines(workspaceId)) await this.#drainNow(timeline, new Set())
    })
  }

  /** Nothing else runs meanwhile, in any workspace. */
  async advance(timeline: Timeline, to: Date, told: (fired: Fired) => void): Promise<void> {
    await this.#first(async () => {
      const turn = this.#begin(timeline, new Set())
      while (!this.#closed) {
        const next = await this.#next(timeline, turn)
        if (!next || next.item.dueAt > to) return timeline.moveTo(to)
        if (next.item.dueAt > timeline.now()) await timeline.moveTo(next.item.dueAt)
        const failed = !(await this.#run(next, turn))
        if (!next.kind.quiet) told({ kind: next.kind.name, id: next.item.id, at: timeline.now(), failed })
      }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stop()
    await this.#queue
  }

  #tick(): void {
    if (this.#sinceLook() > lookAnywayMs) this.#allWoken = true
    for (const [workspaceId, { timeline, dueAt }] of this.#watched) {
      if (timeline.now().getTime() >= dueAt) this.#woken.add(workspaceId)
    }
    for (const pause of this.#pauses.values()) if (isOver(pause)) this.#woken.add(pause.workspaceId)
    if (this.#allWoken || this.#woken.size > 0) this.#look()
  }

  #look(): void {
    if (this.#looking || this.#closed) return
    this.#looking = true
    void this.#alone(() => this.#lookNow()).catch((thrown) => {
      // The next tick tries again.
      this.#allWoken = true
      this.#options.onBlind(thrown)
    })
  }

  async #lookNow(): Promise<void> {
    this.#looking = false
    const [all, woken] = [this.#allWoken, [...this.#woken]]
    this.#allWoken = false
    this.#woken.clear()
    if (all) this.#sinceLook = stopwatch()
    const timelines = all
      ? await this.#options.timelines()
      : (await Promise.all(woken.map((workspaceId) => this.#options.timelines(workspaceId)))).flat()
    const present = new Set(timelines.map(({ workspaceId }) => workspaceId))
    for (const workspaceId of all ? [...this.#watched.keys()] : woken) {
      if (!present.has(workspaceId)) this.#forget(workspaceId)
    }
    for (const timeline of timelines) {
      // Callers make work as they go, so a look might never end: who waits for a turn has it after the present item.
      if (await this.#drainNow(timeline, this.#paused(), () => this.#waiting > 0)) continue
      this.#woken.add(timeline.workspaceId)
    }
    if (this.#woken.size > 0) this.#look()
  }

  #paused(): Set<string> {
    return new Set([...this.#pauses].flatMap(([name, pause]) => (isOver(pause) ? [] : [name])))
  }

  /** Whether it came to the end of what is due. */
  async #drainNow(timeline: Standing, setAside: Set<string>, isOver = () => false): Promise<boolean> {
    const turn = this.#begin(timeline, setAside)
    const step = () => this.#step(timeline, turn)
    while (!this.#closed && !isOver()) {
      const more = await (this.#options.hold?.(timeline.workspaceId, step) ?? step())
      if (more === undefined) this.#forget(timeline.workspaceId)
      if (!more) return true
    }
    return false
  }

  /** Finds what comes first and does it; whether there was anything. */
  async #step(timeline: Standing, turn: Turn): Promise<boolean> {
    const next = await this.#next(timeline, turn)
    const dueAt = next?.item.dueAt.getTime() ?? Number.POSITIVE_INFINITY
    if (!next || dueAt > timeline.now().getTime()) {
      this.#watched.set(timeline.workspaceId, { timeline, dueAt })
      return false
    }
    await this.#run(next, turn)
    return true
  }

  #forget(workspaceId: string): void {
    this.#watched.delete(workspaceId)
    for (const [name, pause] of this.#pauses) if (pause.workspaceId === workspaceId) this.#pauses.delete(name)
  }

  #begin({ workspaceId }: Standing, setAside: Set<string>): Turn {
    this.#options.begins?.(workspaceId)
    return { setAside, last: '' }
  }

  /** The least of (due_at, rank, turn) over all kinds. */
  async #next({ workspaceId }: Standing, { setAside }: Turn): Promise<Next | undefined> {
    const kinds = new Map(this.#options.kinds().map((kind) => [kind.name, kind]))
    const found = await this.#options.earliest(workspaceId, setAside.size + 1)
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
      this.#pauses.set(name, { workspaceId: item.workspaceId, failures, elapsedMs: stopwatch() })
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
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

/** When a workspace's work is due next, in milliseconds of its clock. */
type Watched = { readonly timeline: Standing; readonly dueAt: number }

/** Work that has thrown, a number of times in a row. */
type Pause = { readonly workspaceId: string; readonly failures: number; readonly elapsedMs: () => number }

const isOver = ({ failures, elapsedMs }: Pause): boolean =>
  elapsedMs() >= Math.min(pauseMaxMs, pauseFirstMs * 4 ** (failures - 1))

/** What is remembered while a workspace's due work is done. */
type Turn = { readonly setAside: Set<string>; last: string }

/** A copy of a workspace has work of the same ids. */
const nameOf = (kind: string, { workspaceId, id }: DueItem): string => `${workspaceId} ${kind} ${id}`

type Next = { readonly kind: ReturnType<SerialOptions['kinds']>[number]; readonly item: Earliest }

const inOrder = (one: Next, other: Next): number =>
  one.item.dueAt.getTime() - other.item.dueAt.getTime() ||
  one.kind.rank - other.kind.rank ||
  one.item.turn - other.item.turn
