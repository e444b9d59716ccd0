import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PGliteAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { PgliteSession } from './pglite-session.ts'

/** Kysely on one session of the embedded database; the adapter says that there is one, so Kysely makes others wait. */
export const pgliteDialect = (session: PgliteSession): Dialect => ({
  createAdapter: () => new PGliteAdapter(),
  createDriver: () => new PgliteDriver(session),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
})

class PgliteDriver implements Driver {
  #session: PgliteSession
  #connection: DatabaseConnection

  constructor(session: PgliteSession) {
    this.#session = session
    this.#connection = new PgliteConnection(session)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  beginTransaction(): Promise<void> {
    return this.#session.begin()
  }

  commitTransaction(): Promise<void> {
    return this.#session.commit()
  }

  rollbackTransaction(): Promise<void> {
    return this.#session.rollback()
  }

  async releaseConnection(): Promise<void> {}

  destroy(): Promise<void> {
    return this.#session.close()
  }
}

class PgliteConnection implements DatabaseConnection {
  #session: PgliteSession

  constructor(session: PgliteSession) {
    this.#session = session
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, count } = await this.#session.query(sql, parameters)
    return { rows: rows as R[], numAffectedRows: BigInt(count) }
  }

  // biome-ignore lint/correctness/useYield: the embedded database gives a result as a whole.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the embedded database does not stream')
  }
}
