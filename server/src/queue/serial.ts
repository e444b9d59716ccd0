import { every, stopwatch } from '../kit/deadline.ts'
import type { Fired, SteppingRunner, Timeline } from './contract.ts'
import { OneWorkspace, type StepOptions } from './one-workspace.ts'
import { Places } from './places.ts'

export type SerialOptions = StepOptions

const tickMs = 250
/** Every change of due work wakes the runner; this is for a wake that somebody forgot. */
const lookAnywayMs = 60_000
/**
 * How many workspaces have a step under way at once: enough that some which wait for somebody outside keep nobody else
 * waiting, and not so many that their steps fill the memory.
 */
const stepsAtOnce = 16

/**
 * Does one thing at a time in each workspace, in the order (due_at, rank, turn): what the emulator runs on, so that the
 * same calls have the same consequences in the same order. Workspaces take turns with every step, so nobody's long work
 * keeps others waiting. It is alone with its data, so it asks the database only when an instant comes that it waits for,
 * or when it is woken.
 */
export class SerialRunner implements SteppingRunner {
  #options: SerialOptions
  #places = new Places(stepsAtOnce)
  #workspaces = new Map<string, OneWorkspace>()
  #allWoken = true
  #sinceLook = stopwatch()
  #looking: Promise<void> | null = null
  #closed = false
  #stop: () => void

  constructor(options: SerialOptions) {
    this.#options = options
    this.#stop = every(tickMs, () => this.#tick())
  }

  wake(workspaceId?: string): void {
    if (this.#closed) return
    if (workspaceId === undefined) {
      this.#allWoken = true
      this.#look()
    } else this.#of(workspaceId).wake()
  }

  drain(workspaceId: string): Promise<void> {
    return this.#of(workspaceId).drain()
  }

  advance(timeline: Timeline, to: Date, told: (fired: Fired) => void): Promise<void> {
    return this.#of(timeline.workspaceId).advance(timeline, to, told)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stop()
    await this.#looking
    await Promise.all([...this.#workspaces.values()].map((workspace) => workspace.close()))
  }

  #of(workspaceId: string): OneWorkspace {
    const known = this.#workspaces.get(workspaceId)
    if (known) return known
    const opened = new OneWorkspace(workspaceId, this.#places, this.#options)
    this.#workspaces.set(workspaceId, opened)
    if (this.#closed) void opened.close()
    return opened
  }

  #tick(): void {
    if (this.#sinceLook() > lookAnywayMs) this.#allWoken = true
    for (const [workspaceId, workspace] of this.#workspaces) {
      if (workspace.gone) this.#workspaces.delete(workspaceId)
      else workspace.tick()
    }
    if (this.#allWoken) this.#look()
  }

  #look(): void {
    if (this.#looking || this.#closed) return
    this.#looking = this.#wakeAll()
      .catch((thrown) => {
        // The next tick tries again.
        this.#allWoken = true
        this.#options.onBlind(thrown)
      })
      .finally(() => {
        this.#looking = null
      })
  }

  async #wakeAll(): Promise<void> {
    this.#allWoken = false
    this.#sinceLook = stopwatch()
    for (const { workspaceId } of await this.#options.timelines()) {
      if (this.#closed) return
      this.#of(workspaceId).wake()
      // One after the other, or those that have nothing to do would fill the line before those that have.
      await this.#places.take(async () => undefined)
    }
  }
}
