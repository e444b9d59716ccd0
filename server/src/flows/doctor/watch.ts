import { pause, stopwatch } from '../../kit/deadline.ts'
import { isUuid, shardOf } from '../../kit/ids.ts'

/** A request at the API, by its operation and the texts in it that may name a link or a record. */
export type Asking = { readonly operation: string; readonly mentions: readonly string[] }

/** One request of the application that is examined; milliseconds since the examination began. */
export type Call = {
  readonly operation: string
  /** What was asked for: the same for the same question. */
  readonly question: string
  readonly beganMs: number
  /** The reply is as it will be. */
  ready: boolean
  endedMs: number | null
}

/** Replies that are kept back once they are there. */
type Hold = { readonly operation: string; readonly released: Promise<void> }

const callsMax = 10_000
const lookEveryMs = 10

/**
 * Sees what an application asks the API about the links of an examination, and lets it wait for the replies as the
 * examination wants. What is asked about anything else passes.
 */
export class Watch {
  readonly elapsedMs = stopwatch()
  #calls: Call[] = []
  #links = new Set<string>()
  #openCount = 0
  #lastMs = 0
  #delayMs = 0
  #hold: Hold | null = null
  #stopped = false

  follow(linkId: string): void {
    this.#links.add(linkId)
  }

  /** The calls that begin from now on. */
  from(): () => readonly Call[] {
    const first = this.#calls.length
    return () => this.#calls.slice(first)
  }

  /** From now on replies come so much later; 0 ends it. */
  delayBy(ms: number): void {
    this.#delayMs = ms
  }

  /** Keeps back the replies to one operation, each as it was when it was asked for. */
  hold(operation: string): { takeNoMore(): void; release(): void } {
    const { promise: released, resolve } = Promise.withResolvers<void>()
    this.#hold = { operation, released }
    const takeNoMore = () => (this.#hold = null)
    return {
      takeNoMore,
      release() {
        takeNoMore()
        resolve()
      },
    }
  }

  async attend<T>({ operation, mentions }: Asking, work: () => Promise<T>): Promise<T> {
    if (!mentions.some((text) => this.#isOurs(text.toLowerCase()))) return work()
    const call: Call = { operation, question: [operation, ...mentions].join(' '), ...this.#begin() }
    if (this.#calls.length < callsMax) this.#calls.push(call)
    const hold = this.#hold?.operation === operation ? this.#hold.released : null
    try {
      if (this.#delayMs > 0) await pause(this.#delayMs)
      const reply = await work()
      call.ready = true
      await hold
      return reply
    } finally {
      call.endedMs = this.touch()
      this.#openCount -= 1
    }
  }

  /** Whether the examination is to end. */
  get isStopped(): boolean {
    return this.#stopped
  }

  /** From now on nothing is waited for. */
  stop(): void {
    this.#stopped = true
  }

  /** Something happened: the quiet begins anew. */
  touch(): number {
    this.#lastMs = this.elapsedMs()
    return this.#lastMs
  }

  /** Resolves when nothing has happened for a while, or the application is never done. */
  async quiet({ quietMs, settleMaxMs }: { readonly quietMs: number; readonly settleMaxMs: number }): Promise<void> {
    this.touch()
    await this.until(() => this.#openCount === 0 && this.elapsedMs() - this.#lastMs >= quietMs, settleMaxMs)
  }

  /** Whether it came true in time. */
  async until(isTrue: () => boolean, waitMaxMs: number): Promise<boolean> {
    const end = this.elapsedMs() + waitMaxMs
    while (!isTrue()) {
      if (this.#stopped || this.elapsedMs() >= end) return false
      await pause(lookEveryMs)
    }
    return true
  }

  #begin(): Pick<Call, 'beganMs' | 'ready' | 'endedMs'> {
    this.#openCount += 1
    return { beganMs: this.touch(), ready: false, endedMs: null }
  }

  /** The id of a link, a text with it, or the id of a record, which carries the shard of its link. */
  #isOurs(text: string): boolean {
    const links = [...this.#links]
    return links.some((id) => text.includes(id) || (isUuid(text) && shardOf(text) === shardOf(id)))
  }
}
