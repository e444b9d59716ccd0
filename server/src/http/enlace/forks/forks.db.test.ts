import { sql } from 'kysely'
import { Webhook } from 'standardwebhooks'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Api, type Body, startApi } from '../../../../../test/harness/api.ts'
import { openStream } from '../../../../../test/harness/event-stream.ts'
import { countRowsOf, firstWorkspaceId, givenAdvancing, givenFork, rowsOf } from '../../../../../test/harness/forks.ts'
import { openHook, type Received } from '../../../../../test/harness/hook.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { givenTokenLink } from '../../../../../test/harness/life.ts'
import { givenRetrieved, listAll } from '../../../../../test/harness/sandbox.ts'
import { databaseUnderTest } from '../../../../../test/harness/under-test.ts'
import { workspacesMax } from '../../../store/workspaces/forks.ts'

const path = '/_enlace/forks/'
const api = await startApi()
const { db } = api.app.deps
const original = await firstWorkspaceId(api)

beforeEach(async () => void (await api.delete(path)))

describe('CreateFork', () => {
  test('201: a name, and a pair of keys whose password is told this once', async () => {
    const { status, body } = await api.post(path, { name: 'worker 1' })
    expect(status).toBe(201)
    const [own] = (await api.get('/_enlace/keys/')).body.results
    expect(body).toEqual({
      id: expect.any(String),
      name: 'worker 1',
      created_at: api.now().toISOString(),
      key: {
        id: own.id,
        name: 'admin',
        secret_id: expect.any(String),
        secret_password: expect.stringMatching(/^[\w-]{43}$/),
        scopes: ['admin'],
        created_at: api.now().toISOString(),
        revoked_at: null,
      },
    })
    expect(body.key.secret_id).not.toBe(own.secret_id)
    expect((await api.post(path)).body.name).toMatch(/^fork \d+$/)
  })

  test('201: every row is there under the same ids, and what is sealed can be opened', async () => {
    const { link, owners, accounts, transactions } = await givenRetrieved(api, { access_mode: 'recurrent' })
    await api.post('/_enlace/faults/', {
      match: { until: '2001-01-01T00:00:00Z' },
      effect: { kind: 'latency', distribution: { kind: 'fixed', ms: 1 } },
    })
    await api.drain()
    const fork = await givenFork(api)
    expect(await rowsOf(db, fork.id)).toEqual(await rowsOf(db, original))
    expect((await fork.api.get(`/api/links/${link.id}/`)).body).toEqual((await api.get(`/api/links/${link.id}/`)).body)
    expect((await fork.api.get(`/api/owners/${owners[0].id}/`)).body).toEqual(
      (await api.get(`/api/owners/${owners[0].id}/`)).body,
    )
    const list = `/api/transactions/?link=${link.id}&page_size=1000`
    expect((await fork.api.get(list)).body.results).toEqual((await api.get(list)).body.results)
    expect(transactions.length).toBeGreaterThan(100)
    // Only the stored credentials let it in without being asked.
    const again = await fork.api.post('/api/accounts/', { link: link.id })
    expect([again.status, again.body.map(({ id }: Body) => id)]).toEqual([201, accounts.map(({ id }) => id)])
  })

  test('201: neither sees what becomes of the other', async () => {
    const link = await api.givenLink({ username: 'both' })
    const fork = await givenFork(api)
    await fork.api.delete(`/api/links/${link.id}/`)
    const made = await fork.api.post('/api/links/', {
      institution: 'erebor_mx_retail',
      username: 'fork',
      password: 'x',
    })
    expect((await api.get(`/api/links/${link.id}/`)).status).toBe(200)
    expect((await api.get(`/api/links/${made.body.id}/`)).status).toBe(404)
    expect((await fork.api.get(`/api/links/${link.id}/`)).status).toBe(404)
    await fork.api.post('/_enlace/clock/freeze/')
    await fork.api.post('/_enlace/clock/set/', { to: '2026-06-01T00:00:00Z' })
    await fork.api.post('/_enlace/faults/', { effect: { kind: 'error', fault: 'unexpected' } })
    expect((await fork.api.get('/api/links/')).status).toBe(500)
    expect((await api.get('/api/links/')).status).toBe(200)
    expect((await api.get('/_enlace/clock/')).body).toEqual({ now: api.now().toISOString(), frozen: false })
  })

  test('201: what is due is done in both', async () => {
    const link = await api.givenLink({ username: 'due', access_mode: 'recurrent' })
    const fork = await givenFork(api)
    const refreshed = async (of: Pick<typeof api, 'post' | 'get'>) => {
      await of.post('/_enlace/clock/advance/', { by: '8d' })
      return (await of.get(`/_enlace/links/${link.id}/`)).body
    }
    const [one, other] = [await refreshed(fork.api), await refreshed(api)]
    expect(one.updates.length).toBeGreaterThan(1)
    expect(one).toEqual(other)
    await api.post('/_enlace/reset/')
  })

  test('201: a person who is being asked for a token can answer in either', async () => {
    const asked = { institution: 'heimdall_mx_retail', username: 'mfa_default', password: 'x' }
    const { status, body } = await api.post('/api/links/', asked)
    expect(status).toBe(428)
    const fork = await givenFork(api)
    const answer = { session: body[0].session, link: body[0].link, token: '111111' }
    const [one, other] = [await fork.api.patch('/api/links/', answer), await api.patch('/api/links/', answer)]
    expect(one.status).toBe(200)
    expect(one.body).toEqual(other.body)
    expect((await givenTokenLink(api, { username: 'mfa_numeric' })).status).toBe('valid')
  })

  test('201: a fork tells nobody of anything, unless it is to tell the same', async () => {
    const told: string[] = []
    const hook = await openHook(({ headers }) => {
      told.push(String(headers.authorization))
      return 204
    })
    const { body: endpoint } = await api.post('/_enlace/webhooks/', { url: hook.url, authorization: 'Bearer secret' })
    const silent = await givenFork(api)
    const loud = await givenFork(api, { webhooks: true })
    expect((await silent.api.get('/_enlace/webhooks/')).body.results).toEqual([])
    expect((await loud.api.get('/_enlace/webhooks/')).body.results).toEqual([endpoint])
    const link = {
      institution: 'erebor_mx_retail',
      username: 'told',
      password: 'x',
      access_mode: 'single',
      fetch_resources: ['ACCOUNTS'],
    }
    for (const each of [silent, loud]) expect((await each.api.post('/api/links/', link)).status).toBe(201)
    await api.drain()
    const events = async ({ id }: { id: string }) =>
      (await rowsOf(db, id)).events?.filter(({ kind }) => kind === 'webhook').length
    expect(await events(silent)).toBe(await events(loud))
    expect(told).toEqual(['Bearer secret'])
    await api.delete(`/_enlace/webhooks/${endpoint.id}/`)
    await hook.close()
  })

  test('201: a fork that tells the same signs with the same secret and counts by itself, next to its origin', async () => {
    const given = api.as(await api.givenStranger())
    const told: Received[] = []
    let isDown = false
    const hook = await openHook((post) => {
      told.push(post)
      return isDown ? 503 : 204
    })
    const terms = { url: hook.url, ordered: true, retries: 'patient' }
    const { body: endpoint } = await given.post('/_enlace/webhooks/', terms)
    const { secret } = (await given.post(`/_enlace/webhooks/${endpoint.id}/secrets/`)).body
    await given.post('/api/links/', {
      ...{ institution: 'erebor_mx_retail', username: 'signed', password: 'x', access_mode: 'recurrent' },
    })
    await given.post('/_enlace/clock/advance/', { by: '1m' })
    expect(told.length).toBeGreaterThan(0)
    const fork = await givenFork(api, { webhooks: true }, given)
    told.splice(0)
    const refresh = async (of: Pick<Api, 'post'>) => {
      expect((await of.post('/_enlace/clock/advance/', { by: '8d' })).status).toBe(200)
    }
    // Both have the same links, endpoints and deliveries to come, and so the same ids of all of them.
    await Promise.all([refresh(given), refresh(fork.api)])
    const sides = Map.groupBy(told, ({ body }) => body.webhook_id)
    expect(sides.size).toBeGreaterThan(0)
    for (const posts of sides.values()) {
      expect(posts).toHaveLength(2)
      expect(posts[0]?.text).toBe(posts[1]?.text)
      expect(posts[0]?.headers['enlace-sequence']).toBe(posts[1]?.headers['enlace-sequence'])
    }
    for (const { headers, text } of told) {
      const sentAt = new Date(Number(headers['webhook-timestamp']) * 1_000)
      expect(headers['webhook-signature']).toBe(new Webhook(secret).sign(String(headers['webhook-id']), sentAt, text))
    }
    // What fails in one of them is nothing to the other.
    isDown = true
    await refresh(fork.api)
    isDown = false
    told.splice(0)
    await refresh(given)
    expect(told.length).toBeGreaterThan(0)
    const endpointIn = async (of: Pick<Api, 'get'>) => (await of.get(`/_enlace/webhooks/${endpoint.id}/`)).body
    expect((await endpointIn(given)).failing_since).toBeNull()
    expect((await endpointIn(fork.api)).failing_since).not.toBeNull()
    await given.delete(`/_enlace/forks/${fork.id}/`)
    await hook.close()
  })

  test('201: keys of the workspace do not open the fork, nor the other way round', async () => {
    const key = await givenKey(api, ['links:read'])
    const fork = await givenFork(api)
    expect((await fork.api.get('/_enlace/keys/')).body.results).toHaveLength(1)
    await fork.api.post('/api/links/', { institution: 'erebor_mx_retail', username: 'hidden', password: 'x' })
    const names = async (of: Pick<typeof api, 'get'>) => (await listAll(of, '/api/links/')).length
    expect(await names(api.as(key))).toBe((await names(fork.api)) - 1)
    const revoked = await api.delete(`/_enlace/keys/${key.made.id}/`)
    expect(revoked.status).toBe(204)
    expect((await fork.api.get('/api/')).status).toBe(200)
  })

  test('201: a fork can be forked', async () => {
    const link = await api.givenLink({ username: 'grandparent' })
    const child = await givenFork(api)
    const grandchild = await givenFork(api, {}, child.api)
    expect((await grandchild.api.get(`/api/links/${link.id}/`)).status).toBe(200)
    expect((await child.api.get(path)).body.results.map(({ id }: Body) => id)).toEqual([grandchild.id])
    expect((await api.get(path)).body.results.map(({ id }: Body) => id)).toEqual([child.id])
  })

  test('400: a snapshot that is not there', async () => {
    expect(await api.post(path, { snapshot: 'nothing' })).toMatchObject({
      status: 400,
      body: [{ code: 'does_not_exist', field: 'snapshot' }],
    })
    expect((await api.get(path)).body.results).toEqual([])
  })

  test.each([
    [{ name: '' }, { code: 'blank', field: 'name' }],
    [{ name: null }, { code: 'null', field: 'name' }],
    [{ webhooks: 'yes' }, { code: 'invalid', field: 'webhooks' }],
    [{ snapshot: '../x' }, { code: 'invalid', field: 'snapshot' }],
  ])('400: %o', async (body, error) => {
    expect(await api.post(path, body)).toMatchObject({ status: 400, body: [error] })
  })

  test('400: an emulator that holds as many as it can says so', async () => {
    const fork = await givenFork(api)
    const { seed, sealed_key, sealed_identity_key, refresh_rate, sweep_at } = await db.reader
      .selectFrom('workspaces')
      .selectAll()
      .where('id', '=', original)
      .executeTakeFirstOrThrow()
    const filler = Array.from({ length: workspacesMax }, (_, index) => ({
      ...{ seed, sealed_key, sealed_identity_key, refresh_rate, sweep_at, created_at: sweep_at },
      ...{ clock_offset_ms: 0, clock_frozen_at: null, consent_reminders: false, name: 'filler', forked_from: null },
      ...{ snapshot_of: fork.id, snapshot_name: `filler-${index}` },
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    }))
    await db.transaction((tx) => tx.insertInto('workspaces').values(filler).execute())
    const problem = `An emulator holds at most ${workspacesMax} workspaces and snapshots. Drop forks that are no longer used.`
    expect(await api.post(path)).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'name', message: problem }],
    })
    expect(await api.post('/_enlace/workspaces/', { name: 'one more' })).toMatchObject({
      status: 400,
      body: [{ message: problem }],
    })
    expect((await api.put('/_enlace/snapshots/more/')).status).toBe(400)
    await db.transaction((tx) => tx.deleteFrom('workspaces').where('name', '=', 'filler').execute())
    expect((await api.post(path)).status).toBe(201)
  })

  test('403: only an admin forks', async () => {
    const key = await givenKey(api, ['links:write', 'banking:write'])
    expect((await api.as(key).post(path)).status).toBe(403)
  })

  test('201: what cannot be copied leaves nothing behind', async () => {
    const link = await api.givenLink({ username: 'whole' })
    const before = (await api.get(path)).body.results
    await db.transaction((tx) =>
      sql`alter table link_keys
        add constraint refused check (workspace_id = ${sql.lit(original)}) not valid`.execute(tx),
    )
    expect((await api.post(path)).status).toBe(500)
    await db.transaction((tx) => tx.schema.alterTable('link_keys').dropConstraint('refused').execute())
    expect((await api.get(path)).body.results).toEqual(before)
    const fork = await givenFork(api)
    expect((await fork.api.get(`/api/links/${link.id}/`)).status).toBe(200)
  })
})

