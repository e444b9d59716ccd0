import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { givenTokenLink, insideOf, toldOf, usageOf, wireLinkOf } from '../../../../test/harness/life.ts'
import { setLinkStatus } from '../../../../test/harness/rows.ts'

const api = await startApi()
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const patch = (id: string, body: unknown) => api.patch(`/api/links/${id}/`, body)
const single = (more: object = {}) => api.givenLink({ access_mode: 'single', ...more })
const recurrent = async () => {
  const link = await api.givenLink()
  await api.drain()
  return link
}
const waiting = ({ updates }: Body) => updates.filter(({ due_at }: Body) => due_at !== null)

describe('ModifyLinkDataRetrieval', () => {
  test('200: all three are changed together', async () => {
    const link = await single()
    const asked = { access_mode: 'recurrent', stale_in: '42d', fetch_resources: ['OWNERS', 'ACCOUNTS', 'OWNERS'] }
    const { status, body } = await patch(link.id, asked)
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        ...link,
        access_mode: 'recurrent',
        stale_in: '42d',
        fetch_resources: ['OWNERS', 'ACCOUNTS'],
        refresh_rate: '7d',
        credentials_storage: 'store',
      },
    })
    expect(await wireLinkOf(api, link.id)).toEqual(body)
  })

  test.each([[{}], [undefined], [{ access_mode: 'recurrent' }], [{ fetch_resources: [] }]])(
    '200: %o is what the link has already, so nothing changes and nothing is scheduled',
    async (asked) => {
      const link = await recurrent()
      const before = await insideOf(api, link.id)
      expect(await patch(link.id, asked)).toMatchObject({ status: 200, body: link })
      expect(await insideOf(api, link.id)).toEqual(before)
    },
  )

  test('200: single to recurrent updates on the next day, with webhooks, and is counted', async () => {
    const link = await single({ stale_in: '90d' })
    expect(await patch(link.id, { access_mode: 'recurrent' })).toMatchObject({
      status: 200,
      body: { access_mode: 'recurrent', refresh_rate: '7d', credentials_storage: 'store', stale_in: '90d' },
    })
    await api.drain()
    const inside = await insideOf(api, link.id)
    const tomorrow = new Date(api.now().getTime() + 86_400_000).toISOString().slice(0, 10)
    expect(inside.updates).toMatchObject([
      { cause: 'access_mode_switch', due_at: expect.stringContaining(tomorrow), finished_at: null },
    ])
    expect(inside.updates[0].resources).toEqual(['ACCOUNTS', 'OWNERS', 'TRANSACTIONS', 'BALANCES'])
    expect(new Date(inside.next_refresh_at) > new Date(inside.updates[0].due_at)).toBe(true)
    expect(await toldOf(api, link.id)).toEqual([])
    expect(await usageOf(api, link.id)).toEqual(['registration'])
    api.advance({ days: 2 })
    await api.drain()
    const told = await toldOf(api, link.id)
    expect(told.map(({ type, code }) => [type, code])).toEqual(
      ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS', 'BALANCES'].map((type) => [type, 'historical_update']),
    )
    expect(new Set(told.map(({ request_id }) => request_id))).toEqual(new Set([inside.updates[0].request_id]))
    expect(await usageOf(api, link.id)).toEqual(['historical_update', 'registration'])
  })

  test("200: the refresh rate of a link that becomes recurrent is the workspace's", async () => {
    const keys = await api.givenStranger()
    const own = api.as(keys)
    expect((await api.send('PATCH', '/_enlace/settings/', { keys, body: { refresh_rate: '24h' } })).status).toBe(200)
    const form = { institution: 'erebor_mx_retail', username: 'x', password: 'x', access_mode: 'single' }
    const { body: link } = await own.post('/api/links/', form)
    const switched = await own.patch(`/api/links/${link.id}/`, { access_mode: 'recurrent' })
    expect(switched).toMatchObject({ status: 200, body: { refresh_rate: '24h' } })
  })

  test('200: recurrent to single ends the schedule, and takes back an update that has not started', async () => {
    const link = await single()
    await patch(link.id, { access_mode: 'recurrent' })
    expect(await patch(link.id, { access_mode: 'single' })).toMatchObject({
      status: 200,
      body: { access_mode: 'single', refresh_rate: null, credentials_storage: 'store' },
    })
    const inside = await insideOf(api, link.id)
    expect(inside).toMatchObject({ next_refresh_at: null, updates: [{ outcome: { kind: 'cancelled' } }] })
    api.advance({ days: 30 })
    await api.drain()
    expect(await toldOf(api, link.id)).toEqual([])
    expect(await usageOf(api, link.id)).toEqual(['registration'])
  })

  test.each(['valid', 'invalid', 'unconfirmed', 'token_required'] as const)(
    '200: of a link that is %s days and resources are stored, and nothing is triggered',
    async (status) => {
      const link = await single()
      await setLinkStatus(api, link.id, status)
      for (const asked of [{ stale_in: '7d' }, { fetch_resources: ['OWNERS'] }, { fetch_resources: [] }]) {
        expect(await patch(link.id, asked)).toMatchObject({
          status: 200,
          body: { ...asked, access_mode: 'single', status },
        })
      }
      expect(await wireLinkOf(api, link.id)).toMatchObject({ stale_in: '7d', fetch_resources: [], status })
      expect(waiting(await insideOf(api, link.id))).toEqual([])
    },
  )

  test('200: other days count from the last access', async () => {
    const link = await single()
    const staleAt = async () => (await insideOf(api, link.id)).stale_at
    const accessedPlus = (days: number) => new Date(Date.parse(link.last_accessed_at) + days * 86_400_000).toISOString()
    expect(await staleAt()).toBe(accessedPlus(365))
    api.advance({ days: 1 })
    await patch(link.id, { stale_in: '7d' })
    expect(await staleAt()).toBe(accessedPlus(7))
  })

  test('200: keys that are not to be changed, or unknown, are ignored', async () => {
    const link = await recurrent()
    const asked = { status: 'invalid', refresh_rate: '6h', id: unknown, credentials_storage: 'nostore', colour: 'red' }
    expect(await patch(link.id, asked)).toMatchObject({ status: 200, body: link })
  })

  test.each([
    [{ access_mode: 'both' }, { code: 'invalid_choice', field: 'access_mode' }],
    [{ stale_in: '0d' }, { code: 'invalid', field: 'stale_in' }],
    [{ stale_in: '1000d' }, { code: 'invalid', field: 'stale_in' }],
    [{ stale_in: 'a week' }, { code: 'invalid', field: 'stale_in' }],
    [{ fetch_resources: 'ACCOUNTS' }, { code: 'not_a_list', field: 'fetch_resources' }],
    [{ fetch_resources: ['ACCOUNTS', 'Dominik'] }, { code: 'invalid_choice', field: 'fetch_resources' }],
    [
      { fetch_resources: ['INVOICES'] },
      { code: 'invalid', field: 'resources', message: expect.stringContaining('ACCOUNTS, OWNERS, TRANSACTIONS') },
    ],
    [{ access_mode: null }, { code: 'null', field: 'access_mode' }],
    [{ stale_in: null }, { code: 'null', field: 'stale_in' }],
    [{ fetch_resources: null }, { code: 'null', field: 'fetch_resources' }],
  ])('400: %o is refused, and nothing of what came with it is stored', async (wrong, error) => {
    const link = await single()
    const others = { access_mode: 'recurrent', stale_in: '42d', fetch_resources: ['OWNERS'] }
    expect(await patch(link.id, { ...others, ...wrong })).toMatchObject({ status: 400, body: [error] })
    expect(await wireLinkOf(api, link.id)).toEqual(link)
    expect((await insideOf(api, link.id)).updates).toEqual([])
  })

  test('400: without stored credentials a link stays single, and all else as it was', async () => {
    const kept = { access_mode: 'single', fetch_resources: ['ACCOUNTS'] }
    const nostore = await api.givenLink({ ...kept, credentials_storage: 'nostore' })
    const lapsed = await api.givenLink({ ...kept, credentials_storage: '1d' })
    await api.drain()
    api.advance({ days: 1 })
    await api.drain()
    for (const { id } of [nostore, lapsed]) {
      const before = await wireLinkOf(api, id)
      expect(before.status).toBe('invalid')
      expect(await patch(id, { access_mode: 'recurrent', stale_in: '42d' })).toMatchObject({
        status: 400,
        body: [{ code: 'invalid_access_mode_switch' }],
      })
      expect(await wireLinkOf(api, id)).toEqual(before)
    }
  })

  test('400: a link that waits for its own update without storing credentials cannot become recurrent', async () => {
    const keys = { access_mode: 'single', credentials_storage: 'nostore', fetch_resources: ['ACCOUNTS'] }
    const form = { institution: 'heimdall_mx_retail', username: 'mfa_qr', password: 'x', ...keys }
    const { body } = await api.post('/api/links/', form)
    await setLinkStatus(api, body[0].link, 'valid')
    expect(await patch(body[0].link, { access_mode: 'recurrent' })).toMatchObject({
      status: 400,
      body: [{ code: 'invalid_access_mode_switch' }],
    })
  })

  test.each([
    ['unconfirmed', 'unconfirmed_link'],
    ['invalid', 'invalid_link'],
  ] as const)('400: a link that is %s cannot become recurrent', async (status, code) => {
    const link = await single()
    await setLinkStatus(api, link.id, status)
    const answer = await patch(link.id, { access_mode: 'recurrent', fetch_resources: ['OWNERS'] })
    expect(answer).toMatchObject({ status: 400, body: [{ code }] })
    expect(await wireLinkOf(api, link.id)).toEqual({ ...link, status })
  })

  test('403: a key that may not write links', async () => {
    const link = await single()
    const reader = api.as(await givenKey(api, ['links:read']))
    expect(await reader.patch(`/api/links/${link.id}/`, { stale_in: '7d' })).toMatchObject({
      status: 403,
      body: [{ code: 'access_to_resource_denied' }],
    })
  })

  test("404: nobody's link, another workspace's, and an id that is no uuid", async () => {
    const link = await single()
    const stranger = api.as(await api.givenStranger())
    const answers = [
      await patch(unknown, {}),
      await patch('nobody', { stale_in: '7d' }),
      await stranger.patch(`/api/links/${link.id}/`, { access_mode: 'recurrent' }),
    ]
    for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    expect(await wireLinkOf(api, link.id)).toEqual(link)
  })

  test('428: a link that waits for a token is asked for it first; then the switch is asked again', async () => {
    const link = await givenTokenLink(api, { access_mode: 'single' })
    await setLinkStatus(api, link.id, 'token_required')
    const asked = await patch(link.id, { access_mode: 'recurrent', stale_in: '42d' })
    expect(asked).toMatchObject({
      status: 428,
      body: [{ code: 'token_required', link: link.id, session: expect.stringMatching(/^[0-9a-f]{32}$/), expiry: 720 }],
    })
    expect(await wireLinkOf(api, link.id)).toEqual({ ...link, status: 'token_required' })
    const { session } = asked.body[0]
    expect(await api.patch('/api/links/', { session, link: link.id, token: '111111' })).toMatchObject({
      status: 200,
      body: { status: 'valid', access_mode: 'single', stale_in: '365d' },
    })
    expect(await patch(link.id, { access_mode: 'recurrent' })).toMatchObject({
      status: 200,
      body: { status: 'valid', access_mode: 'recurrent' },
    })
  })

  test('428: an institution that wants no token any more asks for the consent to go on', async () => {
    const link = await single()
    await setLinkStatus(api, link.id, 'token_required')
    const { status, body } = await patch(link.id, { access_mode: 'recurrent' })
    expect([status, body[0].token_generation_data.expects_user_input]).toEqual([428, false])
    const answer = await api.patch('/api/links/', { session: body[0].session, link: link.id })
    expect(answer).toMatchObject({ status: 200, body: { status: 'valid', access_mode: 'single' } })
  })

  test('500: a failure inside leaves the link as it was', async () => {
    const link = await single({ username: 'user_unexpected', password: 'later' })
    await setLinkStatus(api, link.id, 'token_required')
    expect(await patch(link.id, { access_mode: 'recurrent', stale_in: '42d' })).toMatchObject({
      status: 500,
      body: [{ code: 'unexpected_error' }],
    })
    expect(await wireLinkOf(api, link.id)).toEqual({ ...link, status: 'token_required' })
  })

  test('200: of many switches at the same moment one schedules an update', async () => {
    const link = await single()
    const answers = await Promise.all(Array.from({ length: 6 }, () => patch(link.id, { access_mode: 'recurrent' })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(waiting(await insideOf(api, link.id))).toHaveLength(1)
  })
})
