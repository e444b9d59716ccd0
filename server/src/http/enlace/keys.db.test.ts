import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { givenKey } from '../../../../test/harness/keys.ts'

const api = await startApi()

describe('CreateKey', () => {
  test('201: the password is told once', async () => {
    const { status, body } = await api.post('/_enlace/keys/', { name: 'reader', scopes: ['links:read'] })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.any(String),
      name: 'reader',
      secret_id: expect.any(String),
      secret_password: expect.stringMatching(/^[\w-]{43}$/),
      scopes: ['links:read'],
      created_at: api.now().toISOString(),
      revoked_at: null,
    })
    const listed = await api.get('/_enlace/keys/')
    const { secret_password, ...rest } = body
    expect(listed.body.results).toContainEqual(rest)
    expect(JSON.stringify(listed.body)).not.toContain(secret_password)
  })

  test('201: two keys of one name are two keys', async () => {
    const [one, other] = [await givenKey(api, ['links:read']), await givenKey(api, ['links:read'])]
    expect(one.id).not.toBe(other.id)
    expect(one.password).not.toBe(other.password)
    expect(one.made.id).not.toBe(other.made.id)
  })

  test.each([
    [
      {},
      [
        { code: 'required', field: 'name' },
        { code: 'required', field: 'scopes' },
      ],
    ],
    [{ name: '', scopes: ['admin'] }, [{ code: 'blank', field: 'name' }]],
    [{ name: 'x', scopes: 'admin' }, [{ code: 'not_a_list', field: 'scopes' }]],
    [{ name: 'x', scopes: ['everything'] }, [{ code: 'invalid_choice', field: 'scopes.0' }]],
    [{ name: 'x', scopes: [] }, [{ code: 'invalid', field: 'scopes' }]],
    [{ name: 'x'.repeat(129), scopes: ['admin'] }, [{ code: 'invalid', field: 'name' }]],
  ])('400: %o', async (body, errors) => {
    expect(await api.post('/_enlace/keys/', body)).toMatchObject({ status: 400, body: errors })
  })
})

describe('ListKeys', () => {
  test('200: the keys of the workspace and of no other, revoked ones included', async () => {
    const stranger = await api.givenStranger()
    const key = await givenKey(api, ['banking:read'])
    await api.delete(`/_enlace/keys/${key.made.id}/`)
    const { status, body } = await api.get('/_enlace/keys/')
    expect(status).toBe(200)
    const ids = body.results.map(({ secret_id }: Body) => secret_id)
    expect(ids).toContain(key.id)
    expect(ids).not.toContain(stranger.id)
    expect(body.results.find(({ id }: Body) => id === key.made.id).revoked_at).toBe(api.now().toISOString())
    const theirs = await api.as(stranger).get('/_enlace/keys/')
    expect(theirs.body.results.map(({ secret_id }: Body) => secret_id)).toEqual([stranger.id])
  })
})

describe('RevokeKey', () => {
  test('204: a revoked key stops at once', async () => {
    const key = await givenKey(api, ['links:read'])
    expect((await api.as(key).get('/api/links/')).status).toBe(200)
    expect(await api.delete(`/_enlace/keys/${key.made.id}/`)).toMatchObject({ status: 204 })
    expect(await api.as(key).get('/api/links/')).toMatchObject({
      status: 401,
      body: [{ code: 'authentication_failed' }],
    })
  })

  test('400: the last admin key of a workspace stays', async () => {
    const stranger = api.as(await api.givenStranger())
    const [admin] = (await stranger.get('/_enlace/keys/')).body.results
    await stranger.post('/_enlace/keys/', { name: 'reader', scopes: ['links:read'] })
    expect(await stranger.delete(`/_enlace/keys/${admin.id}/`)).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'id' }],
    })
    const second = await givenKey(stranger, ['admin'])
    expect((await api.as(second).delete(`/_enlace/keys/${admin.id}/`)).status).toBe(204)
    expect((await stranger.get('/api/')).status).toBe(401)
  })

  test('404: a key that nobody has, or that was revoked before', async () => {
    const key = await givenKey(api, ['links:read'])
    await api.delete(`/_enlace/keys/${key.made.id}/`)
    for (const id of [key.made.id, '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908', 'none']) {
      expect(await api.delete(`/_enlace/keys/${id}/`)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    }
  })

  test("404: another workspace's key looks like no key at all, and goes on working", async () => {
    const key = await givenKey(api, ['links:read'])
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.delete(`/_enlace/keys/${key.made.id}/`)).status).toBe(404)
    expect((await api.as(key).get('/api/links/')).status).toBe(200)
  })
})
