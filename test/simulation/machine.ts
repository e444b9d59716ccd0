import { constants, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { type App, makeApp } from '../../server/src/app.ts'
import { readConfig } from '../../server/src/config.ts'
import { makeLogger } from '../../server/src/kit/logger.ts'
import { imagePath, makeImage } from '../../server/src/store/image.ts'

/** Where the data lies: folders below one that is the caller's, or a database that is empty. */
export type Place =
  | { readonly kind: 'embedded'; readonly folder: string }
  | { readonly kind: 'postgres'; readonly databaseUrl: string }

/**
 * The instant of a crash, counted in the transactions of what is asked for: before one of them begins, when all of it
 * was written and nothing committed, or when it was committed and nobody knows.
 */
export type Crash = { readonly transaction: number; readonly moment: 'before' | 'inside' | 'after' }

export type Row = Readonly<Record<string, unknown>>

export const startedAt = new Date('2026-03-18T15:00:00.000Z')
const standing = { now: () => startedAt }

/** A server that can be crashed at an instant that repeats, and started again on what it left. */
export class Machine {
  #place: Place
  #seed: string
  #running: Running
  #starts = 0
  #crash: Crash | null = null
  #begun = 0
  #dead = false

  private constructor(place: Place, seed: string, running: Running) {
    this.#place = place
    this.#seed = seed
    this.#running = running
    this.#guard()
  }

  static async start(place: Place, seed: string): Promise<Machine> {
    if (place.kind === 'embedded') await prepareImage()
    return new Machine(place, seed, await run(place, { seed, folder: folderOf(place, 0) }))
  }

  get url(): string {
    return this.#running.url
  }

  get app(): App {
    return this.#running.app
  }

  /** Whether the ordered crash has come: nothing that is asked for any more reaches the database. */
  get dead(): boolean {
    return this.#dead
  }

  order(crash: Crash): void {
    this.#crash = crash
    this.#begun = 0
  }

  /** What the tables themselves say. */
  async ask(query: string): Promise<readonly Row[]> {
    return (await sql.raw<Row>(query).execute(this.#running.app.deps.db.reader)).rows
  }

  /** Ends it as it stands, whether or not it was dead already, and starts another on what is on disk. */
  async crash(): Promise<void> {
    this.#dead = true
    const left = this.#running.app
    await this.#leave()
    // Whoever still holds the data, or would take it back, has to be gone.
    await abandon(left, this.#place.kind)
    this.#starts += 1
    this.#running = await run(this.#place, { seed: this.#seed, folder: folderOf(this.#place, this.#starts) })
    this.#dead = false
    this.#crash = null
    this.#guard()
    const before = folderOf(this.#place, this.#starts - 1)
    if (before !== null) rmSync(before, { recursive: true, force: true })
  }

  async stop(): Promise<void> {
    await this.#running.app.close()
  }

  /** What another process would find: the files as they are, or the server without the connections. */
  async #leave(): Promise<void> {
    if (this.#place.kind === 'postgres') return cutConnections(this.#place.databaseUrl)
    const [from, to] = [this.#starts, this.#starts + 1].map((start) => folderOf(this.#place, start) as string)
    mkdirSync(to as string, { recursive: true })
    for (const part of ['database', 'database.ready', 'master.key'])
      cpSync(join(from as string, part), join(to as string, part), copying)
  }

  /** Lets every transaction through, until the one that the crash was ordered for. */
  #guard(): void {
    const { db, requestLog, meetings } = this.#running.app.deps
    // Both write behind the requests, when a timer says so, and may lose what waits: they would make no two runs alike.
    requestLog.flush = async () => undefined
    if (meetings) meetings.flush = async () => undefined
    const transaction = db.transaction
    const isOrdered = () => this.#crash !== null && ++this.#begun === this.#crash.transaction
    const die = () => {
      this.#dead = true
      throw new Error('the machine has crashed')
    }
    db.transaction = async (work) => {
      if (this.#dead) return die()
      if (!isOrdered()) return transaction(work)
      const moment = this.#crash?.moment
      if (moment === 'before') return die()
      if (moment === 'inside') return transaction(async (tx) => work(tx).then(die))
      await transaction(work)
      return die()
    }
  }
}

/** Where the file system can, nothing is copied before it is written to. */
const copying = { recursive: true, mode: constants.COPYFILE_FICLONE } as const

type Running = { readonly app: App; readonly url: string }

const folderOf = (place: Place, start: number): string | null =>
  place.kind === 'embedded' ? join(place.folder, `start-${start}`) : null

async function run(place: Place, { seed, folder }: { seed: string; folder: string | null }): Promise<Running> {
  const where =
    place.kind === 'postgres'
      ? { DATABASE_URL: place.databaseUrl, ENLACE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }
      : { ENLACE_DATA_DIR: folder as string }
  const config = readConfig({ ...where, ENLACE_SEED: seed, ENLACE_CLOCK: startedAt.toISOString() })
  const app = await makeApp(config, makeLogger('error', { write: () => undefined }), standing)
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  return { app, url: `http://127.0.0.1:${(app.server.addresses()[0] as AddressInfo).port}` }
}

async function prepareImage(): Promise<void> {
  const path = await imagePath()
  if (!existsSync(path)) await makeImage(path)
}

/** Gives back the memory of one that was left; what it still tries is of no consequence, as its data is gone. */
async function abandon(app: App, kind: Place['kind']): Promise<void> {
  await app.close().catch((thrown: unknown) => {
    // Its connections were cut.
    if (kind === 'embedded') throw thrown
  })
}

async function cutConnections(databaseUrl: string): Promise<void> {
  const server = new URL(databaseUrl)
  const name = decodeURIComponent(server.pathname.slice(1))
  server.pathname = '/postgres'
  const client = new pg.Client({ connectionString: server.href })
  await client.connect()
  const query = 'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1'
  await client.query(query, [name])
  await client.end()
}
