import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { givenRetrieved } from '../../../../test/harness/sandbox.ts'
import { databaseUnderTest } from '../../../../test/harness/under-test.ts'

const api = await startApi()

describe('ResetWorkspace', () => {
  test('204: the workspace is empty, and the same calls give the same answers again', async () => {
    const before = await givenRetrieved(api)
    const second = await api.givenLink()
    const answer = await api.post('/_enlace/reset/')
    expect([answer.status, answer.body]).toEqual([204, undefined])
    for (const path of ['links/?', 'accounts/?', 'owners/?', `transactions/?link=${before.link.id}`]) {
      expect((await api.get(`/api/${path}`)).body.count).toBe(0)
    }
    expect(await givenRetrieved(api)).toEqual(before)
    expect((await api.givenLink()).id).toBe(second.id)
  })

  test('204: keys stay, and so does what other workspaces hold', async () => {
    const stranger = api.as(await api.givenStranger())
    await stranger.post('/api/links/', { institution: 'erebor_mx_retail', username: 'x', password: 'x' })
    const key = await givenKey(api, ['links:read'])
    await api.post('/_enlace/reset/')
    expect(await api.as(key).get('/api/links/')).toMatchObject({ status: 200, body: { count: 0 } })
    expect((await stranger.get('/api/links/')).body.count).toBe(1)
  })

  test('204: the five deletions a minute begin anew', async () => {
    const links = []
    for (let count = 0; count < 5; count += 1) links.push(await api.givenLink())
    for (const { id } of links) await api.delete(`/api/links/${id}/`)
    await api.post('/_enlace/reset/')
    const link = await api.givenLink()
    expect((await api.delete(`/api/links/${link.id}/`)).status).toBe(204)
  })

  test('400: a misspelled key empties nothing', async () => {
    const own = api.as(await api.givenStranger())
    await own.post('/api/links/', { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full' })
    const refused = await own.post('/_enlace/reset/', { snaphot: 'base' })
    expect(refused).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'snaphot' }] })
    expect((await own.get('/api/links/')).body.count).toBe(1)
  })

  test('403: a key without the admin scope resets nothing', async () => {
    const key = await givenKey(api, ['links:write', 'banking:write'])
    expect((await api.as(key).post('/_enlace/reset/')).status).toBe(403)
  })

  // A server needs PostgreSQL, so the embedded run has nothing to show here.
  test.skipIf(databaseUnderTest().kind === 'embedded')('404: in server mode there is nothing to reset', async () => {
    const own = { id: 'the-server-s-own-id', password: 'the-server-s-own-password' }
    const server = await startApi({
      ENLACE_MODE: 'server',
      ENLACE_SANDBOX: 'on',
      ENLACE_SECRET_ID: own.id,
      ENLACE_SECRET_PASSWORD: own.password,
    })
    const admin = server.as(own)
    const link = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full' }
    expect((await admin.post('/api/links/', link)).status).toBe(201)
    expect(await admin.post('/_enlace/reset/')).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    expect((await admin.get('/api/links/')).body.count).toBe(1)
  })
})
