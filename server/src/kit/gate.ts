import { stopwatch, within } from './deadline.ts'

/**
 * Lets work in beside other work, or one piece of it alone. Whoever wants to be alone waits until nobody is inside, and
 * keeps nobody out meanwhile: what is inside may itself be waiting for what comes.
 */
export class Gate {
  #insideCount = 0
  #left: PromiseWithResolvers<void> | null = null
  #alone: Promise<void> | null = null

  /** Does the work beside other work; first waits for whoever is alone. */
  async enter<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone
    this.#insideCount += 1
    try {
      return await work()
    } finally {
      this.#insideCount -= 1
      if (this.#insideCount === 0) this.#tellLeft()
    }
  }

  /** Does the work while nobody else is inside; throws `late()` when somebody still is after `waitMaxMs`. */
  async alone<T>(waitMaxMs: number, late: () => Error, work: () => Promise<T>): Promise<T> {
    const waitedMs = stopwatch()
    // Others may have come between the last one's leaving and our hearing of it.
    while (this.#alone || this.#insideCount > 0) {
      const leftMs = waitMaxMs - waitedMs()
      if (leftMs <= 0) throw late()
      await within(leftMs, this.#alone ?? this.#whenLeft(), late)
    }
    return this.#close(work)
  }

  async #close<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#alone = promise
    try {
      return await work()
    } finally {
      this.#alone = null
      resolve()
    }
  }

  #whenLeft(): Promise<void> {
    this.#left ??= Promise.withResolvers<void>()
    return this.#left.promise
  }

  #tellLeft(): void {
    this.#left?.resolve()
    this.#left = null
  }
}
