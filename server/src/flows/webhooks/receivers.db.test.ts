import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { toldOf } from '../../../../test/harness/life.ts'
import { type Behaviour, startReceiver } from '../../../../test/harness/receiver.ts'
import { givenStillWorkspace } from '../../../../test/harness/still-workspace.ts'

const house = await startApi()

/** A workspace whose clock stands still, with one link that has one thing to tell, to receivers that are not as they should be. */
async function given(...urls: readonly string[]) {
  const { api, advance, listen } = await givenStillWorkspace(house)
  for (const url of urls) await listen({ url })
  const form = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full', access_mode: 'single' }
  const { body: link } = await api.post('/api/links/', { ...form, fetch_resources: ['OWNERS'] })
  return { api, link, advance }
}

type Workspace = Awaited<ReturnType<typeof given>>['api']

const only = (value: unknown) => Array(5).fill(value)

describe('a receiver that fails in its own way', () => {
  test.each<[Behaviour, Body]>([
    ['reset', { status: null, problem: 'connection_reset', reply: null }],
    ['garbage', { status: null, problem: 'failed', reply: null }],
    ['redirect', { status: 302, problem: null, reply: '' }],
    [500, { status: 500, problem: null, reply: 'answered 500' }],
  ])('%s: five tries, each written down as %o; then abandoned, the event kept', async (behaviour, attempt) => {
    const receiver = await startReceiver(behaviour)
    const { api, link, advance } = await given(receiver.url)
    await advance('9m')
    expect((await theDelivery(api)).status).toBe('pending')
    expect((await advance('1m')).body.failed_count).toBe(0)
    await expectAbandoned(api, link, attempt)
    expect(receiver.received.map(({ path }) => path)).toEqual(only('/hook'))
    expect(new Set(receiver.received.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    await advance('30d')
    expect(receiver.received).toHaveLength(5)
  })

  test('nobody at the port: five tries, each a refused connection; then abandoned, the event kept', async () => {
    const { api, link, advance } = await given(await closedPort())
    await advance('10m')
    await expectAbandoned(api, link, { status: null, problem: 'connection_refused', reply: null })
  })

  test('hang: given up after its time with every try that is made, and in one turn not asked for ever', async () => {
    const receiver = await startReceiver('hang')
    const { api, link, advance } = await given(receiver.url)
    await advance('10m')
    const { status, attempts } = await theDelivery(api)
    expect(status).toBe('abandoned')
    const problems = attempts.map(({ problem }: Body) => problem)
    expect(new Set(problems)).toEqual(new Set(['timeout', 'receiver_silent']))
    // Tries that are counted and not made cost no time.
    expect(receiver.received).toHaveLength(problems.filter((each: string) => each === 'timeout').length)
    expect(receiver.received.length).toBeLessThan(5)
    expect(await toldOf(house, link.id)).toHaveLength(1)
  })
})

test('drip: a 200 whose reply has no end is an answer, and what came of it is kept', async () => {
  const receiver = await startReceiver('drip')
  const { api, advance } = await given(receiver.url)
  await advance('0s')
  const { status, attempts } = await theDelivery(api)
  expect({ status, attempts }).toMatchObject({ status: 'delivered', attempts: [{ status: 200, problem: null }] })
  expect(attempts[0].reply).toMatch(/^\.+$/)
})

describe('a receiver that comes round', () => {
  test.each<[Behaviour, Body]>([
    [500, { status: 500 }],
    ['reset', { problem: 'connection_reset' }],
    ['garbage', { problem: 'failed' }],
    ['redirect', { status: 302 }],
  ])('%s and then 200: delivered at the second try, a minute later', async (first, attempt) => {
    const receiver = await startReceiver(first, 200)
    const { api, advance } = await given(receiver.url)
    await advance('59s')
    expect((await theDelivery(api)).attempts).toHaveLength(1)
    await advance('1s')
    expect(await theDelivery(api)).toMatchObject({
      status: 'delivered',
      next_attempt_at: null,
      attempts: [attempt, { attempt: 2, status: 200, problem: null, reply: 'answered 200' }],
    })
    const [one, two] = receiver.received
    expect(two?.body).toEqual(one?.body)
  })

  test('the fifth try is as good as the first', async () => {
    const receiver = await startReceiver(500, 500, 500, 500, 204)
    const { api, advance } = await given(receiver.url)
    await advance('10m')
    expect(await theDelivery(api)).toMatchObject({ status: 'delivered', attempts: only({}) })
  })

  test('ten megabytes with a 200 are a 200: the first characters are kept, the rest is not', async () => {
    const receiver = await startReceiver('flood')
    const { api, advance } = await given(receiver.url)
    await advance('1s')
    const { status, attempts } = await theDelivery(api)
    expect(status).toBe('delivered')
    expect(attempts).toMatchObject([{ attempt: 1, status: 200, problem: null, reply: 'x'.repeat(1_024) }])
    expect(receiver.received).toHaveLength(1)
  })
})

describe('a receiver beside others', () => {
  test.each<Behaviour>(['hang', 'reset', 'garbage', 500])(
    '%s does not keep the others from theirs',
    async (behaviour) => {
      const [bad, good] = [await startReceiver(behaviour), await startReceiver()]
      const { api } = await given(bad.url, good.url)
      await house.drain()
      expect([good.received.length, bad.received.length]).toEqual([1, 1])
      const told: Body[] = (await api.get('/_enlace/deliveries/')).body.results
      expect(told.map(({ status }) => status).sort()).toEqual(['delivered', 'pending'])
      expect(told.map((each) => linesOf(each).length)).toEqual([1, 1])
    },
  )
})

async function theDelivery(api: Workspace): Promise<Body> {
  const { results } = (await api.get('/_enlace/deliveries/')).body
  expect(results).toHaveLength(1)
  return results[0]
}

const linesOf = ({ id }: Body): Body[] =>
  house.log
    .map((line) => JSON.parse(line))
    .filter(({ msg, delivery }) => msg === 'delivery attempted' && delivery === id)

async function expectAbandoned(api: Workspace, link: Body, attempt: Body): Promise<void> {
  const delivery = await theDelivery(api)
  expect([delivery.status, delivery.next_attempt_at]).toEqual(['abandoned', null])
  const first = Date.parse(delivery.attempts[0].started_at)
  expect(delivery.attempts).toEqual(
    [0, 1, 3, 6, 10].map((minutes, index) => ({
      ...attempt,
      attempt: index + 1,
      started_at: new Date(first + minutes * 60_000).toISOString(),
      duration_ms: expect.any(Number),
    })),
  )
  expect(linesOf(delivery).map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'retry', 'retry', 'abandoned'])
  expect(await toldOf(house, link.id)).toMatchObject([{ type: 'OWNERS', code: 'historical_update' }])
}

/** An address where somebody was, and is no more. */
async function closedPort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/hook`
}
