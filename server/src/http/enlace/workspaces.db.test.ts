import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { givenRetrieved, lastYear } from '../../../../test/harness/sandbox.ts'

const api = await startApi()

describe('CreateWorkspace', () => {
  test('201: a workspace comes with its admin key', async () => {
    const { status, body } = await api.post('/_enlace/workspaces/', { name: 'second' })
    expect(status).toBe(201)
    expect(body).toMatchObject({ name: 'second', created_at: api.now().toISOString(), key: { scopes: ['admin'] } })
    const own = api.as({ id: body.key.secret_id, password: body.key.secret_password })
    expect(await own.get('/api/links/')).toMatchObject({ status: 200, body: { count: 0 } })
    expect((await own.get('/_enlace/keys/')).body.results).toMatchObject([{ id: body.key.id }])
  })

  test('201: people are others in another workspace, and ids never meet', async () => {
    const stranger = api.as(await api.givenStranger())
    const here = await givenRetrieved(api, { username: 'bnk102' })
    const link = await stranger.post('/api/links/', {
      institution: 'erebor_mx_retail',
      username: 'bnk102',
      password: 'low',
    })
    const owners = await stranger.post('/api/owners/', { link: link.body.id })
    expect(link.body.id).not.toBe(here.link.id)
    expect(owners.body[0].id).not.toBe(here.owners[0].id)
    const theirs = await stranger.post('/api/transactions/', { link: here.link.id, ...lastYear(api.now()) })
    expect(theirs.status).toBe(404)
  })

  test.each([
    [{}, { code: 'required', field: 'name' }],
    [{ name: '' }, { code: 'blank', field: 'name' }],
    [{ name: null }, { code: 'null', field: 'name' }],
    [{ name: 'x'.repeat(129) }, { code: 'invalid', field: 'name' }],
  ])('400: %o', async (body, error) => {
    expect(await api.post('/_enlace/workspaces/', body)).toMatchObject({ status: 400, body: [error] })
  })

  test('403: only an admin of the first workspace makes others', async () => {
    const refused = { status: 403, body: [{ code: 'access_to_resource_denied' }] }
    const stranger = api.as(await api.givenStranger())
    expect(await stranger.post('/_enlace/workspaces/', { name: 'third' })).toMatchObject(refused)
    const key = await givenKey(api, ['links:read', 'links:write', 'banking:write'])
    expect(await api.as(key).post('/_enlace/workspaces/', { name: 'third' })).toMatchObject(refused)
  })
})
