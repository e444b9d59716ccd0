import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createDatabase, type Postgres, startPostgres } from '../harness/postgres/postgres.ts'
import { type ChildServer, call, runServer, startServer } from './child-server.ts'
import { type FickleReceiver, openFickleReceiver } from './fickle-receiver.ts'
import { halfDone } from './half-done.ts'
import { brokenPromises } from './life-checks.ts'
import { type Ledger, liveAsClient, type Stage } from './life-clients.ts'
import { missingIn } from './missing.ts'
import { begin, environmentOf, keysOf, lookInto, type Place, settle, startIn, todayIn } from './places.ts'

/** Its own cluster, as it is crashed while others work on theirs. */
let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres({ durable: true })
}, 300_000)
afterAll(() => postgres.stop())

const seed = 'outages'
const clientsCount = 3

describe.each(['postgres', 'servers'] as const)('PostgreSQL crashes below %s', (kind) => {
  test('requests fail at once, the process goes on by itself, and nothing acknowledged is lost', {
    timeout: 180_000,
  }, async () => {
    const place = { kind, databaseUrl: await createDatabase(postgres.url, `outage_${kind}`) }
    console.log(`seed ${seed}`)
    const receiver = await openFickleReceiver(seed, 0)
    const server = await startIn(place, '', receiver)
    try {
      await begin(place, server, receiver)
      const stage = stageOf(place, server)
      for (const outage of [1, 2]) await workThrough(stage, receiver, { place, outage })
      await workUndisturbed(stage, receiver)
      expect(await settle(place, server)).toEqual([])
      expect(await missingIn(server.url, stage.ledger, stage.keys)).toEqual([])
      if (kind === 'postgres')
        expect((await runServer(environmentOf(place, ''))).said.stderr).toMatch(/^Another Enlace/)
      const { code, said } = await server.end('SIGTERM')
      expect({ code, complaint: said.stderr }).toEqual({ code: 0, complaint: '' })
      const problems = await lookInto(place, '', async (ask) => [
        ...(await halfDone(ask)),
        ...(await brokenPromises(ask, { ledger: stage.ledger, receiver, claimsDropped: false })),
      ])
      expect(problems).toEqual([])
    } finally {
      await server.end('SIGKILL')
      await receiver.close()
    }
  })
})

function stageOf(place: Place, { url }: ChildServer): Stage {
  const ledger: Ledger = new Map()
  const always = new AbortController().signal
  return { url, ledger, gone: always, outages: true, keys: keysOf(place), today: todayIn(place), clock: null }
}

/** Work is under way when PostgreSQL goes, while it is away, and when it is back. */
async function workThrough(
  stage: Stage,
  receiver: FickleReceiver,
  { place, outage }: { place: Place; outage: number },
): Promise<void> {
  const over = new AbortController()
  const clients = clientsOf({ ...stage, gone: over.signal }, `o${outage}`)
  await Promise.race([moreHappens(stage, receiver), clients])
  await postgres.crash()
  await expectAway(stage, place)
  await postgres.recover()
  await vi.waitFor(async () => expect((await call(stage.url, '/_enlace/ready')).status).toBe(200), 30_000)
  await Promise.race([moreHappens(stage, receiver), clients])
  over.abort()
  await clients
}

/** Afterwards no answer is a 500 any more. */
async function workUndisturbed(stage: Stage, receiver: FickleReceiver): Promise<void> {
  const over = new AbortController()
  const clients = clientsOf({ ...stage, outages: false, gone: over.signal }, 'last')
  await Promise.race([moreHappens(stage, receiver), clients])
  over.abort()
  await clients
}

const clientsOf = (stage: Stage, name: string) =>
  Promise.all(Array.from({ length: clientsCount }, (_, client) => liveAsClient(stage, `${name}_${client}`, seed)))

/** Links are registered and webhooks arrive; raced against the clients, as one that fails ends the wait. */
async function moreHappens({ ledger }: Stage, { arrived }: FickleReceiver): Promise<void> {
  const before = { links: ledger.size, webhooks: arrived.size }
  await vi.waitFor(
    () => {
      expect(ledger.size).toBeGreaterThan(before.links + 2)
      expect(arrived.size).toBeGreaterThan(before.webhooks)
    },
    { timeout: 60_000, interval: 20 },
  )
}

/** Nobody waits for what is not there: each answer comes before the pool would have given up waiting. */
async function expectAway({ url, keys }: Stage, place: Place): Promise<void> {
  expect(await call(url, '/_enlace/health')).toMatchObject({ status: 200 })
  expect(await call(url, '/_enlace/ready')).toEqual({ status: 503, body: { status: 'not_ready' } })
  const begun = performance.now()
  const form = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full' }
  const moved = place.kind === 'servers' ? [] : [call(url, '/_enlace/clock/advance/', { by: '1m' }, keys)]
  const answers = await Promise.all([
    call(url, '/api/links/', undefined, keys),
    call(url, '/api/links/', form, keys),
    ...moved,
  ])
  for (const answer of answers) expect(answer).toMatchObject({ status: 500, body: [{ code: 'unexpected_error' }] })
  expect(performance.now() - begun).toBeLessThan(20_000)
}

test('an emulator whose lock somebody else took while PostgreSQL was away ends with a clear line', async () => {
  const databaseUrl = await createDatabase(postgres.url, 'taken')
  const server = await startServer(environmentOf({ kind: 'postgres', databaseUrl }, ''))
  const other = new pg.Client({ connectionString: databaseUrl })
  await other.connect()
  await takeOver(other)
  const { code, said } = await server.ended
  expect(said.stderr).toMatch(/^Another Enlace emulator took this database [^\n]+ DATABASE_URL\.\n$/)
  expect(code).toBe(1)
  await other.end()
})

/** Stands in line for the lock before its holder's connection ends, so nobody comes in between. */
async function takeOver(other: pg.Client): Promise<void> {
  const holder = "select pid from pg_stat_activity where application_name = 'enlace emulator lock'"
  const { rows } = await other.query(`${holder} and datname = current_database()`)
  const ended = new pg.Client({ connectionString: postgres.url })
  await ended.connect()
  const taken = other.query('select pg_advisory_lock($1)', [0x656e6c61])
  await vi.waitFor(async () => {
    const waiting = await ended.query("select 1 from pg_locks where locktype = 'advisory' and not granted")
    expect(waiting.rows).toHaveLength(1)
  })
  await ended.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await taken
  await ended.end()
}
