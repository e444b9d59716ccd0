import { PostgresDialect } from 'kysely'
import pg from 'pg'
import { type Database, makeDatabase } from './database.ts'
import { oids } from './oids.ts'

/** 'enla' in ASCII: the advisory lock that one emulator holds on its database. */
const emulatorLock = 0x656e6c61

/**
 * Opens a pool of connections. `alone` takes a lock that keeps a second emulator out for as long as this process
 * lives; throws with a clear sentence when somebody else holds it.
 */
export async function openPostgres(
  url: string,
  options: { alone: boolean; connectionsMax?: number },
): Promise<Database> {
  const guard = options.alone ? await takeLock(url) : undefined
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connectionsMax ?? 10,
    idle_in_transaction_session_timeout: 30_000,
    statement_timeout: 60_000,
    application_name: 'enlace',
    types: { getTypeParser: typeParser },
  })
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  return makeDatabase('postgres', new PostgresDialect({ pool }), async () => guard?.end())
}

async function takeLock(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'enlace emulator lock' })
  client.on('error', () => undefined)
  await client.connect()
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
