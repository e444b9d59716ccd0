import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../harness/api.ts'
import { countRowsOf, firstWorkspaceId, type GivenFork, givenFork, rowsOf } from '../harness/forks.ts'
import { openHook } from '../harness/hook.ts'
import { lastYear, listAll } from '../harness/sandbox.ts'

const api = await startApi()
const { db, worlds } = api.app.deps
const original = await firstWorkspaceId(api)
const base = await api.givenLink({ access_mode: 'recurrent' })
const bank = { institution: 'erebor_mx_retail', password: 'x' }

/** Without the number of its forks, which is all that they change in it. */
async function rowsOfOriginal() {
  const { counters = [], ...others } = await rowsOf(db, original)
  return { ...others, counters: counters.filter(({ kind }) => kind !== 'fork') }
}

type Calls = GivenFork['api']

/** One worker's tests: what they were answered, and what they were told by webhook. */
type Played = { readonly answers: readonly Body[]; readonly told: readonly Body[] }

/** A life that uses all that could be shared by mistake: clock, failures, webhooks, counters, tokens, descriptions. */
async function play(calls: Calls, days: number): Promise<Played> {
  const told: Body[] = []
  const hook = await openHook(({ body }) => {
    told.push(body)
    return 204
  })
  const answers: Body[] = []
  const ask = async (method: 'get' | 'post' | 'delete', path: string, body?: object) => {
    const answer = method === 'post' ? await calls.post(path, body) : await calls[method](path)
    answers.push({ path, status: answer.status, body: withoutRefusal(answer.body) })
    return answer.body
  }
  await calls.post('/_enlace/webhooks/', { url: hook.url })
  await ask('post', '/_enlace/clock/freeze/')
  await ask('post', '/_enlace/clock/advance/', { by: `${days}d` })
  const link = await ask('post', '/api/links/', { ...bank, username: 'worker', access_mode: 'single' })
  await ask('post', '/_enlace/faults/', {
    match: { operation: 'ListAccounts' },
    count: 1,
    effect: { kind: 'error', fault: 'institution_down' },
  })
  await ask('get', '/api/accounts/')
  await ask('post', '/api/accounts/', { link: link.id })
  await ask('post', '/api/transactions/', { link: link.id, ...lastYear(api.now()) })
  await ask('post', '/api/links/', { institution: 'heimdall_mx_retail', username: 'mfa_default', password: 'x' })
  await ask('post', '/_enlace/clock/advance/', { by: '8d' })
  await ask('get', `/_enlace/links/${base.id}/`)
  await ask('delete', `/api/links/${link.id}/`)
  await ask('get', '/api/links/')
  await ask('get', '/api/accounts/')
  await ask('get', '/_enlace/usage/?page_size=1000')
  // Whatever is to be told has been told when the clock arrives.
  await ask('post', '/_enlace/clock/advance/', { by: '1m' })
  await hook.close()
  return { answers, told: told.toSorted((one, other) => (one.webhook_id < other.webhook_id ? -1 : 1)) }
}

/** The request id of a refusal is drawn, and only such a one. */
const withoutRefusal = (body: Body): Body =>
  Array.isArray(body) ? body.map(({ request_id: _, ...rest }) => rest) : body

