/**
 * Physical time limits: how long this process waits for something outside it.
 * They never follow a workspace's clock, which may stand still.
 */

/** A signal that aborts after `timeoutMs` of real time. */
export const deadline = (timeoutMs: number): AbortSignal => AbortSignal.timeout(timeoutMs)

/** A monotonic stopwatch; the returned function gives the elapsed real milliseconds. */
export function stopwatch(): () => number {
  const startedAt = performance.now()
  return () => performance.now() - startedAt
}

/** Lets whatever waits for this process go first: long work that never waits itself would shut it out. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Calls `work` every `everyMs` of real time until the returned function is called; never keeps the process alive. */
export function every(everyMs: number, work: () => void): () => void {
  const timer = setInterval(work, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Calls `work` once after `afterMs` of real time; never keeps the process alive. */
export function after(afterMs: number, work: () => void): void {
  setTimeout(work, afterMs).unref()
}

/** Resolves after `forMs` of real time: for what is to take that long. */
export const pause = (forMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, forMs))

/** Resolves with `work`, or rejects with `late()` when `timeoutMs` of real time have passed first. */
export async function within<T>(timeoutMs: number, work: Promise<T>, late: () => Error): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late()), timeoutMs)
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
