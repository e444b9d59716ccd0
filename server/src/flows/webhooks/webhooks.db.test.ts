import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { lastingDatabase } from '../../../../test/harness/lasting.ts'
import { type Behaviour, startReceiver } from '../../../../test/harness/receiver.ts'

const noon = '2026-03-18T12:00:00.000Z'

async function given(...behaviours: readonly Behaviour[]) {
  const receiver = await startReceiver(...behaviours)
  const api = await startApi({
    ENLACE_CLOCK: noon,
    ENLACE_WEBHOOK_URL: receiver.url,
    ENLACE_WEBHOOK_AUTHORIZATION: 'Bearer planted-secret',
  })
  const advance = (by: string) => api.post('/_enlace/clock/advance/', { by })
  const told = () => receiver.received.map(({ body }) => body)
  return { receiver, api, advance, told }
}

describe('what is told', () => {
  test('a recurrent registration tells of its core, once for each resource, under one request', async () => {
    const { api, advance, told, receiver } = await given()
    const link = await api.givenLink({ access_mode: 'recurrent', external_id: 'mine' })
    await advance('1s')
    expect(
      told()
        .map(({ webhook_type }) => webhook_type)
        .sort(),
    ).toEqual(['ACCOUNTS', 'BALANCES', 'OWNERS', 'TRANSACTIONS'])
    expect(new Set(told().map(({ request_id }) => request_id)).size).toBe(1)
    const accounts = told().find(({ webhook_type }) => webhook_type === 'ACCOUNTS')
    expect(accounts).toEqual({
      webhook_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      webhook_type: 'ACCOUNTS',
      process_type: 'historical_update',
      webhook_code: 'historical_update',
      link_id: link.id,
      request_id: expect.any(String),
      external_id: 'mine',
      data: { total_accounts: 4 },
    })
    const { count } = (await api.get(`/api/transactions/?link=${link.id}`)).body
    const transactions = told().find(({ webhook_type }) => webhook_type === 'TRANSACTIONS')
    expect(transactions.data.total_transactions).toBe(count)
    expect(receiver.received[0]?.headers).toMatchObject({
      authorization: 'Bearer planted-secret',
      'content-type': 'application/json',
    })
    const sealed = await api.app.deps.db.reader.selectFrom('webhook_endpoints').selectAll().execute()
    expect(
      Buffer.concat(sealed.map((row) => row.sealed_authorization ?? Buffer.alloc(0))).toString('latin1'),
    ).not.toContain('planted')
    expect(api.log.join('')).not.toContain('planted-secret')
  })

  test('a single one tells of its fetch_resources, and of nothing where it has none', async () => {
    const { api, advance, told } = await given()
    await api.givenLink({ access_mode: 'single' })
    await api.givenLink({ access_mode: 'single', username: 'two', fetch_resources: ['OWNERS'] })
    await advance('1s')
    expect(told().map(({ webhook_type }) => webhook_type)).toEqual(['OWNERS'])
  })

  test('a refresh, an async POST and an async DELETE carry the request of their 202', async () => {
    const { api, advance, told, receiver } = await given()
    const link = await api.givenLink({ access_mode: 'single' })
    const refresh = await api.post(`/api/links/${link.id}/refresh/`, { fetch_resources: ['ACCOUNTS'] })
    await advance('1s')
    expect(told()).toMatchObject([{ webhook_type: 'ACCOUNTS', request_id: refresh.body.request_id }])
    receiver.forget()
    const headers = { 'x-belvo-request-mode': 'async' }
    const period = { link: link.id, date_from: '2026-03-01', date_to: '2026-03-10' }
    const later = await api.post('/api/transactions/', period, { headers })
    await advance('1s')
    expect(later.status).toBe(202)
    expect(told()).toMatchObject([{ process_type: 'async_post', webhook_type: 'TRANSACTIONS' }])
    expect(told()[0].request_id.replaceAll('-', '')).toBe(later.body.request_id.replaceAll('-', ''))
    receiver.forget()
    const gone = await api.delete(`/api/links/${link.id}/`, { headers })
    await advance('1s')
    expect(told()).toMatchObject([{ webhook_type: 'LINK', webhook_code: 'link_deleted', link_id: link.id }])
    expect(told()[0].request_id.replaceAll('-', '')).toBe(gone.body.request_id.replaceAll('-', ''))
  })

  test('a schedule that meets a wrong password or a token says so', async () => {
    const { api, advance, told } = await given()
    const wrong = await api.givenLink({ access_mode: 'recurrent', username: 'user_invalid', password: 'later' })
    await advance('8d')
    expect(told().filter(({ webhook_type }) => webhook_type === 'LINK')).toMatchObject([
      { webhook_code: 'invalid_credentials', link_id: wrong.id, data: { error_code: 'login_error', status: 400 } },
    ])
    expect((await api.get(`/api/links/${wrong.id}/`)).body.status).toBe('invalid')
  })
})