describe('workers side by side', () => {
  test('the same calls have the same answers and tell the same, whoever else is at work', async () => {
    const alone = await givenFork(api)
    const expected = await play(alone.api, 3)
    expect(expected.answers.map(({ status }) => status)).not.toContain(500)
    expect(expected.told.length).toBeGreaterThan(2)
    const before = await rowsOfOriginal()
    const days = [3, 40, 3, 90, 3]
    const forks = await Promise.all(days.map(() => givenFork(api)))
    const played = await Promise.all(forks.map(({ api: calls }, index) => play(calls, days[index] ?? 0)))
    for (const [index, each] of played.entries()) {
      if (days[index] === 3) expect(each).toEqual(expected)
      else expect(each.answers).not.toEqual(expected.answers)
    }
    expect(await rowsOfOriginal()).toEqual(before)
    expect((await api.get('/_enlace/clock/')).body).toEqual({ now: api.now().toISOString(), frozen: false })
    expect((await api.delete('/_enlace/forks/')).status).toBe(204)
  }, 240_000)

  test('each goes back to where it began, while the others go on', async () => {
    const forks = await Promise.all([1, 2, 3].map(() => givenFork(api)))
    await Promise.all(
      forks.map(async ({ api: calls, id }, worker) => {
        await calls.put('/_enlace/snapshots/start/')
        const start = await rowsOf(db, id)
        for (let round = 0; round < 3; round += 1) {
          const username = `worker_${worker}`
          expect((await calls.post('/api/links/', { ...bank, username, access_mode: 'single' })).status).toBe(201)
          await calls.post('/_enlace/clock/advance/', { by: `${worker + 1}d` })
          expect(await listAll(calls, '/api/links/')).toHaveLength(2)
          expect((await calls.post('/_enlace/reset/', { snapshot: 'start' })).status).toBe(204)
          expect(await rowsOf(db, id)).toEqual(start)
        }
      }),
    )
    expect((await api.delete('/_enlace/forks/')).status).toBe(204)
  }, 240_000)

  test('a fork that is made while the workspace is written to is whole', async () => {
    const writing = Array.from({ length: 4 }, (_, index) =>
      api.post('/api/links/', {
        ...bank,
        username: `writer_${index}`,
        access_mode: 'single',
        fetch_resources: ['ACCOUNTS'],
      }),
    )
    const forks = await Promise.all([1, 2, 3, 4].map(() => givenFork(api)))
    await Promise.all(writing)
    for (const { id } of forks) {
      const rows = await rowsOf(db, id)
      const eventsOf = (link: Body) => rows.events?.filter(({ link_id }) => link_id === link.id).length ?? 0
      for (const link of rows.links ?? []) expect(eventsOf(link)).toBe(link.events_count)
      const links = new Set(rows.links?.map((link) => link.id))
      expect(rows.updates?.every(({ link_id }) => links.has(link_id))).toBe(true)
      expect(rows.link_keys?.filter(({ purpose }) => purpose === 'credentials')).toHaveLength(links.size)
    }
    await api.drain()
    for (const fork of forks) expect((await fork.api.get('/api/accounts/')).status).toBe(200)
    await api.delete('/_enlace/forks/')
  })
})

describe('forks that come and go', () => {
  test('leave no row and nothing in memory, two hundred of them', async () => {
    const small = api.as(await api.givenStranger())
    await small.post('/api/links/', {
      ...bank,
      username: 'small',
      access_mode: 'single',
      fetch_resources: ['ACCOUNTS'],
    })
    await api.drain()
    const { count: before } = await countWorkspaces()
    const ids: string[] = []
    for (let time = 0; time < 200; time += 1) {
      const { id, api: calls } = await givenFork(api, {}, small)
      ids.push(id)
      if (time % 20 === 0) await calls.post('/api/links/', { ...bank, username: 'once' })
      expect((await small.delete(`/_enlace/forks/${id}/`)).status).toBe(204)
    }
    await api.app.deps.requestLog.flush()
    await api.app.deps.meetings?.flush()
    expect((await countWorkspaces()).count).toBe(before)
    expect(await countRowsOf(db, ids)).toBe(await countLogged(ids))
    for (const id of ids) await expect(worlds.of({ workspaceId: id })).rejects.toMatchObject({ name: 'not_found' })
  }, 240_000)

  // PostgreSQL finds the room of deleted rows when it likes.
  test.skipIf(db.kind === 'postgres')(
    'take the room of those before them',
    async () => {
      const fork = async () => {
        const { id } = await givenFork(api)
        await api.delete(`/_enlace/forks/${id}/`)
      }
      for (let time = 0; time < 25; time += 1) await fork()
      const early = await sizeOf('transactions')
      for (let time = 0; time < 40; time += 1) await fork()
      expect(await sizeOf('transactions')).toBeLessThan(early * 1.5)
    },
    240_000,
  )
})

async function sizeOf(table: string): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`select pg_total_relation_size(${table}) as bytes`.execute(db.reader)
  return Number(rows[0]?.bytes)
}

const countWorkspaces = () =>
  db.reader
    .selectFrom('workspaces')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

/** An answer may be noted in the log after the fork was dropped; the log forgets it with all others. */
async function countLogged(ids: readonly string[]): Promise<number> {
  const rows = await db.reader.selectFrom('requests').select('request_id').where('workspace_id', 'in', ids).execute()
  return rows.length
}
