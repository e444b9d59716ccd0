import { expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { insideOf } from '../../../../test/harness/life.ts'
import { dayOf, listAll } from '../../../../test/harness/sandbox.ts'

const settledAfterDays = 35
const api = await startApi({ ENLACE_CLOCK: '2026-03-18T12:00:00.000Z' })
const advance = (by: string) => api.post('/_enlace/clock/advance/', { by })
const today = async () => new Date((await api.get('/_enlace/clock/')).body.now)

const givenDaily = async (more: Readonly<Record<string, unknown>> = {}): Promise<Body> => {
  const link = await api.givenLink({ access_mode: 'recurrent', ...more })
  await api.send('PATCH', `/_enlace/links/${link.id}/`, { body: { refresh_rate: '24h' } })
  await api.drain()
  return link
}

const transactionsOf = ({ id }: Body): Promise<Body[]> => listAll(api, `/api/transactions/?link=${id}&page_size=1000`)

/** Without what tells when a record was seen, and without its account, of which the same holds. */
const contentOf = (records: readonly Body[]) =>
  records
    .map(({ id: _id, link: _link, account, collected_at: _at, created_at: _made, credit_card_data, ...rest }) => ({
      ...rest,
      account: account.internal_identification,
      credit_card_data: credit_card_data && { ...credit_card_data, collected_at: null },
    }))
    .sort((one, other) => (one.internal_identification < other.internal_identification ? -1 : 1))

test('a scheduled refresh reads what may have changed, and leaves what is settled as it is', async () => {
  const link = await givenDaily({ username: 'settled' })
  const registeredAt = (await today()).toISOString()
  await advance('2d')
  const now = await today()
  const records = await transactionsOf(link)
  const settled = records.filter(({ value_date }) => value_date < dayOf(now, -settledAfterDays - 3))
  const open = records.filter(({ value_date }) => value_date > dayOf(now, -settledAfterDays))
  expect(settled.length).toBeGreaterThan(400)
  expect(new Set(settled.map(({ collected_at }) => collected_at))).toEqual(new Set([registeredAt]))
  expect(open.length).toBeGreaterThan(30)
  for (const { collected_at } of open) expect(collected_at > registeredAt).toBe(true)
})

test('day by day it keeps what one reading of everything keeps', async () => {
  const daily = await givenDaily({ username: 'same' })
  await advance('70d')
  const before = await transactionsOf(daily)
  const { created_at } = (await insideOf(api, daily.id)).updates[0]
  expect(created_at > dayOf(await today(), -1)).toBe(true)
  expect((await api.post(`/api/links/${daily.id}/refresh/`)).status).toBe(202)
  await api.drain()
  const [whole] = (await insideOf(api, daily.id)).updates
  expect(whole).toMatchObject({ cause: 'refresh', outcome: { kind: 'done' } })
  const year = dayOf(await today(), -364)
  const shown = (records: readonly Body[]) => contentOf(records.filter(({ value_date }) => value_date >= year))
  const after = await transactionsOf(daily)
  // What is younger than the last daily refresh is left out: the card's bill, say, may have closed at midnight.
  const fresh = new Set(after.filter(({ created_at: at }) => at > created_at).map(({ id }) => id))
  const open = dayOf(await today(), -settledAfterDays)
  const settled = (records: readonly Body[]) =>
    shown(records.filter(({ id, value_date }) => !fresh.has(id) && value_date < open))
  expect(settled(after).length).toBeGreaterThan(500)
  expect(settled(before)).toEqual(settled(after))
})

test('what was forgotten is read whole again', async () => {
  const link = await givenDaily({ username: 'forgotten', stale_in: '1d' })
  await api.send('PATCH', `/_enlace/links/${link.id}/`, { body: { refresh_rate: '7d' } })
  await advance('2d')
  const slot = new Date((await insideOf(api, link.id)).next_refresh_at)
  await api.post('/_enlace/clock/advance/', { to: new Date(slot.getTime() - 1_000).toISOString() })
  expect(await transactionsOf(link)).toEqual([])
  await advance('1m')
  expect((await transactionsOf(link)).length).toBeGreaterThan(500)
})

test('an account that is new, and one that has come back, is read whole', async () => {
  const link = await givenDaily({ username: 'account_back' })
  const [account] = (await api.get(`/api/accounts/?link=${link.id}&category=CREDIT_CARD`)).body.results
  const ofAccount = async () => (await transactionsOf(link)).filter((each) => each.account?.id === account.id).length
  const count = await ofAccount()
  expect(count).toBeGreaterThan(100)
  const { db } = api.app.deps
  // As if the institution had not shown it when the link was registered.
  await db.reader.deleteFrom('transactions').where('account_id', '=', account.id).execute()
  await db.reader.deleteFrom('accounts').where('id', '=', account.id).execute()
  await advance('1d')
  expect(await ofAccount()).toBeGreaterThan(count * 0.9)
})

test('an account that the application has deleted does not make it read everything every day', async () => {
  const link = await givenDaily({ username: 'account_gone' })
  const [account] = (await api.get(`/api/accounts/?link=${link.id}&category=CREDIT_CARD`)).body.results
  expect((await api.send('DELETE', `/api/accounts/${account.id}/`)).status).toBe(204)
  await advance('1d')
  const seenAt = new Set((await transactionsOf(link)).map(({ collected_at }) => collected_at))
  await advance('1d')
  const old = dayOf(await today(), -60)
  for (const { value_date, collected_at } of await transactionsOf(link)) {
    if (value_date < old) expect(seenAt).toContain(collected_at)
  }
})

test('what an institution has left out for some days is there again when it shows it, however old', async () => {
  await api.post('/_enlace/reset/')
  const link = await givenDaily({ username: 'left_out' })
  await api.send('PATCH', `/_enlace/links/${link.id}/`, { body: { refresh_rate: '7d' } })
  const match = { operation: 'Update', link: link.id, resource: 'TRANSACTIONS' }
  const before = await transactionsOf(link)
  await api.post('/_enlace/faults/', { match, count: 2, effect: { kind: 'partial_data', share: 0 } })
  await advance('14d')
  const left = new Set((await transactionsOf(link)).map(({ id }) => id))
  const missing = before.filter(({ id }) => !left.has(id))
  expect(missing.length).toBeGreaterThan(30)
  await advance('7d')
  const back = new Set((await transactionsOf(link)).map(({ id }) => id))
  // What the bank itself has taken back meanwhile stays away.
  const open = dayOf(await today(), -21 - 15)
  expect(missing.filter(({ id, value_date }) => value_date < open && !back.has(id))).toEqual([])
})

test('of what is known by its key alone, everything is read once more when something is gone', async () => {
  await api.post('/_enlace/reset/')
  const resources = ['ACCOUNTS', 'INVESTMENTS', 'INVESTMENT_TRANSACTIONS']
  const more = { institution: 'ofmockbank_br_retail', username: 'investor', fetch_resources: resources }
  const link = await givenDaily(more)
  const ids = async () =>
    (await listAll(api, `/api/br/investment-transactions/?link=${link.id}&page_size=1000`)).map(({ id }) => id).sort()
  await advance('1d')
  const before = await ids()
  expect(before.length).toBeGreaterThan(3)
  const match = { operation: 'Update', link: link.id, resource: 'INVESTMENT_TRANSACTIONS' }
  await api.post('/_enlace/faults/', { match, count: 1, effect: { kind: 'partial_data', share: 0 } })
  await api.send('PATCH', `/_enlace/links/${link.id}/`, { body: { refresh_rate: '30d' } })
  await advance('30d')
  expect((await ids()).length).toBeLessThan(before.length)
  await advance('60d')
  expect(await ids()).toEqual(expect.arrayContaining(before))
})

test('an account that the application saw first is read whole by the next scheduled refresh', async () => {
  const link = await givenDaily({ username: 'account_seen' })
  const [account] = (await api.get(`/api/accounts/?link=${link.id}&category=CREDIT_CARD`)).body.results
  const ofAccount = async (id: string) => (await transactionsOf(link)).filter((each) => each.account?.id === id).length
  const count = await ofAccount(account.id)
  expect(count).toBeGreaterThan(100)
  const { db } = api.app.deps
  // As if the institution had not shown it when the link was registered.
  await db.reader.deleteFrom('transactions').where('account_id', '=', account.id).execute()
  await db.reader.deleteFrom('accounts').where('id', '=', account.id).execute()
  const { body } = await api.post('/api/accounts/', { link: link.id })
  const { id } = body.find(({ category }: Body) => category === 'CREDIT_CARD')
  await advance('1d')
  expect(await ofAccount(id)).toBeGreaterThan(count * 0.9)
})
