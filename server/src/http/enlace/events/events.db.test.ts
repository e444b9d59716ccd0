import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Api, type Body, startApi } from '../../../../../test/harness/api.ts'
import { openStream } from '../../../../../test/harness/event-stream.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { appendMany } from '../../../../../test/harness/many-events.ts'
import { listenersMax } from '../../../flows/events/feed-watch.ts'

const api = await startApi()
const path = '/_enlace/events/'

const eventsOf = async (query = '', of: Pick<Api, 'get'> = api): Promise<Body> => (await of.get(path + query)).body
const endOf = async (of?: Pick<Api, 'get'>): Promise<number> => (await eventsOf('?after=latest', of)).next
const typesIn = ({ results }: Body): string[] => results.map(({ type }: Body) => type)
const positionsIn = ({ results }: Body): number[] => results.map(({ position }: Body) => position)

/** Somebody who listens until the test is over. */
async function listen(query = '', options: { lastEventId?: string } = {}) {
  const stream = await openStream(api.url, path + query, options)
  onTestFinished(() => stream.close())
  return stream
}

describe('ListEvents', () => {
  test('200: the whole story of a link, also when there is no link any more', async () => {
    const begin = await endOf()
    const link = await api.givenLink({ access_mode: 'recurrent' })
    const answer = await api.delete(`/api/links/${link.id}/`, { headers: { 'x-belvo-request-mode': 'async' } })
    const story = await eventsOf(`?after=${begin}`)
    expect(typesIn(story).slice(0, 3)).toEqual(['link_registered', 'link_confirmed', 'update_due'])
    expect(typesIn(story).slice(-2)).toEqual(['link_deleted', 'webhook'])
    expect(typesIn(story)).toContain('update_finished')
    expect(positionsIn(story)).toEqual(story.results.map((_: Body, index: number) => begin + 1 + index))
    expect(story.results.map(({ sequence }: Body) => sequence)).toEqual(
      story.results.map((_: Body, index: number) => index + 1),
    )
    expect(story.results.at(-1)).toEqual({
      position: story.next,
      id: expect.stringMatching(new RegExp(`^${link.id.slice(0, 3)}`)),
      type: 'webhook',
      link: link.id,
      sequence: story.results.length,
      request_id: answer.body.request_id,
      happened_at: api.now().toISOString(),
      data: {
        type: 'LINK',
        code: 'link_deleted',
        process: 'historical_update',
        data: {},
        webhook_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        external_id: null,
      },
    })
  })

  test('200: page after page, and at the end a place to go on from', async () => {
    const whole = await eventsOf('?limit=1000')
    const seen: number[] = []
    let next = 0
    for (;;) {
      const page = await eventsOf(`?after=${next}&limit=3`)
      if (page.results.length === 0) break
      expect(page.results.length).toBeLessThanOrEqual(3)
      seen.push(...positionsIn(page))
      next = page.next
    }
    expect(seen).toEqual(positionsIn(whole))
    expect(next).toBe(whole.next)
  })

  test('200: of one link, of some types, of webhooks by their own types and codes', async () => {
    const begin = await endOf()
    const [one, other] = [await api.givenLink(), await api.givenLink({ access_mode: 'recurrent' })]
    const all = await eventsOf(`?after=${begin}&limit=1000`)
    const expected = async (query: string, isMeant: (event: Body) => boolean) => {
      const filtered = await eventsOf(`?after=${begin}&limit=1000&${query}`)
      expect(filtered.results).toEqual(all.results.filter(isMeant))
      expect(filtered.results.length).toBeGreaterThan(0)
      expect(filtered.next).toBe(all.next)
    }
    await expected(`link=${other.id}`, ({ link }) => link === other.id)
    await expected(`link=${one.id.toUpperCase()}&type=link_confirmed`, ({ link, type }) => {
      return link === one.id && type === 'link_confirmed'
    })
    await expected('type=link_registered,update_due', ({ type }) => ['link_registered', 'update_due'].includes(type))
    await expected('type=TRANSACTIONS', ({ type, data }) => type === 'webhook' && data.type === 'TRANSACTIONS')
    await expected('type=update_due,OWNERS', ({ type, data }) => type === 'update_due' || data.type === 'OWNERS')
    await expected('code=historical_update', ({ data }) => data.code === 'historical_update')
    await expected('type=webhook', ({ type }) => type === 'webhook')
  })

  test('200: what a filter passes over is passed over for good, bit by bit', async () => {
    const own = await startApi()
    const begin = await endOf(own)
    await appendMany(own, 25_000)
    await own.givenLink()
    const places = [begin]
    for (;;) {
      const page = await eventsOf(`?type=link_registered&after=${places.at(-1)}`, own)
      places.push(page.next)
      if (page.results.length > 0) break
    }
    expect(places.slice(0, 3)).toEqual([begin, begin + 10_000, begin + 20_000])
    expect(places).toHaveLength(4)
    // Whoever waits is not bothered with that.
    expect(typesIn(await eventsOf(`?type=link_registered&after=${begin}&wait=20`, own))).toEqual(['link_registered'])
    // Swept or reset: there is nothing to pass over.
    await own.post('/_enlace/reset/')
    expect(typesIn(await eventsOf('?type=workspace_reset,link_registered', own))).toEqual(['workspace_reset'])
  })

  test("200: another workspace's events are not there, also where its link is named", async () => {
    const link = await api.givenLink()
    const stranger = api.as(await api.givenStranger())
    expect(typesIn(await eventsOf('', stranger))).toEqual(['workspace_created'])
    expect(await eventsOf(`?link=${link.id}`, stranger)).toEqual({ results: [], next: 1, oldest: 1 })
  })

  test('200: resources have the names by which callers know them', async () => {
    const begin = await endOf()
    const link = await api.givenLink({ institution: 'ofmockbank_br_retail', username: '76109277673' })
    const { results } = await eventsOf(`?after=${begin}&type=update_due&link=${link.id}`)
    const { body: inside } = await api.get(`/_enlace/links/${link.id}/`)
    expect(results[0].data.resources).toEqual(inside.updates[0].resources)
  })

  test('200: what becomes of updates, questions and consents', async () => {
    const begin = await endOf()
    const told = async (types: string) => (await eventsOf(`?after=${begin}&type=${types}`)).results
    const down = await api.givenLink({ username: 'user_down', password: 'later' })
    await api.drain()
    expect(await told('update_put_off')).toMatchObject([
      { link: down.id, data: { cause: 'registration', fault: 'institution_down', due_at: expect.any(String) } },
    ])
    const single = await api.givenLink({ access_mode: 'single' })
    for (const mode of ['recurrent', 'single']) await api.patch(`/api/links/${single.id}/`, { access_mode: mode })
    const [due, cancelled] = await told('update_due,update_cancelled').then((all) => all.slice(-2))
    expect([due, cancelled]).toMatchObject([
      { type: 'update_due', link: single.id, data: { cause: 'access_mode_switch' } },
      { type: 'update_cancelled', link: single.id, data: { cause: 'access_mode_switch' } },
    ])
    expect(cancelled.request_id).toBe(due.request_id)
    const consented = await api.givenLink({ institution: 'ofmockbank_br_retail', username: '76109277673' })
    expect(await told('consent_given')).toMatchObject([{ link: consented.id, data: { status: 'AUTHORISED' } }])
    const asked = { institution: 'heimdall_mx_retail', username: 'mfa_default', password: 'pass_valid' }
    const { body: question } = await api.post('/api/links/', asked)
    api.advance({ hours: 1 })
    await api.drain()
    expect(await told('token_asked,token_expired')).toMatchObject([
      { type: 'token_asked', link: question[0].link, data: { purpose: 'registration' } },
      { type: 'token_expired', link: question[0].link },
    ])
  })

  test('200: what happens to the workspace and to no link of it', async () => {
    const own = await startApi()
    await own.post('/_enlace/clock/freeze/')
    await own.patch('/_enlace/settings/', { refresh_rate: '24h' })
    const { made: key } = await givenKey(own, ['links:read'])
    await own.delete(`/_enlace/keys/${key.id}/`)
    const { body: endpoint } = await own.post('/_enlace/webhooks/', { url: 'http://127.0.0.1:9/?token=secret' })
    await own.delete(`/_enlace/webhooks/${endpoint.id}/`)
    const { results } = await eventsOf('', own)
    expect(results.map(({ type, data }: Body) => [type, data])).toEqual([
      ['workspace_created', {}],
      ['clock_moved', { now: own.now().toISOString(), frozen: true }],
      ['settings_changed', { refresh_rate: '24h' }],
      ['key_created', { key: key.id, scopes: ['links:read'] }],
      ['key_revoked', { key: key.id }],
      ['endpoint_added', { endpoint: endpoint.id }],
      ['endpoint_removed', { endpoint: endpoint.id }],
    ])
    for (const event of results)
      expect(event).toMatchObject({ id: expect.stringMatching(/^000/), link: null, sequence: null, request_id: null })
  })

  // Readers go on from where they were; ids are those of the first time.
  test('200: a reset empties the log and leaves positions as they are', async () => {
    const own = await startApi()
    const link = await own.givenLink()
    const before = await eventsOf('?limit=1000', own)
    await own.post('/_enlace/reset/')
    const reset = await eventsOf(`?after=${before.next}`, own)
    expect(typesIn(reset)).toEqual(['workspace_reset'])
    expect((await eventsOf('', own)).results).toEqual(reset.results)
    expect((await own.givenLink()).id).toBe(link.id)
    const after = await eventsOf(`?after=${reset.next}&limit=1000`, own)
    const idsIn = ({ results }: Body) => results.map(({ id }: Body) => id)
    expect(idsIn(after)).toEqual(idsIn(before).slice(1))
    expect(positionsIn(after)[0]).toBe(before.next + 2)
  })

  test('200: how far back the log goes, so that whoever comes too late knows', async () => {
    const own = await startApi()
    await own.givenLink()
    const { next: seen, oldest } = await eventsOf('?limit=1', own)
    expect([seen, oldest]).toEqual([1, 1])
    const end = await endOf(own)
    own.advance({ days: 91 })
    await own.drain()
    const late = await eventsOf(`?after=${seen}&limit=1`, own)
    const kept = await eventsOf('?limit=1', own)
    expect(late.oldest).toBe(kept.results[0]?.position ?? kept.next + 1)
    expect(late.oldest).toBeGreaterThan(seen + 1)
    await own.post('/_enlace/reset/')
    const before = (await endOf(own)) - 1
    expect((await eventsOf(`?after=${before}`, own)).oldest).toBe(before + 1)
    expect(before).toBeGreaterThanOrEqual(end)
  })

  test('200: whoever waits is answered as soon as something is committed', async () => {
    const begin = await endOf()
    const waiting = eventsOf(`?after=${begin}&wait=30`)
    await api.givenLink()
    const { results, next } = await waiting
    expect([results[0].type, results[0].position]).toEqual(['link_registered', begin + 1])
    expect(next).toBeGreaterThan(begin)
  })

  test('200: and when the time is over with nothing but the place to go on from', async () => {
    const begin = await endOf()
    expect(await eventsOf(`?after=${begin}&wait=1`)).toEqual({ results: [], next: begin, oldest: 1 })
  })

  test.each([
    ['after=-1', 'after', 'invalid'],
    ['after=1e3', 'after', 'invalid'],
    ['after=999999999', 'after', 'invalid'],
    ['limit=0', 'limit', 'invalid'],
    ['limit=1001', 'limit', 'invalid'],
    ['wait=31', 'wait', 'invalid'],
    ['type=webhook&type=link_deleted', 'type', 'invalid'],
    ['wait=soon', 'wait', 'invalid'],
    ['link=here', 'link', 'invalid'],
    ['type=link_vanished', 'type', 'invalid_choice'],
    ['type=', 'type', 'invalid_choice'],
    ['code=ACCOUNTS', 'code', 'invalid_choice'],
  ])('400: ?%s is refused', async (query, field, code) => {
    expect(await api.get(`${path}?${query}`)).toMatchObject({ status: 400, body: [{ field, code }] })
  })

  test('403: a key that may not read links', async () => {
    const key = api.as(await givenKey(api, ['banking:read']))
    expect((await key.get(path)).status).toBe(403)
  })
})

