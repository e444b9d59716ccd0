import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { type Behaviour, startReceiver } from '../../../../test/harness/receiver.ts'
import { givenStillWorkspace } from '../../../../test/harness/still-workspace.ts'

const house = await startApi()

/** A workspace whose clock stands still, and a receiver with an endpoint of its own. */
async function given(terms: Body, ...behaviours: readonly Behaviour[]) {
  const receiver = await startReceiver(...behaviours)
  const { api, advance, listen } = await givenStillWorkspace(house)
  const endpoint = await listen({ url: receiver.url, ...terms })
  const register = async (username: string): Promise<Body> => {
    const form = { institution: 'erebor_mx_retail', password: 'full', access_mode: 'single' }
    const resources = ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS', 'BALANCES', 'INCOMES']
    return (await api.post('/api/links/', { ...form, username, fetch_resources: resources })).body
  }
  const change = (changed: Body) => api.patch(`/_enlace/webhooks/${endpoint.id}/`, changed)
  return { api, receiver, endpoint, advance, register, change }
}

/** The types of a link's webhooks as they happened. */
async function happenedTo(linkId: string): Promise<string[]> {
  const rows = await house.app.deps.db.reader
    .selectFrom('events')
    .select('data')
    .where('link_id', '=', linkId)
    .where('kind', '=', 'webhook')
    .orderBy('sequence')
    .execute()
  return rows.map(({ data }) => (data as Body).type)
}

test('what is due at one instant goes out in the order in which it happened, without being asked to', async () => {
  const { receiver, advance, register } = await given({})
  const link = await register('in_order')
  await advance('1s')
  const types = receiver.received.map(({ body }) => body.webhook_type)
  expect(types).toHaveLength(5)
  expect(types).toEqual(await happenedTo(link.id))
  expect(
    receiver.received.flatMap(({ headers }) => Object.keys(headers).filter((name) => /enlace/.test(name))),
  ).toEqual([])
})

describe('an endpoint that asked for order', () => {
  test('is told of each link in order, whatever fails, and says where each stands', async () => {
    const { receiver, advance, register } = await given({ ordered: true }, 500, 200, 'reset', 500, 200)
    const link = await register('in_order')
    await advance('1h')
    const taken = receiver.received.filter((_, index) => [1, 4, 5, 6, 7].includes(index))
    expect(receiver.received).toHaveLength(8)
    expect(taken.map(({ body }) => body.webhook_type)).toEqual(await happenedTo(link.id))
    const sequences = receiver.received.map(({ headers }) => Number(headers['enlace-sequence']))
    expect(sequences).toEqual(sequences.toSorted((one, other) => one - other))
    expect(new Set(sequences).size).toBe(5)
    expect(new Set(receiver.received.map(({ headers }) => headers['enlace-link']))).toEqual(new Set([link.id]))
  })

  test('hears nothing later of a link that has something earlier to tell, and everything of others', async () => {
    const { receiver, advance, register } = await given({ ordered: true }, 500, 200)
    const stuck = await register('stuck')
    await advance('0s')
    const free = await register('free')
    await advance('30s')
    const told = receiver.received.map(({ body }) => body.link_id)
    expect(told.filter((id) => id === stuck.id)).toHaveLength(1)
    expect(told.filter((id) => id === free.id)).toHaveLength(5)
    await advance('1m')
    expect(receiver.received.filter(({ body }) => body.link_id === stuck.id)).toHaveLength(6)
  })

  test('gets the next when one is given up', async () => {
    const { receiver, advance, register } = await given({ ordered: true }, 500)
    const link = await register('given_up')
    await advance('599s')
    receiver.script(500, 200)
    await advance('1s')
    expect(receiver.received.map(({ body }) => body.webhook_type)).toEqual([
      ...Array(4).fill((await happenedTo(link.id))[0]),
      ...(await happenedTo(link.id)),
    ])
  })

  test('gets what was held in order when it was switched off, or paused, meanwhile', async () => {
    const { receiver, advance, register, change } = await given({ ordered: true, retries: 'patient' }, 500)
    const link = await register('held')
    await advance('1s')
    await change({ enabled: false })
    await advance('1h')
    receiver.script(500, 200)
    receiver.forget()
    await change({ enabled: true })
    await advance('33h')
    const types = receiver.received.map(({ body }) => body.webhook_type)
    const happened = await happenedTo(link.id)
    expect(types).toEqual([happened[0], ...happened])
    receiver.forget()
    receiver.script(500)
    const later = await register('paused')
    await advance('40h')
    receiver.forget()
    receiver.script(200)
    await advance('6h')
    expect(receiver.received.map(({ body }) => body.webhook_type)).toEqual(await happenedTo(later.id))
  })

  test('and then no more: what was announced in order goes in order, and the rest as it comes', async () => {
    const { receiver, advance, register, change } = await given({ ordered: true }, 500, 200)
    await register('before')
    await advance('0s')
    await change({ ordered: false })
    const link = await register('afterwards')
    await advance('30s')
    const told = receiver.received.filter(({ body }) => body.link_id === link.id)
    expect(told).toHaveLength(5)
    expect(told.every(({ headers }) => !('enlace-sequence' in headers))).toBe(true)
    await advance('1m')
    expect(receiver.received.filter(({ headers }) => 'enlace-sequence' in headers)).toHaveLength(6)
  })
})
