import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { type Behaviour, startReceiver } from '../../../../test/harness/receiver.ts'
import { givenStillWorkspace } from '../../../../test/harness/still-workspace.ts'

const house = await startApi()

/** A workspace whose clock stands still, with an endpoint that is told of owners with patience. */
async function given(...behaviours: readonly Behaviour[]) {
  const receiver = await startReceiver(...behaviours)
  const workspace = await givenStillWorkspace(house)
  const { api, advance, happen } = workspace
  const listen = (terms: Body = {}) =>
    workspace.listen({ url: receiver.url, webhook_types: ['OWNERS'], retries: 'patient', ...terms })
  const endpoint = await listen()
  const deliveries = async (): Promise<Body[]> => (await api.get('/_enlace/deliveries/')).body.results.toReversed()
  const shown = async (): Promise<Body> => (await api.get(`/_enlace/webhooks/${endpoint.id}/`)).body
  const change = (terms: Body) => api.patch(`/_enlace/webhooks/${endpoint.id}/`, terms)
  const now = async (): Promise<number> => Date.parse((await api.get('/_enlace/clock/')).body.now)
  const links = () => receiver.received.map(({ body }) => body.link_id)
  return { api, receiver, endpoint, listen, advance, happen, deliveries, shown, change, now, links }
}

const secondsApart = (attempts: readonly Body[]): number[] =>
  attempts
    .slice(1)
    .map(({ started_at }, index) => (Date.parse(started_at) - Date.parse(attempts[index].started_at)) / 1_000)

describe('a patient endpoint', () => {
  test('is tried ten times in 75 hours and 35 minutes, where others take what they are sent', async () => {
    const { receiver, advance, happen, deliveries } = await given(500)
    await happen()
    // Something is taken every twelve hours, so that it is the one webhook that fails and not the endpoint.
    for (let halfDays = 0; halfDays < 8; halfDays += 1) {
      await advance('11h')
      receiver.script(200, 500)
      await happen()
      await advance('1h')
      receiver.script(500)
    }
    const [first] = (await deliveries()) as [Body]
    expect(first.status).toBe('abandoned')
    expect(first.attempts).toHaveLength(10)
    const waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    expect(secondsApart(first.attempts)).toEqual(waits)
  })

  test.each([429, 503])('%d with Retry-After: it is not tried before that', async (status) => {
    const { advance, happen, deliveries } = await given({ status, retryAfter: '7200' }, 200)
    await happen()
    await advance('3h')
    const [delivery] = (await deliveries()) as [Body]
    expect(delivery).toMatchObject({ status: 'delivered', attempts: [{ status }, { status: 200 }] })
    expect(secondsApart(delivery.attempts)).toEqual([7_200])
  })

  test('a date in Retry-After is one of the clock on the wall, wherever that of the workspace stands', async () => {
    const { api, advance, happen, deliveries, receiver } = await given()
    await api.post('/_enlace/clock/set/', { to: '2030-01-01T00:00:00Z' })
    receiver.script({ status: 503, retryAfter: new Date(house.now().getTime() + 3_600_000).toUTCString() }, 200)
    await happen()
    await advance('2h')
    const [delivery] = (await deliveries()) as [Body]
    expect(delivery.status).toBe('delivered')
    const [wait] = secondsApart(delivery.attempts) as [number]
    // The header has no fractions of a second.
    expect(Math.abs(wait - 3_600)).toBeLessThanOrEqual(1)
  })

  test('429 slows everything that is sent to it, and to nobody else', async () => {
    const { api, receiver, advance, happen, shown, links, now } = await given({ status: 429, retryAfter: '600' }, 200)
    const other = await startReceiver()
    await api.post('/_enlace/webhooks/', { url: other.url, webhook_types: ['OWNERS'], retries: 'patient' })
    const first = await happen()
    await advance('1s')
    const slowedUntil = Date.parse((await shown()).slowed_until)
    expect(slowedUntil).toBe((await now()) - 1_000 + 600_000)
    const later = [await happen(), await happen()]
    await advance('9m')
    expect(links()).toEqual([first.id])
    expect(other.received).toHaveLength(3)
    await advance('2m')
    expect(links().toSorted()).toEqual([first.id, first.id, ...later.map(({ id }) => id)].toSorted())
    expect(receiver.received).toHaveLength(4)
  })

  test('410 switches it off, what waits is held, and a person can switch it on again', async () => {
    const { api, receiver, endpoint, advance, happen, deliveries, shown, change, links } = await given(500)
    const waiting = await happen()
    await advance('1s')
    receiver.script(410)
    await happen()
    await advance('1h')
    expect(await shown()).toMatchObject({ enabled: false, status: 'off', reason: 'gone' })
    expect((await deliveries()).map(({ status }) => status)).toEqual(['pending', 'abandoned'])
    const { body: log } = await api.get('/_enlace/events/?type=endpoint_changed')
    expect(log.results).toMatchObject([{ data: { endpoint: endpoint.id, fields: ['enabled'] } }])
    receiver.forget()
    receiver.script(200)
    await happen()
    await advance('7d')
    expect(links()).toEqual([])
    expect((await change({ enabled: true })).body).toMatchObject({ enabled: true, status: 'on', reason: null })
    await advance('1s')
    expect(links()).toEqual([waiting.id])
  })

  test("an endpoint in Belvo's way is left alone for as long as it asks, an hour at most, and nothing else changes", async () => {
    const { api, receiver, advance, happen, deliveries, listen, shown, endpoint } = await given()
    await api.delete(`/_enlace/webhooks/${endpoint.id}/`)
    const { id } = await listen({ retries: 'standard' })
    receiver.script({ status: 429, retryAfter: '7200' })
    await happen()
    await advance('239m')
    receiver.script(410)
    await happen()
    await advance('30d')
    const [slowed] = (await deliveries()) as [Body]
    expect(secondsApart(slowed.attempts)).toEqual([3_600, 3_600, 3_600, 3_600])
    expect((await deliveries()).map(({ status, attempts }) => [status, attempts.length])).toEqual([
      ['abandoned', 5],
      ['abandoned', 1],
    ])
    const { body } = await api.get(`/_enlace/webhooks/${id}/`)
    expect(body).toMatchObject({ enabled: true, status: 'on', failing_since: null, slowed_until: null })
    await expect(shown()).resolves.toMatchObject([{ code: 'not_found' }])
  })
})

test('switched off by hand, it gets what was announced before when it is switched on again, and no more', async () => {
  const { receiver, advance, happen, change, links, deliveries } = await given(500)
  const before = await happen()
  await advance('1s')
  await change({ enabled: false })
  await happen()
  receiver.script(200)
  receiver.forget()
  await advance('60d')
  expect(links()).toEqual([])
  expect(await deliveries()).toMatchObject([{ status: 'pending', next_attempt_at: null }])
  await change({ enabled: true })
  await advance('1s')
  expect(links()).toEqual([before.id])
})

test('what is held for a removed endpoint is abandoned', async () => {
  const { api, advance, happen, change, deliveries, endpoint } = await given(500)
  await happen()
  await advance('1s')
  await change({ enabled: false })
  await advance('1d')
  await api.delete(`/_enlace/webhooks/${endpoint.id}/`)
  await advance('1s')
  expect(await deliveries()).toMatchObject([{ status: 'abandoned' }])
})
