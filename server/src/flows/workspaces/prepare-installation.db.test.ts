import { expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { startReceiver } from '../../../../test/harness/receiver.ts'
import { demoKeys } from '../../config.ts'
import type { NewEndpoint } from '../webhooks/webhook-endpoints.ts'
import { prepareInstallation } from './prepare-installation.ts'

const masterKey = Buffer.alloc(32, 3)
const api = await startApi({ ENLACE_MASTER_KEY: masterKey.toString('base64') })
const own = { id: 'an-own-id', password: 'an-own-password' }

/** The same installation, started again with a pair of keys, and perhaps an endpoint. */
const startWith = (secrets: { id: string; password: string }, webhook: NewEndpoint | null = null) =>
  prepareInstallation(api.app.deps, {
    mode: 'emulator',
    seed: null,
    clock: null,
    secrets,
    demoId: demoKeys.id,
    masterKey,
    webhook,
  })

const statusWith = async (keys: { id: string; password: string }) => (await api.as(keys).get('/api/')).status

test('the demo keys stop working once there are own ones, and work again when nothing else is asked for', async () => {
  expect(await statusWith(demoKeys)).toBe(200)
  await startWith(own)
  expect([await statusWith(demoKeys), await statusWith(own)]).toEqual([401, 200])
  await startWith(demoKeys)
  expect([await statusWith(demoKeys), await statusWith(own)]).toEqual([200, 200])
})

test('a new password of the environment takes the place of the old one', async () => {
  const changed = { ...own, password: 'another-password' }
  await startWith(changed)
  expect([await statusWith(own), await statusWith(changed)]).toEqual([401, 200])
})

test("the environment's endpoint is told with the Authorization that the environment gives now", async () => {
  const receiver = await startReceiver()
  const told = async (authorization: string | null) => {
    await startWith(demoKeys, { url: receiver.url, authorization })
    receiver.forget()
    await api.givenLink({ access_mode: 'single', fetch_resources: ['ACCOUNTS'] })
    return receiver.received.map(({ headers }) => headers.authorization)
  }
  expect(await told('Bearer first')).toEqual(['Bearer first'])
  expect(await told('Bearer second')).toEqual(['Bearer second'])
  expect(await told(null)).toEqual([undefined])
})

test('a key that was revoked, is no admin key or belongs to another workspace stops the start', async () => {
  await startWith(demoKeys)
  const { body: reader } = await api.post('/_enlace/keys/', { name: 'reader', scopes: ['links:read'] })
  await expect(startWith({ id: reader.secret_id, password: 'whatever' })).rejects.toThrow('not an admin key')
  const { body: revoked } = await api.post('/_enlace/keys/', { name: 'second', scopes: ['admin'] })
  await api.delete(`/_enlace/keys/${revoked.id}/`)
  await expect(startWith({ id: revoked.secret_id, password: 'whatever' })).rejects.toThrow('was revoked')
  const stranger = await api.givenStranger()
  await expect(startWith(stranger)).rejects.toThrow('belongs to another workspace')
})
