import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'

const api = await startApi()
const requestIdOf = (headers: Headers) => headers.get('x-request-id') ?? ''

describe('GetRequest', () => {
  test('200: method, path, status and duration of a request, without its query string', async () => {
    const asked = await api.get('/api/links/?external_id=secret')
    const { status, body } = await api.get(`/_enlace/requests/${requestIdOf(asked.headers)}/`)
    expect(status).toBe(200)
    expect(body).toEqual({
      request_id: requestIdOf(asked.headers),
      workspace: expect.stringMatching(/^[0-9a-f-]{36}$/),
      method: 'GET',
      path: '/api/links/',
      status: 200,
      duration_ms: expect.any(Number),
      received_at: api.now().toISOString(),
    })
    expect(body.duration_ms).toBeGreaterThan(0)
  })

  test('200: a refusal is found by the request_id of its body', async () => {
    const refused = await api.post('/api/links/', { institution: 'narnia', username: 'x' })
    expect(requestIdOf(refused.headers)).toBe(refused.body[0].request_id)
    expect(await api.get(`/_enlace/requests/${refused.body[0].request_id}/`)).toMatchObject({
      status: 200,
      body: { method: 'POST', path: '/api/links/', status: 400 },
    })
  })

  test('200: an accepted change is found by its request id, with and without dashes', async () => {
    const link = await api.givenLink()
    const accepted = await api.delete(`/api/links/${link.id}/`, { headers: { 'x-belvo-request-mode': 'async' } })
    for (const id of [accepted.body.request_id, requestIdOf(accepted.headers)]) {
      expect(await api.get(`/_enlace/requests/${id}/`)).toMatchObject({
        status: 200,
        body: { method: 'DELETE', path: `/api/links/${link.id}/`, status: 202 },
      })
    }
  })

  test('404: a request that nobody made', async () => {
    for (const id of ['0'.repeat(32), 'none']) {
      expect(await api.get(`/_enlace/requests/${id}/`)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    }
  })

  test("404: another workspace's request looks like no request at all", async () => {
    const asked = await api.get('/api/links/')
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.get(`/_enlace/requests/${requestIdOf(asked.headers)}/`)).status).toBe(404)
  })

  test('404: a request is forgotten after seven days', async () => {
    const asked = await api.get('/api/links/')
    const path = `/_enlace/requests/${requestIdOf(asked.headers)}/`
    await api.app.deps.requestLog.flush()
    api.advance({ days: 6 })
    await api.app.deps.requestLog.flush()
    expect((await api.get(path)).status).toBe(200)
    api.advance({ days: 1, minutes: 1 })
    await api.app.deps.requestLog.flush()
    expect((await api.get(path)).status).toBe(404)
  })

  test('404: after seven days none is left, however many there were', async () => {
    const { db, requestLog } = api.app.deps
    const stored = () => db.reader.selectFrom('requests').select('request_id').execute()
    const entry = { workspaceId: null, method: 'GET', path: '/', status: 404, durationMs: 1 }
    for (let each = 0; each < 2_500; each += 1)
      requestLog.note({ ...entry, requestId: each.toString(16).padStart(32, '0') })
    await requestLog.flush()
    expect((await stored()).length).toBeGreaterThanOrEqual(2_500)
    api.advance({ days: 8 })
    for (let flushes = 0; flushes < 3; flushes += 1) await requestLog.flush()
    expect(await stored()).toEqual([])
    expect((await api.get(`/_enlace/requests/${'0'.repeat(32)}/`)).status).toBe(404)
  })
})
