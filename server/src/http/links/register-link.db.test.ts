import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'

const api = await startApi()
const register = (more: object) =>
  api.post('/api/links/', { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full', ...more })
const keys = (await api.get('/_enlace/keys/')).body.results

describe('RegisterLink', () => {
  test('201: a link of nothing but institution and credentials takes every default', async () => {
    expect(await register({})).toMatchObject({ status: 201 })
    const { body } = await register({ username: 'somebody' })
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      institution: 'erebor_mx_retail',
      access_mode: 'recurrent',
      last_accessed_at: api.now().toISOString(),
      created_at: api.now().toISOString(),
      external_id: null,
      institution_user_id: expect.stringMatching(/^[A-Za-z0-9\-=_]{44}$/),
      status: 'valid',
      created_by: keys[0].id,
      refresh_rate: '7d',
      credentials_storage: 'store',
      fetch_resources: [],
      stale_in: '365d',
    })
  })

  test('201: a single link keeps its credentials for a year and is never refreshed', async () => {
    expect(await register({ access_mode: 'single' })).toMatchObject({
      status: 201,
      body: { access_mode: 'single', refresh_rate: null, credentials_storage: '365d', stale_in: '365d' },
    })
  })

  test('201: every term that is given comes back as it was given', async () => {
    const terms = {
      access_mode: 'single',
      credentials_storage: '27d',
      stale_in: '42d',
      fetch_resources: ['TRANSACTIONS', 'ACCOUNTS'],
      external_id: '56ab5706-6e00-48a4-91c9-ca55968678d9',
    }
    const { status, body } = await register(terms)
    expect({ status, body }).toMatchObject({ status: 201, body: terms })
    expect((await api.get(`/api/links/${body.id}/`)).body).toEqual(body)
  })

  test('201: a resource that is named twice counts once', async () => {
    const { body } = await register({ fetch_resources: ['OWNERS', 'ACCOUNTS', 'OWNERS'] })
    expect(body.fetch_resources).toEqual(['OWNERS', 'ACCOUNTS'])
  })

  test('201: keys that only older clients send are taken without a word', async () => {
    const older = {
      username2: 'x',
      username3: 'x',
      password2: 'x',
      username_type: '103',
      token: '000000',
      fetch_historical: true,
      certificate: 'eA==',
      private_key: 'eA==',
      encryption_key: 'x',
      save_data: true,
    }
    expect(await register(older)).toMatchObject({ status: 201 })
  })

  test.each(['store', '1d', '365d'])('201: a single link may store its credentials for %s', async (storage) => {
    const { status, body } = await register({ access_mode: 'single', credentials_storage: storage })
    expect({ status, storage: body.credentials_storage }).toEqual({ status: 201, storage })
  })

  test('201: a single link without stored credentials says what to fetch', async () => {
    const terms = { access_mode: 'single', credentials_storage: 'nostore', fetch_resources: ['ACCOUNTS'] }
    expect(await register(terms)).toMatchObject({ status: 201, body: terms })
  })

  test('201: an external id of letters, digits, hyphens and underscores is kept', async () => {
    for (const external_id of ['abc', 'user_1-A', '12345678901', 'x'.repeat(256)]) {
      expect((await register({ external_id })).body.external_id).toBe(external_id)
    }
  })

  test.each(['ana@example.com', '529.982.247-25', '+55 11 91234-5678'])(
    '201: the external id %s is personal data, so it is stored and answered as null',
    async (external_id) => {
      const { body } = await register({ external_id })
      expect(body.external_id).toBeNull()
      expect((await api.get(`/api/links/${body.id}/`)).body.external_id).toBeNull()
      expect((await api.get(`/api/links/?external_id=${encodeURIComponent(external_id)}`)).body.count).toBe(0)
    },
  )

  test('201: an external id may be null', async () => {
    expect(await register({ external_id: null })).toMatchObject({ status: 201, body: { external_id: null } })
  })

  test('201: one person at one institution has one institution_user_id, whatever the password', async () => {
    const [one, again, elsewhere, other] = await Promise.all([
      register({ username: 'maria' }),
      register({ username: 'maria', password: 'changed', access_mode: 'single' }),
      register({ username: 'maria', institution: 'erebor_br_retail' }),
      register({ username: 'joana' }),
    ])
    expect(again.body.institution_user_id).toBe(one.body.institution_user_id)
    expect(again.body.id).not.toBe(one.body.id)
    const ids = [one, elsewhere, other].map(({ body }) => body.institution_user_id)
    expect(new Set(ids).size).toBe(3)
  })

  test('201: in another workspace the same person has another institution_user_id', async () => {
    const link = { institution: 'erebor_mx_retail', username: 'maria', password: 'x' }
    const theirs = await api.as(await api.givenStranger()).post('/api/links/', link)
    expect(theirs.body.institution_user_id).not.toBe((await register({ username: 'maria' })).body.institution_user_id)
  })

  test('201: created_by names the key that was used', async () => {
    const made = await api.post('/_enlace/keys/', { name: 'writer', scopes: ['links:write'] })
    const writer = { id: made.body.secret_id, password: made.body.secret_password }
    const link = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full' }
    const { body } = await api.as(writer).post('/api/links/', link)
    expect(body.created_by).toBe(made.body.id)
  })

  test('400: an empty body tells of each field that it lacks', async () => {
    for (const body of [{}, undefined]) {
      expect(await api.post('/api/links/', body)).toMatchObject({
        status: 400,
        body: [
          { code: 'required', field: 'institution', message: 'This field is required.' },
          { code: 'required', field: 'username', message: 'This field is required.' },
        ],
      })
    }
  })

  test.each([
    ['null', null, 'This field may not be null.'],
    ['blank', '', 'This field may not be blank.'],
  ])('400: a field that is %s', async (code, value, message) => {
    for (const field of ['institution', 'username', 'password', 'access_mode', 'credentials_storage', 'stale_in']) {
      expect(await register({ [field]: value })).toMatchObject({ status: 400, body: [{ code, field, message }] })
    }
  })

  test('400: a password that the form of the institution wants', async () => {
    expect(await api.post('/api/links/', { institution: 'erebor_mx_retail', username: 'bnk100' })).toMatchObject({
      status: 400,
      body: [{ code: 'required', field: 'password' }],
    })
  })

  test('400: an institution that does not exist', async () => {
    expect(await register({ institution: 'narnia' })).toMatchObject({
      status: 400,
      body: [{ code: 'does_not_exist', field: 'institution', message: 'Object with name=narnia does not exist.' }],
    })
  })

  test.each([
    [
      { access_mode: 'Dominik' },
      { code: 'invalid_choice', field: 'access_mode', message: '"Dominik" is not a valid choice.' },
    ],
    [
      { fetch_resources: ['ACCOUNTS', 'Dominik'] },
      { code: 'invalid_choice', field: 'fetch_resources', message: '"Dominik" is not a valid choice.' },
    ],
    [
      { fetch_resources: 'ACCOUNTS' },
      { code: 'not_a_list', field: 'fetch_resources', message: 'Expected a list but got type "str".' },
    ],
    [{ fetch_resources: { a: 1 } }, { code: 'not_a_list', message: 'Expected a list but got type "dict".' }],
    [{ fetch_resources: [1] }, { code: 'invalid', field: 'fetch_resources' }],
    [
      { fetch_resources: ['ACCOUNTS', 'INVOICES'] },
      {
        code: 'invalid',
        field: 'resources',
        message:
          'The institution only supports the following resources: ' +
          'ACCOUNTS, OWNERS, TRANSACTIONS, BALANCES, INCOMES, RECURRING_EXPENSES, RISK_INSIGHTS',
      },
    ],
    [
      { credentials_storage: 'nostore' },
      { code: 'invalid_credentials_storage', message: 'Recurrent links must store the credentials' },
    ],
    [{ credentials_storage: '30d' }, { code: 'invalid_credentials_storage' }],
    [
      { access_mode: 'single', credentials_storage: 'nostore' },
      { code: 'invalid_fetch_resources', message: 'Single links without stored credentials must fetch resources' },
    ],
    [
      { access_mode: 'single', credentials_storage: '0d' },
      { code: 'invalid', field: 'credentials_storage' },
    ],
    [
      { access_mode: 'single', credentials_storage: '366d' },
      { code: 'invalid', field: 'credentials_storage' },
    ],
    [
      { access_mode: 'single', credentials_storage: 'a week' },
      { code: 'invalid', field: 'credentials_storage' },
    ],
    [{ stale_in: '0d' }, { code: 'invalid', field: 'stale_in' }],
    [{ stale_in: '1000d' }, { code: 'invalid', field: 'stale_in' }],
    [{ stale_in: '7' }, { code: 'invalid', field: 'stale_in' }],
    [
      { external_id: 'ab' },
      { code: 'invalid', field: 'external_id', message: 'Ensure this field has at least 3 characters.' },
    ],
    [
      { external_id: 'x'.repeat(257) },
      { code: 'invalid', field: 'external_id', message: 'Ensure this field has no more than 256 characters.' },
    ],
    [{ username: 7 }, { code: 'invalid', field: 'username', message: 'Not a valid string.' }],
    [{ username: 'x'.repeat(1_025) }, { code: 'invalid', field: 'username' }],
  ])('400: %o', async (more, error) => {
    expect(await register(more)).toMatchObject({ status: 400, body: [error] })
  })

  test('400: a body that is no object', async () => {
    for (const body of [[], 'text', 1]) {
      expect(await api.post('/api/links/', JSON.stringify(body))).toMatchObject({
        status: 400,
        body: [{ code: 'invalid' }],
      })
    }
  })

  test('400: nothing is stored of a registration that was refused', async () => {
    const before = (await api.get('/api/links/')).body.count
    await register({ username: 'user_invalid', password: 'pass_invalid' })
    await register({ stale_in: '0d' })
    expect((await api.get('/api/links/')).body.count).toBe(before)
  })
})
