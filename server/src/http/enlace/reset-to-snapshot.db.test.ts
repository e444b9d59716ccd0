import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { openStream } from '../../../../test/harness/event-stream.ts'
import { firstWorkspaceId, givenAdvancing, givenFork, rowsOf } from '../../../../test/harness/forks.ts'
import { openHook } from '../../../../test/harness/hook.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { givenRetrieved, lastYear } from '../../../../test/harness/sandbox.ts'

const api = await startApi()
const { db } = api.app.deps
const original = await firstWorkspaceId(api)
const keep = (name: string) => api.put(`/_enlace/snapshots/${name}/`)
const back = (snapshot: string) => api.post('/_enlace/reset/', { snapshot })
const bank = { institution: 'erebor_mx_retail', password: 'x' }
const patient = { timeout: 20_000 }
/** Months go by in it. */
const long = { timeout: 240_000 }

/** What tests leave behind in a workspace, all the ways in which rows come, change and go. */
async function live(link: Body): Promise<void> {
  const { id } = link
  await api.post('/_enlace/webhooks/', { url: 'http://127.0.0.1:9/hook' })
  await api.post('/_enlace/faults/', {
    match: { operation: 'ListAccounts' },
    count: 1,
    effect: { kind: 'error', fault: 'unexpected' },
  })
  await api.get('/api/accounts/')
  await api.post('/_enlace/users/', {
    institution: 'erebor_mx_retail',
    username: 'described',
    from: '2026-01-01',
    accounts: [{ name: 'main', type: 'checking' }],
  })
  await api.post(`/api/links/${id}/refresh/`)
  await api.post('/_enlace/clock/advance/', { by: '9d' })
  await api.put(`/api/links/${id}/`, { password: 'changed' })
  await api.patch(`/api/links/${id}/`, { stale_in: '7d' })
  const [first] = (await api.get(`/api/transactions/?link=${id}`)).body.results
  await api.delete(`/api/transactions/${first.id}/`)
  const other = await api.post('/api/links/', { ...bank, username: 'other' })
  await api.post('/api/links/', { ...bank, username: 'user_invalid' })
  await api.post('/api/links/', { institution: 'heimdall_mx_retail', username: 'mfa_default', password: 'x' })
  await api.post('/_enlace/clock/advance/', { by: '40d' })
  await api.delete(`/api/links/${other.body.id}/`)
  await api.patch('/_enlace/settings/', { refresh_rate: '30d', consent_reminders: true })
  await api.drain()
}

const settings = () =>
  db.reader
    .selectFrom('workspaces')
    .select(['refresh_rate', 'consent_reminders', 'sweep_at'])
    .where('id', '=', original)
    .executeTakeFirstOrThrow()