describe('how it is told', () => {
  test('500 and then 200: two tries a minute apart, the same webhook, a line in the log for each', async () => {
    const { api, advance, receiver } = await given(500, 200)
    await api.givenLink({ access_mode: 'single', fetch_resources: ['OWNERS'] })
    await advance('10m')
    const [delivery] = (await api.get('/_enlace/deliveries/')).body.results
    expect(delivery).toMatchObject({
      status: 'delivered',
      attempts: [
        { attempt: 1, status: 500, reply: 'answered 500' },
        { attempt: 2, status: 200 },
      ],
    })
    expect(minutesApart(delivery.attempts)).toEqual([1])
    expect(receiver.received[1]?.body).toEqual(receiver.received[0]?.body)
    expect(api.log.filter((line) => line.includes('delivery attempted'))).toHaveLength(2)
  })

  test.each([[500], [404], ['redirect'], ['reset']] as const)(
    'five tries in all for %s, then it is abandoned',
    async (behaviour) => {
      const { api, advance, receiver } = await given(behaviour)
      await api.givenLink({ access_mode: 'single', fetch_resources: ['OWNERS'] })
      await advance('1h')
      const [delivery] = (await api.get('/_enlace/deliveries/')).body.results
      expect([delivery.status, delivery.next_attempt_at]).toEqual(['abandoned', null])
      expect(minutesApart(delivery.attempts)).toEqual([1, 2, 3, 4])
      expect(new Set(receiver.received.map(({ body, path }) => `${path} ${body.webhook_id}`)).size).toBe(1)
      expect(receiver.received).toHaveLength(5)
    },
  )

  test('410 is a receiver that wants to hear no more of it: no second try', async () => {
    const { api, advance, receiver } = await given(410)
    await api.givenLink({ access_mode: 'single', fetch_resources: ['OWNERS'] })
    await advance('1h')
    const [delivery] = (await api.get('/_enlace/deliveries/')).body.results
    expect(delivery).toMatchObject({
      status: 'abandoned',
      next_attempt_at: null,
      attempts: [{ attempt: 1, status: 410, reply: 'answered 410' }],
    })
    expect(receiver.received).toHaveLength(1)
  })

  test('every endpoint is told for itself, and a removed one no more', async () => {
    const { api, advance, receiver } = await given(500)
    const other = await startReceiver()
    await api.post('/_enlace/webhooks/', { url: other.url })
    await api.givenLink({ access_mode: 'single', fetch_resources: ['OWNERS'] })
    await advance('1s')
    expect([receiver.received.length, other.received.length]).toEqual([1, 1])
    expect(other.received[0]?.body).toEqual(receiver.received[0]?.body)
    const listed = (await api.get('/_enlace/webhooks/')).body.results
    const first = listed.find(({ url }: Body) => url === receiver.url)
    await api.delete(`/_enlace/webhooks/${first.id}/`)
    await advance('1h')
    expect(receiver.received).toHaveLength(1)
    const statuses = (await api.get('/_enlace/deliveries/')).body.results.map(({ status }: Body) => status)
    expect(statuses.sort()).toEqual(['abandoned', 'delivered'])
  })

  test('nothing is lost when the process ends between the commit and the delivery', async () => {
    const place = { ...(await lastingDatabase()), ENLACE_CLOCK: noon }
    const receiver = await startReceiver(503)
    const before = await startApi({ ...place, ENLACE_WEBHOOK_URL: receiver.url })
    await before.givenLink({ access_mode: 'single', fetch_resources: ['OWNERS'] })
    await before.post('/_enlace/clock/advance/', { by: '1s' })
    await before.app.close()
    receiver.script(200)
    const after = await startApi({ ...place, ENLACE_WEBHOOK_URL: receiver.url })
    await after.post('/_enlace/clock/advance/', { by: '1h' })
    expect((await after.get('/_enlace/deliveries/')).body.results).toMatchObject([{ status: 'delivered' }])
    expect(receiver.received.map(({ body }) => body.webhook_id)).toEqual(
      Array(2).fill(receiver.received[0]?.body.webhook_id),
    )
  })
})

const minutesApart = (attempts: readonly Body[]): number[] =>
  attempts
    .slice(1)
    .map(({ started_at }, index) => (Date.parse(started_at) - Date.parse(attempts[index].started_at)) / 60_000)
