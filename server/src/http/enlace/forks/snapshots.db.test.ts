import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../../test/harness/api.ts'
import { countRowsOf, firstWorkspaceId, givenFork, rowsOf } from '../../../../../test/harness/forks.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { givenRetrieved } from '../../../../../test/harness/sandbox.ts'
import { databaseUnderTest } from '../../../../../test/harness/under-test.ts'
import { snapshotsMax } from '../../../store/workspaces/snapshots.ts'

const path = '/_enlace/snapshots/'
const api = await startApi()
const { db } = api.app.deps
const original = await firstWorkspaceId(api)
const snapshotIds = async () =>
  (await db.reader.selectFrom('workspaces').select('id').where('snapshot_of', '=', original).execute()).map(
    ({ id }) => id,
  )

describe('KeepSnapshot', () => {
  test('200: what it holds, and the instant at which the clock stood', async () => {
    const { accounts, transactions } = await givenRetrieved(api)
    const { status, body } = await api.put(`${path}base.1_a-b/`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ name: 'base.1_a-b', created_at: api.now().toISOString(), clock_frozen: false })
    expect(body.counts).toMatchObject({ links: 1, accounts: accounts.length, transactions: transactions.length })
    await api.post('/_enlace/clock/freeze/')
    expect((await api.put(`${path}frozen/`)).body.clock_frozen).toBe(true)
    await api.post('/_enlace/clock/resume/')
  })

  test('200: the same name again keeps what is there now, and nothing of what was', async () => {
    await api.put(`${path}again/`)
    const before = (await snapshotIds()).length
    await api.givenLink({ username: 'later', access_mode: 'single' })
    const { body } = await api.put(`${path}again/`)
    expect(body.counts.links).toBe((await api.get('/api/links/')).body.count)
    expect(await snapshotIds()).toHaveLength(before)
  })

  test('200: nothing in a snapshot is ever due', async () => {
    const link = await api.givenLink({ username: 'due', access_mode: 'recurrent' })
    await api.put(`${path}due/`)
    const kept = await Promise.all((await snapshotIds()).map((id) => rowsOf(db, id)))
    await api.post('/_enlace/clock/advance/', { by: '60d' })
    await api.drain()
    expect(await Promise.all((await snapshotIds()).map((id) => rowsOf(db, id)))).toEqual(kept)
    expect((await api.get(`/_enlace/links/${link.id}/`)).body.updates.length).toBeGreaterThan(2)
  })

  test.each(['.hidden', '-x', 'a b', 'x'.repeat(65), 'x'.repeat(3_000), '%2e%2e%2fx'])(
    '400: it cannot be called %s',
    async (name) => {
      const answer = await api.put(`${path}${name.replaceAll(' ', '%20')}/`)
      expect(answer).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'name' }] })
    },
  )

  test('400: one more than a workspace keeps', async () => {
    const fork = await givenFork(api)
    for (let count = 0; count < snapshotsMax; count += 1) await fork.api.put(`${path}s${count}/`)
    expect(await fork.api.put(`${path}more/`)).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'name' }],
    })
    expect((await fork.api.put(`${path}s0/`)).status).toBe(200)
    expect((await fork.api.get(path)).body.results).toHaveLength(snapshotsMax)
    expect((await api.delete(`/_enlace/forks/${fork.id}/`)).status).toBe(204)
  })

  test('403: only an admin keeps one', async () => {
    const key = await givenKey(api, ['links:write'])
    expect((await api.as(key).put(`${path}mine/`)).status).toBe(403)
  })
})

describe('ListSnapshots', () => {
  test('200: those of the workspace, by name', async () => {
    const fork = await givenFork(api)
    expect((await fork.api.get(path)).body).toEqual({ results: [] })
    const b = (await fork.api.put(`${path}b/`)).body
    const a = (await fork.api.put(`${path}a/`)).body
    expect(await fork.api.get(path)).toMatchObject({ status: 200, body: { results: [a, b] } })
  })
})

describe('DropSnapshot', () => {
  test('204: with everything in it', async () => {
    await api.put(`${path}dropped/`)
    const ids = await snapshotIds()
    expect((await api.delete(`${path}dropped/`)).status).toBe(204)
    const left = await snapshotIds()
    const gone = ids.filter((id) => !left.includes(id))
    expect(gone).toHaveLength(1)
    expect(await countRowsOf(db, gone)).toBe(0)
  })

  test('404: one that is not there', async () => {
    for (const name of ['nothing', '-x'])
      expect(await api.delete(`${path}${name}/`)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
  })
})

describe('CreateFork', () => {
  test('201: of a snapshot, with the clock going on from where it stood', async () => {
    const link = await api.givenLink({ username: 'before' })
    await api.put(`${path}before/`)
    const stoodAt = (await api.get('/_enlace/clock/')).body.now
    await api.delete(`/api/links/${link.id}/`)
    await api.post('/_enlace/clock/advance/', { by: '3d' })
    const fork = await givenFork(api, { snapshot: 'before' })
    expect((await fork.api.get(`/api/links/${link.id}/`)).status).toBe(200)
    expect((await fork.api.get('/_enlace/clock/')).body).toEqual({ now: stoodAt, frozen: false })
    api.advance({ minutes: 5 })
    const later = new Date(Date.parse(stoodAt) + 300_000).toISOString()
    expect((await fork.api.get('/_enlace/clock/')).body.now).toBe(later)
  })
})

// A server needs PostgreSQL, so the embedded run has nothing to show here.
describe.skipIf(databaseUnderTest().kind === 'embedded')('a server', () => {
  test('404: keeps no snapshots', async () => {
    const own = { id: 'the-server-s-own-id', password: 'the-server-s-own-password' }
    const settings = { ENLACE_MODE: 'server', ENLACE_SECRET_ID: own.id, ENLACE_SECRET_PASSWORD: own.password }
    const server = (await startApi(settings)).as(own)
    const answers = [await server.put(`${path}x/`), await server.get(path), await server.delete(`${path}x/`)]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
  })
})
