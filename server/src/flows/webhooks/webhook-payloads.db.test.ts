import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { letCredentialsBe, webhookKeys } from '../../../../test/harness/life.ts'
import { startReceiver } from '../../../../test/harness/receiver.ts'
import { listAll } from '../../../../test/harness/sandbox.ts'
import { givenStillWorkspace } from '../../../../test/harness/still-workspace.ts'

const receiver = await startReceiver()
const house = await startApi({ ENLACE_CLOCK: '2026-03-18T12:00:00.000Z', ENLACE_WEBHOOK_URL: receiver.url })

type Workspace = ReturnType<typeof house.as>

/** A workspace of its own, so that nobody else's links are refreshed when its clock is moved. */
async function given() {
  const { api, listen } = await givenStillWorkspace(house)
  await listen({ url: receiver.url })
  return actingFor(api)
}

function actingFor(api: Workspace) {
  const advance = (by: string) => api.post('/_enlace/clock/advance/', { by })
  const register = async (more: object): Promise<Body> => {
    const form = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full', ...more }
    return (await api.post('/api/links/', form)).body
  }
  return { api, advance, register }
}

const hexadecimal = expect.stringMatching(/^[0-9a-f]{32}$/)

/** What was told of a link since it was asked last. */
function toldOf({ id }: Body): Body[] {
  const told = receiver.received.map(({ body }) => body).filter(({ link_id }) => link_id === id)
  receiver.forget()
  return told
}

/** The one thing that was told of a link since it was asked last. */
function onlyToldOf(link: Body): Body {
  const [webhook, ...more] = toldOf(link)
  expect(more).toEqual([])
  return webhook
}

/** The whole of a payload and no more, with what differs from one to the next filled in. */
function expectWhole(webhook: Body, { type, process, code, data, link }: Record<string, unknown> & { link: Body }) {
  expect(Object.keys(webhook)).toEqual(webhookKeys)
  expect(webhook).toEqual({
    webhook_id: hexadecimal,
    webhook_type: type,
    process_type: process,
    webhook_code: code,
    link_id: link.id,
    request_id: expect.any(String),
    external_id: link.external_id,
    data,
  })
}

describe('a historical update', () => {
  test('ACCOUNTS and OWNERS tell their totals, and external_id is null where there is none', async () => {
    const { api, advance, register } = await given()
    const link = await register({ access_mode: 'single', fetch_resources: ['ACCOUNTS', 'OWNERS'] })
    await advance('1s')
    const told = toldOf(link)
    const [accounts, owners] = ['ACCOUNTS', 'OWNERS'].map((type) => told.find((each) => each.webhook_type === type))
    const code = 'historical_update'
    const counted = { total_accounts: (await listAll(api, `/api/accounts/?link=${link.id}`)).length }
    expectWhole(accounts, { type: 'ACCOUNTS', process: code, code, data: counted, link })
    expectWhole(owners, { type: 'OWNERS', process: code, code, data: { total_owners: 1 }, link })
    expect([accounts.external_id, accounts.request_id]).toEqual([null, owners.request_id])
    expect(counted.total_accounts).toBeGreaterThan(0)
  })

  test('TRANSACTIONS tells its totals by direction, and its first and last day', async () => {
    const { api, advance, register } = await given()
    const link = await register({ access_mode: 'single', username: 'days', external_id: 'mine' })
    const { body } = await api.post(`/api/links/${link.id}/refresh/`, { fetch_resources: ['TRANSACTIONS'] })
    await advance('1s')
    const webhook = onlyToldOf(link)
    const rows = await listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)
    const days = rows.map(({ value_date }) => value_date).sort()
    const data = {
      total_transactions: rows.length,
      total_inflow_transactions: rows.filter(({ type }) => type === 'INFLOW').length,
      total_outflow_transactions: rows.filter(({ type }) => type === 'OUTFLOW').length,
      first_transaction_date: days[0],
      last_transaction_date: days.at(-1),
    }
    const code = 'historical_update'
    expectWhole(webhook, { type: 'TRANSACTIONS', process: code, code, data, link })
    expect(webhook.request_id).toBe(body.request_id)
    expect(webhook.external_id).toBe('mine')
  })
})

