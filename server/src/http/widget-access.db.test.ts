import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { widgetScopes } from '../../../contract/token.ts'
import { type Answer, type Body, startApi } from '../../../test/harness/api.ts'
import { givenKey } from '../../../test/harness/keys.ts'
import { lastingDatabase } from '../../../test/harness/lasting.ts'
import { toldOf } from '../../../test/harness/life.ts'
import { claimsOf, givenToken, widgetOf } from '../../../test/harness/widget.ts'
import { demoKeys } from '../config.ts'
import { signJwt } from '../kit/jwt.ts'
import { endpoints } from './endpoints.ts'

const api = await startApi()
const creation = { scopes: 'read_institutions,write_links' }
const person = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full', access_mode: 'single' }
const asked = { institution: 'heimdall_mx_retail', username: 'mfa_default', password: 'p', access_mode: 'single' }
const open = async (body: object) => widgetOf(api, await givenToken(api, body))
const rejected = {
  status: 401,
  body: [{ code: 'authentication_failed', message: 'The access token was not provided or is not valid' }],
}
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'

describe('a token of the widget', () => {
  test('makes one link, on the terms that it was made with, and is over', async () => {
    const terms = { credentials_storage: '30d', stale_in: '42d', fetch_resources: ['ACCOUNTS'] }
    const widget = await open({ ...creation, ...terms })
    expect((await widget.get('/api/institutions/')).status).toBe(200)
    expect((await widget.get('/api/institutions/1004/')).status).toBe(200)
    const ownTerms = {
      credentials_storage: 'nostore',
      stale_in: '7d',
      fetch_resources: ['OWNERS'],
      external_id: 'our-7',
    }
    const { status, body } = await widget.post('/api/links/', { ...person, ...ownTerms })
    expect(status).toBe(201)
    expect(body).toMatchObject({ ...terms, external_id: 'our-7', access_mode: 'single' })
    expect((await api.get(`/api/links/${body.id}/`)).body.created_by).toBe((await firstKey()).id)
    expect(await widget.post('/api/links/', person)).toMatchObject(rejected)
    expect(await widget.get('/api/institutions/')).toMatchObject(rejected)
  })

  test('lasts until a link is made: refusals and wrong passwords do not end it', async () => {
    const widget = await open(creation)
    expect((await widget.post('/api/links/', { ...person, password: 'pass_invalid' })).status).toBe(400)
    expect((await widget.post('/api/links/', {})).status).toBe(400)
    expect((await widget.post('/api/links/', person)).status).toBe(201)
  })

  test('lasts ten minutes by the clock of the workspace', async () => {
    const widget = await open(creation)
    api.advance({ minutes: 9, seconds: 59 })
    expect((await widget.get('/api/institutions/')).status).toBe(200)
    api.advance({ seconds: 1 })
    expect(await widget.get('/api/institutions/')).toMatchObject(rejected)
    expect(await widget.post('/api/links/', person)).toMatchObject(rejected)
  })

  test('answers what the institution asks for the link that it has begun, and is over then', async () => {
    const widget = await open({ scopes: 'write_links,read_links' })
    const other = await open(creation)
    expect((await widget.get('/api/links/')).body.count).toBe(0)
    const { status, body } = await widget.post('/api/links/', asked)
    expect([status, body[0].code]).toEqual([428, 'token_required'])
    const [{ session, link }] = body
    expect(await widget.get(`/api/links/${link}/`)).toMatchObject({ status: 200, body: { status: 'unconfirmed' } })
    const answer = { session, link, token: '111111' }
    expect((await other.patch('/api/links/', answer)).status).toBe(404)
    const again = await widget.patch('/api/links/', { ...answer, token: '000000' })
    expect(again.status).toBe(428)
    const done = await widget.patch('/api/links/', { ...answer, session: again.body[0].session })
    expect(done).toMatchObject({ status: 200, body: { id: link, status: 'valid' } })
    expect(await widget.get('/api/links/')).toMatchObject(rejected)
  })

  test('is over when its application has answered in its place', async () => {
    const widget = await open({ scopes: 'write_links,read_links' })
    const [{ session, link }] = (await widget.post('/api/links/', asked)).body
    expect((await api.patch('/api/links/', { session, link, token: '111111' })).status).toBe(200)
    expect(await widget.get('/api/links/')).toMatchObject(rejected)
    expect(await widget.post('/api/links/', person)).toMatchObject(rejected)
  })

  test('has one link: what it began before and nobody answered is gone when it begins again', async () => {
    const widget = await open({ scopes: 'write_links,read_links' })
    const links: string[] = []
    for (let time = 0; time < 3; time += 1) links.push((await widget.post('/api/links/', asked)).body[0].link)
    const found = await Promise.all(links.map((id) => api.get(`/api/links/${id}/`)))
    expect(found.map(({ status }) => status)).toEqual([404, 404, 200])
  })

  test('with a link changes that link and no other, once', async () => {
    const single = { access_mode: 'single' }
    const [own, other] = [await api.givenLink(single), await api.givenLink({ ...single, username: 'another' })]
    const widget = await open({ scopes: 'read_institutions,write_links,read_links', link_id: own.id.toUpperCase() })
    expect((await widget.get('/api/links/')).body.results.map(({ id }: Body) => id)).toEqual([own.id])
    expect((await widget.get(`/api/links/?id=${other.id}`)).body.count).toBe(0)
    expect((await widget.get(`/api/links/${own.id}/`)).body).toMatchObject({ id: own.id })
    expect(await widget.get(`/api/links/${other.id}/`)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    expect((await widget.put(`/api/links/${other.id}/`, { password: 'changed' })).status).toBe(404)
    expect((await widget.post(`/api/links/${other.id}/refresh/`, {})).status).toBe(404)
    expect((await widget.post('/api/links/', person)).status).toBe(403)
    expect((await widget.put(`/api/links/${own.id}/`, { password: 'pass_invalid' })).status).toBe(400)
    expect((await widget.put(`/api/links/${own.id}/`, { password: 'changed' })).status).toBe(200)
    expect(await widget.get(`/api/links/${own.id}/`)).toMatchObject(rejected)
    await api.drain()
    expect(await toldOf(api, other.id)).toEqual([])
  })

  test('with a link that waits for a token asks for it, and makes the link valid again', async () => {
    const link = await api.givenLink({ ...asked, token: '111111' })
    const widget = await open({ scopes: 'write_links,read_links', link_id: link.id })
    const { status, body } = await widget.post(`/api/links/${link.id}/refresh/`, {})
    expect(status).toBe(428)
    const answer = { session: body[0].session, link: link.id, token: '111111' }
    expect(await widget.patch('/api/links/', answer)).toMatchObject({
      status: 200,
      body: { id: link.id, status: 'valid' },
    })
    expect(await widget.patch('/api/links/', answer)).toMatchObject(rejected)
  })

  test('with a link of passwords alone is over when its refresh was accepted', async () => {
    const link = await api.givenLink()
    const widget = await open({ scopes: 'write_links', link_id: link.id })
    expect((await widget.post(`/api/links/${link.id}/refresh/`, {})).status).toBe(202)
    expect(await widget.put(`/api/links/${link.id}/`, { password: 'changed' })).toMatchObject(rejected)
  })

  test('deletes its own link where it is told that it may', async () => {
    const [own, other] = [await api.givenLink({ username: 'own' }), await api.givenLink({ username: 'other' })]
    const widget = await open({ scopes: 'delete_links', link_id: own.id })
    expect((await widget.send('DELETE', `/api/links/${other.id}/`)).status).toBe(404)
    expect((await widget.send('DELETE', `/api/links/${own.id}/`)).status).toBe(204)
    expect((await api.get(`/api/links/${own.id}/`)).status).toBe(404)
  })

  test('dies with the key that made it', async () => {
    const key = await givenKey(api, ['links:write', 'institutions:read'])
    const widget = await open({ ...creation, id: key.id, password: key.password })
    expect((await widget.get('/api/institutions/')).status).toBe(200)
    await api.delete(`/_enlace/keys/${key.made.id}/`)
    expect(await widget.get('/api/institutions/')).toMatchObject(rejected)
  })

  test('is forgotten after its end', async () => {
    await open(creation)
    const rows = () => api.app.deps.db.reader.selectFrom('widget_tokens').select('id').execute()
    expect((await rows()).length).toBeGreaterThan(0)
    api.advance({ days: 2 })
    await api.drain()
    expect(await rows()).toEqual([])
  })
})

describe('a token over a restart', () => {
  test('opens what it opened, and stays used when it was', async () => {
    const place = await lastingDatabase()
    const before = await startApi(place)
    const [used, unused] = [await givenToken(before, creation), await givenToken(before, creation)]
    expect((await widgetOf(before, used).post('/api/links/', person)).status).toBe(201)
    await before.app.close()
    const after = await startApi(place)
    expect(await widgetOf(after, used).post('/api/links/', person)).toMatchObject(rejected)
    expect((await widgetOf(after, unused).post('/api/links/', person)).status).toBe(201)
  })

  test('opens nothing of a workspace that was emptied', async () => {
    const own = await startApi()
    const token = await givenToken(own, creation)
    await own.post('/_enlace/reset/')
    expect(await widgetOf(own, token).get('/api/institutions/')).toMatchObject(rejected)
  })
})

describe('what a token opens', () => {
  const opened: Readonly<Record<string, readonly string[]>> = {
    read_institutions: ['ListInstitutions', 'DetailInstitution'],
    write_links: ['RegisterLink', 'PatchLinks', 'UpdateLink', 'RefreshHistoricalDataForLink'],
    read_links: ['ListLinks', 'DetailLink'],
    delete_links: ['DestroyLink'],
    read_consents: ['ListConsents', 'DetailConsent'],
    write_consents: [],
    write_consent_callback: [],
    delete_consents: [],
  }

  test.each(widgetScopes)('403: %s opens its own endpoints and no other', async (scope) => {
    const widget = await open({ scopes: scope })
    const statuses = new Map<string, Answer>()
    for (const { operationId, method, path } of endpoints) {
      statuses.set(operationId, await widget.send(method, path.replace(':id', unknown)))
    }
    const allowed = [...statuses].filter(([, { status }]) => status !== 403).map(([operation]) => operation)
    expect(allowed.sort()).toEqual([...(opened[scope] ?? [])].sort())
    for (const operation of allowed) expect([401, 405, 500]).not.toContain(statuses.get(operation)?.status)
  })
})

describe('401: a text that is no token of ours', () => {
  const bearer = async (token: string) => (await widgetOf(api, token).get('/api/institutions/')) as Answer
  const { tokens: key } = api.app.deps.vault

  test('401: a refresh token is no access token', async () => {
    const { body } = await api.post('/api/token/', creation)
    expect(await bearer(body.refresh)).toMatchObject(rejected)
    expect((await bearer(body.access)).status).toBe(200)
  })

  test('401: a token of another key, algorithm or workspace, and one that was never made', async () => {
    const claims = claimsOf(await givenToken(api, creation))
    const { id, password } = await api.givenStranger()
    const theirs = claimsOf(await givenToken(api, { id, password, ...creation }))
    const bytes = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const forged = [
      await signJwt(claims, Buffer.alloc(64, 1)),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${bytes(claims)}.x`,
      await signJwt({ ...claims, organization_id: theirs.organization_id }, key),
      await signJwt({ ...claims, organization_id: unknown }, key),
      await signJwt({ ...claims, jti: 'f'.repeat(32) }, key),
      await signJwt({ ...claims, token_type: undefined }, key),
      await signJwt({ ...claims, organization_id: 'x' }, key),
    ]
    for (const token of forged) expect(await bearer(token)).toMatchObject(rejected)
    expect((await bearer(await signJwt(claims, key))).status).toBe(200)
  })

  test('a token whose claims were changed by whoever has the key still opens what it was made for, and no more', async () => {
    const claims = claimsOf(await givenToken(api, creation))
    const wider = widgetOf(api, await signJwt({ ...claims, scopes: ['read_links'], exp: 9_999_999_999 }, key))
    expect((await wider.get('/api/links/')).status).toBe(403)
    api.advance({ minutes: 10 })
    expect(await wider.get('/api/institutions/')).toMatchObject(rejected)
  })

  test('401: what is no token at all is answered like missing keys', async () => {
    for (const authorization of [
      'Bearer',
      'Bearer x',
      'Bearer a.b',
      'Bearer a.b.c d',
      'Token a.b.c',
      `Bearer ${'a.'.repeat(3_000)}`,
    ]) {
      const answer = await api.send('GET', '/api/institutions/', { keys: null, headers: { authorization } })
      expect(answer).toMatchObject({ status: 401, body: [{ code: 'authentication_failed' }] })
    }
    expect(await bearer('a.b.c')).toMatchObject(rejected)
  })

  test('no token stands in a line of the log', async () => {
    const token = await givenToken(api, creation)
    await bearer(token)
    await bearer(`${token}x`)
    const { jti } = claimsOf(token)
    expect(api.log.filter((line) => line.includes(token.slice(0, 60)) || line.includes(jti))).toEqual([])
  })
})

async function firstKey(): Promise<Body> {
  const { body } = await api.get('/_enlace/keys/')
  return body.results.find(({ secret_id: id }: Body) => id === demoKeys.id)
}
