import { createHash } from 'node:crypto'
import pg from 'pg'

/** A connection that says nothing for so long is broken. */
const answerMaxMs = 10_000

/**
 * Locks by name, held by PostgreSQL for as long as this process's own connection lives. When the connection breaks,
 * its locks are free for others and a new one is opened with the next lock.
 */
export class AdvisoryLocks {
  #url: string
  #client: Promise<pg.Client> | null = null
  /** The one behind `#client`: an older one that ends later must not take its place away. */
  #held: pg.Client | null = null

  constructor(url: string) {
    this.#url = url
  }

  async take(name: string): Promise<boolean> {
    const answer = await this.#ask<{ taken: boolean }>('select pg_try_advisory_lock($1::bigint) as taken', name)
    return answer.rows[0]?.taken === true
  }

  /** Never throws: a lock that cannot be given back went with its connection. */
  async release(name: string): Promise<void> {
    if (!this.#client) return
    await this.#ask('select pg_advisory_unlock($1::bigint)', name).catch(() => this.#drop(this.#client))
  }

  async close(): Promise<void> {
    await this.#drop(this.#client)
  }

  /** A connection that fails is let go of, and every lock that it holds with it. */
  async #ask<Row extends pg.QueryResultRow>(statement: string, name: string): Promise<pg.QueryResult<Row>> {
    const connection = this.#connected()
    try {
      return await (await connection).query<Row>(statement, [keyOf(name)])
    } catch (thrown) {
      await this.#drop(connection)
      throw thrown
    }
  }

  #connected(): Promise<pg.Client> {
    this.#client ??= this.#connect()
    return this.#client
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'enlace work',
      connectionTimeoutMillis: answerMaxMs,
      query_timeout: answerMaxMs,
      keepAlive: true,
    })
    const lost = () => {
      if (this.#held === client) this.#client = null
    }
    client.on('error', lost)
    client.on('end', lost)
    this.#held = client
    await client.connect()
    return client
  }

  /** Ends a connection, whatever state it is in; only the present one is forgotten. */
  async #drop(connection: Promise<pg.Client> | null): Promise<void> {
    if (this.#client === connection) this.#client = null
    const client = await connection?.catch(() => undefined)
    await client?.end().catch(() => undefined)
  }
}

/** 63 bits of the name's digest: two names that collide only wait for each other. */
const keyOf = (name: string): string => (createHash('sha256').update(name).digest().readBigUInt64BE(0) >> 1n).toString()
