import { PostgresDialect } from 'kysely'
import pg from 'pg'
import { type Database, makeDatabase } from './database.ts'
import { oids } from './oids.ts'

/** 'enla' in ASCII: the advisory lock that one emulator holds on its database. */
const emulatorLock = 0x656e6c61

/** How long a server that does not answer may keep a start waiting. */
const connectMaxMs = 10_000

/** How long work may wait for a connection, be it a new one or one that others use. */
const waitMaxMs = 30_000

/**
 * Opens a pool of connections. `alone` takes a lock that keeps a second emulator out for as long as this process
 * lives; throws with a clear sentence when somebody else holds it.
 */
export async function openPostgres(
  url: string,
  options: { alone: boolean; connectionsMax?: number; waitMaxMs?: number },
): Promise<Database> {
  const first = await connect(url)
  const guard = options.alone ? await takeLock(first) : undefined
  if (!guard) await first.end()
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: options.waitMaxMs ?? waitMaxMs,
    idle_in_transaction_session_timeout: 30_000,
    statement_timeout: 60_000,
    application_name: 'enlace',
    types: { getTypeParser: typeParser },
  })
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  return makeDatabase('postgres', new PostgresDialect({ pool }), async () => guard?.end())
}

/** The first connection: what a wrong or unreachable DATABASE_URL fails on, in a sentence without its password. */
async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'enlace emulator lock',
    connectionTimeoutMillis: connectMaxMs,
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

async function takeLock(client: pg.Client): Promise<pg.Client> {
  const answer = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [emulatorLock])
  if (answer.rows[0]?.taken) return client
  await client.end()
  throw new Error(
    'Another Enlace emulator is running on this database. Stop it, or give this one its own DATABASE_URL.',
  )
}

/** Dates stay text, counts become numbers: both fit the wire, and no time zone creeps in. */
function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (format !== 'binary') {
    if (oid === oids.date) return (value) => value
    if (oid === oids.int8) return Number
  }
  return pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown
}
