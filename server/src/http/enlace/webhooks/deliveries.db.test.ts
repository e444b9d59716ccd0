import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../../test/harness/api.ts'
import { startReceiver } from '../../../../../test/harness/receiver.ts'

const receiver = await startReceiver()
const api = await startApi({ ENLACE_CLOCK: '2026-03-18T15:00:00Z' })
await api.post('/_enlace/webhooks/', { url: receiver.url })
const path = '/_enlace/deliveries/'
const link = await api.givenLink({ access_mode: 'recurrent' })
await api.post('/_enlace/clock/advance/', { by: '1m' })

describe('ListDeliveries', () => {
  test('200: what was told, with every attempt', async () => {
    const { status, body } = await api.get(path)
    expect([status, body.count]).toEqual([200, receiver.received.length])
    expect(body.count).toBeGreaterThanOrEqual(3)
    expect(body.results[0]).toEqual({
      id: expect.any(String),
      webhook_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      webhook_type: expect.any(String),
      webhook_code: 'historical_update',
      link: link.id,
      event: expect.any(String),
      sequence: expect.any(Number),
      endpoint: expect.any(String),
      status: 'delivered',
      created_at: expect.any(String),
      next_attempt_at: null,
      settled_at: expect.any(String),
      payload: expect.objectContaining({ link_id: link.id }),
      attempts: [
        {
          attempt: 1,
          started_at: expect.any(String),
          duration_ms: expect.any(Number),
          status: 200,
          problem: null,
          reply: 'answered 200',
        },
      ],
    })
  })

  test('200: each names the event of the log that it tells of', async () => {
    const { body } = await api.get(path)
    const { body: log } = await api.get(`/_enlace/events/?link=${link.id}&type=webhook&limit=1000`)
    const events = new Map<string, Body>(log.results.map((event: Body) => [event.id, event]))
    expect(body.results.length).toBeGreaterThan(0)
    for (const { event, sequence, webhook_id } of body.results)
      expect(events.get(event)).toMatchObject({ sequence, data: { webhook_id } })
  })

  test('200: of one link, page by page', async () => {
    const other = await api.givenLink({ access_mode: 'recurrent', username: 'other' })
    await api.post('/_enlace/clock/advance/', { by: '1m' })
    const { body } = await api.get(`${path}?link=${other.id}&page_size=1&page=2`)
    expect(body.results).toMatchObject([{ link: other.id }])
    expect([typeof body.next, typeof body.previous]).toEqual(['string', 'string'])
  })

  test("200: another workspace's are not there", async () => {
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.get(`${path}?link=${link.id}`)).body).toMatchObject({ count: 0, results: [] })
  })

  test('400: a page of more than there can be is not cut down', async () => {
    const refused = await api.get(`${path}?page_size=1001`)
    expect(refused).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'page_size' }] })
    expect(refused.body[0].message).toBe('Has to be a whole number from 1 to 1000.')
  })

  test('400: a link that is no uuid', async () => {
    expect(await api.get(`${path}?link=x`)).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'link' }] })
  })

  test('404: a page past the end', async () => {
    expect(await api.get(`${path}?page=99`)).toMatchObject({ status: 404, body: [{ message: 'Invalid page.' }] })
  })
})

describe('GetDelivery', () => {
  test('200: the same as in the list', async () => {
    const [first] = (await api.get(path)).body.results
    expect(await api.get(`${path}${first.id}/`)).toMatchObject({ status: 200, body: first })
  })

  test("404: unknown, no uuid, or another workspace's", async () => {
    const [first] = (await api.get(path)).body.results
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.get(`${path}${first.id}/`)).status).toBe(404)
    expect((await api.get(`${path}nonsense/`)).status).toBe(404)
    expect((await api.get(`${path}3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77/`)).status).toBe(404)
  })
})
