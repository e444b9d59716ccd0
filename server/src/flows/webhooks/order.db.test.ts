import { expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { type Behaviour, startReceiver } from '../../../../test/harness/receiver.ts'

const house = await startApi()

/** A workspace whose clock stands still, and a receiver with an endpoint of its own. */
async function given(terms: Body, ...behaviours: readonly Behaviour[]) {
  const receiver = await startReceiver(...behaviours)
  const api = house.as(await house.givenStranger())
  await api.post('/_enlace/clock/freeze/')
  const { body: endpoint } = await api.post('/_enlace/webhooks/', { url: receiver.url, ...terms })
  const advance = (by: string) => api.post('/_enlace/clock/advance/', { by })
  const register = async (username: string): Promise<Body> => {
    const form = { institution: 'erebor_mx_retail', password: 'full', access_mode: 'single' }
    const resources = ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS', 'BALANCES', 'INCOMES']
    return (await api.post('/api/links/', { ...form, username, fetch_resources: resources })).body
  }
  const change = (changed: Body) => api.patch(`/_enlace/webhooks/${endpoint.id}/`, changed)
  return { api, receiver, endpoint, advance, register, change }
}

/** The codes and types of a link's webhooks as they happened. */
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
