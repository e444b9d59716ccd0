import { every } from '../../kit/deadline.ts'
import type { Database, Scope } from '../../store/database.ts'
import { addMeetings, forgetMeetings, listMeetings, type Meeting } from '../../store/sandbox/meetings.ts'

/** What can be met: an error's code, a reply's status, a state of a link, a webhook by type and code. */
export type MeetingKind = Meeting['kind']

const flushEveryMs = 500

/**
 * Counts what the tests of an application meet. Counted in memory and written behind the requests, so no request waits
 * for it; a process that is killed may lose the last half second.
 */
export class Meetings {
  #db: Database
  #waiting = new Map<string, Meeting>()
  #writing: Promise<void> = Promise.resolve()
  #stop: () => void
  #onTrouble: (thrown: unknown) => void

  constructor(db: Database, onTrouble: (thrown: unknown) => void) {
    this.#db = db
    this.#onTrouble = onTrouble
    this.#stop = every(flushEveryMs, () => void this.flush())
  }

  note({ workspaceId }: Scope, kind: MeetingKind, name: string): void {
    const key = `${workspaceId} ${kind} ${name}`
    const count = (this.#waiting.get(key)?.count ?? 0) + 1
    this.#waiting.set(key, { workspace_id: workspaceId, kind, name, count })
  }

  /** Writes what is waiting; resolves when it is stored. Trouble is reported, never thrown. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write()).catch(this.#onTrouble)
    return this.#writing
  }

  /** What the workspace has met until now. */
  async list(scope: Scope): Promise<readonly Meeting[]> {
    await this.flush()
    return listMeetings(this.#db.reader, scope)
  }

  /** Begins at nothing again. */
  async forget(scope: Scope): Promise<void> {
    await this.flush()
    await this.#db.transaction((tx) => forgetMeetings(tx, scope))
  }

  async close(): Promise<void> {
    this.#stop()
    await this.flush()
  }

  async #write(): Promise<void> {
    if (this.#waiting.size === 0) return
    const meetings = [...this.#waiting.values()]
    this.#waiting = new Map()
    await this.#db.transaction((tx) => addMeetings(tx, meetings))
  }
}
