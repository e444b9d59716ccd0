import { describe, expect, test } from 'vitest'
import { startApi } from '../../../test/harness/api.ts'
import { givenKey } from '../../../test/harness/keys.ts'
import { keyScopes } from '../domain/key-scopes.ts'
import { endpoints } from './endpoints.ts'

const api = await startApi()
const id = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const guarded = endpoints.flatMap(({ method, path, scope }) =>
  scope === null ? [] : [{ method, path: path.replace(':id', id), scope }],
)

describe('the scope of a key', () => {
  test('403: every endpoint is refused to a key that has every other scope', async () => {
    for (const needed of new Set(guarded.map(({ scope }) => scope))) {
      const others = keyScopes.filter((scope) => scope !== needed && scope !== 'admin')
      const key = await givenKey(api, others)
      for (const { method, path } of guarded.filter(({ scope }) => scope === needed)) {
        expect(await api.send(method, path, { keys: key })).toMatchObject({
          status: 403,
          body: [{ code: 'access_to_resource_denied', message: "You don't have access to this resource." }],
        })
      }
    }
  })

  test('any endpoint is open to a key that has its scope alone', async () => {
    for (const needed of new Set(guarded.map(({ scope }) => scope))) {
      if (needed === 'admin') continue
      const key = await givenKey(api, [needed])
      for (const { method, path } of guarded.filter(({ scope }) => scope === needed)) {
        const { status } = await api.send(method, path, { keys: key })
        expect([401, 403, 405, 500]).not.toContain(status)
      }
    }
  })

  test('401: every endpoint is refused to nobody, whatever the path and the body', async () => {
    for (const { method, path } of [...guarded, { method: 'GET', path: '/api/' }]) {
      for (const keys of [null, { id: 'enlace-demo-id', password: 'wrong' }, { id: 'nobody', password: 'x' }]) {
        const body = method === 'POST' ? { body: '{ not json' } : {}
        expect(await api.send(method, path, { keys, ...body })).toMatchObject({
          status: 401,
          body: [{ code: 'authentication_failed', message: 'Invalid Secret Keys' }],
        })
      }
    }
  })
})
