import { breathe, every } from '../kit/deadline.ts'
import type { DueItem, Fired, SteppingRunner, Timeline, WorkKind } from './contract.ts'

/** A workspace as the runner sees it between moves. */
export type Standing = { readonly workspaceId: string; now(): Date }

export type SerialOptions = {
  kinds(): readonly WorkKind[]
  /** The workspaces whose work is looked for. */
  timelines(): Promise<readonly Standing[]>
  /** Told when a workspace's due work is turned to, by a look, a drain or an advance. */
  begins?(workspaceId: string): void
  /** Told of work that threw; the item stays due and is set aside until the next look. */
  onFailure(kind: string, item: DueItem, thrown: unknown): void
}

const lookEveryMs = 250

/**
 * Does one thing at a time, in the order (due_at, rank, id): what the emulator runs on, so that the same calls have
 * the same consequences in the same order. A clock that runs makes things due by itself, so it looks four times a
 * second, and at once when it is woken.
 */
export class SerialRunner implements SteppingRunner {
  #options: SerialOptions
  #queue: Promise<unknown> = Promise.resolve()
  #looking = false
  #closed = false
  #stop: () => void

  constructor(options: SerialOptions) {
    this.#options = options
    this.#stop = every(lookEveryMs, () => this.wake())
  }

  wake(): void {
    if (this.#looking || this.#closed) return
    this.#looking = true
    void this.#alone(async () => {
      this.#looking = false
      for (const timeline of await this.#options.timelines()) await this.#drainNow(timeline)
    }).catch(() => undefined)
  }

  async drain(workspaceId: string): Promise<void> {
    await this.#alone(async () => {
      const timelines = await this.#options.timelines()
      for (const timeline of timelines.filter((each) => each.workspaceId === workspaceId)) {
        await this.#drainNow(timeline)
      }
    })
  }

  /** Nothing else runs meanwhile, in any workspace. */
  async advance(timeline: Timeline, to: Date, told: (fired: Fired) => void): Promise<void> {
    await this.#alone(async () => {
      const turn = this.#begin(timeline)
      while (!this.#closed) {
        const next = await this.#next(timeline, to, turn.setAside)
        if (!next) return timeline.moveTo(to)
        if (next.item.dueAt > timeline.now()) await timeline.moveTo(next.item.dueAt)
        const failed = !(await this.#run(next, turn))
        told({ kind: next.kind.name, id: next.item.id, at: timeline.now(), failed })
      }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stop()
    await this.#queue
  }

  async #drainNow(timeline: Standing): Promise<void> {
    const turn = this.#begin(timeline)
    while (!this.#closed) {
      const next = await this.#next(timeline, timeline.now(), turn.setAside)
      if (!next) return
      await this.#run(next, turn)
    }
  }

  #begin({ workspaceId }: Standing): Turn {
    this.#options.begins?.(workspaceId)
    return { setAside: new Set(), last: '' }
  }

  /** The least of (due_at, rank, id) over all kinds. */
  async #next(timeline: Standing, until: Date, setAside: ReadonlySet<string>): Promise<Next | undefined> {
    const candidates: Next[] = []
    for (const kind of this.#options.kinds()) {
      const found = await kind.find({ workspaceId: timeline.workspaceId, until, limit: setAside.size + 1 })
      const item = found.find((each) => !setAside.has(`${kind.name} ${each.id}`))
      if (item) candidates.push({ kind, item })
    }
    return candidates.toSorted(inOrder)[0]
  }

  /** Work that throws, or was done and is due as before, is set aside so that it cannot hold up the rest. */
  async #run({ kind, item }: Next, turn: Turn): Promise<boolean> {
    const done = `${kind.name} ${item.id} ${item.dueAt.getTime()}`
    // The embedded database answers without leaving this thread, so requests would wait until all is done.
    await breathe()
    try {
      if (turn.last === done) throw new Error('the work was done and is still due')
      turn.last = done
      await kind.run(item)
      return true
    } catch (thrown) {
      turn.setAside.add(`${kind.name} ${item.id}`)
      this.#options.onFailure(kind.name, item, thrown)
      return false
    }
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

/** What is remembered while a workspace's due work is done. */
type Turn = { readonly setAside: Set<string>; last: string }

type Next = { readonly kind: WorkKind; readonly item: DueItem }

const inOrder = (one: Next, other: Next): number =>
  one.item.dueAt.getTime() - other.item.dueAt.getTime() ||
  one.kind.rank - other.kind.rank ||
  (one.item.id < other.item.id ? -1 : 1)
