import { expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'

const api = await startApi({ ENLACE_CLOCK: '2026-03-18T12:00:00.000Z' })
const advance = (by: string) => api.post('/_enlace/clock/advance/', { by })
const keysOf = async (id: string) =>
  (await api.app.deps.db.reader.selectFrom('link_keys').select('purpose').where('link_id', '=', id).execute())
    .map(({ purpose }) => purpose)
    .sort()

test('stale data goes with its key, and the link stays', async () => {
  const fetch_resources = ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS']
  const link = await api.givenLink({ access_mode: 'single', stale_in: '30d', fetch_resources })
  await advance('29d')
  expect((await api.get(`/api/owners/?link=${link.id}`)).body.count).toBe(1)
  await advance('31d')
  for (const path of ['accounts', 'owners', 'transactions']) {
    expect((await api.get(`/api/${path}/?link=${link.id}`)).body.count).toBe(0)
  }
  expect((await api.get(`/api/links/${link.id}/`)).body.status).toBe('valid')
  expect(await keysOf(link.id)).toEqual(['credentials'])
  expect((await api.post('/api/owners/', { link: link.id })).status).toBe(201)
})

test('lapsed credentials go with their key: the link is invalid and POST says why', async () => {
  const link = await api.givenLink({ access_mode: 'single', username: 'lapses', credentials_storage: '7d' })
  await advance('8d')
  expect((await api.get(`/api/links/${link.id}/`)).body.status).toBe('invalid')
  expect(await keysOf(link.id)).not.toContain('credentials')
  const refused = await api.post('/api/owners/', { link: link.id })
  expect(refused).toMatchObject({ status: 404, body: [{ code: 'expired_credentials' }] })
})

test('nostore: nothing is kept once the registration is done', async () => {
  const more = {
    access_mode: 'single',
    username: 'nostore',
    credentials_storage: 'nostore',
    fetch_resources: ['OWNERS'],
  }
  const link = await api.givenLink(more)
  await advance('16m')
  expect(await keysOf(link.id)).not.toContain('credentials')
  expect((await api.get(`/api/owners/?link=${link.id}`)).body.count).toBe(1)
  const refused = await api.post('/api/owners/', { link: link.id })
  expect(refused).toMatchObject({ status: 404, body: [{ code: 'expired_credentials' }] })
})