describe('a scheduled refresh', () => {
  // The first workspace's world follows from the seed, so all of it happens within these days.
  test('new, changed and removed transactions are counted as the lists show them, once for each refresh', async () => {
    const { api, advance, register } = actingFor(house)
    const link = await register({ access_mode: 'recurrent', username: 'changes' })
    await api.patch(`/_enlace/links/${link.id}/`, { refresh_rate: '24h' })
    await advance('1s')
    toldOf(link)
    const before = await countOf(api, link)
    await advance('30d')
    const told = toldOf(link).filter(({ webhook_type }) => webhook_type === 'TRANSACTIONS')
    for (const [code, key] of Object.entries(keysOfChanges)) {
      const ofCode = told.filter(({ webhook_code }) => webhook_code === code)
      expect(ofCode.length, code).toBeGreaterThan(0)
      const data = { [key]: expect.toSatisfy((count) => Number.isInteger(count) && count > 0) }
      const process = 'recurrent_update'
      for (const webhook of ofCode) expectWhole(webhook, { type: 'TRANSACTIONS', process, code, link, data })
    }
    const sum = (key: string) => told.reduce((total, { data }) => total + (data[key] ?? 0), 0)
    // What is older than the institution shows stays, so the list differs by what was told and by nothing else.
    expect((await countOf(api, link)) - before).toBe(sum('new_transactions') - sum('deleted_transactions'))
    const once = told.map(({ request_id, webhook_code }) => `${request_id} ${webhook_code}`)
    expect(new Set(once).size).toBe(once.length)
    const { updates } = (await api.get(`/_enlace/links/${link.id}/`)).body
    const lately = told.slice(-3).map(({ request_id }) => request_id)
    expect(updates.map((update: Body) => update.request_id)).toEqual(expect.arrayContaining(lately))
  })
})

const keysOfChanges = {
  new_transactions_available: 'new_transactions',
  transactions_updated: 'updated_transactions',
  transactions_deleted: 'deleted_transactions',
} as const

describe('LINK', () => {
  test('invalid_credentials: the triple of the institution’s refusal, once', async () => {
    const { api, advance, register } = await given()
    const form = { access_mode: 'recurrent', username: 'user_invalid', password: 'later', external_id: 'mine' }
    const link = await register(form)
    await advance('1s')
    toldOf(link)
    await advance('8d')
    const webhook = onlyToldOf(link)
    expectWhole(webhook, {
      ...{ type: 'LINK', process: 'recurrent_update', code: 'invalid_credentials', link },
      data: {
        error_code: 'login_error',
        error_message: 'Invalid credentials provided to login to the institution',
        status: 400,
      },
    })
    expect((await api.get(`/api/links/${link.id}/`)).body.status).toBe('invalid')
  })

  test('token_required: the same triple of a 428, once', async () => {
    const { api, advance, register } = await given()
    const link = await register({ institution: 'heimdall_mx_retail', access_mode: 'recurrent' })
    await letCredentialsBe(house, link.id, { username: 'mfa_default', password: 'full' })
    await advance('1s')
    toldOf(link)
    await advance('8d')
    const webhook = onlyToldOf(link)
    expectWhole(webhook, {
      ...{ type: 'LINK', process: 'recurrent_update', code: 'token_required', link },
      data: {
        error_code: 'token_required',
        error_message: 'A MFA token is required by the institution to login',
        status: 428,
      },
    })
    expect((await api.get(`/api/links/${link.id}/`)).body.status).toBe('token_required')
  })

  test('link_deleted: under the request of the 202, of a link that is gone', async () => {
    const { api, advance, register } = await given()
    const link = await register({ access_mode: 'single', username: 'leaves', external_id: 'mine' })
    await advance('1s')
    toldOf(link)
    const { body } = await api.delete(`/api/links/${link.id}/`, { headers: { 'x-belvo-request-mode': 'async' } })
    await advance('1s')
    const webhook = onlyToldOf(link)
    const deleted = { type: 'LINK', process: 'historical_update', code: 'link_deleted', data: {}, link }
    expectWhole(webhook, deleted)
    expect(webhook.request_id).toBe(body.request_id)
    expect((await api.get(`/api/links/${link.id}/`)).status).toBe(404)
  })
})

test('async_post: new_transactions_available with what the POST brought, under the request of its 202', async () => {
  const { api, advance, register } = await given()
  const link = await register({ access_mode: 'single', username: 'posts' })
  const period = { link: link.id, date_from: '2026-03-01', date_to: '2026-03-10' }
  const { body } = await api.post('/api/transactions/', period, { headers: { 'x-belvo-request-mode': 'async' } })
  await advance('1s')
  const webhook = onlyToldOf(link)
  expectWhole(webhook, {
    ...{ type: 'TRANSACTIONS', process: 'async_post', code: 'new_transactions_available', link },
    data: { new_transactions: await countOf(api, link) },
  })
  expect(webhook.request_id).toBe(body.request_id)
})

const countOf = async (api: Workspace, { id }: Body): Promise<number> =>
  (await listAll(api, `/api/transactions/?link=${id}&page_size=1000`)).length
