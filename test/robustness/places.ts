import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { openEmbedded } from '../../server/src/store/engines/embedded.ts'
import { type ChildServer, call, type Environment, type Keys, send, startServer } from './child-server.ts'
import { elsewhere } from './elsewhere.ts'
import type { FickleReceiver } from './fickle-receiver.ts'
import type { Ask } from './half-done.ts'
import type { Stage } from './life-clients.ts'

/** Who works on what: one emulator on a folder or on PostgreSQL, or two servers on PostgreSQL. */
export type Place =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'postgres' | 'servers'; readonly databaseUrl: string }

const emulatedStart = '2026-03-18T15:00:00.000Z'
const serverKeys = { id: 'chosen-by-the-test', password: 'chosen-password' }
const elsewhereModule = new URL('./elsewhere.ts', import.meta.url).href

export const environmentOf = (place: Place, folder: string): Environment =>
  place.kind === 'embedded'
    ? { ENLACE_DATA_DIR: folder }
    : { DATABASE_URL: place.databaseUrl, ENLACE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }

/** A server posts to public addresses alone, so for it the receiver is at one. */
export function startIn(place: Place, folder: string, { url }: FickleReceiver): Promise<ChildServer> {
  const env = environmentOf(place, folder)
  if (place.kind !== 'servers') return startServer({ ...env, ENLACE_CLOCK: emulatedStart, ENLACE_WEBHOOK_URL: url })
  const mode = { ENLACE_MODE: 'server', ENLACE_SANDBOX: 'on' }
  const keys = { ENLACE_SECRET_ID: serverKeys.id, ENLACE_SECRET_PASSWORD: serverKeys.password }
  const webhook = { ENLACE_WEBHOOK_URL: reachableFrom(place, url) }
  return startServer({ ...env, ...mode, ...keys, ...webhook }, ['--import', elsewhereModule])
}

const reachableFrom = ({ kind }: Place, url: string): string =>
  kind === 'servers' ? url.replace('127.0.0.1', elsewhere) : url

export const keysOf = ({ kind }: Place): Keys | undefined => (kind === 'servers' ? serverKeys : undefined)
export const todayIn = ({ kind }: Place): Date => (kind === 'servers' ? new Date() : new Date(emulatedStart))
export const clockOf = ({ kind }: Place): Stage['clock'] => (kind === 'servers' ? null : { reached: '' })

/**
 * Adds an endpoint that asks for order to the one of the environment. Lets an emulator's clock run from where it started: on one that stands, what is made due comes before what is told of
 * it for as long as there is more of it. A day is about as far as it is moved in a few rounds, so schedules are met.
 */
export async function begin(place: Place, { url }: ChildServer, receiver: FickleReceiver): Promise<void> {
  const endpoint = { url: reachableFrom(place, receiver.orderedUrl), ordered: true }
  const added = await call(url, '/_enlace/webhooks/', endpoint, keysOf(place))
  if (added.status !== 201) throw new Error('nobody could ask for order')
  if (place.kind === 'servers') return
  const resumed = await call(url, '/_enlace/clock/resume/', {})
  const daily = await send(url, { method: 'PATCH', path: '/_enlace/settings/', body: { refresh_rate: '24h' } })
  if (resumed.status !== 200 || daily.status !== 200) throw new Error('the emulator could not be prepared')
}

/** A clock that was said to be at an instant is never before it. */
export async function wentBack({ url }: ChildServer, clock: Stage['clock']): Promise<string[]> {
  if (!clock) return []
  const { body } = await call(url, '/_enlace/clock/')
  const { now } = body as { now: string }
  return now < clock.reached ? [`the clock went back from ${clock.reached} to ${now}`] : []
}

const settlesWithinMs = 60_000
const looksEveryMs = 100

/** Lets everything that is due come to its end, the last tries of webhooks included; says what does not. */
export async function settle(place: Place, { url }: ChildServer): Promise<string[]> {
  if (place.kind === 'servers') return withClient(place.databaseUrl, settleServers)
  await call(url, '/_enlace/clock/freeze/', {})
  const first = await call(url, '/_enlace/clock/advance/', { by: '2h' })
  const second = await call(url, '/_enlace/clock/advance/', { by: '0s' })
  const problems = [first, second].flatMap(({ status, body }) => {
    const { failed_count: failed } = body as { failed_count: number }
    return status === 200 && failed === 0 ? [] : [`the clock was advanced with ${status}, and ${failed} failed`]
  })
  const { counts } = second.body as { counts: object }
  return Object.keys(counts).length === 0 ? problems : [...problems, `still due: ${JSON.stringify(counts)}`]
}

/** A server's time cannot be moved, so what waits for a later try, four minutes at most, is made due. */
async function settleServers(ask: Ask): Promise<string[]> {
  const soon = `update deliveries set next_attempt_at = created_at where next_attempt_at > clock_timestamp()
    and next_attempt_at <= clock_timestamp() + interval '4 minutes'`
  const due = `select 'update' as kind, id from updates where due_at <= clock_timestamp()
    union all select 'delivery', id from deliveries where next_attempt_at is not null`
  for (let waitedMs = 0; waitedMs < settlesWithinMs; waitedMs += looksEveryMs) {
    await ask(soon)
    if ((await ask(due)).length === 0) return []
    await wait(looksEveryMs)
  }
  return (await ask(due)).map(({ kind, id }) => `the ${kind} ${id} is still due`)
}

/** Looks into the tables themselves, while nobody else does. */
export async function lookInto(place: Place, folder: string, look: (ask: Ask) => Promise<string[]>): Promise<string[]> {
  if (place.kind !== 'embedded') return withClient(place.databaseUrl, look)
  const db = await openEmbedded(folder, null)
  const ask: Ask = async (query) => (await sql.raw<Readonly<Record<string, unknown>>>(query).execute(db.reader)).rows
  const problems = await look(ask)
  await db.close()
  return problems
}

async function withClient<T>(databaseUrl: string, look: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return await look(async (query) => (await client.query(query)).rows)
  } finally {
    await client.end()
  }
}
