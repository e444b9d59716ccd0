import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../../test/harness/api.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'

const api = await startApi()
const unknown = '3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77'

async function given() {
  const { body } = await api.post('/_enlace/webhooks/', { url: 'http://a.example/' })
  const path = `/_enlace/webhooks/${body.id}/`
  return { path, secretsPath: `${path}secrets/`, shown: async () => (await api.get(path)).body.secrets }
}

describe('CreateWebhookSecret', () => {
  test('201: the secret is shown once, and afterwards only that there is one', async () => {
    const { path, secretsPath, shown } = await given()
    const { status, body } = await api.post(secretsPath)
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.any(String),
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      created_at: api.now().toISOString(),
    })
    expect(await shown()).toEqual([{ id: body.id, created_at: body.created_at }])
    const { body: listed } = await api.get('/_enlace/webhooks/')
    expect(listed.results.find(({ id }: { id: string }) => path.includes(id)).secrets).toEqual(await shown())
    expect(JSON.stringify(listed)).not.toContain('whsec_')
  })

  test('201: the log of the workspace says that what signs has changed, and nothing of it', async () => {
    const { path, secretsPath } = await given()
    const { next } = (await api.get('/_enlace/events/?after=latest')).body
    const { body } = await api.post(secretsPath)
    await api.delete(`${secretsPath}${body.id}/`)
    const { body: log } = await api.get(`/_enlace/events/?after=${next}`)
    const data = { endpoint: path.split('/').at(-2), fields: ['secrets'] }
    expect(log.results).toMatchObject([
      { type: 'endpoint_changed', data },
      { type: 'endpoint_changed', data },
    ])
    expect(JSON.stringify(log)).not.toContain(body.secret)
  })

  test('400: there are two at most', async () => {
    const { secretsPath, shown } = await given()
    const made = [await api.post(secretsPath), await api.post(secretsPath)]
    expect(await api.post(secretsPath)).toMatchObject({ status: 400, body: [{ code: 'invalid' }] })
    expect((await shown()).map(({ id }: { id: string }) => id)).toEqual(made.map(({ body }) => body.id))
  })

  test('201: of two that were made while the clock stood still the newer one is known for it', async () => {
    for (let tried = 0; tried < 8; tried += 1) {
      const { secretsPath, shown } = await given()
      const made = [(await api.post(secretsPath)).body.id, (await api.post(secretsPath)).body.id]
      expect((await shown()).map(({ id }: { id: string }) => id)).toEqual(made)
    }
  })

  test('404: an endpoint that is unknown, removed, or of another workspace', async () => {
    const { path, secretsPath } = await given()
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.post(secretsPath)).status).toBe(404)
    expect((await api.post(`/_enlace/webhooks/${unknown}/secrets/`)).status).toBe(404)
    await api.delete(path)
    expect((await api.post(secretsPath)).status).toBe(404)
  })

  test('403: a key without the admin scope makes none', async () => {
    const { secretsPath } = await given()
    const key = api.as(await givenKey(api, ['links:write', 'banking:write']))
    expect((await key.post(secretsPath)).status).toBe(403)
  })
})

describe('EndWebhookSecret', () => {
  test('204: it is gone, and there is room for another', async () => {
    const { secretsPath, shown } = await given()
    const first = (await api.post(secretsPath)).body
    const second = (await api.post(secretsPath)).body
    expect((await api.delete(`${secretsPath}${first.id}/`)).status).toBe(204)
    expect(await shown()).toMatchObject([{ id: second.id }])
    expect((await api.post(secretsPath)).body.id).not.toBe(first.id)
  })

  test('204: with the endpoint go its secrets', async () => {
    const { path, secretsPath } = await given()
    const { body } = await api.post(secretsPath)
    await api.delete(path)
    const rows = await api.app.deps.db.reader.selectFrom('webhook_secrets').select('id').where('id', '=', body.id)
    expect(await rows.execute()).toEqual([])
  })

  test('404: unknown, ended before, of another endpoint, or of another workspace', async () => {
    const { secretsPath } = await given()
    const { secretsPath: elsewhere } = await given()
    const { body } = await api.post(secretsPath)
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.delete(`${secretsPath}${body.id}/`)).status).toBe(404)
    expect((await api.delete(`${elsewhere}${body.id}/`)).status).toBe(404)
    expect((await api.delete(`${secretsPath}${unknown}/`)).status).toBe(404)
    expect((await api.delete(`${secretsPath}nonsense/`)).status).toBe(404)
    expect((await api.delete(`${secretsPath}${body.id}/`)).status).toBe(204)
    expect((await api.delete(`${secretsPath}${body.id}/`)).status).toBe(404)
  })
})
