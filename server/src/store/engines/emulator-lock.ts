import type pg from 'pg'
import { every } from '../../kit/deadline.ts'

/** 'enla' in ASCII: the advisory lock that one emulator holds on its database. */
const lockName = 0x656e6c61
const lookEveryMs = 500

type Options = {
  /** Opens a connection of the lock's own, or throws. */
  connect(): Promise<pg.Client>
  /** Told once, with a sentence, when another emulator works on the database. */
  displaced(reason: Error): void
}

/**
 * Keeps a second emulator out for as long as this process lives. PostgreSQL gives the lock free with its connection, so
 * whoever loses the connection takes the lock again as soon as PostgreSQL is back. Where another emulator was faster,
 * this one is displaced and must not go on.
 */
export class EmulatorLock {
  #options: Options
  #held: pg.Client | null = null
  #taking: Promise<void> | null = null
  #over = false
  #stop: () => void = () => undefined

  private constructor(options: Options) {
    this.#options = options
  }

  /** Throws with a clear sentence when somebody else holds it. */
  static async take(options: Options): Promise<EmulatorLock> {
    const lock = new EmulatorLock(options)
    const another = 'Another Enlace emulator is running on this database.'
    if (!(await lock.#take())) throw new Error(`${another} Stop it, or give this one its own DATABASE_URL.`)
    lock.#stop = every(lookEveryMs, () => lock.#look())
    return lock
  }

  async close(): Promise<void> {
    this.#end()
    await this.#taking
    await this.#held?.end()
  }

  /** Whether it was free. */
  async #take(): Promise<boolean> {
    const client = await this.#options.connect()
    try {
      const answer = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lockName])
      if (answer.rows[0]?.taken) {
        this.#hold(client)
        return true
      }
    } catch (thrown) {
      await client.end()
      throw thrown
    }
    await client.end()
    return false
  }

  #hold(client: pg.Client): void {
    this.#held = client
    client.on('end', () => {
      this.#held = null
      this.#look()
    })
  }

  #look(): void {
    if (this.#over || this.#held || this.#taking) return
    this.#taking = this.#retake().finally(() => {
      this.#taking = null
    })
  }

  async #retake(): Promise<void> {
    // Where PostgreSQL is away it is tried again with the next look.
    const taken = await this.#take().catch(() => undefined)
    if (taken !== false || this.#over) return
    this.#end()
    const another = 'Another Enlace emulator took this database while PostgreSQL was away.'
    this.#options.displaced(new Error(`${another} Stop it, or give this one its own DATABASE_URL.`))
  }

  #end(): void {
    this.#over = true
    this.#stop()
  }
}
