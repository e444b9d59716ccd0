import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../../test/harness/api.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { databaseUnderTest } from '../../../../../test/harness/under-test.ts'

const api = await startApi()
const path = '/_enlace/webhooks/'

describe('CreateWebhookEndpoint', () => {
  test('201: says whether there is an authorization, never what it says', async () => {
    const { status, body } = await api.post(path, { url: 'http://localhost:9/a', authorization: 'Bearer planted' })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.any(String),
      url: 'http://localhost:9/a',
      has_authorization: true,
      created_at: api.now().toISOString(),
    })
    expect(JSON.stringify((await api.get(path)).body)).not.toContain('planted')
    expect(api.log.join('')).not.toContain('planted')
  })

  test('201: without authorization, and twice the same address', async () => {
    const [one, other] = [
      await api.post(path, { url: 'http://a.example' }),
      await api.post(path, { url: 'http://a.example' }),
    ]
    expect([one.status, one.body.has_authorization]).toEqual([201, false])
    expect(other.body.id).not.toBe(one.body.id)
  })

  test.each([
    [{}, { code: 'required', field: 'url' }],
    [{ url: 'nonsense' }, { code: 'invalid', field: 'url' }],
    [{ url: 'ftp://a.example' }, { code: 'invalid', field: 'url' }],
    [{ url: 'http://user:password@a.example' }, { code: 'invalid', field: 'url' }],
    [
      { url: 'http://a.example', authorization: 'a\nb' },
      { code: 'invalid', field: 'authorization' },
    ],
  ])('400: %o', async (body, error) => {
    expect(await api.post(path, body)).toMatchObject({ status: 400, body: [error] })
  })

  test('400: fifty are enough for a workspace', async () => {
    const crowded = await startApi()
    for (let count = 0; count < 50; count += 1) {
      expect((await crowded.post(path, { url: `http://a.example/${count}` })).status).toBe(201)
    }
    const refused = await crowded.post(path, { url: 'http://a.example/more' })
    expect(refused).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'url' }] })
  })

  // A server needs PostgreSQL, so the embedded run has nothing to show here.
  test.skipIf(databaseUnderTest().kind === 'embedded')('400: in server mode the address has to be public', async () => {
    const own = { id: 'the-server-s-own-id', password: 'the-server-s-own-password' }
    const server = await startApi({
      ENLACE_MODE: 'server',
      ENLACE_SECRET_ID: own.id,
      ENLACE_SECRET_PASSWORD: own.password,
    })
    for (const host of [
      '127.0.0.1',
      'localhost',
      '10.0.0.1',
      '169.254.169.254',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0x7f.1',
    ]) {
      expect(await server.as(own).post(path, { url: `http://${host}/` })).toMatchObject({ status: 400 })
    }
    expect((await server.as(own).post(path, { url: 'https://a.example/' })).status).toBe(201)
  })
})

describe('ListWebhookEndpoints', () => {
  test("200: oldest first, without removed ones and without other workspaces'", async () => {
    const own = await startApi()
    const stranger = own.as(await own.givenStranger())
    const made = []
    for (const name of ['one', 'two', 'three']) {
      made.push((await own.post(path, { url: `http://${name}.example/` })).body)
      own.advance({ seconds: 1 })
    }
    await stranger.post(path, { url: 'http://stranger.example/' })
    await own.delete(`${path}${made[1].id}/`)
    const { status, body } = await own.get(path)
    expect([status, body.results]).toEqual([200, [made[0], made[2]]])
    expect((await stranger.get(path)).body.results.map(({ url }: Body) => url)).toEqual(['http://stranger.example/'])
  })

  test('200: the one of the environment is there from the start', async () => {
    const own = await startApi({ ENLACE_WEBHOOK_URL: 'http://a.example/', ENLACE_WEBHOOK_AUTHORIZATION: 'Bearer x' })
    expect((await own.get(path)).body.results).toMatchObject([{ url: 'http://a.example/', has_authorization: true }])
  })
})

describe('RemoveWebhookEndpoint', () => {
  test('204: it is gone, and what sealed authorization it had with it', async () => {
    const { body } = await api.post(path, { url: 'http://gone.example/', authorization: 'Bearer gone' })
    expect((await api.delete(`${path}${body.id}/`)).status).toBe(204)
    const row = await api.app.deps.db.reader
      .selectFrom('webhook_endpoints')
      .select('sealed_authorization')
      .where('id', '=', body.id)
      .executeTakeFirst()
    expect(row?.sealed_authorization).toBeNull()
  })

  test('404: unknown, removed before, or of another workspace', async () => {
    const { body } = await api.post(path, { url: 'http://gone.example/' })
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.delete(`${path}${body.id}/`)).status).toBe(404)
    await api.delete(`${path}${body.id}/`)
    expect((await api.delete(`${path}${body.id}/`)).status).toBe(404)
    expect((await api.delete(`${path}nonsense/`)).status).toBe(404)
  })

  test('403: a key without the admin scope changes no endpoints', async () => {
    const key = api.as(await givenKey(api, ['links:write', 'banking:write']))
    expect((await key.post(path, { url: 'http://a.example' })).status).toBe(403)
    expect((await key.get(path)).status).toBe(403)
  })
})
