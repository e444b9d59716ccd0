import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../../test/harness/api.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'

const api = await startApi({ ENLACE_CLOCK: '2026-03-18T15:00:00Z' })
const advance = (by: string) => api.post('/_enlace/clock/advance/', { by })

describe('ListUsage', () => {
  test('200: registrations, updates and retrievals, each once, when they were accepted', async () => {
    const link = await api.givenLink({ access_mode: 'recurrent' })
    await advance('1m')
    const registered = (await api.get('/_enlace/usage/')).body.results
    expect(registered.map(({ kind }: Body) => kind).sort()).toEqual(['historical_update', 'registration'])
    await api.post('/api/owners/', { link: link.id })
    const refresh = await api.post(`/api/links/${link.id}/refresh/`)
    expect(refresh.status).toBe(202)
    expect((await api.post(`/api/links/${link.id}/refresh/`)).status).toBe(409)
    await advance('7d')
    const { status, body } = await api.get('/_enlace/usage/?page_size=100')
    expect(status).toBe(200)
    const kinds = Object.groupBy(body.results, ({ kind }: Body) => kind)
    expect(kinds.retrieval).toHaveLength(1)
    expect(kinds.historical_update).toHaveLength(2)
    expect(kinds.recurrent_update).toHaveLength(1)
    expect(kinds.historical_update?.map(({ request_id }: Body) => request_id)).toContain(refresh.body.request_id)
    expect(body.results[0]).toEqual({
      id: expect.any(String),
      link: link.id,
      kind: 'recurrent_update',
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      happened_at: expect.any(String),
    })
  })

  test('200: what was refused is not counted', async () => {
    const before = (await api.get('/_enlace/usage/')).body.count
    const wrong = { institution: 'erebor_mx_retail', username: 'user_invalid', password: 'pass_invalid' }
    expect((await api.post('/api/links/', wrong)).status).toBe(400)
    expect((await api.get('/_enlace/usage/')).body.count).toBe(before)
  })

  test("200: another workspace's is not there", async () => {
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.get('/_enlace/usage/')).body.count).toBe(0)
  })

  test('400: a page that is no number', async () => {
    const refused = await api.get('/_enlace/usage/?page=x')
    expect(refused).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'page' }] })
  })

  test('404: a page past the end', async () => {
    expect((await api.get('/_enlace/usage/?page=99')).status).toBe(404)
  })
})

describe('SumUsage', () => {
  test('200: the last twelve months, the present one first', async () => {
    await advance('30d')
    const { status, body } = await api.get('/_enlace/usage/months/')
    expect([status, body.results.length]).toEqual([200, 12])
    expect(body.results.map(({ month }: Body) => month).slice(0, 3)).toEqual(['2026-04', '2026-03', '2026-02'])
    expect(body.results[1].counts).toMatchObject({ registration: 1, retrieval: 1, historical_update: 2 })
    expect(body.results[0].counts.recurrent_update).toBeGreaterThan(1)
    expect(body.results[2].counts).toEqual({})
  })

  test('403: a key without the admin scope sees no usage', async () => {
    const key = api.as(await givenKey(api, ['links:read']))
    expect((await key.get('/_enlace/usage/months/')).status).toBe(403)
  })
})
