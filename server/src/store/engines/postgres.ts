import { PostgresDialect } from 'kysely'
import pg from 'pg'
import { type Database, makeDatabase } from '../database.ts'
import { oids } from '../oids.ts'
import { EmulatorLock } from './emulator-lock.ts'

/** How long a server that does not answer may keep a start waiting. */
const connectMaxMs = 10_000

/** How long work may wait for a connection, be it a new one or one that others use. */
const waitMaxMs = 30_000

/** How soon a connection that says nothing is asked whether the other end is still there. */
const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const

/**
 * Opens a pool of connections. `alone` keeps a second emulator out for as long as this process lives: throws with a
 * clear sentence when there is one, and tells `displaced` when one came while the connection was lost.
 */
export async function openPostgres(
  url: string,
  options: { alone: boolean; displaced?: (reason: Error) => void; connectionsMax?: number; waitMaxMs?: number },
): Promise<Database> {
  const guard = options.alone ? await takeLock(url, options.displaced) : undefined
  if (!guard) await (await connect(url)).end()
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: options.waitMaxMs ?? waitMaxMs,
    idle_in_transaction_session_timeout: 30_000,
    statement_timeout: 60_000,
    // For a server that went away without a word, which cannot end its statements.
    query_timeout: 75_000,
    application_name: 'enlace',
    types: { getTypeParser: typeParser },
    ...keepAlive,
  })
  // A connection that breaks is replaced by the pool, and whoever uses it is told by their statement. Without a
  // listener of its own it would end the process: the pool listens only to those that are idle.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  pool.on('error', () => undefined)
  return makeDatabase('postgres', new PostgresDialect({ pool }), async () => guard?.close())
}

function takeLock(url: string, displaced: (reason: Error) => void = () => undefined): Promise<EmulatorLock> {
  return EmulatorLock.take({ connect: () => connect(url), displaced })
}

/** The first connection: what a wrong or unreachable DATABASE_URL fails on, in a sentence without its password. */
async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'enlace emulator lock',
    connectionTimeoutMillis: connectMaxMs,
    ...keepAlive,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (thrown) {
    const { host, pathname } = new URL(url)
    throw new Error(`DATABASE_URL: cannot use ${host}${pathname}: ${reasonOf(thrown)}.`, { cause: thrown })
  }
}

/** A refused connection to a name with several addresses has an empty message and says its code alone. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'the connection failed'
  if (thrown.message !== '') return thrown.message
  return 'code' in thrown ? String(thrown.code) : 'the connection failed'
}

/** Dates stay text, counts become numbers: both fit the wire, and no time zone creeps in. */
function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (format !== 'binary') {
    if (oid === oids.date) return (value) => value
    if (oid === oids.int8) return Number
  }
  return pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown
}
