import { beforeEach, describe, expect, test } from 'vitest'
import { doorFaults, institutionFaults } from '../../../../../contract/fault-rules.ts'
import { type Body, startApi } from '../../../../../test/harness/api.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { insideOf } from '../../../../../test/harness/life.ts'
import { lastYear, listAll } from '../../../../../test/harness/sandbox.ts'
import { wireFaults } from '../../faults.ts'

const path = '/_enlace/faults/'
const api = await startApi()
const order = async (rule: object): Promise<Body> => {
  const { status, body } = await api.post(path, rule)
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}
const error = (fault: string) => ({ kind: 'error', fault })
const metOf = async ({ id }: Body): Promise<number> => (await api.get(`${path}${id}/`)).body.met

beforeEach(async () => void (await api.delete(path)))

describe('OrderFault', () => {
  test.each(doorFaults)('201: %s is answered as it is documented, as often as was said', async (name) => {
    const { status, code } = wireFaults[name]
    const link = await api.givenLink({ access_mode: 'single' })
    const operation = 'RefreshHistoricalDataForLink'
    const rule = await order({ match: { operation, link: link.id }, count: 2, effect: error(name) })
    const refresh = () => api.post(`/api/links/${link.id}/refresh/`)
    for (let time = 0; time < 2; time += 1) expect(await refresh()).toMatchObject({ status, body: [{ code }] })
    expect((await refresh()).status).toBe(202)
    expect(await metOf(rule)).toBe(2)
  })

  test.each(institutionFaults.filter((name) => name !== 'token_required'))(
    '201: %s is met at the institution, and only there',
    async (name) => {
      const { status, code } = wireFaults[name]
      const link = await api.givenLink({ access_mode: 'single' })
      await order({ match: { link: link.id }, count: 1, effect: error(name) })
      expect((await api.get(`/api/links/${link.id}/`)).status).toBe(200)
      expect(await api.post('/api/accounts/', { link: link.id })).toMatchObject({ status, body: [{ code }] })
      expect((await api.post('/api/accounts/', { link: link.id })).status).toBe(201)
    },
  )

  test('201: a refusal names the key that was said, and says when to come back', async () => {
    const link = await api.givenLink({ access_mode: 'single' })
    const refused = async (effect: object) => {
      await order({ match: { operation: 'RefreshHistoricalDataForLink' }, count: 1, effect })
      return api.post(`/api/links/${link.id}/refresh/`)
    }
    expect(await refused({ ...error('choice_invalid'), field: 'token' })).toMatchObject({
      status: 400,
      body: [{ code: 'invalid_choice', field: 'token', message: '"something else" is not a valid choice.' }],
    })
    const waits = { too_many_deletions: '60', too_many_tokens: '60', link_refreshed: '600', shutting_down: '5' }
    for (const [name, seconds] of Object.entries(waits))
      expect((await refused(error(name))).headers.get('retry-after')).toBe(seconds)
  })

  test('201: a rejection counts like any other: the sixth in a row makes the link invalid', async () => {
    const link = await api.givenLink({ access_mode: 'single' })
    await order({ match: { link: link.id }, count: 6, effect: error('credentials_rejected') })
    for (let time = 0; time < 6; time += 1) await api.post('/api/accounts/', { link: link.id })
    expect((await api.get(`/api/links/${link.id}/`)).body.status).toBe('invalid')
  })

  test('201: an institution without second factors asks for a token, and takes it', async () => {
    const link = await api.givenLink({ access_mode: 'single' })
    await order({ match: { link: link.id }, effect: error('token_required') })
    const { status, body } = await api.post('/api/accounts/', { link: link.id })
    expect({ status, body }).toMatchObject({ status: 428, body: [{ code: 'token_required' }] })
    const answer = { session: body[0].session, link: link.id, token: '111111' }
    expect((await api.patch('/api/accounts/', answer)).status).toBe(201)
  })

  test('201: a token that was ordered once wants its right answer, and is asked for as often as was said', async () => {
    const link = await api.givenLink({ access_mode: 'single' })
    const rule = await order({ match: { link: link.id }, count: 2, effect: error('token_required') })
    for (let time = 0; time < 2; time += 1) {
      const question = (await api.post('/api/accounts/', { link: link.id })).body[0]
      const wrong = await api.patch('/api/accounts/', { session: question.session, link: link.id, token: '000000' })
      expect(wrong.status).toBe(428)
      const right = { session: wrong.body[0].session, link: link.id, token: '111111' }
      expect((await api.patch('/api/accounts/', right)).status).toBe(201)
    }
    expect((await api.post('/api/accounts/', { link: link.id })).status).toBe(201)
    expect(await metOf(rule)).toBe(2)
  })

  test('201: what is ordered after an error waits for its turn', async () => {
    const link = await api.givenLink({ access_mode: 'single' })
    for (const name of ['institution_down', 'user_locked'])
      await order({ match: { link: link.id }, count: 1, effect: error(name) })
    const codes = []
    for (let time = 0; time < 3; time += 1) {
      const { status, body } = await api.post('/api/accounts/', { link: link.id })
      codes.push(status === 201 ? status : body[0].code)
    }
    expect(codes.toSorted()).toEqual([201, 'institution_down', 'login_error'])
  })

  test('201: one resource fails, and the others of the same update are there', async () => {
    const rule = await order({
      match: { institution: 'erebor_mx_retail', operation: 'Update', resource: 'OWNERS' },
      effect: error('institution_unavailable'),
    })
    const link = await api.givenLink({ fetch_resources: ['ACCOUNTS', 'OWNERS'], access_mode: 'single' })
    expect((await listAll(api, `/api/accounts/?link=${link.id}`)).length).toBeGreaterThan(0)
    expect(await listAll(api, `/api/owners/?link=${link.id}`)).toEqual([])
    const [update] = (await insideOf(api, link.id)).updates
    expect(update.outcome.resources).toMatchObject({
      ACCOUNTS: { kind: 'kept' },
      OWNERS: { kind: 'failed', fault: 'institution_unavailable' },
    })
    expect(await metOf(rule)).toBe(1)
  })

  test('201: the institution shows half of what it has', async () => {
    const link = await api.givenLink({ access_mode: 'single' })
    const asked = { link: link.id, save_data: false, ...lastYear(api.now()) }
    const whole = (await api.post('/api/transactions/', asked)).body
    const match = { resource: 'TRANSACTIONS', link: link.id }
    await order({ match, count: 1, effect: { kind: 'partial_data', share: 0.5 } })
    const half = (await api.post('/api/transactions/', asked)).body
    expect(half).toHaveLength(Math.floor(whole.length / 2))
  })

  test('201: a connection drops before anything is done, or when all is done', async () => {
    const operation = 'RegisterLink'
    const count = async () => (await api.get('/api/links/')).body.count
    const before = await count()
    const link = { institution: 'erebor_mx_retail', username: 'dropped', password: 'x' }
    for (const [when, more] of [
      ['before', 0],
      ['after', 1],
    ] as const) {
      await order({ match: { operation }, count: 1, effect: { kind: 'dropped_connection', when } })
      await expect(api.post('/api/links/', link)).rejects.toThrow()
      expect(api.log.some((line) => line.includes('"status":499'))).toBe(true)
      expect(await count()).toBe(before + more)
    }
  })

  test('201: what comes is no JSON, and the next answer is', async () => {
    await order({ match: { operation: 'ListInstitutions' }, count: 1, effect: { kind: 'garbage' } })
    await expect(api.get('/api/institutions/')).rejects.toThrow(SyntaxError)
    expect((await api.get('/api/institutions/')).status).toBe(200)
  })

  test('201: a delay is waited for, and the answer is whole', async () => {
    const rule = await order({
      match: { operation: 'ListLinks', probability: 1 },
      effect: { kind: 'latency', distribution: { kind: 'uniform', from_ms: 1, to_ms: 5 } },
    })
    expect((await api.get('/api/links/')).status).toBe(200)
    expect(await metOf(rule)).toBe(1)
  })

  test('201: a window of time opens and closes with the clock', async () => {
    const at = (hours: number) => new Date(api.now().getTime() + hours * 3_600_000).toISOString()
    await order({ match: { operation: 'CheckKeys', from: at(1), until: at(2) }, effect: error('unexpected') })
    const statuses = []
    for (const hours of [0, 1, 1]) {
      api.advance({ hours })
      statuses.push((await api.get('/api/')).status)
    }
    expect(statuses).toEqual([200, 500, 200])
  })

  test('201: the same seed decides the same requests', async () => {
    const rule = { match: { operation: 'CheckKeys', probability: 0.5 }, effect: error('shutting_down') }
    const played = async () => {
      await api.post('/_enlace/reset/')
      await order(rule)
      const statuses = []
      for (let time = 0; time < 24; time += 1) statuses.push((await api.get('/api/')).status)
      return statuses
    }
    const first = await played()
    expect(new Set(first)).toEqual(new Set([200, 503]))
    expect(await played()).toEqual(first)
  })

  test('201: nobody else is troubled', async () => {
    await order({ effect: error('unexpected') })
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.get('/api/links/')).status).toBe(200)
    expect((await api.get('/api/links/')).status).toBe(500)
    expect((await api.get(path)).status).toBe(200)
  })

  test.each([
    [{}, 'effect'],
    [{ effect: { kind: 'flood' } }, 'effect'],
    [{ effect: error('bankrupt') }, 'effect'],
    [{ effect: { kind: 'partial_data', share: 2 } }, 'effect'],
    [
      { effect: { kind: 'latency', distribution: { kind: 'uniform', from_ms: 5, to_ms: 4 } } },
      'effect.distribution.to_ms',
    ],
    [{ effect: error('unexpected'), count: 0 }, 'count'],
    [{ effect: error('unexpected'), match: { probability: 0 } }, 'match.probability'],
    [{ effect: error('token_required'), match: { resource: 'ACCOUNTS' } }, 'match.resource'],
    [{ effect: error('institution_down'), match: { resource: 'INCOMES' } }, 'match.resource'],
    [{ effect: error('unexpected'), match: { operation: 'RobBank' } }, 'match.operation'],
    [{ effect: error('institution_down'), match: { institution: 'nobody_mx_retail' } }, 'match.institution'],
    [{ effect: { kind: 'garbage' }, match: { institution: 'erebor_mx_retail' } }, 'match.institution'],
    [
      { effect: error('unexpected'), match: { from: '2026-03-02T00:00:00Z', until: '2026-03-01T00:00:00Z' } },
      'match.until',
    ],
  ])('400: %o', async (rule, field) => {
    const refused = await api.post(path, rule)
    expect(refused.status).toBe(400)
    expect(String(refused.body[0].field).startsWith(field)).toBe(true)
  })

  test('400: two hundred rules are enough', async () => {
    for (let count = 0; count < 200; count += 1)
      await order({ match: { operation: 'CheckKeys' }, effect: error('unexpected'), count: 1 })
    expect(await api.post(path, { effect: error('unexpected') })).toMatchObject({ status: 400 })
  })

  test('403: only an admin orders failures', async () => {
    const key = await givenKey(api, ['links:write'])
    expect((await api.as(key).post(path, { effect: error('unexpected') })).status).toBe(403)
  })
})

