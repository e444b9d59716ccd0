import { describe, expect, test } from 'vitest'
import { consentStatuses } from '../../../../../contract/consents.ts'
import { type Api, type Body, startApi } from '../../../../../test/harness/api.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { insideOf, toldOf, wireLinkOf } from '../../../../../test/harness/life.ts'
import { givenToken, widgetOf, withConsent } from '../../../../../test/harness/widget.ts'

const api = await startApi()
const bank = { institution: 'ofmockbank_br_retail', username: '76109277673' }
const dayMs = 86_400_000
const inDays = (days: number) => new Date(api.now().getTime() + days * dayMs).toISOString()
const change = (id: string, body: object) => api.patch(`/_enlace/consents/${id}/`, body)

async function consentOf(link: string): Promise<Body> {
  const consents = api.app.deps.db.reader.selectFrom('consents').select('id').where('link_id', '=', link)
  const { id } = await consents.executeTakeFirstOrThrow()
  return (await api.get(`/api/consents/${id}/`)).body
}

/** A link with its consent; one that is given for days was made by a widget. */
async function given(more: object = {}, days?: number): Promise<{ link: Body; id: string }> {
  const link = days === undefined ? await api.givenLink({ ...bank, ...more }) : await byWidget(more, days)
  return { link, id: (await consentOf(link.id)).id }
}

async function byWidget(more: object, days: number): Promise<Body> {
  const token = await givenToken(api, withConsent({ default_consent_duration_days: days }))
  const { status, body } = await widgetOf(api, token).post('/api/links/', { ...bank, ...more })
  expect(status).toBe(201)
  await api.drain()
  return body
}

const consentWebhooksOf = async (link: string) => (await toldOf(api, link)).filter(({ type }) => type === 'CONSENT')
const accounts = (link: string) => api.post('/api/accounts/', { link })
const invalid = { status: 400, body: [{ code: 'invalid_link' }] }

describe('ChangeConsent', () => {
  test.each(consentStatuses.filter((status) => status !== 'AUTHORISED'))(
    '200: %s, and its link can only be read',
    async (status) => {
      const { link, id } = await given()
      const before = (await api.get(`/api/accounts/?link=${link.id}`)).body.count
      expect(await change(id, { status })).toMatchObject({ status: 200, body: { id, status } })
      expect(await wireLinkOf(api, link.id)).toMatchObject({ status: 'invalid' })
      expect(await insideOf(api, link.id)).toMatchObject({ next_refresh_at: null })
      expect(await accounts(link.id)).toMatchObject(invalid)
      expect(await api.post(`/api/links/${link.id}/refresh/`, {})).toMatchObject(invalid)
      expect((await api.get(`/api/accounts/?link=${link.id}`)).body.count).toBe(before)
    },
  )

  test('200: granted anew, its time begins anew, the link is valid and updates at once', async () => {
    const { link, id } = await given({}, 92)
    await change(id, { status: 'REJECTED' })
    api.advance({ days: 10 })
    const { body, headers } = await change(id, { status: 'AUTHORISED' })
    expect(body).toMatchObject({ status: 'AUTHORISED', consent_duration: 92, expired_at: inDays(92) })
    expect(await wireLinkOf(api, link.id)).toMatchObject({ status: 'valid' })
    await api.drain()
    const { updates, next_refresh_at } = await insideOf(api, link.id)
    expect(updates[0]).toMatchObject({ cause: 'credentials_changed', outcome: { kind: 'done' } })
    expect(next_refresh_at).not.toBeNull()
    const institution = (await api.get('/api/institutions/9256/')).body
    expect(await consentWebhooksOf(link.id)).toEqual([
      {
        type: 'CONSENT',
        code: 'openfinance_consent_expiration_changed',
        process: 'recurrent_update',
        data: {
          consent_id: id,
          consent_due_date: inDays(92),
          institution: 'ofmockbank_br_retail',
          institution_display_name: institution.display_name,
          institution_icon_logo: institution.icon_logo,
        },
        request_id: headers.get('x-request-id'),
      },
    ])
    expect((await accounts(link.id)).status).toBe(201)
  })

  test('200: for another time, and without an end', async () => {
    const { link, id } = await given({}, 92)
    expect((await change(id, { duration_days: 366 })).body).toMatchObject({
      consent_duration: 366,
      undefined_consent_expiration: false,
      expired_at: inDays(366),
    })
    expect((await change(id, { duration_days: null })).body).toMatchObject({
      consent_duration: null,
      undefined_consent_expiration: true,
      expired_at: null,
    })
    expect(await wireLinkOf(api, link.id)).toMatchObject({ status: 'valid' })
    expect((await consentWebhooksOf(link.id)).map(({ data }) => data.consent_due_date)).toEqual([inDays(366), null])
  })

  test('200: what changes nothing is told to nobody', async () => {
    const { link, id } = await given({}, 92)
    const before = await consentOf(link.id)
    for (const body of [{}, { status: 'AUTHORISED' }, { duration_days: 92 }])
      expect(await change(id, body)).toMatchObject({ status: 200, body: before })
    expect(await consentWebhooksOf(link.id)).toEqual([])
    expect((await insideOf(api, link.id)).updates).toHaveLength(1)
  })

  test('200: a new password brings back no link whose consent ended', async () => {
    const { link, id } = await given({ access_mode: 'single' })
    await change(id, { status: 'REJECTED' })
    expect(await api.put(`/api/links/${link.id}/`, { password: 'another' })).toMatchObject(invalid)
    expect(await wireLinkOf(api, link.id)).toMatchObject({ status: 'invalid' })
    await change(id, { status: 'AUTHORISED' })
    expect((await api.put(`/api/links/${link.id}/`, { password: 'another' })).status).toBe(200)
  })

  test('200: what waits to be tried again is not done after the consent', async () => {
    const { link, id } = await given({ username: 'user_unexpected', password: 'later' })
    expect((await insideOf(api, link.id)).updates).toMatchObject([{ cause: 'registration', finished_at: null }])
    await change(id, { status: 'REJECTED' })
    api.advance({ hours: 1 })
    await api.drain()
    expect((await insideOf(api, link.id)).updates).toMatchObject([
      { cause: 'registration', tries: 1, due_at: null, outcome: { kind: 'cancelled' } },
    ])
  })

  test('400: a status that is none, and days that nobody can ask for', async () => {
    const { id } = await given()
    expect(await change(id, { status: 'REVOKED' })).toMatchObject({
      status: 400,
      body: [{ code: 'invalid_choice', field: 'status' }],
    })
    expect(await change(id, { status: null })).toMatchObject({ status: 400, body: [{ code: 'null' }] })
    for (const duration_days of [90, '92', 92.5])
      expect(await change(id, { duration_days })).toMatchObject({ status: 400, body: [{ field: 'duration_days' }] })
  })

  test('403: only an admin key does it', async () => {
    const { id } = await given()
    const key = await givenKey(api, ['consents:read', 'links:write'])
    const answer = await api.as(key).patch(`/_enlace/consents/${id}/`, { status: 'REJECTED' })
    expect(answer.status).toBe(403)
  })

  test("404: unknown, no uuid, another workspace's", async () => {
    const { id } = await given()
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.patch(`/_enlace/consents/${id}/`, { status: 'REJECTED' })).status).toBe(404)
    expect((await change('nonsense', { status: 'REJECTED' })).status).toBe(404)
    expect((await change('3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908', { status: 'REJECTED' })).status).toBe(404)
  })
})

