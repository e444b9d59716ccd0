import { createHash } from 'node:crypto'
import pg from 'pg'

/** A connection that says nothing for so long is broken. */
const answerMaxMs = 10_000

/**
 * PostgreSQL would notice the end of a machine that just went away after two hours; so it asks after ten silent
 * seconds, and lets go of the locks when three questions stay without an answer.
 */
const noticeTheLost = `
set tcp_keepalives_idle = 10;
set tcp_keepalives_interval = 5;
set tcp_keepalives_count = 3;
set tcp_user_timeout = 25000`

type Statement = { readonly name: string; readonly text: string }

/** Named, so that each connection has them prepared. */
const statements = {
  take: {
    name: 'take locks',
    text: 'select number::text, pg_try_advisory_lock(number) as taken from unnest($1::bigint[]) as number',
  },
  release: {
    name: 'release locks',
    text: 'select pg_advisory_unlock(number) from unnest($1::bigint[]) as number',
  },
} as const

/**
 * Locks by name, held by PostgreSQL for as long as this process's own connection lives. When the connection breaks,
 * its locks are free for others and a new one is opened with the next lock.
 */
export class AdvisoryLocks {
  #url: string
  #client: Promise<pg.Client> | null = null
  /** The one behind `#client`: an older one that ends later must not take its place away. */
  #held: pg.Client | null = null
  /** A connection answers one question at a time. */
  #turn: Promise<unknown> = Promise.resolve()
  #toRelease: string[] = []
  #releasing: Promise<void> | null = null

  constructor(url: string) {
    this.#url = url
  }

  /** Those of the names that nobody else holds, taken. */
  take(names: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#next(async () => {
      const numbers = names.map(numberOf)
      const answer = await this.#ask<{ number: string; taken: boolean }>(statements.take, numbers)
      const taken = new Set(answer.rows.filter((row) => row.taken).map(({ number }) => number))
      return new Set(names.filter((_, index) => taken.has(numbers[index] as string)))
    })
  }

  /**
   * What is given back while the connection is busy goes together. Never rejects: a lock that cannot be given back
   * went with its connection.
   */
  release(name: string): Promise<void> {
    this.#toRelease.push(name)
    this.#releasing ??= this.#next(async () => {
      this.#releasing = null
      const names = this.#toRelease.splice(0)
      if (!this.#client) return
      await this.#ask(statements.release, names.map(numberOf)).catch(() => this.#drop(this.#client))
    })
    return this.#releasing
  }

  async close(): Promise<void> {
    await this.#next(() => this.#drop(this.#client))
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /** A connection that fails is let go of, and every lock that it holds with it. */
  async #ask<Row extends pg.QueryResultRow>(
    statement: Statement,
    numbers: readonly string[],
  ): Promise<pg.QueryResult<Row>> {
    const connection = this.#connected()
    try {
      return await (await connection).query<Row>({ ...statement, values: [numbers] })
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
    await client.query(noticeTheLost)
    return client
  }

  /** Ends a connection, whatever state it is in; only the present one is forgotten. */
  async #drop(connection: Promise<pg.Client> | null): Promise<void> {
    if (this.#client === connection) this.#client = null
    const client = await connection?.catch(() => undefined)
    await client?.end().catch(() => undefined)
  }
}

/** 63 bits of the name's digest: two names that collide are not done at once by two processes, nothing worse. */
const numberOf = (name: string): string =>
  (createHash('sha256').update(name).digest().readBigUInt64BE(0) >> 1n).toString()
