import { every } from '../kit/deadline.ts'
import type { DueItem, Runner, WorkKind } from './contract.ts'

/** Keeps two processes from doing the same item; a lock ends with its process, however that ends. */
export interface Locks {
  /** Whether this process got the item. */
  take(name: string): Promise<boolean>
  release(name: string): Promise<void>
  close(): Promise<void>
}

export type ParallelOptions = {
  kinds(): readonly WorkKind[]
  readonly locks: Locks
  now(): Date
  onFailure(kind: string, item: DueItem, thrown: unknown): void
}

const lookEveryMs = 500
/** How much of one kind runs at once, so that a slow kind cannot keep the others from running. */
const togetherDefault = 8
const foundMax = 50
const setAsideMs = 5_000

/**
 * Does many things at once, and so do its fellows in other processes: what the server runs on. Rows are the only record
 * of what is due, so a process that dies leaves its items due, and another one takes them up.
 */
export class ParallelRunner implements Runner {
  #options: ParallelOptions
  #running = new Map<string, Promise<void>>()
  #setAside = new Map<string, number>()
  #looking: Promise<void> | null = null
  #again = false
  #closed = false
  #stop: () => void

  constructor(options: ParallelOptions) {
    this.#options = options
    this.#stop = every(lookEveryMs, () => this.wake())
  }

  wake(): void {
    if (this.#closed) return
    if (this.#looking) {
      this.#again = true
      return
    }
    this.#looking = this.#look()
      .catch(() => undefined)
      .finally(() => {
        this.#looking = null
        if (this.#again) {
          this.#again = false
          this.wake()
        }
      })
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stop()
    await this.#looking
    await Promise.all(this.#running.values())
    await this.#options.locks.close()
  }

  async #look(): Promise<void> {
    const until = this.#options.now()
    for (const [name, setUntil] of this.#setAside) if (setUntil <= until.getTime()) this.#setAside.delete(name)
    for (const kind of this.#options.kinds()) await this.#lookFor(kind, until)
  }

  /** What runs here or is set aside is found again, so that much is looked for beyond it. */
  async #lookFor(kind: WorkKind, until: Date): Promise<void> {
    const limit = foundMax + this.#countOf(kind, this.#running) + this.#countOf(kind, this.#setAside)
    for (const item of await kind.find({ until, limit })) {
      if (this.#closed || this.#countOf(kind, this.#running) >= (kind.together ?? togetherDefault)) return
      await this.#begin(kind, item)
    }
  }

  #countOf(kind: WorkKind, among: ReadonlyMap<string, unknown>): number {
    let count = 0
    for (const name of among.keys()) if (name.startsWith(`${kind.name} `)) count += 1
    return count
  }

  async #begin(kind: WorkKind, item: DueItem): Promise<void> {
    const name = `${kind.name} ${item.id}`
    if (this.#running.has(name) || this.#setAside.has(name)) return
    if (!(await this.#options.locks.take(name))) return
    this.#running.set(name, this.#run(kind, item, name))
  }

  async #run(kind: WorkKind, item: DueItem, name: string): Promise<void> {
    try {
      await kind.run(item)
    } catch (thrown) {
      this.#setAside.set(name, this.#options.now().getTime() + setAsideMs)
      this.#options.onFailure(kind.name, item, thrown)
    } finally {
      await this.#options.locks.release(name)
      this.#running.delete(name)
      this.wake()
    }
  }
}
