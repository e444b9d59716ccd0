import { after, stopwatch } from '../kit/deadline.ts'
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
/** With so many rows in a page, a workspace may be hiding what is due in others. */
const crowdedAt = 32
/** How many pages a search has at the most. */
const pagesMax = 4
/** To look beyond a crowd is to read past all of it, so that is done less often than a search. */
const beyondEveryMs = 500
/** How many locks are asked for at once. */
const batchMax = 64
/** So many places that are free are given out at once; fewer wait for others, but not for long. */
const enoughMax = 32
const gatherMs = 5
const blindAgainMs = 60_000

/** Does the due work of one kind: searches rows, locks some at a time, runs them side by side. */
export class OneKind {
  #kind: WorkKind
  #options: KindOptions
  #lanes: Lanes
  #enough: number
  #running = new Map<string, Running>()
  #setAside = new SetAside()
  /** What the last search found and was not yet begun. */
  #found: DueItem[] = []
  /** Whether that search came to its limit. */
  #cut = false
  /** The lanes of which that search did not show everything. */
  #unseen: readonly string[] = []
  /** What was found beyond the workspaces that have so much due, and when. */
  #beyond: readonly DueItem[] = []
  #beyondAtMs = Number.NEGATIVE_INFINITY
  #woken = false
  /** Whether to go on once more after what is being done. */
  #again = false
  #gathering = false
  #working: Promise<void> | null = null
  #blindSaidAt: Date | null = null
  #closed = false

  constructor(kind: WorkKind, options: KindOptions) {
    this.#kind = kind
    this.#options = options
    const { together = togetherDefault, togetherInLane } = kind
    this.#enough = Math.min(enoughMax, Math.ceil(together / 4))
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
        if (this.#woken) this.#goOn()
        else if (this.#again) this.#goOnSoon()
      })
  }

  /** The next wake tries again; until then it is not said again. */
  #blind(thrown: unknown): void {
    const now = this.#options.now()
    if (this.#blindSaidAt && now.getTime() - this.#blindSaidAt.getTime() < blindAgainMs) return
    this.#blindSaidAt = now
    this.#options.onBlind(this.#kind.name, thrown)
  }

  /** Places that become free one by one are given out together: each round trip then serves many. */
  #goOnSoon(): void {
    if (this.#running.size === 0 || this.#lanes.free >= this.#enough) {
      this.#goOn()
      return
    }
    if (this.#gathering) return
    this.#gathering = true
    after(gatherMs, () => {
      this.#gathering = false
      this.#goOn()
    })
  }

  /** Until all places are taken or nothing is left that could be begun. */
  async #work(): Promise<void> {
    while (!this.#closed && this.#lanes.free > 0) {
      let chosen = this.#woken ? [] : this.#choose()
      if (chosen.length === 0) {
        if (!this.#woken && !this.#mayFindMore()) return
        await this.#search()
        chosen = this.#choose()
      }
      if (chosen.length === 0) return
      await this.#begin(chosen)
      if (!this.#woken && this.#lanes.free < this.#enough) return this.#goOnSoon()
    }
  }

  /** What runs here or is set aside is found again, so that much is looked for beyond it. */
  async #search(): Promise<void> {
    this.#woken = false
    const until = this.#options.now()
    const hidden = [...[...this.#running.values()].map(({ lane }) => lane), ...this.#setAside.lanes(until)]
    const limit = pageMax + hidden.length
    const lanes = this.#laneSearch(hidden)
    const found = await this.#findOfMany({ until, limit, ...lanes })
    const { except, each } = lanes.lanes ?? { except: [], each: Number.POSITIVE_INFINITY }
    const perLane = [...countEach(found.map(({ lane }) => lane))]
    this.#cut = found.length >= limit
    this.#unseen = [
      ...except,
      ...perLane.flatMap(([lane, count]) => (lane !== undefined && count >= each ? [lane] : [])),
    ]
    // Processes that search at the same time begin at different places.
    const start = this.#cut ? drawBytes(2).readUInt16BE() % found.length : 0
    this.#found = [...found.slice(start), ...found.slice(0, start)]
  }

  /** Where some workspaces have so much due that nothing of others is found, it is looked for beyond them. */
  async #findOfMany(search: DueSearch): Promise<readonly DueItem[]> {
    const found = await this.#kind.find(search)
    if (!isCrowded(found, search)) return found
    const now = search.until.getTime()
    if (now - this.#beyondAtMs >= beyondEveryMs) {
      this.#beyondAtMs = now
      this.#beyond = await this.#findBeyond(found, search)
    }
    const shown = new Set(found.map(({ workspaceId }) => workspaceId))
    return [...found, ...this.#beyond.filter(({ workspaceId }) => !shown.has(workspaceId))]
  }

  async #findBeyond(first: readonly DueItem[], search: DueSearch): Promise<readonly DueItem[]> {
    const known = new Set<string>()
    const beyond: DueItem[] = []
    let page = first
    for (let pages = 1; pages < pagesMax && isCrowded(page, search); pages += 1) {
      for (const { workspaceId } of page) known.add(workspaceId)
      page = await this.#kind.find({ ...search, exceptWorkspaces: [...known] })
      beyond.push(...page)
    }
    return beyond
  }

