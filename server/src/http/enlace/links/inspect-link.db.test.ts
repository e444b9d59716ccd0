import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../../test/harness/api.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { insideOf, toldOf } from '../../../../../test/harness/life.ts'

const api = await startApi({ ENLACE_CLOCK: '2026-03-18T15:00:00Z' })
const inside = (id: string) => `/_enlace/links/${id}/`
const patch = (path: string, body: unknown, keys?: { id: string; password: string }) =>
  api.send('PATCH', path, keys ? { body, keys } : { body })

describe('InspectLink', () => {
  test('200: what is due next and what became of what was', async () => {
    const link = await api.givenLink({ access_mode: 'recurrent' })
    await api.app.deps.stepper?.drain(await workspaceId())
    const { status, body } = await api.get(inside(link.id))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: link.id,
      status: 'valid',
      access_mode: 'recurrent',
      refresh_rate: '7d',
      failed_logins: 0,
      refresh_retries: 0,
      updates: [{ cause: 'registration', due_at: null, tries: 1, outcome: { kind: 'done' } }],
    })
    expect(body.next_refresh_at > '2026-03-19').toBe(true)
    expect(body.updates[0].outcome.resources.ACCOUNTS.kind).toBe('kept')
  })

  test('200: one resource that failed is told by its fault, and the others are kept and announced', async () => {
    const link = await api.givenLink({ access_mode: 'single', username: 'user_no_owners' })
    const { body: accepted } = await api.post(`/api/links/${link.id}/refresh/`)
    await api.drain()
    const resources = {
      ACCOUNTS: { kind: 'kept' },
      OWNERS: { kind: 'failed', fault: 'institution_unavailable' },
      TRANSACTIONS: { kind: 'kept' },
    }
    const { updates } = await insideOf(api, link.id)
    expect(updates).toMatchObject([
      { request_id: accepted.request_id, due_at: null, outcome: { kind: 'done', resources } },
    ])
    const others = ['ACCOUNTS', 'TRANSACTIONS', 'BALANCES', 'INCOMES', 'RECURRING_EXPENSES', 'RISK_INSIGHTS']
    expect((await toldOf(api, link.id)).map(({ type, code }) => [type, code])).toEqual(
      others.map((type) => [type, 'historical_update']),
    )
    expect((await api.get(`/api/transactions/?link=${link.id}`)).body.count).toBeGreaterThan(0)
    const events = api.app.deps.db.reader.selectFrom('events').select('data').where('link_id', '=', link.id)
    const finished = await events.where('kind', '=', 'update_finished').execute()
    expect(finished).toMatchObject([{ data: { cause: 'refresh', outcome: { kind: 'done', resources } } }])
  })

  test('200: a resource that failed is told by its fault', async () => {
    const link = await api.givenLink({ access_mode: 'recurrent', username: 'user_unexpected', password: 'later' })
    await api.app.deps.stepper?.drain(await workspaceId())
    const { body } = await api.get(inside(link.id))
    expect(body.updates).toMatchObject([
      { tries: 1, finished_at: null, outcome: { kind: 'failed', fault: 'unexpected' } },
    ])
    expect(body.updates[0].due_at).toBe('2026-03-18T16:00:00.000Z')
  })

  test("404: unknown, no uuid, or another workspace's", async () => {
    const link = await api.givenLink()
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.get(inside(link.id))).status).toBe(404)
    expect((await api.get(inside('nonsense'))).status).toBe(404)
    expect((await api.get(inside('3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77'))).status).toBe(404)
  })
})

describe('ChangeLinkSettings', () => {
  test.each(['6h', '12h', '24h', '7d', '30d'])('200: refreshed every %s from now on', async (rate) => {
    const link = await api.givenLink({ access_mode: 'recurrent', username: `r${rate}` })
    const { status, body } = await patch(inside(link.id), { refresh_rate: rate })
    expect([status, body.refresh_rate]).toEqual([200, rate])
    expect((await api.get(`/api/links/${link.id}/`)).body.refresh_rate).toBe(rate)
    expect(body.next_refresh_at > '2026-03-18T15:00:00.000Z').toBe(true)
  })

  test('400: no rate, an unknown one, a single link', async () => {
    const single = await api.givenLink({ access_mode: 'single' })
    const recurrent = await api.givenLink({ access_mode: 'recurrent', username: 'rates' })
    const invalid = [{ code: 'invalid', field: 'refresh_rate' }]
    expect(await patch(inside(single.id), { refresh_rate: '24h' })).toMatchObject({ status: 400, body: invalid })
    expect(await patch(inside(recurrent.id), {})).toMatchObject({ status: 400, body: [{ code: 'required' }] })
    const unknown = await patch(inside(recurrent.id), { refresh_rate: '5h' })
    expect(unknown).toMatchObject({ status: 400, body: [{ code: 'invalid_choice', field: 'refresh_rate' }] })
  })

  test("404: another workspace's link", async () => {
    const link = await api.givenLink({ access_mode: 'recurrent', username: 'mine' })
    expect((await patch(inside(link.id), { refresh_rate: '24h' }, await api.givenStranger())).status).toBe(404)
  })
})

describe('ChangeSettings', () => {
  test('200: links that become recurrent from now on, and no others', async () => {
    const before = await api.givenLink({ access_mode: 'recurrent', username: 'before' })
    expect(await patch('/_enlace/settings/', { refresh_rate: '6h' })).toMatchObject({
      status: 200,
      body: { refresh_rate: '6h' },
    })
    const after = await api.givenLink({ access_mode: 'recurrent', username: 'after' })
    expect(after.refresh_rate).toBe('6h')
    expect((await api.get(`/api/links/${before.id}/`)).body.refresh_rate).toBe('7d')
    await patch('/_enlace/settings/', { refresh_rate: '7d' })
  })

  test('400: no rate, or an unknown one', async () => {
    const nothing = await patch('/_enlace/settings/', {})
    expect(nothing).toMatchObject({ status: 400, body: [{ code: 'invalid' }] })
    expect(nothing.body[0].message).toBe('Name at least one of refresh_rate and consent_reminders.')
    const unknown = await patch('/_enlace/settings/', { refresh_rate: 'daily' })
    expect(unknown).toMatchObject({ status: 400, body: [{ code: 'invalid_choice' }] })
    const reminders = await patch('/_enlace/settings/', { consent_reminders: 'yes' })
    expect(reminders).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'consent_reminders' }] })
  })

  test('200: each setting by itself', async () => {
    const both = { refresh_rate: '7d', consent_reminders: true }
    expect((await patch('/_enlace/settings/', { consent_reminders: true })).body).toEqual(both)
    expect((await patch('/_enlace/settings/', { refresh_rate: '24h' })).body).toEqual({ ...both, refresh_rate: '24h' })
    await patch('/_enlace/settings/', { refresh_rate: '7d', consent_reminders: false })
  })

  test('403: a key without the admin scope sets nothing', async () => {
    const key = await givenKey(api, ['links:write'])
    expect((await patch('/_enlace/settings/', { refresh_rate: '6h' }, key)).status).toBe(403)
  })
})

async function workspaceId(): Promise<string> {
  const row = await api.app.deps.db.reader
    .selectFrom('workspaces')
    .select('id')
    .orderBy('created_at')
    .executeTakeFirst()
  return row?.id ?? ''
}