describe('ListEvents as a stream', () => {
  test('200: what has happened and what happens, each with its position', async () => {
    const begin = await endOf()
    const first = await api.givenLink()
    const stream = await listen(`?after=${begin}&type=link_registered`)
    expect([stream.status, stream.headers.get('content-type'), stream.headers.get('cache-control')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-store',
    ])
    expect(await stream.next()).toMatchObject({
      id: String(begin + 1),
      event: 'link_registered',
      data: { position: begin + 1, link: first.id },
    })
    const next = stream.next()
    const second = await api.givenLink()
    expect((await next)?.data.link).toBe(second.id)
  })

  test('200: who comes again goes on after what was seen, whatever the address says', async () => {
    const begin = await endOf()
    await api.givenLink()
    const again = await listen(`?after=0`, { lastEventId: String(begin + 1) })
    expect((await again.next())?.id).toBe(String(begin + 2))
  })

  test('200: who comes again too late is told so first, and who begins anew is not', async () => {
    const own = await startApi()
    await own.givenLink()
    const end = await endOf(own)
    await own.post('/_enlace/reset/')
    const open = async (query: string, options: { lastEventId?: string } = {}) => {
      const stream = await openStream(own.url, path + query, options)
      onTestFinished(() => stream.close())
      return stream.next()
    }
    const missed = { id: '', event: 'missed', data: { after: 1, oldest: end + 1 } }
    expect(await open('', { lastEventId: '1' })).toEqual(missed)
    expect(await open('?after=1')).toEqual(missed)
    for (const query of ['', `?after=${end}`]) expect((await open(query))?.event).toBe('workspace_reset')
  })

  // Otherwise everything would have to be passed over again with every new connection.
  test('200: the place is told also where nothing is shown', async () => {
    await api.givenLink()
    const stream = await listen('?after=0&type=workspace_reset')
    expect((await stream.said.next()).value).toEqual({ id: String(await endOf()) })
  })

  test('400: a place that there is not yet', async () => {
    const stream = await listen('', { lastEventId: '999999999' })
    expect(stream.status).toBe(400)
    for (const id of ['999999999', 'x']) {
      const headers = { accept: 'text/event-stream', 'last-event-id': id }
      const refused = await api.get(path, { headers })
      expect(refused).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'Last-Event-ID' }] })
    }
  })

  test('429: more listeners than there may be, until one has gone', async () => {
    const own = await startApi()
    const open = () => openStream(own.url, `${path}?after=latest`)
    const streams = await Promise.all(Array.from({ length: listenersMax }, open))
    onTestFinished(() => {
      for (const stream of streams) stream.close()
    })
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200))
    const refused = await own.get(`${path}?wait=30&after=latest`)
    expect(refused).toMatchObject({ status: 429, body: [{ code: 'too_many_requests' }] })
    expect(refused.headers.get('retry-after')).toBe('5')
    expect((await own.get(path)).status).toBe(200)
    const stranger = await own.givenStranger()
    streams.push(await openStream(own.url, path, { keys: stranger }))
    expect(streams.at(-1)?.status).toBe(200)
    streams.shift()?.close()
    await vi.waitFor(async () => {
      const stream = await open()
      streams.push(stream)
      expect(stream.status).toBe(200)
    })
  })

  test('ends when the server stops, which does not wait for it', async () => {
    const own = await startApi()
    const stream = await openStream(own.url, `${path}?after=latest`)
    await stream.said.next()
    const arrived = new Promise((resolve) => own.app.server.server.once('request', resolve))
    const waiting = own.get(`${path}?after=latest&wait=30`)
    await arrived
    await own.app.close()
    expect(await stream.next()).toBeUndefined()
    expect((await waiting).body.results).toEqual([])
  })

  test('reads no more than a slow reader takes', async () => {
    const own = await startApi()
    const sockets: Socket[] = []
    own.app.server.server.on('connection', (socket: Socket) => sockets.push(socket))
    const begin = await endOf(own)
    const stream = await openStream(own.url, `${path}?after=${begin}`)
    onTestFinished(() => stream.close())
    await appendMany(own, 8_000, 'x'.repeat(2_000))
    const unsent = () => Math.max(...sockets.map((socket) => socket.writableLength))
    await vi.waitFor(() => expect(unsent()).toBeGreaterThan(0), { timeout: 20_000 })
    // Sixteen megabytes wait; what is read ahead is a page or two.
    expect(unsent()).toBeLessThan(1_000_000)
    let count = 0
    while (count < 8_000) {
      const said = await stream.next()
      count += 1
      expect(said?.id).toBe(String(begin + count))
    }
    expect(unsent()).toBeLessThan(1_000_000)
  })
})
