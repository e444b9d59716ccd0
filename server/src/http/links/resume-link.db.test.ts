import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import {
  givenTokenLink,
  insideOf,
  letCredentialsBe,
  toldOf,
  usageOf,
  wireLinkOf,
} from '../../../../test/harness/life.ts'

const api = await startApi()
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const someSession = '0123456789abcdef0123456789abcdef'

/** Somebody in the middle of a registration: what the 428 said. */
async function asked(username = 'mfa_default', more: object = {}): Promise<Body> {
  const form = { institution: 'heimdall_mx_retail', username, password: 'x', ...more }
  const { status, body } = await api.post('/api/links/', form)
  expect(status).toBe(428)
  return body[0]
}

const answer = ({ session, link }: Body, more: object = {}) => api.patch('/api/links/', { session, link, ...more })
const right = { token: '111111' }

describe('PatchLinks', () => {
  test.each([
    ['mfa_default', right],
    ['mfa_numeric', right],
    ['mfa_qr', right],
    ['mfa_text', right],
    ['mfa_inputless', {}],
    ['mfa_inputless', { token: null }],
  ])('200: %s answers %o, and the link is what a registration gives', async (username, given) => {
    const question = await asked(username)
    expect((await wireLinkOf(api, question.link)).status).toBe('unconfirmed')
    api.advance({ minutes: 2 })
    const { status, body } = await answer(question, given)
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { id: question.link, status: 'valid', last_accessed_at: api.now().toISOString(), refresh_rate: '7d' },
    })
    await api.drain()
    expect(await toldOf(api, body.id)).toHaveLength(4)
    expect(await usageOf(api, body.id)).toEqual(['historical_update', 'registration'])
    expect((await insideOf(api, body.id)).next_refresh_at).not.toBeNull()
  })

  test('200: an unfinished registration counts and retrieves nothing', async () => {
    const question = await asked()
    await api.drain()
    expect(await usageOf(api, question.link)).toEqual([])
    expect((await insideOf(api, question.link)).updates).toEqual([])
  })

  test('200: a link that keeps no credentials fetches what it was asked to, then gives them up', async () => {
    const keys = { access_mode: 'single', credentials_storage: 'nostore', fetch_resources: ['OWNERS'] }
    const question = await asked('mfa_default', keys)
    expect(question.expiry).toBeLessThanOrEqual(900)
    api.advance({ seconds: question.expiry - 1 })
    expect((await answer(question, right)).status).toBe(200)
    await api.drain()
    expect((await toldOf(api, question.link)).map(({ type }) => type)).toEqual(['OWNERS'])
    expect((await wireLinkOf(api, question.link)).status).toBe('invalid')
    const kept = api.app.deps.db.reader
      .selectFrom('link_credentials')
      .select('link_id')
      .where('link_id', '=', question.link)
    expect(await kept.execute()).toEqual([])
  })

  test('200: of many right answers at the same moment one counts', async () => {
    const question = await asked()
    const answers = await Promise.all(Array.from({ length: 6 }, () => answer(question, right)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(5).fill(400)])
    await api.drain()
    expect(await usageOf(api, question.link)).toEqual(['historical_update', 'registration'])
  })

  test('200: a recurrent link that waits for a token is refreshed again once it was answered', async () => {
    const link = await givenTokenLink(api)
    await api.drain()
    api.advance({ days: 9 })
    await api.drain()
    expect(await insideOf(api, link.id)).toMatchObject({ status: 'token_required', next_refresh_at: null })
    expect((await toldOf(api, link.id)).at(-1)).toMatchObject({
      type: 'LINK',
      code: 'token_required',
      process: 'recurrent_update',
      data: { error_code: 'token_required', status: 428 },
    })
    const question = (await api.post('/api/owners/', { link: link.id })).body[0]
    expect(await api.patch('/api/owners/', { session: question.session, link: link.id, ...right })).toMatchObject({
      status: 201,
    })
    const inside = await insideOf(api, link.id)
    expect([inside.status, inside.next_refresh_at === null]).toEqual(['valid', false])
  })

  test('428: a wrong answer is asked for anew, under a new session; the old one is over', async () => {
    const question = await asked()
    for (const wrong of [{ token: '999999' }, {}]) {
      const again = await answer(await asked(), wrong)
      expect(again).toMatchObject({ status: 428, body: [{ code: 'token_required', expiry: 720 }] })
    }
    const again = (await answer(question, { token: '999999' })).body[0]
    expect(again.session).not.toBe(question.session)
    expect(await answer(question, right)).toMatchObject({ status: 400, body: [{ code: 'session_expired' }] })
    expect(await answer({ ...question, session: again.session }, right)).toMatchObject({ status: 200 })
  })

  test('400: a question ends with the sixth wrong password', async () => {
    const link = await givenTokenLink(api, { access_mode: 'single' })
    const question = (await api.post(`/api/links/${link.id}/refresh/`)).body[0]
    const wrong = { password: 'pass_invalid' }
    for (let count = 0; count < 6; count += 1) await api.put(`/api/links/${link.id}/`, wrong)
    expect((await wireLinkOf(api, link.id)).status).toBe('invalid')
    expect(await answer(question, right)).toMatchObject({ status: 400, body: [{ code: 'session_expired' }] })
    expect((await insideOf(api, link.id)).updates).toEqual([])
  })

  test('400: a session that has expired, was never opened, or is another link’s', async () => {
    const [late, other] = [await asked(), await asked('mfa_qr')]
    const expired = {
      status: 400,
      body: [{ code: 'session_expired', message: expect.stringContaining('please start again') }],
    }
    expect(await answer({ ...late, session: someSession }, right)).toMatchObject(expired)
    expect(await answer({ ...late, session: other.session }, right)).toMatchObject(expired)
    api.advance({ seconds: 720 })
    expect(await answer(late, right)).toMatchObject(expired)
    await api.drain()
    expect(await answer(late, right)).toMatchObject(expired)
    expect(await wireLinkOf(api, late.link)).toMatchObject({ status: 'unconfirmed' })
  })

  test('400: a session is answered once', async () => {
    const question = await asked()
    expect((await answer(question, right)).status).toBe(200)
    expect(await answer(question, right)).toMatchObject({ status: 400, body: [{ code: 'session_expired' }] })
  })

  test('400: an institution that rejects the person meanwhile', async () => {
    const link = await givenTokenLink(api, { access_mode: 'single' })
    const { body } = await api.put(`/api/links/${link.id}/`, { password: 'pass_invalid' })
    expect(body[0].code).toBe('login_error')
    expect((await insideOf(api, link.id)).failed_logins).toBe(1)
  })

  test.each([
    [
      {},
      [
        ['required', 'session'],
        ['required', 'link'],
      ],
    ],
    [{ session: someSession }, [['required', 'link']]],
    [{ link: unknown }, [['required', 'session']]],
    [{ session: 'mine', link: unknown }, [['invalid', 'session']]],
    [{ session: someSession, link: 'mine' }, [['invalid', 'link']]],
    [{ session: someSession, link: unknown, token: '' }, [['blank', 'token']]],
    [{ session: someSession, link: unknown, token: 7 }, [['invalid', 'token']]],
    [{ session: someSession, link: unknown, save_data: 'yes' }, [['invalid', 'save_data']]],
  ])('400: %o', async (body, errors) => {
    const refused = await api.patch('/api/links/', body)
    expect(refused.status).toBe(400)
    expect(refused.body.map(({ code, field }: Body) => [code, field])).toEqual(errors)
  })

  test('403: a key that may not write links', async () => {
    const question = await asked()
    const reader = api.as(await givenKey(api, ['links:read']))
    const { session, link } = question
    expect((await reader.patch('/api/links/', { session, link, ...right })).status).toBe(403)
    expect((await answer(question, right)).status).toBe(200)
  })

  test('408: an institution that answers too late once the person has answered', async () => {
    const question = await asked()
    await letCredentialsBe(api, question.link, { username: 'user_timeout', password: 'x' })
    expect(await answer(question, right)).toMatchObject({ status: 408, body: [{ code: 'request_timeout' }] })
    expect((await wireLinkOf(api, question.link)).status).toBe('unconfirmed')
  })

  test("404: nobody's link, and another workspace's with the right session", async () => {
    const question = await asked()
    const stranger = api.as(await api.givenStranger())
    const { session, link } = question
    expect(await answer({ session, link: unknown }, right)).toMatchObject({
      status: 404,
      body: [{ code: 'not_found' }],
    })
    const theirs = await stranger.patch('/api/links/', { session, link, ...right })
    expect(theirs).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    expect((await answer(question, right)).status).toBe(200)
  })
})

