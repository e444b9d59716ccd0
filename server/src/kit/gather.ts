/**
 * Asks for many things at once where many ask for one: what is asked for while a batch is on its way goes together with
 * the next one. So nothing waits for others to come, and the batches are the larger the more there is to do.
 */
export class Gatherer<Asked, Answer> {
  #run: (asked: readonly Asked[]) => Promise<readonly Answer[]>
  #atMost: number
  #waiting: Waiting<Asked, Answer>[] = []
  #busy = false

  /** `run` answers in the order of what it was asked for; when it rejects, all of the batch do. */
  constructor(atMost: number, run: (asked: readonly Asked[]) => Promise<readonly Answer[]>) {
    this.#atMost = atMost
    this.#run = run
  }

  ask(asked: Asked): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.#waiting.push({ asked, resolve, reject })
    if (!this.#busy) {
      this.#busy = true
      // What is asked for in the same breath goes along.
      queueMicrotask(() => void this.#goOn())
    }
    return promise
  }

  async #goOn(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#atMost)
      try {
        const answers = await this.#run(batch.map(({ asked }) => asked))
        for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer)
      } catch (thrown) {
        for (const { reject } of batch) reject(thrown)
      }
    }
    this.#busy = false
  }
}

type Waiting<Asked, Answer> = {
  readonly asked: Asked
  resolve(answer: Answer): void
  reject(thrown: unknown): void
}
