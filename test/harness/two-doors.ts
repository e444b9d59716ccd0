import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll } from 'vitest'
import { demoKeys } from '../../server/src/config.ts'
import { startServer } from '../robustness/child-server.ts'
import { type Answer, type Call, type Keys, sendTo, startApi } from './api.ts'
import { createDatabase } from './postgres/postgres.ts'
import { databaseUnderTest } from './under-test.ts'

export type Row = Readonly<Record<string, unknown>>

type Send = (method: string, path: string, call?: Call) => Promise<Answer>

/** One installation that can be asked at two doors at once. */
export type TwoDoors = {
  readonly doors: readonly [Send, Send]
  /** Where the doors are, and the keys that open them. */
  readonly urls: readonly [string, string]
  readonly keys: Keys
  now(): Date
  /** What the tables themselves say. */
  rows(query: string): Promise<readonly Row[]>
}

const keys = { id: 'two-doors-id', password: 'two-doors-password' }

/** On PostgreSQL two server processes; the embedded database has room for one, which then is both doors. */
export async function openTwoDoors(): Promise<TwoDoors> {
  const database = databaseUnderTest()
  if (database.kind === 'embedded') {
    const api = await startApi()
    const { reader } = api.app.deps.db
    const rows = async (query: string) => (await sql.raw<Row>(query).execute(reader)).rows
    return { doors: [api.send, api.send], urls: [api.url, api.url], keys: demoKeys, now: api.now, rows }
  }
  const databaseUrl = await createDatabase(database.url, `doors_${randomUUID().replaceAll('-', '')}`)
  const servers = await Promise.all([serve(databaseUrl), serve(databaseUrl)])
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  afterAll(async () => {
    await client.end()
    await Promise.all(servers.map((server) => server.end('SIGTERM')))
  })
  const [one, other] = servers.map(
    ({ url }): Send =>
      (method, path, call = {}) =>
        sendTo(url, { method, path, keys, ...call }),
  ) as [Send, Send]
  const rows = async (query: string) => (await client.query<Row>(query)).rows
  const urls = servers.map(({ url }) => url) as [string, string]
  return { doors: [one, other], urls, keys, now: () => new Date(), rows }
}

const serve = (databaseUrl: string) =>
  startServer({
    DATABASE_URL: databaseUrl,
    ENLACE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    ENLACE_MODE: 'server',
    ENLACE_SANDBOX: 'on',
    ENLACE_SECRET_ID: keys.id,
    ENLACE_SECRET_PASSWORD: keys.password,
  })
