import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { givenTokenLink, insideOf, toldOf, usageOf, wireLinkOf } from '../../../../test/harness/life.ts'
import { setLinkStatus } from '../../../../test/harness/rows.ts'

const api = await startApi()
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const refresh = (id: string, body?: unknown) => api.post(`/api/links/${id}/refresh/`, body)
const single = (more: object = {}) => api.givenLink({ access_mode: 'single', ...more })
const typesOf = (told: readonly Body[]) => told.map(({ type }) => type)
const all = ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS', 'BALANCES', 'INCOMES', 'RECURRING_EXPENSES', 'RISK_INSIGHTS']

describe('RefreshHistoricalDataForLink', () => {
  test.each([
    [undefined, all],
    [{}, all],
    [{ fetch_resources: [] }, all],
    [{ fetch_resources: ['OWNERS'] }, ['OWNERS']],
    [{ fetch_resources: ['TRANSACTIONS'] }, ['TRANSACTIONS']],
    [{ fetch_resources: ['OWNERS', 'ACCOUNTS', 'OWNERS'] }, ['OWNERS', 'ACCOUNTS']],
  ])('202: %o retrieves %o, and tells of each under the request id of the answer', async (body, expected) => {
    const link = await single()
    const { status, body: accepted, headers } = await refresh(link.id, body)
    expect(status).toBe(202)
    expect(accepted).toEqual({ request_id: expect.stringMatching(/^[0-9a-f]{32}$/) })
    expect(headers.get('x-request-id')).toBe(accepted.request_id)
    await api.drain()
    const told = await toldOf(api, link.id)
    expect(typesOf(told)).toEqual(expected)
    for (const each of told) {
      expect(each).toMatchObject({
        code: 'historical_update',
        process: 'historical_update',
        request_id: accepted.request_id,
      })
    }
    expect((await api.get(`/api/accounts/?link=${link.id}`)).body.count).toBe(
      expected.includes('OWNERS') && expected.length === 1 ? 0 : 4,
    )
    expect(await wireLinkOf(api, link.id)).toEqual(link)
    expect(await usageOf(api, link.id)).toEqual(['historical_update', 'registration'])
  })

  test('202: the next slot of a recurrent link does not move', async () => {
    const link = await api.givenLink()
    await api.drain()
    const before = await insideOf(api, link.id)
    expect(before.next_refresh_at).not.toBeNull()
    api.advance({ hours: 1 })
    expect((await refresh(link.id)).status).toBe(202)
    await api.drain()
    const after = await insideOf(api, link.id)
    expect([after.next_refresh_at, after.updates.length]).toEqual([before.next_refresh_at, 2])
  })

  test('409: a second refresh within ten minutes says how long to wait', async () => {
    const link = await single()
    expect((await refresh(link.id)).status).toBe(202)
    for (const [passed, minutes] of [
      [0, 10],
      [1, 10],
      [179, 7],
      [360, 1],
    ] as const) {
      api.advance({ seconds: passed })
      const reply = await refresh(link.id)
      expect(reply).toMatchObject({ status: 409, body: [{ code: 'link_refreshed' }] })
      expect(reply.body[0].message).toContain(`wait ${minutes} minutes`)
      expect(reply.headers.get('retry-after')).toBe(String(minutes * 60))
    }
    api.advance({ seconds: 60 })
    expect((await refresh(link.id)).status).toBe(202)
  })

  test('409: of many at the same moment exactly one is accepted', async () => {
    const link = await single()
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(link.id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([202, ...Array<number>(7).fill(409)])
    await api.drain()
    expect(typesOf(await toldOf(api, link.id))).toEqual(all)
    expect(await usageOf(api, link.id)).toEqual(['historical_update', 'registration'])
  })

  test.each([
    [{ fetch_resources: 'ACCOUNTS' }, { code: 'not_a_list', field: 'fetch_resources' }],
    [{ fetch_resources: ['Dominik'] }, { code: 'invalid_choice', field: 'fetch_resources' }],
    [
      { fetch_resources: ['ACCOUNTS', 'INVOICES'] },
      { code: 'invalid', field: 'resources', message: expect.stringContaining('ACCOUNTS, OWNERS, TRANSACTIONS') },
    ],
    [{ fetch_resources: null }, { code: 'null', field: 'fetch_resources' }],
  ])('400: %o is refused, nothing is retrieved and the ten minutes do not start', async (body, error) => {
    const link = await single()
    expect(await refresh(link.id, body)).toMatchObject({ status: 400, body: [error] })
    await api.drain()
    expect((await insideOf(api, link.id)).updates).toEqual([])
    expect((await refresh(link.id)).status).toBe(202)
  })

  test.each([
    ['user_down', 400, 'institution_down'],
    ['user_unavailable', 400, 'institution_unavailable'],
    ['user_sessions', 400, 'too_many_sessions'],
    ['user_timeout', 408, 'request_timeout'],
    ['user_unexpected', 500, 'unexpected_error'],
  ])('%s: the link stays as it was, and the next one is not told to wait', async (username, status, code) => {
    const link = await single({ username, password: 'later' })
    const before = await insideOf(api, link.id)
    for (const _ of ['first', 'second']) {
      expect(await refresh(link.id)).toMatchObject({ status, body: [{ code }] })
    }
    expect(await insideOf(api, link.id)).toEqual(before)
    expect(await wireLinkOf(api, link.id)).toEqual(link)
  })

  test('408: an institution that answers too late', async () => {
    const link = await single({ username: 'user_timeout', password: 'later' })
    expect(await refresh(link.id)).toMatchObject({ status: 408, body: [{ code: 'request_timeout' }] })
  })

  test('500: a failure inside has its line in the log', async () => {
    const link = await single({ username: 'user_unexpected', password: 'later' })
    const { status, body } = await refresh(link.id)
    expect([status, body[0].code]).toEqual([500, 'unexpected_error'])
    expect(api.log.some((line) => line.includes(body[0].request_id) && line.includes('request failed'))).toBe(true)
  })

  test('400: the sixth refresh in a row that the institution rejects makes the link invalid', async () => {
    const link = await single({ username: 'user_invalid', password: 'later' })
    for (let time = 1; time <= 6; time += 1) {
      expect((await wireLinkOf(api, link.id)).status).toBe('valid')
      expect(await refresh(link.id)).toMatchObject({ status: 400, body: [{ code: 'login_error' }] })
    }
    expect(await insideOf(api, link.id)).toMatchObject({ status: 'invalid', failed_logins: 6, next_refresh_at: null })
    expect(await refresh(link.id)).toMatchObject({ status: 400, body: [{ code: 'invalid_link' }] })
  })

  test.each([
    ['unconfirmed', 'unconfirmed_link'],
    ['invalid', 'invalid_link'],
  ] as const)('400: a link that is %s', async (status, code) => {
    const link = await single()
    await setLinkStatus(api, link.id, status)
    expect(await refresh(link.id)).toMatchObject({ status: 400, body: [{ code }] })
    await setLinkStatus(api, link.id, 'valid')
    expect((await refresh(link.id)).status).toBe(202)
  })

  test('403: a key that may not write links, and it does not start the ten minutes', async () => {
    const link = await single()
    const reader = api.as(await givenKey(api, ['links:read']))
    expect(await reader.post(`/api/links/${link.id}/refresh/`)).toMatchObject({
      status: 403,
      body: [{ code: 'access_to_resource_denied' }],
    })
    expect((await refresh(link.id)).status).toBe(202)
  })

  test("404: nobody's link, another workspace's, and an id that is no uuid", async () => {
    const link = await single()
    const stranger = api.as(await api.givenStranger())
    const answers = [
      await refresh(unknown),
      await refresh('nobody'),
      await stranger.post(`/api/links/${link.id}/refresh/`),
    ]
    for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
  })

  test('404: credentials that have lapsed or were never kept, before the link is called invalid', async () => {
    const kept = { fetch_resources: ['ACCOUNTS'] }
    const nostore = await single({ ...kept, credentials_storage: 'nostore' })
    const lapsed = await single({ ...kept, credentials_storage: '1d' })
    const gone = { status: 404, body: [{ code: 'expired_credentials' }] }
    expect(await refresh(nostore.id)).toMatchObject(gone)
    api.advance({ days: 1 })
    for (const { id } of [nostore, lapsed]) expect(await refresh(id)).toMatchObject(gone)
    await api.drain()
    for (const { id } of [nostore, lapsed]) {
      expect((await wireLinkOf(api, id)).status).toBe('invalid')
      expect(await refresh(id)).toMatchObject(gone)
    }
  })

  test('428: the institution asks first; the answer runs the update under the same request id', async () => {
    const link = await givenTokenLink(api, { access_mode: 'single' })
    const asked = await refresh(link.id, { fetch_resources: ['OWNERS'] })
    expect(asked).toMatchObject({
      status: 428,
      body: [
        {
          code: 'token_required',
          link: link.id,
          session: expect.stringMatching(/^[0-9a-f]{32}$/),
          expiry: 720,
          token_generation_data: { type: 'numeric', expects_user_input: true },
        },
      ],
    })
    await api.drain()
    expect(await toldOf(api, link.id)).toEqual([])
    const wrong = await api.patch('/api/links/', { session: asked.body[0].session, link: link.id, token: '000000' })
    expect(wrong.status).toBe(428)
    const { session } = wrong.body[0]
    const answer = await api.patch('/api/links/', { session, link: link.id, token: '111111' })
    expect(answer.status).toBe(200)
    await api.drain()
    expect(await toldOf(api, link.id)).toMatchObject([{ type: 'OWNERS', request_id: asked.body[0].request_id }])
    expect(wrong.body[0].request_id).toBe(asked.body[0].request_id)
    expect((await refresh(link.id)).status).toBe(409)
  })

  test('428: a question does not start the ten minutes', async () => {
    const link = await givenTokenLink(api)
    for (const _ of ['first', 'second', 'third']) expect((await refresh(link.id)).status).toBe(428)
  })
})
