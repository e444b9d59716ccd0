import { every } from '../kit/deadline.ts'
import type { Runner, WorkKind } from './contract.ts'
import { type KindOptions, OneKind } from './one-kind.ts'

export type ParallelOptions = KindOptions & { kinds(): readonly WorkKind[] }

const lookEveryMs = 500

/**
 * Does many things at once, and so do its fellows in other processes: what the server runs on. Rows are the only record
 * of what is due, so a process that dies leaves its items due, and another one takes them up.
 */
export class ParallelRunner implements Runner {
  #options: ParallelOptions
  #work: readonly OneKind[] | null = null
  #closed = false
  #stop: () => void

  constructor(options: ParallelOptions) {
    this.#options = options
    this.#stop = every(lookEveryMs, () => this.wake())
  }

  wake(): void {
    if (this.#closed) return
    this.#work ??= this.#options.kinds().map((kind) => new OneKind(kind, this.#options))
    for (const kind of this.#work) kind.wake()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stop()
    await Promise.all((this.#work ?? []).map((kind) => kind.close()))
    await this.#options.locks.close()
  }
}
