import { stopwatch } from '../kit/deadline.ts'
import { drawBytes } from '../kit/random.ts'
import type { DueItem, DueSearch, WorkKind } from './contract.ts'
import { Lanes } from './lanes.ts'
import { SetAside } from './set-aside.ts'

/** Keeps two processes from doing the same item; a lock ends with its process, however that ends. */
export interface Locks {
  /** Those of the names that this process got. */
  take(names: readonly string[]): Promise<ReadonlySet<string>>
  /** Never rejects. */
  release(name: string): Promise<void>
  /** Gives everything back. */
  close(): Promise<void>
}

export type KindOptions = {
  readonly locks: Locks
  now(): Date
  /** Told of work that threw; the item stays due and is set aside, longer every time. */
  onFailure(kind: string, item: DueItem, thrown: unknown): void
  /** Told when due work cannot be looked for, and once a minute for as long as it cannot. */
  onBlind(kind: string, thrown: unknown): void
}

/** How much of one kind runs at once, so that a slow kind cannot keep the others from running. */
const togetherDefault = 8
/** How many rows are looked for beyond those that cannot be begun. */
const pageMax = 256
/** How many locks are asked for at once. */
const batchMax = 64
const blindAgainMs = 60_000

/** Does the due work of one kind: searches rows, locks some at a time, runs them side by side. */
export class OneKind {
  #kind: WorkKind
  #options: KindOptions
  #lanes: Lanes
  #running = new Map<string, { readonly lane: string | undefined; readonly end: Promise<void> }>()
  #setAside = new SetAside()
  /** What the last search found and was not yet begun. */
  #found: DueItem[] = []
  /** Whether that search left something behind. */
  #more = false
  #woken = false
  /** Whether to go on once more after what is being done. */
  #again = false
  #working: Promise<void> | null = null
  #blindSaidAt: Date | null = null
  #closed = false

  constructor(kind: WorkKind, options: KindOptions) {
    this.#kind = kind
    this.#options = options
    const { together = togetherDefault, togetherInLane } = kind
    this.#lanes = new Lanes({ together, ...(togetherInLane === undefined ? {} : { each: togetherInLane }) })
  }

  /** Something may have become due: what was found before is looked for again. */
  wake(): void {
    this.#woken = true
    this.#goOn()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#working
    await Promise.all([...this.#running.values()].map(({ end }) => end))
  }

  #goOn(): void {
    this.#again = true
    if (this.#working || this.#closed || this.#lanes.free <= 0) return
    this.#again = false
    this.#working = this.#work()
      .catch((thrown: unknown) => this.#blind(thrown))
      .finally(() => {
        this.#working = null
        if (this.#again) this.#goOn()
      })
  }

  /** The next wake tries again; until then it is not said again. */
  #blind(thrown: unknown): void {
    const now = this.#options.now()
    if (this.#blindSaidAt && now.getTime() - this.#blindSaidAt.getTime() < blindAgainMs) return
    this.#blindSaidAt = now
    this.#options.onBlind(this.#kind.name, thrown)
  }

  /** Until all places are taken or nothing is left that could be begun. */
  async #work(): Promise<void> {
    while (!this.#closed && this.#lanes.free > 0) {
      let chosen = this.#woken ? [] : this.#choose()
      if (chosen.length === 0) {
        if (!this.#woken && !this.#more) return
        await this.#search()
        chosen = this.#choose()
      }
      if (chosen.length === 0) return
      await this.#begin(chosen)
    }
  }

  /** What runs here or is set aside is found again, so that much is looked for beyond it. */
  async #search(): Promise<void> {
    this.#woken = false
    const until = this.#options.now()
    const hidden = [...[...this.#running.values()].map(({ lane }) => lane), ...this.#setAside.lanes(until)]
    const limit = pageMax + hidden.length
    const lanes = this.#laneSearch(hidden)
    const found = await this.#kind.find({ until, limit, ...lanes })
    const perLane = countEach(found.map(({ lane }) => lane))
    const { full, each } = lanes.lanes ?? { full: [], each: Number.POSITIVE_INFINITY }
    this.#more = found.length >= limit || full.length > 0 || Math.max(0, ...perLane.values()) >= each
    // Processes that search at the same time begin at different places.
    const start = this.#more ? drawBytes(2).readUInt16BE() % (found.length || 1) : 0
    this.#found = [...found.slice(start), ...found.slice(0, start)]
  }

  #laneSearch(hidden: readonly (string | undefined)[]): Pick<DueSearch, 'lanes'> {
    const { togetherInLane } = this.#kind
    if (togetherInLane === undefined) return {}
    const hiddenMost = Math.max(0, ...countEach(hidden).values())
    return { lanes: { full: this.#lanes.full(), each: togetherInLane + hiddenMost } }
  }

  /** Takes places for what can be begun now; what has no room in its lane stays. */
  #choose(): DueItem[] {
    const now = this.#options.now()
    const chosen: DueItem[] = []
    const left: DueItem[] = []
    for (const item of this.#found) {
      if (chosen.length === batchMax || !this.#lanes.hasRoom(item.lane)) left.push(item)
      else if (!this.#running.has(this.#nameOf(item)) && !this.#setAside.has(this.#nameOf(item), now)) {
        this.#lanes.enter(item.lane)
        chosen.push(item)
      }
    }
    this.#found = left
    return chosen
  }

  async #begin(chosen: readonly DueItem[]): Promise<void> {
    const { locks, now } = this.#options
    const taken = await locks.take(chosen.map(this.#nameOf)).catch((thrown: unknown) => {
      for (const { lane } of chosen) this.#lanes.leave(lane)
      throw thrown
    })
    this.#blindSaidAt = null
    for (const item of chosen) {
      const name = this.#nameOf(item)
      if (taken.has(name)) this.#running.set(name, { lane: item.lane, end: this.#run(item, name) })
      else {
        this.#lanes.leave(item.lane)
        this.#setAside.elsewhere(name, item.lane, now())
      }
    }
  }

  async #run(item: DueItem, name: string): Promise<void> {
    const elapsed = stopwatch()
    const { locks, now, onFailure } = this.#options
    try {
      await this.#kind.run(item)
      this.#setAside.done(name)
    } catch (thrown) {
      this.#setAside.failed(name, item.lane, now())
      onFailure(this.#kind.name, item, thrown)
    } finally {
      // Nobody waits for it: the place is free at once, and locks are taken and given back one after the other.
      void locks.release(name)
      this.#running.delete(name)
      this.#lanes.leave(item.lane, elapsed())
      this.#goOn()
    }
  }

  #nameOf = ({ id }: DueItem): string => `${this.#kind.name} ${id}`
}

function countEach(lanes: readonly (string | undefined)[]): Map<string | undefined, number> {
  const counts = new Map<string | undefined, number>()
  for (const lane of lanes) counts.set(lane, (counts.get(lane) ?? 0) + 1)
  return counts
}
