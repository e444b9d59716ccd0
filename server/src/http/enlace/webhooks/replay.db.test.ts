import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../../test/harness/api.ts'
import { webhookKeys } from '../../../../../test/harness/life.ts'
import { startReceiver } from '../../../../../test/harness/receiver.ts'
import { givenStillWorkspace } from '../../../../../test/harness/still-workspace.ts'

const receiver = await startReceiver()
const api = await startApi()
const replay = '/_enlace/replay/'
const unknown = '3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77'

/** A workspace of its own, with an endpoint and a link that two webhooks were told of. */
async function given() {
  const { api: own, advance, listen } = await givenStillWorkspace(api)
  const endpoint = await listen({ url: receiver.url })
  const form = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full', access_mode: 'single' }
  const register = async (more: object = {}) =>
    (await own.post('/api/links/', { ...form, fetch_resources: ['ACCOUNTS', 'OWNERS'], ...more })).body
  const deliveries = async (): Promise<Body[]> => (await own.get('/_enlace/deliveries/?page_size=1000')).body.results
  return { own, endpoint, register, deliveries, advance }
}

/** The ids of the webhooks that have arrived since it was asked last. */
function arrived(): string[] {
  const ids = receiver.received.map(({ body }) => body.webhook_id)
  receiver.forget()
  return ids
}

describe('ReplayDelivery', () => {
  test('202: it arrives once more under its id, and its tries are numbered on', async () => {
    const { own, register, deliveries, advance } = await given()
    await register()
    await advance('1s')
    const [told] = await deliveries()
    expect(arrived()).toContain(told.webhook_id)
    await advance('1h')
    const { status, body } = await own.post(`/_enlace/deliveries/${told.id}/replay/`)
    expect([status, body]).toEqual([202, { count: 1, made: 0, next: null }])
    await advance('1s')
    expect(arrived()).toEqual([told.webhook_id])
    const { body: after } = await own.get(`/_enlace/deliveries/${told.id}/`)
    expect([after.status, after.created_at]).toEqual(['delivered', told.created_at])
    expect(after.attempts.map(({ attempt, status: answer }: Body) => [attempt, answer])).toEqual([
      [1, 200],
      [2, 200],
    ])
    expect(after.attempts[0]).toEqual(told.attempts[0])
  })

  test('202: what was abandoned gets five tries more', async () => {
    const { own, register, deliveries, advance } = await given()
    receiver.script(500)
    await register({ fetch_resources: ['ACCOUNTS'] })
    await advance('1h')
    const [told] = await deliveries()
    expect([told.status, told.attempts.length]).toEqual(['abandoned', 5])
    await own.post(`/_enlace/deliveries/${told.id}/replay/`)
    await advance('1h')
    const [again] = await deliveries()
    expect([again.status, again.attempts.length]).toEqual(['abandoned', 10])
    const minutes = again.attempts.slice(5).map(({ started_at }: Body) => Date.parse(started_at) / 60_000)
    expect(minutes.map((each: number) => each - minutes[0])).toEqual([0, 1, 3, 6, 10])
    receiver.script(200)
    arrived()
  })

  test('404: after ninety days, and not before', async () => {
    const { own, register, deliveries, advance } = await given()
    receiver.script(410)
    await register({ fetch_resources: ['ACCOUNTS'] })
    await advance('1s')
    receiver.script(200)
    const [told] = await deliveries()
    expect(told.status).toBe('abandoned')
    await advance('89d')
    arrived()
    expect((await own.post(`/_enlace/deliveries/${told.id}/replay/`)).status).toBe(202)
    await advance('1s')
    expect(arrived()).toEqual([told.webhook_id])
    await advance('2d')
    expect((await own.post(`/_enlace/deliveries/${told.id}/replay/`)).status).toBe(404)
  })

  test('400: its endpoint is gone', async () => {
    const { own, endpoint, register, deliveries, advance } = await given()
    await register()
    await advance('1s')
    const [told] = await deliveries()
    await own.delete(`/_enlace/webhooks/${endpoint.id}/`)
    const reply = await own.post(`/_enlace/deliveries/${told.id}/replay/`)
    expect(reply).toMatchObject({ status: 400, body: [{ code: 'does_not_exist', field: 'endpoint' }] })
    arrived()
  })

  test("404: unknown, no uuid, or another workspace's", async () => {
    const { register, deliveries, advance } = await given()
    await register()
    await advance('1s')
    const [told] = await deliveries()
    for (const id of [unknown, 'nonsense', told.id])
      expect((await api.post(`/_enlace/deliveries/${id}/replay/`)).status).toBe(404)
    arrived()
  })
})

