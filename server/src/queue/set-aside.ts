/** The first pause after a failure; it doubles with every further one. */
const pauseMs = 5_000
const pauseMaxMs = 300_000
/** How long after its pause a failure still counts. */
const rememberedMs = 2 * pauseMaxMs
/** What somebody else is at is left alone for so long. */
const elsewhereMs = 500

type Entry = { readonly lane: string | undefined; readonly failures: number; readonly untilMs: number }

/** What is not to be begun for a while: it failed here, or somebody else is at it. */
export class SetAside {
  #entries = new Map<string, Entry>()

  failed(name: string, lane: string | undefined, now: Date): void {
    const failures = (this.#entries.get(name)?.failures ?? 0) + 1
    const untilMs = now.getTime() + Math.min(pauseMs * 2 ** (failures - 1), pauseMaxMs)
    this.#entries.set(name, { lane, failures, untilMs })
  }

  elsewhere(name: string, lane: string | undefined, now: Date): void {
    const failures = this.#entries.get(name)?.failures ?? 0
    this.#entries.set(name, { lane, failures, untilMs: now.getTime() + elsewhereMs })
  }

  done(name: string): void {
    this.#entries.delete(name)
  }

  has(name: string, now: Date): boolean {
    return (this.#entries.get(name)?.untilMs ?? 0) > now.getTime()
  }

  /** The lane of each that is set aside now; what has come back long ago is forgotten. */
  lanes(now: Date): (string | undefined)[] {
    const lanes: (string | undefined)[] = []
    for (const [name, { lane, failures, untilMs }] of this.#entries) {
      if (untilMs > now.getTime()) lanes.push(lane)
      else if (failures === 0 || untilMs + rememberedMs < now.getTime()) this.#entries.delete(name)
    }
    return lanes
  }
}
