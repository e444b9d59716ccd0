import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { type Behaviour, startReceiver } from '../../../../test/harness/receiver.ts'
import { givenStillWorkspace } from '../../../../test/harness/still-workspace.ts'
import { type Place, replay as replayPage } from './replay.ts'

const house = await startApi()
const resources = ['ACCOUNTS', 'OWNERS', 'BALANCES']

/** A workspace whose clock stands still, and a receiver with an endpoint of its own. */
async function given(terms: Body, ...behaviours: readonly Behaviour[]) {
  const receiver = await startReceiver(...behaviours)
  const { api, advance, listen } = await givenStillWorkspace(house)
  const endpoint = await listen({ url: receiver.url, ...terms })
  const own = `/_enlace/webhooks/${endpoint.id}/`
  const change = (changed: Body) => api.patch(own, changed)
  const shown = async (): Promise<Body> => (await api.get(own)).body
  const register = async (username: string): Promise<Body> => {
    const form = { institution: 'erebor_mx_retail', username, password: 'full', access_mode: 'single' }
    const { status, body } = await api.post('/api/links/', { ...form, fetch_resources: resources })
    expect(status).toBe(201)
    return body
  }
  /** In the order in which it happened. */
  const deliveries = async (): Promise<Body[]> => {
    const { body } = await api.get('/_enlace/deliveries/?page_size=1000')
    return body.results.toSorted((one: Body, other: Body) => one.sequence - other.sequence)
  }
  const replay = async (asked: Body): Promise<Body> => (await api.post('/_enlace/replay/', asked)).body
  const replayOne = ({ id }: Body) => api.post(`/_enlace/deliveries/${id}/replay/`)
  /** The webhooks that have arrived since it was asked last. */
  const arrived = (): string[] => {
    const ids = receiver.received.map(({ body }) => body.webhook_id)
    receiver.forget()
    return ids
  }
  return { api, receiver, advance, change, shown, register, deliveries, replay, replayOne, arrived }
}

const idsOf = (deliveries: readonly Body[]) => deliveries.map(({ webhook_id }) => webhook_id)
const statusesOf = (deliveries: readonly Body[]) => deliveries.map(({ status }) => status)

describe('for an endpoint in order', () => {
  test('what was told already goes before what is still to be told, and holds nothing for good', async () => {
    const { receiver, advance, register, deliveries, replayOne, arrived } = await given({ ordered: true }, 200, 500)
    await register('told_again')
    await advance('0s')
    const [first, second, third] = (await deliveries()) as [Body, Body, Body]
    expect(statusesOf(await deliveries())).toEqual(['delivered', 'pending', 'pending'])
    arrived()
    await replayOne(first)
    receiver.script(500, 200)
    // The second falls due while the first is tried again, and waits for it.
    await advance('1m')
    expect(arrived()).toEqual(idsOf([first, first, second, third]))
    expect(statusesOf(await deliveries())).toEqual(['delivered', 'delivered', 'delivered'])
  })

  test('all of a link arrives in its order again, also what was held', async () => {
    const { receiver, advance, register, deliveries, replay, arrived } = await given({ ordered: true }, 200, 500)
    const link = await register('all_again')
    await advance('0s')
    const all = idsOf(await deliveries())
    expect((await deliveries()).map(({ next_attempt_at: at }) => at === null)).toEqual([true, false, true])
    arrived()
    receiver.script(200)
    expect(await replay({ link: link.id })).toMatchObject({ count: 3 })
    await advance('0s')
    expect(arrived()).toEqual(all)
    expect(statusesOf(await deliveries())).toEqual(['delivered', 'delivered', 'delivered'])
  })

  test('what was not acknowledged goes in order, with what was given up and what waits for it', async () => {
    const { receiver, advance, register, deliveries, replay, arrived } = await given({ ordered: true }, 500)
    await register('not_acknowledged')
    await advance('10m')
    expect(statusesOf(await deliveries())).toEqual(['abandoned', 'pending', 'pending'])
    arrived()
    receiver.script(500, 200)
    expect(await replay({ unacknowledged: true })).toMatchObject({ count: 3 })
    await advance('0s')
    const [first, ...rest] = idsOf(await deliveries())
    expect(arrived()).toEqual([first])
    await advance('1m')
    expect(arrived()).toEqual([first, ...rest])
  })
})

describe('for an endpoint that is', () => {
  test('paused, it is held with the rest, and catches up with it', async () => {
    const { receiver, advance, register, deliveries, replay, shown, arrived } = await given({ retries: 'patient' })
    await register('before_the_pause')
    await advance('1s')
    const told = idsOf(await deliveries())
    arrived()
    receiver.script(500)
    await register('pauses_it')
    await advance('32h')
    expect((await shown()).status).toBe('paused')
    arrived()
    expect(await replay({ from: '2000-01-01T00:00:00Z' })).toMatchObject({ count: 6 })
    await advance('0s')
    expect(arrived()).toEqual([])
    expect(statusesOf(await deliveries())).toEqual(Array(6).fill('pending'))
    receiver.script(200)
    await advance('6h')
    expect((await shown()).status).toBe('on')
    const caughtUp = arrived()
    expect(caughtUp.toSorted()).toEqual(idsOf(await deliveries()).toSorted())
    expect(caughtUp).toEqual(expect.arrayContaining(told))
  })

  test('off, it waits until it is on; by filters that were changed since, it is not asked', async () => {
    const { advance, register, deliveries, replay, change, arrived } = await given({})
    await register('was_off')
    await advance('1s')
    const told = idsOf(await deliveries())
    arrived()
    await change({ enabled: false, webhook_types: ['LINK'] })
    expect(await replay({ from: '2000-01-01T00:00:00Z' })).toMatchObject({ count: 3 })
    await advance('30d')
    expect(arrived()).toEqual([])
    await change({ enabled: true })
    await advance('0s')
    expect(arrived()).toEqual(told)
  })
})