describe('the time of a consent', () => {
  test('is over at its instant: the link is invalid, and a recurrent one is told of once', async () => {
    const { link, id } = await given({}, 92)
    const { expired_at: end } = await consentOf(link.id)
    api.advance({ days: 91, hours: 23 })
    await api.drain()
    expect((await consentOf(link.id)).status).toBe('AUTHORISED')
    expect(await wireLinkOf(api, link.id)).toMatchObject({ status: 'valid' })
    api.advance({ hours: 1 })
    await api.drain()
    await api.drain()
    expect(await consentOf(link.id)).toMatchObject({ status: 'EXPIRED', expired_at: end, consent_duration: 92 })
    expect(await wireLinkOf(api, link.id)).toMatchObject({ status: 'invalid' })
    expect(await accounts(link.id)).toMatchObject(invalid)
    const { body: bankNow } = await api.get('/api/institutions/9256/')
    expect(await consentWebhooksOf(link.id)).toEqual([
      {
        type: 'CONSENT',
        code: 'openfinance_consent_expired',
        process: 'recurrent_update',
        data: {
          consent_id: id,
          action: 'renew',
          institution: 'ofmockbank_br_retail',
          institution_display_name: bankNow.display_name,
          institution_icon_logo: bankNow.icon_logo,
        },
        request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ])
  })

  test('ends a single link without a webhook', async () => {
    const { link } = await given({ access_mode: 'single' }, 92)
    api.advance({ days: 92 })
    await api.drain()
    expect((await consentOf(link.id)).status).toBe('EXPIRED')
    expect(await wireLinkOf(api, link.id)).toMatchObject({ status: 'invalid' })
    expect(await consentWebhooksOf(link.id)).toEqual([])
  })

  test('that was over before a password was confirmed stays over', async () => {
    const { link, id } = await given({ access_mode: 'single' }, 92)
    const rule = {
      match: { operation: 'UpdateLink', link: link.id },
      effect: { kind: 'error', fault: 'token_required' },
    }
    expect((await api.post('/_enlace/faults/', rule)).status).toBe(201)
    const question = await api.put(`/api/links/${link.id}/`, { password: 'changed' })
    expect(question.status).toBe(428)
    await change(id, { status: 'EXPIRED' })
    const answer = { session: question.body[0].session, link: link.id, token: '111111' }
    expect((await api.patch('/api/links/', answer)).status).toBe(400)
    expect(await wireLinkOf(api, link.id)).toMatchObject({ status: 'invalid' })
    expect(await accounts(link.id)).toMatchObject(invalid)
    await api.delete('/_enlace/faults/')
  })

  test('that was set anew is over at the new instant', async () => {
    const { link, id } = await given({}, 92)
    await change(id, { duration_days: 183 })
    api.advance({ days: 92 })
    await api.drain()
    expect((await consentOf(link.id)).status).toBe('AUTHORISED')
    api.advance({ days: 91 })
    await api.drain()
    expect((await consentOf(link.id)).status).toBe('EXPIRED')
  })
})

describe('a reminder', () => {
  const remindersOf = async (of: Api, link: string) =>
    (await toldOf(of, link)).filter(({ code }) => code === 'openfinance_consent_about_to_expire')

  test('comes with each scheduled refresh of the last seven days, where the workspace asks for it', async () => {
    const own = await startApi({ ENLACE_CLOCK: '2026-03-18T15:00:00Z' })
    const settings = (body: object) => own.patch('/_enlace/settings/', body)
    await settings({ refresh_rate: '24h' })
    const make = async () => {
      const token = await givenToken(own, withConsent({ default_consent_duration_days: 92 }))
      return (await widgetOf(own, token).post('/api/links/', bank)).body
    }
    const link = await make()
    await own.post('/_enlace/clock/advance/', { by: '86d' })
    expect(await remindersOf(own, link.id)).toEqual([])
    expect(await settings({ consent_reminders: true })).toMatchObject({
      status: 200,
      body: { refresh_rate: '24h', consent_reminders: true },
    })
    await own.post('/_enlace/clock/advance/', { by: '2d' })
    const told = await remindersOf(own, link.id)
    expect(told).toHaveLength(2)
    expect(told[0]).toMatchObject({
      type: 'CONSENT',
      process: 'recurrent_update',
      data: { consent_due_date: '2026-06-18T15:00:00.000Z', action: 'renew', institution: 'ofmockbank_br_retail' },
    })
    const { updates } = await insideOf(own, link.id)
    const refreshes = updates.filter(({ cause }: Body) => cause === 'recurrent').slice(0, 2)
    expect(told.map(({ request_id }) => request_id)).toEqual(refreshes.map((each: Body) => each.request_id).reverse())
    await settings({ consent_reminders: false })
    await own.post('/_enlace/clock/advance/', { by: '2d' })
    expect(await remindersOf(own, link.id)).toHaveLength(2)
  })
})

test('a clock that is advanced tells that a consent ended', async () => {
  const own = await startApi({ ENLACE_CLOCK: '2026-03-18T15:00:00Z' })
  const token = await givenToken(own, withConsent({ default_consent_duration_days: 92 }))
  await widgetOf(own, token).post('/api/links/', bank)
  const { body } = await own.post('/_enlace/clock/advance/', { by: '93d' })
  expect(body.counts).toMatchObject({ consent: 1 })
  expect(body.fired.find(({ kind }: Body) => kind === 'consent')).toMatchObject({
    at: '2026-06-18T15:00:00.000Z',
    failed: false,
  })
  const { body: consents } = await own.get('/api/consents/?user_document=76109277673')
  expect(consents.results).toMatchObject([{ status: 'EXPIRED', expired_at: '2026-06-18T15:00:00.000Z' }])
})

test('given anew, it has the bank call accounts and transactions of second_thoughts otherwise, and of nobody else', async () => {
  const keysOf = async (link: string, path: string) => {
    const dates =
      path === 'transactions' ? { date_from: inDays(-40).slice(0, 10), date_to: inDays(0).slice(0, 10) } : {}
    const { status, body } = await api.post(`/api/${path}/`, { link, save_data: false, ...dates })
    expect(status).toBe(200)
    return body.map(({ internal_identification: key }: Body) => key).toSorted()
  }
  for (const [username, isCalledAnew] of [
    ['second_thoughts', true],
    ['76109277673', false],
  ] as const) {
    const { link, id } = await given({ username })
    for (const path of ['accounts', 'transactions']) {
      const before = await keysOf(link.id, path)
      api.advance({ minutes: 5 })
      expect((await change(id, { duration_days: 92 })).status).toBe(200)
      await api.drain()
      const after = await keysOf(link.id, path)
      expect(after.length).toBeGreaterThanOrEqual(before.length)
      expect(before.some((key: string) => after.includes(key))).toBe(!isCalledAnew)
      await change(id, { duration_days: null })
    }
  }
})
