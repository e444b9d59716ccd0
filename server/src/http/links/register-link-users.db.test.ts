import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { lastYear } from '../../../../test/harness/sandbox.ts'

const api = await startApi()
const register = (username: string, password: string, more: object = {}) =>
  api.post('/api/links/', { institution: 'erebor_mx_retail', username, password, ...more })

/** What the users of the sandbox meet: RegisterLink, and then RetrieveAccounts, with the same status and code. */
const failures = [
  ['user_down', 400, 'institution_down', 'The financial institution is down, try again later'],
  ['user_unavailable', 400, 'institution_unavailable', 'The financial institution is unavailable'],
  ['user_inactive', 400, 'institution_inactive', 'The institution has been temporarily deactivated'],
  [
    'user_sessions',
    400,
    'too_many_sessions',
    'Impossible to login, a session is already opened with the institution for these credentials',
  ],
  ['user_locked', 400, 'login_error', 'The user account is locked, user needs to contact the institution to unlock it'],
  ['user_forbidden', 400, 'login_error', 'The user account access was forbidden by the institution'],
  [
    'user_failed',
    400,
    'login_error',
    'Impossible to login, something unexpected happened while logging into the institution. Try again later.',
  ],
  ['user_invalid', 400, 'login_error', 'Invalid credentials provided to login to the institution'],
  [
    'user_timeout',
    408,
    'request_timeout',
    'The request timed out, you can retry asking for less data by changing your query parameters',
  ],
  [
    'user_unexpected',
    500,
    'unexpected_error',
    'Belvo is unable to process the request due to an internal system issue or to an unsupported response from an institution',
  ],
] as const

const timedOut = failures.find(([user]) => user === 'user_timeout') ?? failures[0]

describe('the failing users', () => {
  test.each(failures)('%s is refused at the registration', async (username, status, code, message) => {
    expect(await register(username, 'anything')).toMatchObject({ status, body: [{ code, message }] })
  })

  test.each(failures)('%s with the password later is refused on the next access', async (username, status, code) => {
    const link = await register(username, 'later')
    expect(link).toMatchObject({ status: 201, body: { status: 'valid' } })
    for (const path of ['accounts', 'owners']) {
      expect(await api.post(`/api/${path}/`, { link: link.body.id })).toMatchObject({ status, body: [{ code }] })
    }
    const period = { link: link.body.id, ...lastYear(api.now()) }
    expect(await api.post('/api/transactions/', period)).toMatchObject({ status, body: [{ code }] })
  })

  test('408: an institution that answers too late', async () => {
    const [username, status, code] = timedOut
    expect(await register(username, 'x')).toMatchObject({ status, body: [{ code }] })
  })
})

describe('the users that get in', () => {
  test.each([
    ['bnk100', 'full', 4, 1],
    ['bnk101', 'nodata', 0, 0],
    ['bnk102', 'low', 1, 1],
    ['bnk103', 'negative', 3, 1],
    ['user_valid', 'pass_valid', 4, 1],
    ['whoever', 'whatever', 4, 1],
  ])('201: %s with %s', async (username, password, accountsCount, ownersCount) => {
    const { status, body: link } = await register(username, password)
    expect(status).toBe(201)
    const accounts = await api.post('/api/accounts/', { link: link.id })
    const owners = await api.post('/api/owners/', { link: link.id })
    expect([accounts.status, accounts.body.length]).toEqual([201, accountsCount])
    expect([owners.status, owners.body.length]).toEqual([201, ownersCount])
  })

  test('201: the user without data has no transactions, the low one fewer than a page', async () => {
    const counts = []
    for (const [username, password] of [
      ['bnk101', 'nodata'],
      ['bnk102', 'low'],
    ] as const) {
      const { body } = await register(username, password)
      const got = await api.post('/api/transactions/', { link: body.id, ...lastYear(api.now()) })
      counts.push([got.status, got.body.length > 0, got.body.length < 100])
    }
    expect(counts).toEqual([
      [201, false, true],
      [201, true, true],
    ])
  })

  test('201: the negative user owes the bank', async () => {
    const { body } = await register('bnk103', 'negative')
    const accounts = await api.post('/api/accounts/', { link: body.id })
    const checking = accounts.body.find(({ category }: { category: string }) => category === 'CHECKING_ACCOUNT')
    expect(checking.balance.current).toBeLessThan(0)
  })

  test('400: seventeen characters break the form of the credentials', async () => {
    const bad = '1234567890abcdefg'
    for (const [username, password] of [
      [bad, bad],
      [bad, 'full'],
      ['bnk100', bad],
    ] as const) {
      expect(await register(username, password)).toMatchObject({
        status: 400,
        body: [{ code: 'validation_error', message: 'Bad request' }],
      })
    }
  })

  test('400: the wrong password is wrong for everybody', async () => {
    expect(await register('bnk100', 'pass_invalid')).toMatchObject({ status: 400, body: [{ code: 'login_error' }] })
  })
})

describe('the advanced form', () => {
  const advanced = { institution: 'ironbank_br_retail', username_type: '003', username2: 'valid', password2: 'valid' }

  test('201: all five fields are right', async () => {
    expect(await register('adv_valid', 'pass_valid', advanced)).toMatchObject({ status: 201 })
  })

  test.each([
    ['adv_invalid', 'pass_valid', {}],
    ['adv_valid', 'pass_invalid', {}],
    ['adv_valid', 'pass_valid', { username_type: '999' }],
    ['adv_valid', 'pass_valid', { username2: 'invalid' }],
    ['adv_valid', 'pass_valid', { password2: 'invalid' }],
  ])('400: %s, %s, %o cannot log in', async (username, password, more) => {
    expect(await register(username, password, { ...advanced, ...more })).toMatchObject({
      status: 400,
      body: [{ code: 'login_error', message: 'Invalid credentials provided to login to the institution' }],
    })
  })

  test('400: a document type that the form does not list', async () => {
    expect(await register('adv_valid', 'pass_valid', { ...advanced, username_type: '001' })).toMatchObject({
      status: 400,
      body: [{ code: 'validation_error' }],
    })
  })

  test.each(['username_type', 'username2', 'password2'])('400: without %s', async (field) => {
    const { [field]: _, ...rest } = advanced as Record<string, string>
    expect(await register('adv_valid', 'pass_valid', rest)).toMatchObject({
      status: 400,
      body: [{ code: 'required', field }],
    })
  })
})

describe('the users with a second factor', () => {
  const users = ['mfa_default', 'mfa_numeric', 'mfa_qr', 'mfa_text', 'mfa_inputless']

  test.each(['gotham_br_business', 'heimdall_mx_retail'])(
    '428: %s asks for a token that it did not get',
    async (institution) => {
      for (const user of users) {
        for (const token of [{}, { token: '999999' }]) {
          expect(await register(user, 'x', { institution, ...token })).toMatchObject({
            status: 428,
            body: [{ code: 'token_required', message: 'A MFA token is required by the institution to login' }],
          })
        }
      }
    },
  )

  test('201: the right token opens, and elsewhere they are users like any other', async () => {
    const institution = 'heimdall_br_retail'
    expect(await register('mfa_default', 'pass_valid', { institution, token: '111111' })).toMatchObject({ status: 201 })
    for (const user of users) expect(await register(user, 'x')).toMatchObject({ status: 201 })
  })
})