describe('ResetWorkspace to a snapshot', () => {
  test('204: every row is what it was, whatever has become of it, and so are clock and settings', long, async () => {
    await api.post('/_enlace/webhooks/', { url: 'http://127.0.0.1:9/first' })
    await api.post('/_enlace/faults/', {
      match: { until: '2001-01-01T00:00:00Z' },
      effect: { kind: 'error', fault: 'unexpected' },
    })
    await givenRetrieved(api, { access_mode: 'recurrent', username: 'kept' })
    const { link } = await givenRetrieved(api, { access_mode: 'recurrent' })
    await api.drain()
    const before = {
      rows: await rowsOf(db, original),
      clock: (await api.get('/_enlace/clock/')).body,
      settings: await settings(),
    }
    await keep('base')
    await live(link)
    expect(Object.keys(await rowsOf(db, original)).length).toBeGreaterThan(Object.keys(before.rows).length)
    expect((await back('base')).status).toBe(204)
    expect({
      rows: await rowsOf(db, original),
      clock: (await api.get('/_enlace/clock/')).body,
      settings: await settings(),
    }).toEqual(before)
  })

  test('204: after everything has been deleted too', async () => {
    const before = await rowsOf(db, original)
    await keep('full')
    await api.post('/_enlace/reset/')
    expect((await api.get('/api/links/')).body.count).toBe(0)
    expect((await back('full')).status).toBe(204)
    expect(await rowsOf(db, original)).toEqual(before)
  })

  test('204: as often as one likes, and what comes then is the same every time', long, async () => {
    await keep('again')
    const played: Body[] = []
    for (let time = 0; time < 3; time += 1) {
      await back('again')
      const link = await api.givenLink({ username: 'again' })
      const rows = await api.post('/api/transactions/', {
        link: link.id,
        ...lastYear(new Date(Date.parse(link.created_at))),
      })
      const advanced = await api.post('/_enlace/clock/advance/', { by: '15d' })
      played.push({ link, rows: rows.body, advanced: advanced.body, refreshed: rows.headers.get('x-request-id') })
    }
    expect(played[0].rows.length).toBeGreaterThan(100)
    expect(played[1]).toEqual(played[0])
    expect(played[2]).toEqual(played[0])
  })

  test('204: a clock that stood stands where it stood, one that ran goes on from there', async () => {
    const fork = await givenFork(api)
    await fork.api.post('/_enlace/clock/freeze/')
    const stood = (await fork.api.get('/_enlace/clock/')).body
    await fork.api.put('/_enlace/snapshots/stood/')
    await fork.api.post('/_enlace/clock/advance/', { by: '100d' })
    await fork.api.post('/_enlace/clock/resume/')
    await fork.api.put('/_enlace/snapshots/ran/')
    const ran = (await fork.api.get('/_enlace/clock/')).body
    await fork.api.post('/_enlace/reset/', { snapshot: 'stood' })
    api.advance({ hours: 1 })
    expect((await fork.api.get('/_enlace/clock/')).body).toEqual(stood)
    await fork.api.post('/_enlace/reset/', { snapshot: 'ran' })
    expect((await fork.api.get('/_enlace/clock/')).body).toEqual(ran)
    api.advance({ hours: 1 })
    const later = new Date(Date.parse(ran.now) + 3_600_000).toISOString()
    expect((await fork.api.get('/_enlace/clock/')).body).toEqual({ now: later, frozen: false })
  })

  test('204: keys made since stay, those revoked since stay revoked, and a name is never given twice', async () => {
    const fork = await givenFork(api)
    const revoked = await givenKey(fork.api, ['links:read'])
    const first = await givenFork(api, {}, fork.api)
    await fork.api.put('/_enlace/snapshots/keys/')
    const made = await givenKey(fork.api, ['links:read'])
    await fork.api.delete(`/_enlace/keys/${revoked.made.id}/`)
    const second = await givenFork(api, {}, fork.api)
    await fork.api.post('/_enlace/reset/', { snapshot: 'keys' })
    expect((await api.as(made).get('/api/links/')).status).toBe(200)
    expect((await api.as(revoked).get('/api/links/')).status).toBe(401)
    const third = await givenFork(api, {}, fork.api)
    const another = await givenKey(fork.api, ['links:read'])
    expect(new Set([first.id, second.id, third.id]).size).toBe(3)
    expect(new Set([revoked.made.id, made.made.id, another.made.id]).size).toBe(3)
  })

  test('204: failures ordered since are over, and those of then count from where they were', async () => {
    const fork = await givenFork(api)
    const rule = { match: { operation: 'ListLinks' }, count: 2, effect: { kind: 'error', fault: 'unexpected' } }
    await fork.api.post('/_enlace/faults/', rule)
    const list = async () => (await fork.api.get('/api/links/')).status
    expect(await list()).toBe(500)
    await fork.api.put('/_enlace/snapshots/faults/')
    await fork.api.post('/_enlace/faults/', {
      match: { operation: 'ListAccounts' },
      effect: { kind: 'error', fault: 'unexpected' },
    })
    for (let time = 0; time < 2; time += 1) {
      expect([await list(), await list()]).toEqual([500, 200])
      await fork.api.post('/_enlace/reset/', { snapshot: 'faults' })
      expect((await fork.api.get('/api/accounts/')).status).toBe(200)
    }
  })

  test('204: what was on its way to a receiver then is on its way again', async () => {
    const told: string[] = []
    const hook = await openHook(({ body }) => {
      told.push(body.webhook_id)
      return told.length === 1 ? 503 : 204
    })
    const fork = await givenFork(api)
    await fork.api.post('/_enlace/clock/freeze/')
    await fork.api.post('/_enlace/webhooks/', { url: hook.url })
    await fork.api.post('/api/links/', {
      ...bank,
      username: 'told',
      access_mode: 'single',
      fetch_resources: ['ACCOUNTS'],
    })
    await api.drain()
    await fork.api.put('/_enlace/snapshots/pending/')
    const pending = (await fork.api.get('/_enlace/deliveries/')).body
    for (let time = 0; time < 2; time += 1) {
      await fork.api.post('/_enlace/clock/advance/', { by: '1h' })
      expect((await fork.api.get('/_enlace/deliveries/')).body.results[0].status).toBe('delivered')
      await fork.api.post('/_enlace/reset/', { snapshot: 'pending' })
      expect((await fork.api.get('/_enlace/deliveries/')).body).toEqual(pending)
    }
    expect(told).toHaveLength(3)
    expect(new Set(told).size).toBe(1)
    await hook.close()
  })

  test('204: a request that was begun before is over by then', async () => {
    const fork = await givenFork(api)
    const link = (await fork.api.post('/api/links/', { ...bank, username: 'slow' })).body
    await api.drain()
    await fork.api.put('/_enlace/snapshots/quiet/')
    const rows = await rowsOf(db, fork.id)
    const ordered = await fork.api.post('/_enlace/faults/', {
      match: { operation: 'RetrieveAccounts' },
      effect: { kind: 'latency', distribution: { kind: 'fixed', ms: 300 } },
    })
    const order: string[] = []
    const slow = fork.api.post('/api/accounts/', { link: link.id }).then(({ status }) => order.push(`slow ${status}`))
    const rule = () =>
      db.reader
        .selectFrom('fault_rules')
        .select('met')
        .where('workspace_id', '=', fork.id)
        .where('id', '=', ordered.body.id)
        .executeTakeFirst()
    await expect.poll(async () => (await rule())?.met, patient).toBe(1)
    const reset = fork.api
      .post('/_enlace/reset/', { snapshot: 'quiet' })
      .then(({ status }) => order.push(`reset ${status}`))
    await Promise.all([slow, reset])
    expect(order).toEqual(['slow 201', 'reset 204'])
    expect(await rowsOf(db, fork.id)).toEqual(rows)
  })

  test('204: whoever waits for events goes on where they were, with the reset and what comes after it', async () => {
    const fork = await givenFork(api)
    const events = async (query: string) => (await fork.api.get(`/_enlace/events/?${query}`)).body
    await fork.api.put('/_enlace/snapshots/read/')
    const kept = await events('limit=1000')
    await fork.api.post('/_enlace/clock/freeze/')
    const { next } = await events('after=latest')
    expect(next).toBeGreaterThan(kept.next)
    const stream = await openStream(api.url, `/_enlace/events/?after=${next}`, { keys: fork.keys })
    const waiting = events(`after=${next}&wait=30`)
    expect((await fork.api.post('/_enlace/reset/', { snapshot: 'read' })).status).toBe(204)
    const heard = await waiting
    expect(heard.results).toMatchObject([{ type: 'workspace_reset', position: next + 1, data: { snapshot: 'read' } }])
    expect((await stream.next())?.data).toEqual(heard.results[0])
    await fork.api.post('/_enlace/clock/freeze/')
    expect((await stream.next())?.data).toMatchObject({ type: 'clock_moved', position: next + 2 })
    stream.close()
    // The log is what it was then, and goes on behind what has been read.
    const whole = await events('limit=1000')
    expect(whole.results.slice(0, -2)).toEqual(kept.results)
    expect(whole.results.at(-2)).toEqual(heard.results[0])
  })

  test('204: the request log begins anew, with what had not been written yet', async () => {
    const fork = await givenFork(api)
    await fork.api.put('/_enlace/snapshots/log/')
    const logged = () =>
      db.reader.selectFrom('requests').select(['method', 'path']).where('workspace_id', '=', fork.id).execute()
    for (const body of [{ snapshot: 'log' }, undefined]) {
      await fork.api.get('/api/links/')
      await api.app.deps.requestLog.flush()
      await fork.api.get('/api/accounts/')
      expect(await logged()).toContainEqual({ method: 'GET', path: '/api/links/' })
      expect((await fork.api.post('/_enlace/reset/', body)).status).toBe(204)
      await api.app.deps.requestLog.flush()
      expect((await logged()).filter(({ method }) => method === 'GET')).toEqual([])
    }
  })

  test('400: there is no such snapshot, and nothing happens', async () => {
    const before = await rowsOf(db, original)
    expect(await back('nothing')).toMatchObject({ status: 400, body: [{ code: 'does_not_exist', field: 'snapshot' }] })
    expect(await back('-x')).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'snapshot' }] })
    expect(await api.post('/_enlace/reset/', { snapshot: null })).toMatchObject({
      status: 400,
      body: [{ code: 'null' }],
    })
    expect(await rowsOf(db, original)).toEqual(before)
  })

  test('409: while the clock is advanced', async () => {
    const fork = await givenFork(api)
    await fork.api.put('/_enlace/snapshots/busy/')
    const advancing = await givenAdvancing(fork)
    for (const body of [undefined, { snapshot: 'busy' }]) {
      expect(await fork.api.post('/_enlace/reset/', body)).toMatchObject({
        status: 409,
        body: [{ code: 'clock_busy' }],
      })
    }
    await advancing.finish()
    expect((await fork.api.post('/_enlace/reset/', { snapshot: 'busy' })).status).toBe(204)
  })

  test('409: while a request takes longer than a reset waits', { timeout: 60_000 }, async () => {
    const fork = await givenFork(api)
    const ordered = await fork.api.post('/_enlace/faults/', {
      match: { operation: 'ListLinks' },
      effect: { kind: 'latency', distribution: { kind: 'fixed', ms: 11_000 } },
    })
    const slow = fork.api.get('/api/links/')
    const met = async () => {
      const { results } = (await fork.api.get('/_enlace/faults/')).body
      return results.find(({ id }: Body) => id === ordered.body.id).met
    }
    await expect.poll(met, patient).toBe(1)
    expect(await fork.api.post('/_enlace/reset/')).toMatchObject({ status: 409, body: [{ code: 'workspace_busy' }] })
    expect((await slow).status).toBe(200)
    expect((await fork.api.post('/_enlace/reset/')).status).toBe(204)
  })
})