describe('ListForks', () => {
  test('200: those of the workspace itself, without their passwords', async () => {
    const fork = await givenFork(api, { name: 'mine' })
    const stranger = await api.givenStranger()
    await givenFork(api, { name: 'theirs' }, api.as(stranger))
    const { status, body } = await api.get(path)
    expect(status).toBe(200)
    expect(body).toEqual({ results: [{ id: fork.id, name: 'mine', created_at: fork.body.created_at }] })
  })
})

describe('DropFork', () => {
  test('204: with everything in it, and its keys open nothing', async () => {
    await givenRetrieved(api, { username: 'dropped' })
    const fork = await givenFork(api, { webhooks: true })
    const grandchild = await givenFork(api, {}, fork.api)
    await fork.api.put('/_enlace/snapshots/kept/')
    await fork.api.post('/api/token/', { ...fork.keys, scopes: 'read_institutions,write_links,read_links' })
    expect((await api.delete(`${path}${fork.id}/`)).status).toBe(204)
    expect((await fork.api.get('/api/links/')).status).toBe(401)
    expect((await grandchild.api.get('/api/links/')).status).toBe(401)
    expect(await countRowsOf(db, [fork.id, grandchild.id])).toBe(0)
    const left = await db.reader.selectFrom('workspaces').select('id').where('forked_from', 'is not', null).execute()
    expect(left).not.toContainEqual({ id: fork.id })
    expect((await api.get('/api/links/')).status).toBe(200)
  })

  test('204: whoever listens to it comes to an end', async () => {
    const fork = await givenFork(api)
    const stream = await openStream(api.url, '/_enlace/events/?after=latest', { keys: fork.keys })
    const waiting = fork.api.get('/_enlace/events/?after=latest&wait=30')
    await stream.said.next()
    expect((await api.delete(`${path}${fork.id}/`)).status).toBe(204)
    expect(await waiting).toMatchObject({ status: 200, body: { results: [] } })
    expect(await stream.next()).toBeUndefined()
  })

  test('204: what tests have met in it counts for the workspace', async () => {
    await api.delete('/_enlace/coverage/')
    const fork = await givenFork(api)
    await fork.api.post('/api/links/', { institution: 'erebor_mx_retail', username: 'user_down', password: 'x' })
    expect((await api.get('/_enlace/coverage/')).body.error_codes.met).toEqual([])
    await api.delete(`${path}${fork.id}/`)
    const { body } = await api.get('/_enlace/coverage/')
    expect(body.error_codes.met).toEqual([{ name: 'institution_down', count: 1 }])
  })

  test('404: a fork of somebody else, the workspace itself, or none at all', async () => {
    const stranger = await api.givenStranger()
    const theirs = await givenFork(api, {}, api.as(stranger))
    const child = await givenFork(api)
    const grandchild = await givenFork(api, {}, child.api)
    for (const id of [theirs.id, original, grandchild.id, 'none']) {
      expect((await api.delete(`${path}${id}/`)).status).toBe(404)
    }
    expect((await child.api.delete(`${path}${child.id}/`)).status).toBe(404)
    expect((await theirs.api.get('/api/links/')).status).toBe(200)
  })

  test('409: while its clock is advanced', async () => {
    const fork = await givenFork(api)
    const advancing = await givenAdvancing(fork)
    expect(await api.delete(`${path}${fork.id}/`)).toMatchObject({ status: 409, body: [{ code: 'clock_busy' }] })
    await advancing.finish()
    expect((await api.delete(`${path}${fork.id}/`)).status).toBe(204)
  })
})

describe('DropForks', () => {
  test('204: all of them', async () => {
    const forks = [await givenFork(api), await givenFork(api)]
    expect((await api.delete(path)).status).toBe(204)
    for (const fork of forks) expect((await fork.api.get('/api/links/')).status).toBe(401)
    expect((await api.get(path)).body.results).toEqual([])
  })

  test('409: while the clock of one is advanced', async () => {
    const advancing = await givenAdvancing(await givenFork(api))
    expect(await api.delete(path)).toMatchObject({ status: 409, body: [{ code: 'clock_busy' }] })
    await advancing.finish()
  })
})

// A server needs PostgreSQL, so the embedded run has nothing to show here.
describe.skipIf(databaseUnderTest().kind === 'embedded')('a server', () => {
  test('404: has no forks', async () => {
    const own = { id: 'the-server-s-own-id', password: 'the-server-s-own-password' }
    const settings = { ENLACE_MODE: 'server', ENLACE_SECRET_ID: own.id, ENLACE_SECRET_PASSWORD: own.password }
    const server = (await startApi(settings)).as(own)
    const answers = [
      await server.post(path),
      await server.get(path),
      await server.delete(path),
      await server.delete(`${path}${original}/`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
  })
})
