import { expect, test } from 'vitest'
import { type Body, startApi } from '../harness/api.ts'
import { startReceiver } from '../harness/receiver.ts'
import { listAll } from '../harness/sandbox.ts'

test('the same seed and calls give the same bodies, and the same webhooks of each link in order, after 90 days', async () => {
  const [first, second] = [await ninetyDays(), await ninetyDays()]
  expect(first.webhooks.size).toBe(3)
  expect(Object.keys(first.codes).sort()).toEqual([
    'historical_update',
    'invalid_credentials',
    'new_transactions_available',
    'transactions_deleted',
    'transactions_updated',
  ])
  expect(second).toEqual(first)
}, 120_000)

/** Three links over ninety days: one refreshed every day, one every week, one whose password stops working. */
async function ninetyDays() {
  const receiver = await startReceiver(200, 500, 200)
  const api = await startApi({ ENLACE_SEED: 'ninety', ENLACE_CLOCK: '2026-03-18T15:00:00Z' })
  await api.post('/_enlace/webhooks/', { url: receiver.url })
  const weekly = await api.givenLink({ access_mode: 'recurrent', username: 'weekly' })
  const daily = await api.givenLink({ access_mode: 'recurrent', username: 'daily' })
  await api.givenLink({ access_mode: 'recurrent', username: 'user_invalid', password: 'later' })
  await api.send('PATCH', `/_enlace/links/${daily.id}/`, { body: { refresh_rate: '24h' } })
  const { body } = await api.post('/_enlace/clock/advance/', { by: '90d' })
  const webhooks = Map.groupBy(
    receiver.received.map(({ body: payload }) => payload),
    ({ link_id }: Body) => link_id,
  )
  const codes = Object.groupBy(
    receiver.received.map(({ body: payload }) => payload.webhook_code as string),
    (code) => code,
  )
  const records = []
  for (const { id } of [weekly, daily]) {
    records.push(await listAll(api, `/api/transactions/?link=${id}&page_size=1000`))
    records.push(await listAll(api, `/api/accounts/?link=${id}`))
    records.push((await api.get(`/_enlace/links/${id}/`)).body)
  }
  const usage = await listAll(api, '/_enlace/usage/?page_size=1000')
  const links = (await api.get('/api/links/')).body.results
  return { counts: body.counts, webhooks, codes, records, usage, links }
}
