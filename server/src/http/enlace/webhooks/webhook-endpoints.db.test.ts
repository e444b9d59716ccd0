import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../../test/harness/api.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { databaseUnderTest } from '../../../../../test/harness/under-test.ts'

const api = await startApi()
const path = '/_enlace/webhooks/'
const everything = { webhook_types: null, webhook_codes: null, institutions: null, links: null }

/** What may be said neither at first nor later. */
const refusedTerms: [Body, Body][] = [
  [{ webhook_types: ['ACCOUNTS', 'NONSENSE'] }, { code: 'invalid_choice', field: 'webhook_types.1' }],
  [{ webhook_types: 'ACCOUNTS' }, { code: 'not_a_list', field: 'webhook_types' }],
  [{ webhook_types: [] }, { code: 'invalid', field: 'webhook_types' }],
  [{ webhook_codes: ['ACCOUNTS'] }, { code: 'invalid_choice', field: 'webhook_codes.0' }],
  [
    { webhook_types: ['LINK', 'OWNERS'], webhook_codes: ['new_accounts_available'] },
    { code: 'invalid', field: 'webhook_codes' },
  ],
  [{ institutions: [''] }, { code: 'blank', field: 'institutions.0' }],
  [
    { institutions: ['erebor_mx_retial'] },
    { code: 'does_not_exist', message: expect.stringContaining('Did you mean "erebor_mx_retail"?') },
  ],
  [{ institutions: ['gringotts_mars_retail'] }, { code: 'does_not_exist', field: 'institutions.0' }],
  [{ links: ['3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77'] }, { code: 'does_not_exist', field: 'links.0' }],
  [{ links: ['nonsense'] }, { code: 'invalid', field: 'links.0' }],
  [{ retries: 'never' }, { code: 'invalid_choice', field: 'retries' }],
  [{ enabled: null }, { code: 'null', field: 'enabled' }],
  [{ enabled: 'no' }, { code: 'invalid', field: 'enabled' }],
  [{ description: 'x'.repeat(201) }, { code: 'invalid', field: 'description' }],
]

describe('CreateWebhookEndpoint', () => {
  test('201: says whether there is an authorization, never what it says', async () => {
    const { status, body } = await api.post(path, { url: 'http://localhost:9/a', authorization: 'Bearer planted' })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.any(String),
      url: 'http://localhost:9/a',
      has_authorization: true,
      description: null,
      enabled: true,
      ...everything,
      retries: 'standard',
      ordered: false,
      status: 'on',
      reason: null,
      failing_since: null,
      slowed_until: null,
      paused_at: null,
      next_probe_at: null,
      secrets: [],
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

  test('201: told of some only, in words of its owner', async () => {
    const link = await api.givenLink()
    const some = {
      description: 'the ledger',
      webhook_types: ['TRANSACTIONS', 'LINK'],
      webhook_codes: ['historical_update'],
      institutions: ['erebor_mx_retail'],
      links: [link.id],
    }
    const { status, body } = await api.post(path, { url: 'http://a.example', ...some })
    expect([status, body]).toMatchObject([201, some])
    expect((await api.get(`${path}${body.id}/`)).body).toEqual(body)
  })

  test.each(refusedTerms)('400: %o', async (terms, error) => {
    const reply = await api.post(path, { url: 'http://a.example', ...terms })
    expect(reply).toMatchObject({ status: 400, body: [error] })
  })

  test('400: a link of another workspace is none', async () => {
    const stranger = api.as(await api.givenStranger())
    const form = { institution: 'erebor_mx_retail', username: 'theirs', password: 'full', access_mode: 'single' }
    const { body: link } = await stranger.post('/api/links/', form)
    const reply = await api.post(path, { url: 'http://a.example', links: [link.id] })
    expect(reply).toMatchObject({ status: 400, body: [{ code: 'does_not_exist', field: 'links.0' }] })
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

describe('GetWebhookEndpoint', () => {
  test('200: the same as in the list', async () => {
    const { body } = await api.post(path, { url: 'http://one.example/' })
    expect(await api.get(`${path}${body.id}/`)).toMatchObject({ status: 200, body })
  })

  test('404: unknown, removed, or of another workspace', async () => {
    const { body } = await api.post(path, { url: 'http://one.example/' })
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.get(`${path}${body.id}/`)).status).toBe(404)
    await api.delete(`${path}${body.id}/`)
    expect((await api.get(`${path}${body.id}/`)).status).toBe(404)
    expect((await api.get(`${path}nonsense/`)).status).toBe(404)
  })
})

describe('ChangeWebhookEndpoint', () => {
  const given = async (more: Body = {}) => (await api.post(path, { url: 'http://one.example/', ...more })).body

  test('200: what is given changes, what is null goes, and the rest stays', async () => {
    const endpoint = await given({ description: 'first', webhook_types: ['LINK'], authorization: 'Bearer first' })
    const change = { url: 'http://other.example/', webhook_types: null, institutions: ['erebor_mx_retail'] }
    const { status, body } = await api.patch(`${path}${endpoint.id}/`, { ...change, authorization: null })
    expect([status, body]).toEqual([200, { ...endpoint, ...change, has_authorization: false }])
    expect((await api.get(`${path}${endpoint.id}/`)).body).toEqual(body)
  })

  test('200: nothing given, nothing changed', async () => {
    const endpoint = await given({ description: 'as it is' })
    expect(await api.patch(`${path}${endpoint.id}/`, {})).toMatchObject({ status: 200, body: endpoint })
  })

  test.each([...refusedTerms, [{ url: 'nonsense' }, { code: 'invalid', field: 'url' }]])(
    '400: %o',
    async (terms, error) => {
      const endpoint = await given()
      const refused = await api.patch(`${path}${endpoint.id}/`, terms)
      expect(refused).toMatchObject({ status: 400, body: [error] })
      expect((await api.get(`${path}${endpoint.id}/`)).body).toEqual(endpoint)
    },
  )

  test('404: unknown, removed, or of another workspace', async () => {
    const endpoint = await given()
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.patch(`${path}${endpoint.id}/`, { enabled: false })).status).toBe(404)
    await api.delete(`${path}${endpoint.id}/`)
    expect((await api.patch(`${path}${endpoint.id}/`, { enabled: false })).status).toBe(404)
    expect((await api.patch(`${path}nonsense/`, { enabled: false })).status).toBe(404)
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
