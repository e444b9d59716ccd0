import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createDatabase } from '../harness/postgres/postgres.ts'
import { databaseUnderTest } from '../harness/under-test.ts'
import { type Environment, startServer } from '../robustness/child-server.ts'
import { ninetyDays, startsAt, type Told } from './ninety-days.ts'

test('the same seed and calls give the same bodies and webhooks after 90 days, on any database, in any time zone', async () => {
  const [here, elsewhere] = await Promise.all([liveIn(await embedded('UTC')), liveIn(await other())])
  expect(differences(here, elsewhere)).toEqual([])
  expect(here.lines.length).toBeGreaterThan(200)
  expect([...here.codes].sort()).toEqual([
    'async_post new_transactions_available',
    'historical_update historical_update',
    'historical_update link_deleted',
    'recurrent_update invalid_credentials',
    'recurrent_update new_balances_available',
    'recurrent_update new_transactions_available',
    'recurrent_update token_required',
    'recurrent_update transactions_deleted',
    'recurrent_update transactions_updated',
  ])
}, 300_000)

async function liveIn(place: Environment): Promise<Told> {
  const server = await startServer({ ENLACE_SEED: 'ninety', ENLACE_CLOCK: startsAt, LOG_LEVEL: 'warn', ...place })
  try {
    return await ninetyDays(server.url)
  } finally {
    await server.end('SIGTERM')
  }
}

const embedded = async (zone: string): Promise<Environment> => ({ TZ: zone, ENLACE_DATA_DIR: 'memory' })

/** The database under test, ahead of UTC or behind it, in the server as in the database's own sessions. */
async function other(): Promise<Environment> {
  const database = databaseUnderTest()
  if (database.kind === 'embedded') return embedded('Pacific/Auckland')
  const zone = 'America/Mexico_City'
  const name = `ninety_${randomUUID().replaceAll('-', '')}`
  const databaseUrl = await createDatabase(database.url, name)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`alter database ${pg.escapeIdentifier(name)} set timezone to ${pg.escapeLiteral(zone)}`)
  await client.end()
  return { TZ: zone, DATABASE_URL: databaseUrl, ENLACE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }
}

/** The first lines that differ, cut to where they do. */
function differences(one: Told, another: Told): string[] {
  const count = Math.max(one.lines.length, another.lines.length)
  const differing = Array.from({ length: count }, (_, index) => index).filter(
    (index) => one.lines[index] !== another.lines[index],
  )
  return differing.slice(0, 5).map((index) => {
    const [mine = '', theirs = ''] = [one.lines[index], another.lines[index]]
    const at = [...mine].findIndex((letter, place) => letter !== theirs[place])
    const from = Math.max(0, at - 60)
    return `${mine.slice(0, 80)} ... ${mine.slice(from, at + 120)}\n  against ${theirs.slice(from, at + 120)}`
  })
}