describe('ReplayDeliveries', () => {
  test('202: of a time, a link, a type and a code; in the order in which it was told', async () => {
    const { own, register, advance } = await given()
    const first = await register()
    await advance('1h')
    const { now: between } = (await own.get('/_enlace/clock/')).body
    await register({ username: 'second' })
    await advance('1h')
    const all = arrived()
    expect(all.length).toBe(4)
    const again = async (body: object) => {
      const { status, body: replayed } = await own.post(replay, body)
      await advance('1s')
      return [status, replayed.count, arrived()]
    }
    expect(await again({ from: '2000-01-01T00:00:00Z' })).toEqual([202, 4, all])
    expect(await again({ from: between })).toEqual([202, 2, all.slice(2)])
    expect(await again({ to: between })).toEqual([202, 2, all.slice(0, 2)])
    expect(await again({ link: first.id })).toEqual([202, 2, all.slice(0, 2)])
    expect((await again({ webhook_type: 'OWNERS' }))[1]).toBe(2)
    expect((await again({ webhook_type: 'OWNERS', link: first.id }))[1]).toBe(1)
    expect((await again({ webhook_code: 'new_owners_available' }))[1]).toBe(0)
    expect((await again({ unacknowledged: true }))[1]).toBe(0)
  })

  test('202: what nobody has acknowledged, abandoned or not', async () => {
    const { own, register, deliveries, advance } = await given()
    await register({ username: 'heard' })
    await advance('1s')
    receiver.script(500)
    await register({ username: 'abandoned' })
    await advance('1h')
    await register({ username: 'waiting' })
    await advance('1s')
    const open = (await deliveries()).filter(({ status }) => status !== 'delivered')
    expect(new Set(open.map(({ status }) => status))).toEqual(new Set(['pending', 'abandoned']))
    receiver.script(200)
    arrived()
    expect((await own.post(replay, { unacknowledged: true })).body).toMatchObject({ count: 4, made: 0 })
    await advance('1s')
    expect(arrived().sort()).toEqual(open.map(({ webhook_id }) => webhook_id).sort())
    expect((await deliveries()).every(({ status }) => status === 'delivered')).toBe(true)
  })

  test('202: an endpoint that came later is told of what it has missed, and of nothing twice', async () => {
    const { own, endpoint, register, deliveries, advance } = await given()
    await own.delete(`/_enlace/webhooks/${endpoint.id}/`)
    await register({ external_id: 'our-own' })
    await advance('1h')
    expect(await deliveries()).toEqual([])
    const { body: late } = await own.post('/_enlace/webhooks/', { url: receiver.url })
    const missed = { endpoint: late.id, from: '2000-01-01T00:00:00Z' }
    expect((await own.post(replay, { from: missed.from })).body).toEqual({ count: 0, made: 0, next: null })
    expect((await own.post(replay, missed)).body).toEqual({ count: 2, made: 2, next: null })
    await advance('1s')
    expect(receiver.received.map(({ body }) => [body.webhook_code, body.external_id])).toEqual([
      ['historical_update', 'our-own'],
      ['historical_update', 'our-own'],
    ])
    expect(Object.keys(receiver.received[0]?.body)).toEqual(webhookKeys)
    const first = arrived()
    expect((await own.post(replay, { ...missed, unacknowledged: true })).body).toMatchObject({ count: 0, made: 0 })
    expect((await own.post(replay, missed)).body).toMatchObject({ count: 2, made: 0 })
    await advance('1s')
    expect(arrived()).toEqual(first)
    expect((await deliveries()).map(({ attempts }) => attempts.length)).toEqual([2, 2])
  })

  test('202: two that ask at once for the same endpoint have it told once', async () => {
    const { own, endpoint, register, advance, deliveries } = await given()
    await own.delete(`/_enlace/webhooks/${endpoint.id}/`)
    await register()
    await advance('1s')
    const { body: late } = await own.post('/_enlace/webhooks/', { url: receiver.url })
    const ask = () => own.post(replay, { endpoint: late.id, unacknowledged: true })
    const replies = await Promise.all([ask(), ask(), ask()])
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(replies.map(({ body }) => body.made).sort()).toEqual([0, 0, 2])
    await advance('1s')
    expect(await deliveries()).toHaveLength(2)
    arrived()
  })

  test('202: a call does a thousand and says where to go on', async () => {
    const { own, register, advance, deliveries } = await given()
    const link = await register()
    await advance('1s')
    arrived()
    const { db } = api.app.deps
    const copied = (id: string) =>
      db.reader.selectFrom('deliveries').selectAll().where('link_id', '=', id).executeTakeFirstOrThrow()
    const row = await copied(link.id)
    const many = Array.from({ length: 1_500 }, (_each, index) => ({
      ...row,
      id: `${row.id.slice(0, -6)}${(index + 1).toString(16).padStart(6, '0')}`,
      created_at: new Date(row.created_at.getTime() - 1_000 - (index % 7)),
    }))
    await db.transaction(async (tx) => {
      for (let start = 0; start < many.length; start += 500)
        await tx
          .insertInto('deliveries')
          .values(many.slice(start, start + 500))
          .execute()
    })
    const range = { to: row.created_at.toISOString() }
    const { body: one } = await own.post(replay, range)
    expect([one.count, typeof one.next]).toEqual([1_000, 'string'])
    const { body: two } = await own.post(replay, { ...range, after: one.next })
    expect(two).toEqual({ count: 500, made: 0, next: null })
    const due = await db.reader
      .selectFrom('deliveries')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('link_id', '=', link.id)
      .where('status', '=', 'pending')
      .executeTakeFirstOrThrow()
    expect(Number(due.count)).toBeGreaterThan(0)
    await own.post('/_enlace/reset/')
    expect(await deliveries()).toEqual([])
    arrived()
  })

  test.each([
    [{}, { code: 'invalid', message: expect.stringContaining('at least one of') }],
    [{ webhook_type: 'NO' }, { code: 'invalid_choice', field: 'webhook_type' }],
    [{ webhook_code: 'no' }, { code: 'invalid_choice', field: 'webhook_code' }],
    [
      { webhook_type: 'LINK', webhook_code: 'new_accounts_available' },
      { code: 'invalid_choice', field: 'webhook_code', message: expect.stringContaining('There are only') },
    ],
    [{ from: 'yesterday' }, { code: 'invalid', field: 'from' }],
    [
      { from: '2026-03-18T00:00:00Z', to: '2026-03-17T00:00:00Z' },
      { code: 'invalid', field: 'to' },
    ],
    [{ endpoint: 'x' }, { code: 'invalid', field: 'endpoint' }],
    [
      { unacknowledged: true, after: 'x' },
      { code: 'invalid', field: 'after' },
    ],
  ])('400: %o', async (body, error) => {
    expect(await api.post(replay, body)).toMatchObject({ status: 400, body: [error] })
  })

  test("404: another workspace's endpoint looks like none at all, and its deliveries are nobody else's", async () => {
    const { endpoint, register, advance, deliveries } = await given()
    const link = await register()
    await advance('1s')
    const before = await deliveries()
    for (const id of [endpoint.id, unknown])
      expect(await api.post(replay, { endpoint: id })).toMatchObject({ status: 404, body: [{ field: 'endpoint' }] })
    expect((await api.post(replay, { link: link.id })).body.count).toBe(0)
    expect(await deliveries()).toEqual(before)
    arrived()
  })
})
