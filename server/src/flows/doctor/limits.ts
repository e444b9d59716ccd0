/** Real times: what production allows, and how long an examination waits for an application. */
export type DoctorLimits = {
  readonly answerMaxMs: number
  /** Replies that come just in time for an answer that waits for them, and just too late. */
  readonly nearMs: number
  readonly farMs: number
  /** An application that asks nothing for so long is done; it is waited for no longer than `settleMaxMs`. */
  readonly quietMs: number
  readonly settleMaxMs: number
  /** How long a first read is waited for; an application may have a queue before it. */
  readonly readMaxMs: number
  /**
   * How long a reply is kept back for a newer one to be asked for, beyond what the application took before its first
   * read, and again for what that brought to be taken in.
   */
  readonly heldMaxMs: number
  readonly burstCount: number
  /** An examination that is not over by then is broken off. */
  readonly runMaxMs: number
}

export const doctorLimits: DoctorLimits = {
  answerMaxMs: 5_000,
  nearMs: 4_900,
  farMs: 5_100,
  quietMs: 750,
  settleMaxMs: 15_000,
  readMaxMs: 5_000,
  heldMaxMs: 1_500,
  burstCount: 100,
  runMaxMs: 300_000,
}