describe('in pages that end within one instant, a link is told of in its order', () => {
  /** What each call does, one webhook at a time. */
  async function inPages(link: Body, asked: Body, after: () => Promise<void>): Promise<void> {
    const { deps } = house.app
    const found = await deps.db.reader
      .selectFrom('links')
      .select('workspace_id')
      .where('id', '=', link.id)
      .executeTakeFirstOrThrow()
    let place: Place | null = null
    do {
      const page = { linkId: link.id, unacknowledged: false, limit: 1, ...asked }
      const { next } = await replayPage(deps, { workspaceId: found.workspace_id }, { ...page, after: place })
      place = next
      await after()
    } while (place)
  }

  test('of what was told', async () => {
    const { advance, register, deliveries, arrived } = await given({ ordered: true })
    for (const name of ['one', 'another', 'a_third']) {
      const link = await register(name)
      await advance('0s')
      const told = (await deliveries()).filter(({ link: of }) => of === link.id)
      expect(new Set(told.map(({ created_at }) => created_at)).size).toBe(1)
      arrived()
      await inPages(link, {}, async () => void (await advance('0s')))
      expect(arrived()).toEqual(idsOf(told))
    }
  })

  test('of what an endpoint has missed', async () => {
    const { api, receiver, advance, register, deliveries, arrived } = await given({ ordered: true })
    for (const name of ['one', 'another', 'a_third']) {
      const link = await register(name)
      await advance('0s')
      const told = (await deliveries()).filter(({ link: of }) => of === link.id)
      const { body: late } = await api.post('/_enlace/webhooks/', { url: `${receiver.url}/${name}`, ordered: true })
      arrived()
      await inPages(link, { endpointId: late.id }, async () => void (await advance('0s')))
      expect(arrived()).toEqual(idsOf(told))
      await api.delete(`/_enlace/webhooks/${late.id}/`)
    }
  })
})

describe('what was told of other endpoints', () => {
  /** An endpoint for alarms that heard nothing of the two that were told of another one. */
  async function givenAlarms() {
    const { api, receiver, advance, arrived, ...ofEndpoint } = await given({ webhook_types: ['ENDPOINT'] }, 500)
    const { results } = (await api.get('/_enlace/webhooks/')).body
    const { url } = await startReceiver(500)
    const { body: failing } = await api.post('/_enlace/webhooks/', { url, retries: 'patient' })
    await ofEndpoint.register('told_of')
    await advance('32h')
    await api.patch(`/_enlace/webhooks/${failing.id}/`, { enabled: true })
    await advance('1h')
    const alarms = (await ofEndpoint.deliveries()).filter(({ webhook_type }) => webhook_type === 'ENDPOINT')
    expect(alarms.map(({ webhook_code, status }) => [webhook_code, status]).sort()).toEqual([
      ['endpoint_paused', 'abandoned'],
      ['endpoint_resumed', 'abandoned'],
    ])
    receiver.script(200)
    arrived()
    return { ...ofEndpoint, api, advance, arrived, alarms, endpoint: results[0] }
  }

  test('is told once more to the endpoint that is named, with what happened to links', async () => {
    const { api, replay, advance, arrived, alarms, endpoint } = await givenAlarms()
    const ids = idsOf(alarms.toSorted((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at)))
    expect(await replay({ endpoint: endpoint.id, unacknowledged: true })).toEqual({ count: 2, made: 0, next: null })
    await advance('1s')
    expect(arrived()).toEqual(ids)
    expect(await replay({ endpoint: endpoint.id, unacknowledged: true })).toMatchObject({ count: 0 })
    expect(await replay({ endpoint: endpoint.id, webhook_type: 'LINK' })).toMatchObject({ count: 0 })
    await api.patch(`/_enlace/webhooks/${endpoint.id}/`, { webhook_types: null })
    expect(await replay({ endpoint: endpoint.id, from: '2000-01-01T00:00:00Z' })).toMatchObject({ count: 5, made: 3 })
  })

  test.each([1, 2, 3])('goes page by page with the rest, %d at a time', async (limit) => {
    const { api, advance, arrived, endpoint } = await givenAlarms()
    await api.patch(`/_enlace/webhooks/${endpoint.id}/`, { webhook_types: null })
    const all = { endpointId: endpoint.id, unacknowledged: false, limit }
    const scope = { workspaceId: (await workspaceOf(endpoint.id)).workspace_id }
    const counts: number[] = []
    for (let after: Place | null = null, pages = 0; pages === 0 || after; pages += 1) {
      const page = await replayPage(house.app.deps, scope, { ...all, after })
      counts.push(page.count)
      after = page.next
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5)
    expect(Math.max(...counts)).toBe(limit)
    await advance('1s')
    expect(new Set(arrived()).size).toBe(5)
  })
})

const workspaceOf = (endpointId: string) =>
  house.app.deps.db.reader
    .selectFrom('webhook_endpoints')
    .select('workspace_id')
    .where('id', '=', endpointId)
    .executeTakeFirstOrThrow()
