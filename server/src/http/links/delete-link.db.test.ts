import { beforeEach, describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { givenRetrieved } from '../../../../test/harness/sandbox.ts'

const api = await startApi()
const async = { headers: { 'x-belvo-request-mode': 'async' } }
beforeEach(() => api.advance({ minutes: 1 }))

describe('DestroyLink', () => {
  test('204: the link is gone, with every record that hung from it', async () => {
    const { link, accounts, owners, transactions } = await givenRetrieved(api, { username: 'bnk102' })
    const deleted = await api.delete(`/api/links/${link.id}/`)
    expect([deleted.status, deleted.body]).toEqual([204, undefined])
    expect(await api.get(`/api/links/${link.id}/`)).toMatchObject({ status: 404 })
    expect(accounts.length * owners.length * transactions.length).toBeGreaterThan(0)
    const paths = [
      ...accounts.map(({ id }) => `accounts/${id}`),
      ...owners.map(({ id }) => `owners/${id}`),
      ...transactions.map(({ id }) => `transactions/${id}`),
    ]
    for (const path of paths) expect((await api.get(`/api/${path}/`)).status).toBe(404)
    for (const path of ['accounts', 'owners', 'transactions']) {
      expect((await api.get(`/api/${path}/?link=${link.id}`)).body.count).toBe(0)
    }
    expect(await api.post('/api/accounts/', { link: link.id })).toMatchObject({ status: 404 })
  })

  test('204: the same person can be registered again, as another link', async () => {
    const link = await api.givenLink({ username: 'again' })
    await api.delete(`/api/links/${link.id}/`)
    const renewed = await api.givenLink({ username: 'again' })
    expect(renewed.institution_user_id).toBe(link.institution_user_id)
    expect(renewed.id).not.toBe(link.id)
  })

  test('202: in the async mode the answer names the request, as a uuid, and nothing is counted', async () => {
    for (let round = 0; round < 7; round += 1) {
      const link = await api.givenLink()
      const answer = await api.delete(`/api/links/${link.id}/`, async)
      expect(answer).toMatchObject({
        status: 202,
        body: { request_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) },
      })
      expect(answer.headers.get('x-request-id')).toBe(answer.body.request_id.replaceAll('-', ''))
      expect(await api.get(`/api/links/${link.id}/`)).toMatchObject({ status: 404 })
    }
    const link = await api.givenLink()
    expect(await api.delete(`/api/links/${link.id}/`)).toMatchObject({ status: 204 })
  })

  test('404: a link that is not there, or not there any more', async () => {
    const link = await api.givenLink()
    await api.delete(`/api/links/${link.id}/`)
    for (const id of [link.id, 'nobody']) {
      expect(await api.delete(`/api/links/${id}/`)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
      expect(await api.delete(`/api/links/${id}/`, async)).toMatchObject({ status: 404 })
    }
  })

  test("404: another workspace's link looks like no link at all, and stays", async () => {
    const link = await api.givenLink()
    const stranger = api.as(await api.givenStranger())
    expect(await stranger.delete(`/api/links/${link.id}/`)).toMatchObject({ status: 404 })
    expect(await stranger.delete(`/api/links/${link.id}/`, async)).toMatchObject({ status: 404 })
    expect(await api.get(`/api/links/${link.id}/`)).toMatchObject({ status: 200 })
  })

  test('429: the sixth deletion within a minute waits until the first is a minute old', async () => {
    const links = []
    for (let count = 0; count < 7; count += 1) links.push(await api.givenLink())
    const [first, ...others] = links.map(({ id }) => `/api/links/${id}/`)
    expect((await api.delete(first ?? '')).status).toBe(204)
    api.advance({ seconds: 20 })
    for (const path of others.slice(0, 4)) expect((await api.delete(path)).status).toBe(204)
    const sixth = others[4] ?? ''
    const refused = await api.delete(sixth)
    expect(refused).toMatchObject({
      status: 429,
      body: [{ code: 'too_many_requests', message: expect.stringContaining('wait 40 seconds') }],
    })
    expect(refused.headers.get('retry-after')).toBe('40')
    expect((await api.get(sixth)).status).toBe(200)
    api.advance({ seconds: 39 })
    expect((await api.delete(sixth)).headers.get('retry-after')).toBe('1')
    api.advance({ seconds: 1 })
    expect((await api.delete(sixth)).status).toBe(204)
    expect((await api.delete(others[5] ?? '')).status).toBe(429)
  })

  test('429: the limit is one of the workspace, and a refused or missing deletion does not count', async () => {
    const links = []
    for (let count = 0; count < 6; count += 1) links.push(await api.givenLink())
    for (const { id } of links.slice(0, 5)) await api.delete(`/api/links/${id}/`)
    for (let round = 0; round < 9; round += 1) {
      expect((await api.delete(`/api/links/${links[5].id}/`)).status).toBe(429)
    }
    const stranger = api.as(await api.givenStranger())
    const theirs = await stranger.post('/api/links/', { institution: 'erebor_mx_retail', username: 'x', password: 'x' })
    expect((await stranger.delete(`/api/links/${theirs.body.id}/`)).status).toBe(204)
    api.advance({ minutes: 1 })
    expect((await api.delete(`/api/links/${links[5].id}/`)).status).toBe(204)
  })

  test('429: of many deletions at the same moment five get through', async () => {
    const links = []
    for (let count = 0; count < 9; count += 1) links.push(await api.givenLink())
    const answers = await Promise.all(links.map(({ id }) => api.delete(`/api/links/${id}/`)))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 204, 204, 204, 204, 429, 429, 429, 429])
  })
})