  /** What is left of the last search may be waiting for room in its lanes, while others have room again. */
  #mayFindMore(): boolean {
    return (this.#cut && this.#found.length === 0) || this.#unseen.some((lane) => this.#lanes.hasRoom(lane))
  }

  #laneSearch(hidden: readonly (string | undefined)[]): Pick<DueSearch, 'lanes'> {
    const { togetherInLane } = this.#kind
    if (togetherInLane === undefined) return {}
    const hiddenMost = Math.max(0, ...countEach(hidden).values())
    return { lanes: { except: this.#lanes.stuck(), each: 2 * togetherInLane + hiddenMost } }
  }

  /**
   * Takes places for what can be begun now, always for the workspace that has the fewest; what has no room in its lane
   * stays.
   */
  #choose(): DueItem[] {
    const now = this.#options.now()
    const startable = this.#found.filter((item) => {
      const name = this.#nameOf(item)
      return !this.#running.has(name) && !this.#setAside.has(name, now)
    })
    const places = countEach([...this.#running.values()].map(({ workspaceId }) => workspaceId))
    const waiting = Map.groupBy(startable, ({ workspaceId }) => workspaceId)
    const chosen = new Set<DueItem>()
    while (chosen.size < batchMax && this.#lanes.free > 0) {
      const workspaceId = leastOf(waiting.keys(), places)
      if (workspaceId === undefined) break
      const items = waiting.get(workspaceId) ?? []
      const index = items.findIndex(({ lane }) => this.#lanes.hasRoom(lane))
      const [item] = index < 0 ? [] : items.splice(index, 1)
      if (!item) {
        waiting.delete(workspaceId)
        continue
      }
      this.#lanes.enter(item.lane)
      chosen.add(item)
      places.set(workspaceId, (places.get(workspaceId) ?? 0) + 1)
    }
    this.#found = startable.filter((item) => !chosen.has(item))
    this.#beyond = this.#beyond.filter((item) => !chosen.has(item))
    return [...chosen]
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
      const { workspaceId, lane } = item
      if (taken.has(name)) this.#running.set(name, { workspaceId, lane, end: this.#run(item, name) })
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
      this.#goOnSoon()
    }
  }

  #nameOf = ({ id }: DueItem): string => `${this.#kind.name} ${id}`
}

/** Whether what one workspace has due may be hiding what others have. */
function isCrowded(page: readonly DueItem[], { limit }: DueSearch): boolean {
  const counts = countEach(page.map(({ workspaceId }) => workspaceId)).values()
  return page.length >= limit && Math.max(0, ...counts) >= crowdedAt
}

/** The first of those with the least count. */
function leastOf(names: Iterable<string>, counts: ReadonlyMap<string, number>): string | undefined {
  let least: string | undefined
  for (const name of names) if (least === undefined || (counts.get(name) ?? 0) < (counts.get(least) ?? 0)) least = name
  return least
}

type Running = { readonly workspaceId: string; readonly lane: string | undefined; readonly end: Promise<void> }

function countEach<Name extends string | undefined>(names: readonly Name[]): Map<Name, number> {
  const counts = new Map<Name, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
