import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { givenTokenLink, insideOf, toldOf, usageOf, wireLinkOf } from '../../../../test/harness/life.ts'
import { setLinkStatus } from '../../../../test/harness/rows.ts'

const api = await startApi()
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const put = (id: string, body: unknown) => api.put(`/api/links/${id}/`, body)
const single = (more: object = {}) => api.givenLink({ access_mode: 'single', ...more })

describe('UpdateLink', () => {
  test('200: new credentials make the link valid again, under the same id', async () => {
    const link = await single()
    await setLinkStatus(api, link.id, 'invalid')
    api.advance({ minutes: 1 })
    expect(await put(link.id, { password: 'changed' })).toMatchObject({
      status: 200,
      body: { ...link, last_accessed_at: api.now().toISOString() },
    })
    await api.drain()
    expect((await insideOf(api, link.id)).updates).toEqual([])
    expect((await api.post('/api/accounts/', { link: link.id })).status).toBe(201)
  })

  test('200: a recurrent link updates at once, is counted, and its schedule starts again', async () => {
    const link = await api.givenLink({ username: 'user_invalid', password: 'later' })
    for (let time = 1; time <= 6; time += 1) await api.post('/api/accounts/', { link: link.id })
    expect(await insideOf(api, link.id)).toMatchObject({ status: 'invalid', next_refresh_at: null })
    const fine = await api.givenLink()
    await api.drain()
    await setLinkStatus(api, fine.id, 'token_required')
    api.advance({ minutes: 1 })
    const toldBefore = (await toldOf(api, fine.id)).length
    expect(await put(fine.id, { password: 'changed' })).toMatchObject({ status: 200, body: { status: 'valid' } })
    await api.drain()
    const inside = await insideOf(api, fine.id)
    expect(inside.next_refresh_at).not.toBeNull()
    expect(inside.updates[0]).toMatchObject({ cause: 'credentials_changed', outcome: { kind: 'done' } })
    expect((await toldOf(api, fine.id)).slice(toldBefore).map(({ code }) => code)).toEqual(
      Array(4).fill('historical_update'),
    )
    expect(await usageOf(api, fine.id)).toEqual(['historical_update', 'historical_update', 'registration'])
  })

  test('200: it neither waits for the ten minutes of a refresh nor starts them', async () => {
    const link = await single()
    expect((await put(link.id, { password: 'one' })).status).toBe(200)
    expect((await api.post(`/api/links/${link.id}/refresh/`)).status).toBe(202)
    expect((await put(link.id, { password: 'two' })).status).toBe(200)
  })

  test('200: keys of older clients may be null', async () => {
    const link = await single()
    const older = { password: 'changed', password2: null, token: null, username_type: null, certificate: 'x' }
    expect(await put(link.id, older)).toMatchObject({ status: 200 })
  })

  test('400: rejected passwords are not stored, and the sixth makes the link invalid', async () => {
    const link = await single()
    for (let time = 1; time <= 6; time += 1) {
      expect((await wireLinkOf(api, link.id)).status).toBe('valid')
      if (time < 6) expect((await insideOf(api, link.id)).failed_logins).toBe(time - 1)
      expect(await put(link.id, { password: 'pass_invalid' })).toMatchObject({
        status: 400,
        body: [{ code: 'login_error' }],
      })
    }
    expect((await wireLinkOf(api, link.id)).status).toBe('invalid')
    expect((await put(link.id, { password: 'right' })).body).toMatchObject({ status: 'valid' })
    expect((await insideOf(api, link.id)).failed_logins).toBe(0)
  })

  test('400: what was kept still opens after a new password was rejected', async () => {
    const link = await single()
    await put(link.id, { password: 'pass_invalid' })
    expect((await api.post('/api/accounts/', { link: link.id })).status).toBe(201)
  })

  test.each([
    [{}, { code: 'required', field: 'password' }],
    [{ password: null }, { code: 'null', field: 'password' }],
    [{ password: '' }, { code: 'blank', field: 'password' }],
    [{ password: 7 }, { code: 'invalid', field: 'password' }],
    [{ password: '1234567890abcdefg' }, { code: 'validation_error' }],
  ])('400: %o', async (body, error) => {
    const link = await single()
    expect(await put(link.id, body)).toMatchObject({ status: 400, body: [error] })
  })

  test.each([
    ['user_down', 400, 'institution_down'],
    ['user_locked', 400, 'login_error'],
    ['user_timeout', 408, 'request_timeout'],
    ['user_unexpected', 500, 'unexpected_error'],
  ])('%s leaves the link as it was', async (username, status, code) => {
    const link = await single({ username, password: 'later' })
    expect(await put(link.id, { password: 'changed' })).toMatchObject({ status, body: [{ code }] })
    expect(await wireLinkOf(api, link.id)).toEqual(link)
    expect((await insideOf(api, link.id)).failed_logins).toBe(0)
  })

  test('408: an institution that answers too late', async () => {
    const link = await single({ username: 'user_timeout', password: 'later' })
    expect((await put(link.id, { password: 'changed' })).status).toBe(408)
  })

  test('400: a registration that was never completed is not completed by a new password', async () => {
    const form = { institution: 'heimdall_mx_retail', username: 'mfa_default', password: 'x' }
    const { body } = await api.post('/api/links/', form)
    const [{ link: id, session }] = body
    expect(await put(id, { password: 'changed', token: '111111' })).toMatchObject({
      status: 400,
      body: [{ code: 'unconfirmed_link' }],
    })
    expect(await api.patch('/api/links/', { session, link: id, token: '111111' })).toMatchObject({ status: 200 })
  })

  test('403: a key that may not write links', async () => {
    const link = await single()
    const reader = api.as(await givenKey(api, ['links:read']))
    expect(await reader.put(`/api/links/${link.id}/`, { password: 'changed' })).toMatchObject({ status: 403 })
  })

  test("404: nobody's link, another workspace's, and an id that is no uuid", async () => {
    const link = await single()
    const stranger = api.as(await api.givenStranger())
    const body = { password: 'changed' }
    const answers = [
      await put(unknown, body),
      await put('nobody', body),
      await stranger.put(`/api/links/${link.id}/`, body),
    ]
    for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
  })

  test('404: a link that keeps no credentials takes none, not even while it waits for its own update', async () => {
    const keys = { access_mode: 'single', credentials_storage: 'nostore', fetch_resources: ['ACCOUNTS'] }
    const link = await api.givenLink(keys)
    const gone = { status: 404, body: [{ code: 'expired_credentials' }] }
    expect(await put(link.id, { password: 'changed' })).toMatchObject(gone)
    await api.drain()
    expect(await put(link.id, { password: 'changed' })).toMatchObject(gone)
  })

  test('428: new credentials wait, sealed, until the person has answered', async () => {
    const link = await givenTokenLink(api)
    await api.drain()
    await setLinkStatus(api, link.id, 'invalid')
    api.advance({ minutes: 1 })
    const asked = await put(link.id, { password: 'changed' })
    expect(asked).toMatchObject({ status: 428, body: [{ code: 'token_required', link: link.id, expiry: 720 }] })
    expect((await wireLinkOf(api, link.id)).status).toBe('invalid')
    const sessions = await api.app.deps.db.reader.selectFrom('mfa_sessions').selectAll().execute()
    expect(sessions.some(({ sealed_purpose }) => Buffer.from(sealed_purpose).includes('changed'))).toBe(false)
    const { session } = asked.body[0]
    expect(await api.patch('/api/links/', { session, link: link.id, token: '111111' })).toMatchObject({
      status: 200,
      body: { id: link.id, status: 'valid' },
    })
    expect((await insideOf(api, link.id)).updates[0].cause).toBe('credentials_changed')
  })

  test('200: the right token may come with the new password', async () => {
    const link = await givenTokenLink(api, { access_mode: 'single' })
    expect(await put(link.id, { password: 'changed', token: '111111' })).toMatchObject({ status: 200 })
  })
})
