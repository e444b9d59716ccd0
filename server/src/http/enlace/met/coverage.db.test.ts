import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../../test/harness/api.ts'
import { openHook } from '../../../../../test/harness/hook.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { databaseUnderTest } from '../../../../../test/harness/under-test.ts'

const path = '/_enlace/coverage/'
const api = await startApi()

const namesMet = ({ met }: Body): string[] => met.map(({ name }: Body) => name)

describe('GetCoverage', () => {
  test('200: what was met is counted, what was not is named, and nothing is both', async () => {
    await api.delete(path)
    await api.get('/api/links/')
    await api.get('/api/links/?page=9')
    for (const username of ['user_invalid', 'user_down'])
      await api.post('/api/links/', { institution: 'erebor_mx_retail', username, password: 'x' })
    const asked = { institution: 'heimdall_mx_retail', username: 'mfa_default', password: 'x' }
    expect((await api.post('/api/links/', asked)).status).toBe(428)
    const { status, body } = await api.get(path)
    expect(status).toBe(200)
    expect(body.error_codes.met).toEqual([
      { name: 'institution_down', count: 1 },
      { name: 'login_error', count: 1 },
      { name: 'not_found', count: 1 },
      { name: 'token_required', count: 1 },
    ])
    expect(namesMet(body.http_statuses)).toEqual(['200', '400', '404', '428'])
    expect(namesMet(body.link_statuses)).toEqual(['unconfirmed'])
    const parts = [body.error_codes, body.http_statuses, body.link_statuses, body.webhooks]
    for (const part of parts) {
      expect(part.met.length + part.missing.length).toBe(part.total)
      expect(namesMet(part).filter((name) => part.missing.includes(name))).toEqual([])
    }
    const total = parts.reduce((sum, part) => sum + part.total, 0)
    expect(body.summary).toBe(`9 of ${total}`)
    expect(body.share).toBeCloseTo(9 / total, 10)
  })

  test('200: a webhook is met when somebody was told of it', async () => {
    await api.delete(path)
    const before = await api.givenLink({ fetch_resources: ['ACCOUNTS'], access_mode: 'single' })
    expect((await api.get(path)).body.webhooks.met).toEqual([])
    const hook = await openHook(() => 204)
    await api.post('/_enlace/webhooks/', { url: hook.url })
    await api.givenLink({ username: 'told', fetch_resources: ['ACCOUNTS'], access_mode: 'single' })
    await api.delete(`/api/links/${before.id}/`, { headers: { 'x-belvo-request-mode': 'async' } })
    await api.drain()
    await hook.close()
    const { webhooks, link_statuses } = (await api.get(path)).body
    expect(namesMet(webhooks)).toEqual(['ACCOUNTS historical_update', 'LINK link_deleted'])
    expect(namesMet(link_statuses)).toEqual(['valid'])
  })

  test('200: what was met is remembered, and belongs to one workspace', async () => {
    await api.delete(path)
    await api.get('/api/links/?page=9')
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.get(path)).body.error_codes.met).toEqual([])
    await api.post('/_enlace/reset/')
    expect(namesMet((await api.get(path)).body.error_codes)).toEqual(['not_found'])
  })

  test('409: less than was wanted, and what is missing is named', async () => {
    await api.delete(path)
    await api.get('/api/links/')
    expect((await api.get(`${path}?at_least=0`)).status).toBe(200)
    const refused = await api.get(`${path}?at_least=80`)
    expect(refused).toMatchObject({ status: 409, body: [{ code: 'coverage_too_low' }] })
    const missing: string = refused.body[0].message.split('Missing: ')[1]
    const [codes, statuses, states, webhooks] = missing.split('; ')
    expect(codes).toMatch(/^error codes .*institution_down/)
    expect(statuses).toMatch(/^http statuses 201, /)
    expect(states).toBe('link statuses valid, invalid, unconfirmed, token_required')
    expect(webhooks).toMatch(/^webhooks .*LINK link_deleted/)
  })

  test.each(['-1', '101', 'most', '1e1'])('400: at_least=%s', async (text) => {
    expect(await api.get(`${path}?at_least=${text}`)).toMatchObject({ status: 400, body: [{ field: 'at_least' }] })
  })

  test.skipIf(databaseUnderTest().kind === 'embedded')('404: in server mode nothing is counted', async () => {
    expect((await (await serverApi()).get(path)).status).toBe(404)
  })

  test('403: only an admin sees it', async () => {
    const key = await givenKey(api, ['links:read'])
    expect((await api.as(key).get(path)).status).toBe(403)
  })
})

const own = { id: 'the-server-s-own-id', password: 'the-server-s-own-password' }

const serverApi = async () =>
  (
    await startApi({
      ENLACE_MODE: 'server',
      ENLACE_SECRET_ID: own.id,
      ENLACE_SECRET_PASSWORD: own.password,
      ENLACE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    })
  ).as(own)

describe('ForgetCoverage', () => {
  test.skipIf(databaseUnderTest().kind === 'embedded')('404: in server mode there is nothing to forget', async () => {
    expect((await (await serverApi()).delete(path)).status).toBe(404)
  })

  test('204: the count begins at nothing again', async () => {
    await api.get('/api/links/')
    expect((await api.delete(path)).status).toBe(204)
    expect(await api.get(path)).toMatchObject({ status: 200, body: { share: 0 } })
  })
})
