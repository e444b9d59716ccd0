import { fault } from '../../domain/faults.ts'
import type { Clock } from '../../kit/clock.ts'
import { every } from '../../kit/deadline.ts'
import type { Database, Scope } from '../../store/database.ts'
import {
  deleteRequestsBefore,
  findRequest,
  insertRequests,
  type LoggedRequest,
} from '../../store/workspaces/requests.ts'

export type RequestEntry = {
  readonly requestId: string
  readonly workspaceId: string | null
  readonly method: string
  readonly path: string
  readonly status: number
  readonly durationMs: number
}

type Needs = { readonly db: Database; readonly wall: Clock }

const flushEveryMs = 500
const bufferedMax = 10_000
const batchMax = 500
const keptMs = 7 * 86_400_000
const forgetEveryMs = 3_600_000
const forgottenAtOnce = 1_000

/**
 * Remembers what was asked, for seven days. Entries are gathered and written in batches behind the requests, so no
 * request waits for the log; at most ten thousand wait, then the oldest are lost, and so is a batch that fails.
 */
export class RequestLog {
  #deps: Needs
  #waiting: LoggedRequest[] = []
  #beingWritten: readonly LoggedRequest[] = []
  #writing: Promise<void> = Promise.resolve()
  #stop: () => void
  #forgotAt = 0
  #onTrouble: (thrown: unknown) => void

  constructor(deps: Needs, onTrouble: (thrown: unknown) => void) {
    this.#deps = deps
    this.#onTrouble = onTrouble
    this.#stop = every(flushEveryMs, () => void this.flush())
  }

  note(entry: RequestEntry): void {
    if (this.#waiting.length >= bufferedMax) this.#waiting.shift()
    this.#waiting.push({
      request_id: entry.requestId,
      workspace_id: entry.workspaceId,
      method: entry.method,
      path: entry.path,
      status: entry.status,
      duration_ms: entry.durationMs,
      received_at: this.#deps.wall.now(),
    })
  }

  /** Writes what is waiting; resolves when it is stored. Trouble is reported, never thrown: the log serves nobody's request. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write()).catch(this.#onTrouble)
    return this.#writing
  }

  /** Leaves out what was asked in a workspace and is not written yet; what is being written is written then. */
  async forget({ workspaceId }: Scope): Promise<void> {
    this.#waiting = this.#waiting.filter((entry) => entry.workspace_id !== workspaceId)
    await this.#writing
  }

  /** The entry of one of the workspace's requests, written yet or not; throws `not_found`. */
  async get(scope: Scope, requestId: string): Promise<LoggedRequest> {
    const isIt = (entry: LoggedRequest) => entry.request_id === requestId && entry.workspace_id === scope.workspaceId
    const unwritten = this.#waiting.find(isIt) ?? this.#beingWritten.find(isIt)
    const found = unwritten ?? (await findRequest(this.#deps.db.reader, scope, requestId))
    if (!found) throw fault('not_found')
    return found
  }

  async close(): Promise<void> {
    this.#stop()
    await this.flush()
  }

  async #write(): Promise<void> {
    for (let round = 0; round * batchMax < bufferedMax && this.#waiting.length > 0; round += 1) {
      const batch = this.#waiting.splice(0, batchMax)
      this.#beingWritten = batch
      await this.#deps.db.transaction((tx) => insertRequests(tx, batch))
      this.#beingWritten = []
    }
    const now = this.#deps.wall.now()
    if (now.getTime() - this.#forgotAt < forgetEveryMs) return
    this.#forgotAt = now.getTime()
    const before = new Date(now.getTime() - keptMs)
    const forgotten = await this.#deps.db.transaction((tx) => deleteRequestsBefore(tx, before, forgottenAtOnce))
    // A full statement may have left some, and more may come in an hour than it takes.
    if (forgotten >= forgottenAtOnce) this.#forgotAt = 0
  }
}
