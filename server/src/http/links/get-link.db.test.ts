import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'

const api = await startApi()
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'

describe('DetailLink', () => {
  test('200: a link reads as it was registered', async () => {
    const link = await api.givenLink()
    expect(await api.get(`/api/links/${link.id}/`)).toMatchObject({ status: 200, body: link })
  })

  test('200: the slash at the end may be missing, and letters of the id may be large', async () => {
    const link = await api.givenLink()
    for (const path of [link.id, link.id.toUpperCase(), `${link.id}?unknown=1`]) {
      expect(await api.get(`/api/links/${path}`)).toMatchObject({ status: 200, body: link })
    }
  })

  test('200: fields and omit are taken here too', async () => {
    const { id } = await api.givenLink()
    expect((await api.get(`/api/links/${id}/?fields=id,status`)).body).toEqual({ id, status: 'valid' })
    expect((await api.get(`/api/links/${id}/?omit=id`)).body).not.toHaveProperty('id')
  })

  test('200: last_accessed_at follows every successful access, and no other', async () => {
    const link = await api.givenLink({ username: 'user_down', password: 'later' })
    const fine = await api.givenLink()
    api.advance({ minutes: 3 })
    await api.post('/api/accounts/', { link: fine.id })
    await api.post('/api/accounts/', { link: link.id })
    const lastAccessOf = async (id: string) => (await api.get(`/api/links/${id}/`)).body.last_accessed_at
    expect(await lastAccessOf(fine.id)).toBe(api.now().toISOString())
    expect(await lastAccessOf(link.id)).toBe(link.last_accessed_at)
  })

  test('404: an id that nobody has', async () => {
    for (const id of [unknown, 'nobody', '%00', "';--"]) {
      expect(await api.get(`/api/links/${encodeURIComponent(id)}/`)).toMatchObject({
        status: 404,
        body: [{ code: 'not_found', message: 'Not found' }],
      })
    }
  })

  // 404 rather than 403: a stranger must not learn which link ids exist.
  test("404: another workspace's link looks like no link at all", async () => {
    const link = await api.givenLink()
    const stranger = api.as(await api.givenStranger())
    const theirs = await stranger.get(`/api/links/${link.id}/`)
    const nobodys = await stranger.get(`/api/links/${unknown}/`)
    const anonymous = ({ status, body }: typeof theirs) => ({ status, body: [{ ...body[0], request_id: '' }] })
    expect(anonymous(theirs)).toEqual(anonymous(nobodys))
    expect(theirs.status).toBe(404)
  })
})
