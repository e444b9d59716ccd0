/** Every instant the server ever reads. Physical deadlines (an outbound timeout) are kit/deadline's. */
export interface Clock {
  now(): Date
}

/** The machine's own clock, in milliseconds. */
export const wallClock: Clock = { now: () => new Date() }

/** Where an emulated workspace's clock stands: an offset from the wall, or frozen at an instant. */
export type ClockState = { readonly offsetMs: number; readonly frozenAt: Date | null }

/** An emulated workspace's clock: runs with the wall, or stands still; only ever moved by its owner. */
export class MovableClock implements Clock {
  #wall: Clock
  #offsetMs: number
  #frozenAt: Date | null

  constructor(wall: Clock, state: ClockState = { offsetMs: 0, frozenAt: null }) {
    this.#wall = wall
    this.#offsetMs = state.offsetMs
    this.#frozenAt = state.frozenAt
  }

  now(): Date {
    return this.#frozenAt ?? new Date(this.#wall.now().getTime() + this.#offsetMs)
  }

  state(): ClockState {
    return { offsetMs: this.#offsetMs, frozenAt: this.#frozenAt }
  }

  /** Running from `instant`: what a clock that is frozen for a while is kept as. */
  stateRunningFrom(instant: Date): ClockState {
    return { offsetMs: instant.getTime() - this.#wall.now().getTime(), frozenAt: null }
  }

  moveTo(instant: Date): void {
    if (this.#frozenAt) this.#frozenAt = instant
    else this.#offsetMs = instant.getTime() - this.#wall.now().getTime()
  }

  /** Stands or runs as another one did. */
  become({ offsetMs, frozenAt }: ClockState): void {
    this.#offsetMs = offsetMs
    this.#frozenAt = frozenAt
  }

  freeze(): void {
    this.#frozenAt = this.now()
  }

  /** Runs again from where it stands. */
  resume(): void {
    if (!this.#frozenAt) return
    this.#offsetMs = this.#frozenAt.getTime() - this.#wall.now().getTime()
    this.#frozenAt = null
  }
}