describe('ListFaultRules and GetFaultRule', () => {
  test('200: what was ordered, oldest first, with how often it has happened', async () => {
    const rules = [await order({ effect: { kind: 'garbage' }, match: { operation: 'DetailLink' } })]
    api.advance({ seconds: 1 })
    rules.push(await order({ effect: error('not_found'), match: { operation: 'CheckKeys' }, count: 3 }))
    expect((await api.get('/api/')).status).toBe(404)
    const [first, second] = rules
    expect((await api.get(path)).body.results).toEqual([first, { ...second, met: 1 }])
    expect(await api.get(`${path}${second?.id}/`)).toMatchObject({ status: 200, body: { ...second, met: 1 } })
  })

  test('404: what nobody ordered', async () => {
    expect((await api.get(`${path}7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d/`)).status).toBe(404)
  })
})

describe('TakeBackFault and TakeBackFaults', () => {
  test('204: one order, or all of them', async () => {
    const ordered = [await order({ effect: error('unexpected') }), await order({ effect: error('not_found') })]
    expect((await api.delete(`${path}${ordered[0]?.id}/`)).status).toBe(204)
    expect((await api.get('/api/')).status).toBe(404)
    expect((await api.delete(path)).status).toBe(204)
    expect((await api.get('/api/')).status).toBe(200)
    expect((await api.get(path)).body).toEqual({ results: [] })
  })

  test('404: an order that is not there', async () => {
    expect((await api.delete(`${path}7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d/`)).status).toBe(404)
  })
})
