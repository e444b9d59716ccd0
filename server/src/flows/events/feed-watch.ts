import { fault } from '../../domain/faults.ts'
import { every } from '../../kit/deadline.ts'
import type { Database, Moved, Scope } from '../../store/database.ts'
import { listFeedEnds } from '../../store/events/events.ts'

/** How many may listen to the events of a workspace at once, at each process. */
export const listenersMax = 32

/** How soon it is noticed what another process has written. */
const lookEveryMs = 250

const retryAfterSeconds = 5

/** Those who listen to one workspace; `dropped` aborts when there is nothing to listen to any more. */
type Listening = { count: number; readonly dropped: AbortController }

type Waiting = { readonly position: number; readonly wake: () => void }

/**
 * Wakes those who wait for the log of a workspace to go on: at once when this process has written to it, and within a
 * quarter of a second when another has. The database is looked at only while somebody waits.
 */
export class FeedWatch {
  #db: Database
  #onBlind: (thrown: unknown) => void
  #unlisten: () => void
  #ends = new Map<string, number>()
  #waiting = new Map<string, Set<Waiting>>()
  #listeners = new Map<string, Listening>()
  #closing = new AbortController()
  #stopLooking: (() => void) | null = null
  #looking = false

  constructor(db: Database, onBlind: (thrown: unknown) => void) {
    this.#db = db
    this.#onBlind = onBlind
    this.#unlisten = db.listen((moved) => this.#note(moved))
  }

  /**
   * Lets somebody listen until the signal aborts that is given back: they are gone, the workspace is dropped, or the
   * process is about to stop. Throws `too_many_listeners` where too many do.
   */
  admit({ workspaceId }: Scope, gone: AbortSignal): AbortSignal {
    const present = this.#listeners.get(workspaceId) ?? { count: 0, dropped: new AbortController() }
    if (present.count >= listenersMax) {
      const headers = { 'retry-after': String(retryAfterSeconds) }
      throw fault('too_many_listeners', { values: { limit: listenersMax, seconds: retryAfterSeconds }, headers })
    }
    if (gone.aborted) return gone
    present.count += 1
    this.#listeners.set(workspaceId, present)
    gone.addEventListener('abort', () => this.#dismiss(workspaceId, present), { once: true })
    return AbortSignal.any([gone, present.dropped.signal, this.#closing.signal])
  }

  #dismiss(workspaceId: string, listening: Listening): void {
    listening.count -= 1
    if (listening.count === 0 && !listening.dropped.signal.aborted) this.#listeners.delete(workspaceId)
  }

  /** The workspace has been dropped: whoever listens to it comes to an end. */
  forget({ workspaceId }: Scope): void {
    this.#listeners.get(workspaceId)?.dropped.abort()
    this.#listeners.delete(workspaceId)
    this.#ends.delete(workspaceId)
  }

  /** Resolves when the log has gone beyond the position, or `until` aborts. */
  async beyond({ workspaceId }: Scope, position: number, until: AbortSignal): Promise<void> {
    if (until.aborted || (this.#ends.get(workspaceId) ?? 0) > position) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => resolve()
    const waiting = { position, wake }
    const all = this.#waiting.get(workspaceId) ?? new Set<Waiting>()
    this.#waiting.set(workspaceId, all.add(waiting))
    until.addEventListener('abort', wake)
    this.#look()
    await promise
    until.removeEventListener('abort', wake)
    all.delete(waiting)
    if (all.size === 0) this.#waiting.delete(workspaceId)
    if (this.#waiting.size === 0) this.#rest()
  }

  close(): void {
    this.#unlisten()
    this.#closing.abort()
    this.#rest()
  }

  #note({ workspaceId, position }: Moved): void {
    const end = Math.max(position, this.#ends.get(workspaceId) ?? 0)
    this.#ends.set(workspaceId, end)
    for (const waiting of this.#waiting.get(workspaceId) ?? []) if (waiting.position < end) waiting.wake()
  }

  /** An embedded database has no other process that writes. */
  #look(): void {
    if (this.#db.kind === 'embedded') return
    this.#stopLooking ??= every(lookEveryMs, () => void this.#lookOnce())
  }

  #rest(): void {
    this.#stopLooking?.()
    this.#stopLooking = null
  }

  async #lookOnce(): Promise<void> {
    if (this.#looking || this.#waiting.size === 0) return
    this.#looking = true
    try {
      for (const moved of await listFeedEnds(this.#db.reader, [...this.#waiting.keys()])) this.#note(moved)
    } catch (thrown) {
      this.#onBlind(thrown)
    } finally {
      this.#looking = false
    }
  }
}