describe('the questions of a registration (RegisterLink)', () => {
  test.each([
    ['mfa_default', 'numeric', true],
    ['mfa_numeric', 'numeric', true],
    ['mfa_qr', 'qr', true],
    ['mfa_text', 'text', true],
    ['mfa_inputless', 'inputless', false],
  ])('428: %s is asked for a %s', async (username, type, expects) => {
    for (const institution of ['heimdall_mx_retail', 'gotham_br_business']) {
      const question = await asked(username, { institution })
      expect(question).toMatchObject({
        code: 'token_required',
        message: 'A MFA token is required by the institution to login',
        session: expect.stringMatching(/^[0-9a-f]{32}$/),
        expiry: 720,
        link: expect.stringMatching(/^[0-9a-f-]{36}$/),
        token_generation_data: { type, expects_user_input: expects, instructions: expect.any(String) },
      })
    }
  })

  test('428: the QR code is a real image', async () => {
    const { token_generation_data: data } = await asked('mfa_qr')
    const [form, content = ''] = data.value.split(',')
    expect(form).toMatch(/^data:image\/(png|svg\+xml);base64$/)
    const image = Buffer.from(content, 'base64')
    expect(image.subarray(1, 4).toString() === 'PNG' || image.toString().includes('<svg')).toBe(true)
  })

  test('428: registering again while a session is open asks anew, with another link', async () => {
    const [one, other] = [await asked(), await asked()]
    expect(other.session).not.toBe(one.session)
    expect((await answer(one, right)).status).toBe(200)
    expect((await answer(other, right)).status).toBe(200)
  })
})
