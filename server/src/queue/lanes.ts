export type LaneBounds = {
  /** How many places there are. */
  readonly together: number
  /** How many of them one lane may take; lanes do not count where it is left out. */
  readonly each?: number
}

/** What takes so long is as good as hanging: half of the longest that a receiver is waited for. */
const slowMs = 2_500

type Lane = { taken: number; allowed: number }

/**
 * Shares out the places of one kind of work, so that lanes that hang cannot keep the others waiting. A lane begins with
 * a quarter of what it may have at most; every quick end doubles that, every slow one halves it, down to one place.
 * Lanes below the quarter have at most half of all places together.
 */
export class Lanes {
  #together: number
  #each: number | undefined
  #lanes = new Map<string, Lane>()
  #taken = 0
  #takenBySlow = 0

  constructor({ together, each }: LaneBounds) {
    this.#together = together
    this.#each = each
  }

  get free(): number {
    return this.#together - this.#taken
  }

  hasRoom(name: string | undefined): boolean {
    if (this.free <= 0) return false
    const lane = name === undefined ? undefined : this.#lanes.get(name)
    return !lane || this.#isOpen(lane)
  }

  enter(name: string | undefined): void {
    this.#taken += 1
    this.#change(name, (lane) => {
      lane.taken += 1
    })
  }

  /** Gives back a place on which nothing was done, or where `tookMs` is given, on which it took so long. */
  leave(name: string | undefined, tookMs?: number): void {
    this.#taken -= 1
    this.#change(name, (lane) => {
      lane.taken -= 1
      if (tookMs === undefined) return
      lane.allowed =
        tookMs < slowMs ? Math.min(lane.allowed * 2, this.#most) : Math.max(1, Math.floor(lane.allowed / 2))
    })
  }

  /** The slow lanes that have no room now. A quick one that is full has room again in no time. */
  stuck(): string[] {
    return [...this.#lanes].filter(([, lane]) => this.#isSlow(lane) && !this.#isOpen(lane)).map(([name]) => name)
  }

  get #most(): number {
    return this.#each ?? this.#together
  }

  get #first(): number {
    return Math.max(1, Math.floor(this.#most / 4))
  }

  #isSlow = (lane: Lane): boolean => lane.allowed < this.#first

  #isOpen(lane: Lane): boolean {
    if (this.#isSlow(lane) && this.#takenBySlow >= Math.floor(this.#together / 2)) return false
    return lane.taken < lane.allowed
  }

  /** An idle lane is remembered only while it is slow. */
  #change(name: string | undefined, change: (lane: Lane) => void): void {
    if (name === undefined || this.#each === undefined) return
    const lane = this.#lanes.get(name) ?? { taken: 0, allowed: this.#first }
    if (this.#isSlow(lane)) this.#takenBySlow -= lane.taken
    change(lane)
    if (this.#isSlow(lane)) this.#takenBySlow += lane.taken
    if (lane.taken > 0 || this.#isSlow(lane)) this.#lanes.set(name, lane)
    else this.#lanes.delete(name)
    if (this.#lanes.size > rememberedMax) this.#forgetIdle()
  }

  #forgetIdle(): void {
    for (const [name, lane] of this.#lanes) if (lane.taken === 0) this.#lanes.delete(name)
  }
}

const rememberedMax = 10_000
