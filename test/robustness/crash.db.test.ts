import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createDatabase } from '../harness/postgres/postgres.ts'
import { databaseUnderTest } from '../harness/under-test.ts'
import { call, cutShort, runServer, startServer } from './child-server.ts'
import { crashRepeatedly, summary } from './crash.ts'
import { environmentOf, type Place } from './places.ts'

const database = databaseUnderTest()
const folder = mkdtempSync(join(tmpdir(), 'enlace-crash-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function newPlace(): Promise<Place> {
  return database.kind === 'embedded' ? { kind: 'embedded' } : newPostgres()
}

async function newPostgres() {
  if (database.kind !== 'postgres') throw new Error('needs PostgreSQL')
  const databaseUrl = await createDatabase(database.url, `crash_${randomUUID().replaceAll('-', '')}`)
  return { kind: 'postgres', databaseUrl } as const
}

const bank = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full' }

/** Rounds end at real moments, so a seed repeats what is asked for and not what is under way when the end comes. */
const seed = 'crashes'

async function survives(place: Place, rounds: number): Promise<void> {
  const report = await crashRepeatedly(place, { rounds, seed })
  console.log(`seed ${seed}: ${summary(place.kind, report)}`)
  expect(report.problems).toEqual([])
  expect(report.readyMs).toHaveLength(rounds)
  expect(report.links).toBeGreaterThanOrEqual(2 * rounds)
  expect(report.webhooks).toBeGreaterThan(rounds)
}

test(
  'what was acknowledged survives crashes and comes to its end, and nothing is half done',
  {
    timeout: 300_000,
  },
  async () => survives(await newPlace(), 4),
)

test('a first start that was killed leaves nothing in the way of the next', { timeout: 120_000 }, async () => {
  const env = environmentOf(await newPlace(), join(folder, 'first-start'))
  for (const lifeMs of [250, 500, 800, 1_200]) await cutShort(env, lifeMs)
  const server = await startServer(env)
  expect((await call(server.url, '/api/links/', bank)).status).toBe(201)
  expect((await server.end('SIGTERM')).code).toBe(0)
})

test('a second emulator on the same data is refused with a clear line, and the first lives on', async () => {
  const place = await newPlace()
  const env = environmentOf(place, join(folder, 'held'))
  const first = await startServer(env)
  const { code, said } = await runServer(env)
  expect(said.stderr).toMatch(/^Another Enlace [^\n]+ Stop it, or [^\n]+\n$/)
  expect(said.stderr).toContain(place.kind === 'embedded' ? 'ENLACE_DATA_DIR' : 'DATABASE_URL')
  expect(code).toBe(1)
  expect((await call(first.url, '/api/links/', bank)).status).toBe(201)
  expect((await first.end('SIGTERM')).code).toBe(0)
})

if (database.kind === 'postgres') {
  test.each([
    ['password', 'hunter22', /^DATABASE_URL: cannot use [^\n]+: password authentication failed [^\n]+\.\n$/],
    ['pathname', '/nowhere', /^DATABASE_URL: cannot use [^\n]+: database "nowhere" does not exist\.\n$/],
  ] as const)('a wrong %s in DATABASE_URL is told in a sentence that holds no password', async (part, value, line) => {
    const right = new URL(database.url)
    const wrong = new URL(database.url)
    wrong[part] = value
    const { code, said } = await runServer(environmentOf({ kind: 'postgres', databaseUrl: wrong.href }, ''))
    expect(said.stderr).toMatch(line)
    expect(said.stderr).not.toContain(wrong.password)
    expect(said.stderr).not.toContain(right.password)
    expect(code).toBe(1)
  })

  test(
    'of two servers on one database one is killed, the other goes on, and nothing is lost',
    {
      timeout: 300_000,
    },
    async () => survives({ ...(await newPostgres()), kind: 'servers' }, 3),
  )

  test('in server mode two processes work on one database', async () => {
    const place = await newPlace()
    const keys = { ENLACE_SECRET_ID: 'chosen-id', ENLACE_SECRET_PASSWORD: 'chosen-password' }
    const env = { ...environmentOf(place, ''), ...keys, ENLACE_MODE: 'server', ENLACE_SANDBOX: 'on' }
    const [one, other] = await Promise.all([startServer(env), startServer(env)])
    const own = { id: keys.ENLACE_SECRET_ID, password: keys.ENLACE_SECRET_PASSWORD }
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        call((index % 2 === 0 ? one : other).url, '/api/links/', { ...bank, username: `u${index % 5}` }, own),
      ),
    )
    expect(made.map(({ status }) => status)).toEqual(Array<number>(20).fill(201))
    for (const { url } of [one, other]) {
      expect(await call(url, '/api/links/', undefined, own)).toMatchObject({ status: 200, body: { count: 20 } })
    }
    await Promise.all([one.end('SIGTERM'), other.end('SIGTERM')])
  })
} else {
  test('a copy of the folder of a crashed server can be started elsewhere', async () => {
    const env = environmentOf({ kind: 'embedded' }, join(folder, 'crashed'))
    const server = await startServer(env)
    const { body } = await call(server.url, '/api/links/', bank)
    await server.end('SIGKILL')
    cpSync(join(folder, 'crashed'), join(folder, 'copy'), { recursive: true })
    const again = await startServer({ ENLACE_DATA_DIR: join(folder, 'copy') })
    const { id } = body as { id: string }
    expect((await call(again.url, `/api/links/${id}/`)).status).toBe(200)
    await again.end('SIGTERM')
  })
}
