import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { type Behaviour, startReceiver } from '../../../../test/harness/receiver.ts'
import { givenStillWorkspace } from '../../../../test/harness/still-workspace.ts'

const house = await startApi()
const minuteMs = 60_000

/** A workspace whose clock stands still, with a patient endpoint, one that hears of endpoints, and one in Belvo's way. */
async function given(...behaviours: readonly Behaviour[]) {
  const [receiver, watcher, plain] = await Promise.all([startReceiver(...behaviours), startReceiver(), startReceiver()])
  const { keys, api, advance, listen, happen } = await givenStillWorkspace(house)
  const owners = { webhook_types: ['OWNERS'] }
  const endpoint = await listen({ url: receiver.url, ...owners, retries: 'patient', description: 'the ledger' })
  await listen({ url: watcher.url, webhook_types: ['ENDPOINT'] })
  await listen({ url: plain.url })
  const shown = async (): Promise<Body> => (await api.get(`/_enlace/webhooks/${endpoint.id}/`)).body
  const change = (terms: Body) => api.patch(`/_enlace/webhooks/${endpoint.id}/`, terms)
  const deliveries = async (): Promise<Body[]> => {
    const { body } = await api.get('/_enlace/deliveries/?page_size=1000')
    return body.results.filter((each: Body) => each.endpoint === endpoint.id).toReversed()
  }
  /** Fails for so long that nothing more is sent but probes; gives what is held then. */
  const letItFail = async (): Promise<Body[]> => {
    receiver.script(500)
    const links: Body[] = []
    for (let count = 0; count < 3; count += 1) {
      links.push(await happen())
      await advance('1s')
    }
    await advance('32h')
    receiver.forget()
    return links
  }
  const links = () => receiver.received.map(({ body }) => body.link_id)
  return {
    api,
    keys,
    receiver,
    watcher,
    plain,
    endpoint,
    advance,
    happen,
    shown,
    change,
    deliveries,
    letItFail,
    links,
    listen,
  }
}

const codesOf = (received: readonly { body: Body }[]) => received.map(({ body }) => body.webhook_code)

