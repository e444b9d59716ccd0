import type { CheckName, CheckReport } from '../../../../contract/doctor.ts'
import type { Score } from '../../domain/examination.ts'
import { fault } from '../../domain/faults.ts'
import type { Scope } from '../../store/database.ts'
import { type DoctorLimits, doctorLimits } from './limits.ts'
import { Watch } from './watch.ts'

/** An examination as far as it has come. */
export type Examination = {
  readonly id: string
  readonly url: string
  readonly beganAt: Date
  linkId: string | null
  state: 'running' | 'finished' | 'broken_off'
  score: Score | null
  /** Why it was broken off, by the name of a fault. */
  problem: string | null
  checks: readonly CheckReport[]
  waiting: readonly CheckName[]
}

type Running = { readonly watch: Watch; readonly done: Promise<void>; heard: (() => void)[] }

const examinationsKept = 50

/**
 * Remembers the last examinations and has those that run: one in each workspace. All of it lives in memory, as what
 * is examined is gone with the process too.
 */
export class Doctor {
  readonly limits: DoctorLimits
  #kept = new Map<string, Examination>()
  #running = new Map<string, Running>()
  #closing = false

  constructor(limits: DoctorLimits = doctorLimits) {
    this.limits = limits
  }

  /** Sees what the application of a workspace that is examined asks for. */
  watchOf({ workspaceId }: Scope): Watch | undefined {
    return this.#running.get(workspaceId)?.watch
  }

  /** Begins one, or throws `doctor_busy`; `work` goes on when nobody listens, and never throws. */
  begin({ workspaceId }: Scope, examination: Examination, work: (watch: Watch) => Promise<void>): void {
    if (this.#closing) throw fault('shutting_down')
    if (this.#running.has(workspaceId)) throw fault('doctor_busy')
    this.#keep(workspaceId, examination)
    const watch = new Watch()
    const { promise: done, resolve } = Promise.withResolvers<void>()
    this.#running.set(workspaceId, { watch, done, heard: [] })
    void work(watch).finally(() => {
      const heard = this.#running.get(workspaceId)?.heard ?? []
      this.#running.delete(workspaceId)
      for (const hear of heard) hear()
      resolve()
    })
  }

  find({ workspaceId }: Scope, id: string): Examination | undefined {
    return this.#kept.get(`${workspaceId} ${id}`)
  }

  /** Something new can be told of the workspace's examination. */
  tell({ workspaceId }: Scope): void {
    const running = this.#running.get(workspaceId)
    const heard = running?.heard.splice(0) ?? []
    for (const hear of heard) hear()
  }

  /** Resolves when something new can be told of the workspace's examination; at once where none runs. */
  news({ workspaceId }: Scope): Promise<void> {
    const running = this.#running.get(workspaceId)
    return running ? new Promise((resolve) => void running.heard.push(resolve)) : Promise.resolve()
  }

  /** Throws when an examination is to end. */
  assertGoing(watch: Watch): void {
    if (this.#closing) throw fault('shutting_down')
    if (watch.isStopped) throw fault('not_found')
    if (watch.elapsedMs() > this.limits.runMaxMs) throw fault('request_timed_out')
  }

  /** Breaks off what runs in a workspace of which nothing is to be as it was, and resolves when it has ended. */
  async breakOff({ workspaceId }: Scope): Promise<void> {
    const running = this.#running.get(workspaceId)
    running?.watch.stop()
    await running?.done
  }

  /** Breaks off what runs, and resolves when it has ended. */
  async close(): Promise<void> {
    this.#closing = true
    for (const { watch } of this.#running.values()) watch.stop()
    await Promise.all([...this.#running.values()].map(({ done }) => done))
  }

  #keep(workspaceId: string, examination: Examination): void {
    this.#kept.set(`${workspaceId} ${examination.id}`, examination)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > examinationsKept && oldest !== undefined) this.#kept.delete(oldest)
  }
}