describe('an endpoint that fails for a day', () => {
  test('is paused, and says so; nothing that waits for it is lost', async () => {
    const { shown, letItFail, deliveries } = await given()
    await letItFail()
    const paused = await shown()
    expect(paused).toMatchObject({ enabled: true, status: 'paused', reason: 'failing' })
    expect(Date.parse(paused.paused_at) - Date.parse(paused.failing_since)).toBeGreaterThanOrEqual(24 * 60 * minuteMs)
    expect(Date.parse(paused.next_probe_at)).toBeGreaterThan(Date.parse(paused.paused_at))
    expect((await deliveries()).map(({ status }) => status)).toEqual(['pending', 'pending', 'pending'])
  })

  test('is told of to others that want to hear of it, with its resumption, and to nobody else', async () => {
    const { api, receiver, watcher, plain, endpoint, advance, letItFail } = await given()
    await letItFail()
    expect(codesOf(watcher.received)).toEqual(['endpoint_paused'])
    expect(watcher.received[0]?.body).toEqual({
      webhook_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      webhook_type: 'ENDPOINT',
      process_type: 'recurrent_update',
      webhook_code: 'endpoint_paused',
      link_id: null,
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      external_id: null,
      data: { endpoint: endpoint.id, description: 'the ledger', failing_since: expect.any(String) },
    })
    receiver.script(200)
    await advance('6h')
    expect(codesOf(watcher.received)).toEqual(['endpoint_paused', 'endpoint_resumed'])
    expect(new Set(watcher.received.map(({ body }) => body.webhook_id)).size).toBe(2)
    expect(codesOf(plain.received)).not.toContain('endpoint_paused')
    const { body } = await api.get('/_enlace/deliveries/')
    const ofEndpoint = body.results.filter(({ webhook_type }: Body) => webhook_type === 'ENDPOINT')
    expect(ofEndpoint).toMatchObject([
      { webhook_code: 'endpoint_resumed', link: null, status: 'delivered' },
      { webhook_code: 'endpoint_paused', link: null, status: 'delivered' },
    ])
  })

  test('is told of to every other one that has asked for anything of ours, and has named no other types', async () => {
    const { api, plain, letItFail, listen } = await given()
    const terms: readonly Body[] = [
      { retries: 'patient' },
      { ordered: true },
      { institutions: ['erebor_mx_retail'] },
      {},
    ]
    const others = await Promise.all(terms.map(() => startReceiver()))
    const made: Body[] = []
    for (const [index, other] of others.entries()) made.push(await listen({ url: other.url, ...terms[index] }))
    const deaf = await startReceiver()
    await listen({ url: deaf.url, retries: 'patient', webhook_types: ['OWNERS'] })
    // The last of them is signed.
    await api.post(`/_enlace/webhooks/${made.at(-1)?.id}/secrets/`)
    await letItFail()
    const told = others.map(({ received }) => codesOf(received).filter((code) => code === 'endpoint_paused'))
    expect(told).toEqual(Array(4).fill(['endpoint_paused']))
    for (const { received } of [plain, deaf]) {
      expect(received.length).toBeGreaterThan(0)
      expect(codesOf(received)).not.toContain('endpoint_paused')
    }
  })

  test('is written down in the log of the workspace, and in the log of the server', async () => {
    const { api, receiver, endpoint, advance, letItFail } = await given()
    await letItFail()
    receiver.script(200)
    await advance('6h')
    const { workspace_id } = await house.app.deps.db.reader
      .selectFrom('webhook_endpoints')
      .select('workspace_id')
      .where('id', '=', endpoint.id)
      .executeTakeFirstOrThrow()
    const events = await house.app.deps.db.reader
      .selectFrom('events')
      .select(['kind', 'data'])
      .where('workspace_id', '=', workspace_id)
      .where('kind', 'in', ['endpoint_paused', 'endpoint_resumed'])
      .orderBy('position')
      .execute()
    expect(events).toMatchObject([
      { kind: 'endpoint_paused', data: { endpoint: endpoint.id } },
      { kind: 'endpoint_resumed', data: { endpoint: endpoint.id } },
    ])
    const lines = house.log.map((line) => JSON.parse(line)).filter((line) => line.endpoint === endpoint.id)
    expect(lines.map(({ msg }) => msg)).toEqual(['endpoint paused', 'endpoint resumed'])
    expect((await api.get('/_enlace/webhooks/')).status).toBe(200)
  })

  test('is probed ever more rarely, with one delivery at a time', async () => {
    const { receiver, advance, letItFail, shown, happen } = await given()
    await letItFail()
    await happen()
    const paused = await shown()
    receiver.forget()
    await advance('2d')
    const probes = Math.floor(receiver.received.length)
    // 5, 10, 20, 40, 80, 160 and 320 minutes, and then every six hours.
    expect(probes).toBeGreaterThanOrEqual(10)
    expect(probes).toBeLessThanOrEqual(15)
    const later = await shown()
    expect(later.paused_at).toBe(paused.paused_at)
    const apartMs = Date.parse(later.next_probe_at) - Date.parse(paused.next_probe_at)
    expect(apartMs).toBeGreaterThan(0)
    // A probe that is refused gives place to the next, so that one that nobody takes cannot keep all.
    expect(new Set(receiver.received.map(({ body }) => body.webhook_id)).size).toBe(4)
  })

  test('catches up by itself when it takes something again: everything, the oldest first, in Belvo’s words', async () => {
    const { receiver, advance, letItFail, happen, shown, deliveries, links } = await given()
    const before = await letItFail()
    await advance('1d')
    const during = [await happen()]
    await advance('1s')
    during.push(await happen())
    await advance('10d')
    receiver.forget()
    receiver.script(200)
    await advance('6h')
    expect(await shown()).toMatchObject({ status: 'on', reason: null, paused_at: null, failing_since: null })
    const expected = [...before, ...during].map(({ id }) => id)
    expect(links().toSorted()).toEqual(expected.toSorted())
    // One was the probe.
    const rest = links().slice(1)
    expect(rest).toEqual(expected.filter((id) => id !== links()[0]))
    expect((await deliveries()).map(({ status }) => status)).toEqual(Array(5).fill('delivered'))
    const after = await happen()
    await advance('1s')
    expect(links().at(-1)).toBe(after.id)
  })

  test('gives what was probed with a fresh round of tries when it catches up', async () => {
    const { receiver, advance, letItFail, deliveries } = await given()
    await letItFail()
    await advance('10d')
    const counts = (await deliveries()).map(({ attempts }) => attempts.length)
    expect(Math.min(...counts)).toBeGreaterThan(10)
    receiver.script(200, 500)
    await advance('6h')
    const statuses = (await deliveries()).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual(['delivered', 'pending', 'pending'])
    receiver.script(200)
    await advance('6h')
    expect((await deliveries()).map(({ status }) => status)).toEqual(Array(3).fill('delivered'))
  })

  test('loses nothing for ninety days, and then what is older', async () => {
    const { advance, letItFail, deliveries } = await given()
    await letItFail()
    await advance('88d')
    expect(await deliveries()).toHaveLength(3)
    await advance('3d')
    expect(await deliveries()).toEqual([])
  })
})

test('switching it on resumes it at once, without a probe', async () => {
  const { receiver, watcher, advance, letItFail, change, links } = await given()
  const held = await letItFail()
  receiver.script(200)
  expect((await change({ enabled: true })).body).toMatchObject({ status: 'on', paused_at: null })
  await advance('0s')
  expect(links().toSorted()).toEqual(held.map(({ id }) => id).toSorted())
  expect(codesOf(watcher.received)).toEqual(['endpoint_paused', 'endpoint_resumed'])
})

test("back in Belvo's way, it is not paused any more", async () => {
  const { receiver, advance, letItFail, change, links } = await given()
  const held = await letItFail()
  receiver.script(200)
  await change({ retries: 'standard' })
  await advance('0s')
  expect(links().toSorted()).toEqual(held.map(({ id }) => id).toSorted())
})

test('one webhook that is refused among others that are taken pauses nothing', async () => {
  const { receiver, advance, happen, shown } = await given()
  receiver.script(500)
  await happen()
  for (let hours = 0; hours < 80; hours += 8) {
    receiver.script(200)
    await happen()
    await advance('1s')
    receiver.script(500)
    await advance('8h')
  }
  expect(await shown()).toMatchObject({ status: 'on', paused_at: null })
})

test('a reset leaves the endpoint, and nothing of its trouble', async () => {
  const { api, advance, letItFail, shown, receiver, happen, links } = await given()
  await letItFail()
  expect((await api.post('/_enlace/reset/')).status).toBe(204)
  expect(await shown()).toMatchObject({ status: 'on', failing_since: null, paused_at: null })
  receiver.script(200)
  const link = await happen()
  await advance('1s')
  expect(links()).toEqual([link.id])
})
