import { beforeAll, describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import {
  enrichedBank,
  enrichedBankName,
  sampleBank,
  sampleBankName,
} from '../../../../test/harness/institutions/sample-bank.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { givenTokenLink, letCredentialsBe, toldOf, usageOf } from '../../../../test/harness/life.ts'
import { setLinkStatus } from '../../../../test/harness/rows.ts'
import { dayOf, lastYear, listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleBank, enrichedBank])
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const someSession = '0123456789abcdef0123456789abcdef'
const right = { token: '111111' }
const single = { access_mode: 'single' }
const atSamples = { ...single, institution: sampleBankName }
const operations = {
  incomes: ['RetrieveIncome', 'PatchIncomes', 'ListIncomes', 'DetailIncome', 'DestroyIncomes'],
  'recurring-expenses': [
    'RetrieveRecurringExpenses',
    'PatchRecurringExpenses',
    'ListRecurringExpenses',
    'DetailRecurringExpense',
    'DestroyRecurringExpense',
  ],
  'risk-insights': [
    'RetrieveRiskInsights',
    'PatchRiskInsights',
    'ListRiskInsights',
    'DetailRiskInsights',
    'DestroyRiskInsights',
  ],
} as const

const idsOf = (records: readonly Body[]) => records.map(({ id }) => id)

describe.each(Object.keys(operations))('the endpoints of %s', (path) => {
  const post = (link: string, more: object = {}) => api.post(`/api/${path}/`, { link, ...more })
  const answersObject = path !== 'recurring-expenses'
  const listed = (link: string) => listAll(api, `/api/${path}/?link=${link}`)

  test('201: what is calculated is what the list and the details show', async () => {
    const link = await api.givenLink(atSamples)
    const { status, body } = await post(link.id)
    expect(status).toBe(201)
    expect(Array.isArray(body)).toBe(!answersObject)
    const records = [body].flat()
    expect(records.length).toBeGreaterThan(0)
    expect(await listed(link.id)).toEqual(records)
    for (const record of records) {
      const detail = await api.get(`/api/${path}/${record.id}/`)
      expect(detail).toMatchObject({ status: 200, body: path === 'incomes' ? record : [record] })
    }
  })

  test('201: accounts and transactions that nobody asked for yet are read first, and kept', async () => {
    const link = await api.givenLink(atSamples)
    expect(await listAll(api, `/api/transactions/?link=${link.id}`)).toEqual([])
    await post(link.id)
    expect((await listAll(api, `/api/transactions/?link=${link.id}`)).length).toBeGreaterThan(0)
    expect(await usageOf(api, link.id)).toEqual(['registration', 'retrieval'])
  })

  test('201: what is known is calculated from without a visit', async () => {
    const link = await api.givenLink(atSamples)
    await api.post('/api/transactions/', { link: link.id, ...lastYear(api.now()) })
    await letCredentialsBe(api, link.id, { username: 'user_down', password: 'later' })
    expect((await post(link.id)).status).toBe(201)
    expect(await usageOf(api, link.id)).toEqual(['registration', 'retrieval', 'retrieval'])
  })

  test('200: with save_data false nothing is stored, and the answer is the one that storing gives', async () => {
    const link = await api.givenLink(atSamples)
    const shown = await post(link.id, { save_data: false })
    expect(shown.status).toBe(200)
    for (const each of [path, 'accounts', 'transactions']) {
      expect(await listAll(api, `/api/${each}/?link=${link.id}`)).toEqual([])
    }
    expect(await post(link.id)).toMatchObject({ status: 201, body: shown.body })
    expect(await post(link.id, { save_data: false })).toMatchObject({ status: 200, body: shown.body })
  })

  test('201: fields and omit choose the keys of the answer', async () => {
    const link = await api.givenLink(atSamples)
    const first = async (query: string) =>
      [(await api.post(`/api/${path}/?${query}`, { link: link.id })).body].flat()[0]
    expect(Object.keys(await first('fields=id'))).toEqual(['id'])
    expect(await first('omit=id')).not.toHaveProperty('id')
  })

  test('201: a link without any data has something to say all the same', async () => {
    const link = await api.givenLink({ ...single, institution: enrichedBankName, username: 'bnk101' })
    const { status, body } = await post(link.id)
    expect([status, [body].flat().length]).toEqual([201, answersObject ? 1 : 0])
  })

  test.each([
    [{ link: null }, { code: 'null', field: 'link' }],
    [{ link: 'first' }, { code: 'invalid', field: 'link' }],
    [{ save_data: 'yes' }, { code: 'invalid', field: 'save_data' }],
    [{ token: 'x'.repeat(1_025) }, { code: 'invalid', field: 'token' }],
  ])('400: %o', async (wrong, error) => {
    expect(await post(unknown, wrong)).toMatchObject({ status: 400, body: [error] })
  })

  test('400: a link that is invalid, or was never completed', async () => {
    for (const [status, code] of [
      ['unconfirmed', 'unconfirmed_link'],
      ['invalid', 'invalid_link'],
    ] as const) {
      const link = await api.givenLink(atSamples)
      await setLinkStatus(api, link.id, status)
      expect(await post(link.id)).toMatchObject({ status: 400, body: [{ code }] })
    }
  })

  test('400: an institution that does not offer it', async () => {
    const link = await api.givenLink({ institution: 'gotham_mx_business' })
    expect(await post(link.id)).toMatchObject({ status: 400, body: [{ code: 'unsupported_operation' }] })
  })

  test('403: a key that may read banking only', async () => {
    const reader = api.as(await givenKey(api, ['banking:read', 'banking:write', 'links:write']))
    expect((await reader.post(`/api/${path}/`, { link: unknown })).status).toBe(403)
    expect((await reader.patch(`/api/${path}/`, { session: someSession, link: unknown })).status).toBe(403)
  })

  test("404: a link, a record and a session that nobody has, or another workspace's", async () => {
    const link = await api.givenLink(atSamples)
    const [record] = [(await post(link.id)).body].flat()
    const stranger = api.as(await api.givenStranger())
    for (const [caller, id, recordId] of [
      [api, unknown, unknown],
      [stranger, link.id, record.id],
    ] as const) {
      const answers = [
        await caller.post(`/api/${path}/`, { link: id }),
        await caller.patch(`/api/${path}/`, { session: someSession, link: id }),
        await caller.get(`/api/${path}/${recordId}/`),
        await caller.delete(`/api/${path}/${recordId}/`),
      ]
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    }
    expect((await stranger.get(`/api/${path}/?link=${link.id}`)).body.count).toBe(0)
    expect(await api.get(`/api/${path}/?page=99`)).toMatchObject({ status: 404, body: [{ message: 'Invalid page.' }] })
  })

  test('400: filters and pages that are malformed', async () => {
    for (const [query, field] of [
      ['link=first', 'link'],
      ['account__in=a,b', 'account__in'],
      ['page=0', 'page'],
    ] as const) {
      expect(await api.get(`/api/${path}/?${query}`)).toMatchObject({ status: 400, body: [{ code: 'invalid', field }] })
    }
  })

  test('408: an institution that answers too late when it has to be asked', async () => {
    const link = await api.givenLink({ ...atSamples, username: 'user_timeout', password: 'later' })
    expect(await post(link.id)).toMatchObject({ status: 408, body: [{ code: 'request_timeout' }] })
    const asked = await givenTokenLink(api, atSamples)
    const { session } = (await post(asked.id)).body[0]
    await letCredentialsBe(api, asked.id, { username: 'user_timeout', password: 'later' })
    const answer = { session, link: asked.id, ...right }
    expect(await api.patch(`/api/${path}/`, answer)).toMatchObject({ status: 408, body: [{ code: 'request_timeout' }] })
  })

  test('428: a token is asked for, and taken in the body or by an answer, which is a list', async () => {
    const link = await givenTokenLink(api, atSamples)
    const question = await post(link.id)
    expect(question).toMatchObject({ status: 428, body: [{ code: 'token_required', link: link.id }] })
    const { session } = question.body[0]
    const again = await api.patch(`/api/${path}/`, { session, link: link.id, token: '000000' })
    expect(again.status).toBe(428)
    const answer = { session: again.body[0].session, link: link.id, ...right }
    const { status, body } = await api.patch(`/api/${path}/`, answer)
    expect([status, Array.isArray(body), body.length > 0]).toEqual([201, true, true])
    expect(await api.patch(`/api/${path}/`, answer)).toMatchObject({ status: 400, body: [{ code: 'session_expired' }] })
    const other = await givenTokenLink(api, atSamples)
    expect((await post(other.id, right)).status).toBe(201)
  })

  test('200: an answer with save_data false is stored as little as the question', async () => {
    const link = await givenTokenLink(api, atSamples)
    const { session } = (await post(link.id)).body[0]
    const answer = { session, link: link.id, save_data: false, ...right }
    expect((await api.patch(`/api/${path}/`, answer)).status).toBe(200)
    expect(await listed(link.id)).toEqual([])
  })

  test('204: a deleted record is gone from its page and from its list', async () => {
    const link = await api.givenLink(atSamples)
    const [record] = [(await post(link.id)).body].flat()
    expect((await api.delete(`/api/${path}/${record.id}/`)).status).toBe(204)
    expect((await api.get(`/api/${path}/${record.id}/`)).status).toBe(404)
    expect((await api.delete(`/api/${path}/${record.id}/`)).status).toBe(404)
    expect(idsOf(await listed(link.id))).not.toContain(record.id)
  })

  test('201: after a deletion it is calculated anew, even at the same moment', async () => {
    const link = await api.givenLink(atSamples)
    const [record] = [(await post(link.id)).body].flat()
    await api.delete(`/api/${path}/${record.id}/`)
    const { status, body } = await post(link.id)
    expect([status, [body].flat().length]).toEqual([201, answersObject ? 1 : 0])
  })

  test('200: the list by account holds what is about that account', async () => {
    const link = await api.givenLink(atSamples)
    const [record] = [(await post(link.id)).body].flat()
    const accounts = await listAll(api, `/api/accounts/?link=${link.id}`)
    const about = new Set(aboutAccounts(record))
    expect(about.size).toBeGreaterThan(0)
    for (const { id } of accounts) {
      const ids = idsOf(await listAll(api, `/api/${path}/?account=${id}`))
      expect([id, ids.includes(record.id)]).toEqual([id, about.has(id)])
      expect(idsOf(await listAll(api, `/api/${path}/?account__in=${unknown},${id}`))).toEqual(ids)
    }
  })

  test('500: an institution that answers something unexpected leaves everything as it was', async () => {
    const link = await api.givenLink({ ...atSamples, username: 'user_unexpected', password: 'later' })
    expect(await post(link.id)).toMatchObject({ status: 500, body: [{ code: 'unexpected_error' }] })
    expect(await listed(link.id)).toEqual([])
  })
})

const aboutAccounts = ({ income_streams: streams, account, accounts }: Body): string[] =>
  accounts ?? [account?.id ?? streams.map((stream: Body) => stream.account_id)].flat()

describe('RetrieveIncome', () => {
  let link: Body
  beforeAll(async () => {
    link = await api.givenLink({ ...single, institution: enrichedBankName })
  })
  const incomes = (more: object = {}) => api.post('/api/incomes/', { link: link.id, ...more })

  test('201: a sandbox person has a stream for every income of the year', async () => {
    const { body } = await incomes()
    expect(body.income_streams.length).toBe(body.number_of_income_streams)
    expect(body.number_of_income_streams).toBeGreaterThan(0)
    expect(body.total_income_amount).toBeGreaterThan(0)
  })

  test('201: types and confidence choose among the streams', async () => {
    const { body: all } = await incomes()
    const types = [...new Set(all.income_streams.map((stream: Body) => stream.income_type))]
    for (const type of types) {
      const { body } = await incomes({ allowed_income_types: [type] })
      const expected = all.income_streams.filter((stream: Body) => stream.income_type === type)
      expect(body.income_streams).toEqual(expected)
    }
    const { body: sure } = await incomes({ minimum_confidence_level: 'HIGH' })
    expect(sure.income_streams).toEqual(all.income_streams.filter(({ confidence }: Body) => confidence === 'HIGH'))
  })

  test('201: each calculation is another, and the latest comes first', async () => {
    const { body: first } = await incomes()
    api.advance({ minutes: 1 })
    const { body: second } = await incomes()
    expect(second.id).not.toBe(first.id)
    expect(idsOf(await listAll(api, `/api/incomes/?link=${link.id}`)).slice(0, 2)).toEqual([second.id, first.id])
  })

  test.each([
    [{ date_from: -89, date_to: 0 }, { code: 'invalid_period' }],
    [{ date_from: -90 }, { code: 'required', field: 'date_to' }],
    [{ date_to: -90 }, { code: 'required', field: 'date_from' }],
    [
      { date_from: -366, date_to: 0 },
      { code: 'invalid', field: 'date_from' },
    ],
    [
      { date_from: -100, date_to: 1 },
      { code: 'invalid', field: 'date_to' },
    ],
    [
      { date_from: -10, date_to: -100 },
      { code: 'invalid', field: 'date_from' },
    ],
  ])('400: the period %o', async (days, error) => {
    const period = Object.fromEntries(Object.entries(days).map(([key, by]) => [key, dayOf(api.now(), by)]))
    expect(await incomes(period)).toMatchObject({ status: 400, body: [error] })
  })

  test('201: ninety days are enough', async () => {
    expect((await incomes({ date_from: dayOf(api.now(), -90), date_to: dayOf(api.now()) })).status).toBe(201)
  })

  test.each([
    [{ allowed_income_types: ['LUCK'] }, { code: 'invalid_choice' }],
    [{ allowed_income_types: 'SALARY' }, { code: 'not_a_list', field: 'allowed_income_types' }],
    [{ minimum_confidence_level: 'SOME' }, { code: 'invalid_choice', field: 'minimum_confidence_level' }],
    [
      { date_from: 'never', date_to: '2026-01-01' },
      { code: 'invalid', field: 'date_from' },
    ],
  ])('400: %o', async (wrong, error) => {
    expect(await incomes(wrong)).toMatchObject({ status: 400, body: [error] })
  })
})

describe('RetrieveRecurringExpenses', () => {
  const expenses = async (link: Body, more: object = {}) =>
    (await api.post('/api/recurring-expenses/', { link: link.id, ...more })).body

  test('201: an expense keeps its id when it is found again, and goes when it has ended', async () => {
    const link = await api.givenLink(atSamples)
    const first = await expenses(link)
    expect(first).toMatchObject([{ name: 'Streaming', payment_type: 'SUBSCRIPTION', median_transaction_amount: 39.9 }])
    api.advance({ days: 1 })
    expect(idsOf(await expenses(link))).toEqual(idsOf(first))
    const path = `/api/recurring-expenses/?link=${link.id}`
    expect(idsOf(await listAll(api, path))).toEqual(idsOf(first))
    api.advance({ days: 120 })
    expect(await expenses(link)).toEqual([])
    expect(await listAll(api, path)).toEqual([])
  })
})

describe('an update that names what is calculated', () => {
  test('each is told of once, with its totals, and a later refresh calculates anew', async () => {
    const fetch_resources = ['ACCOUNTS', 'TRANSACTIONS', 'INCOMES', 'RECURRING_EXPENSES', 'RISK_INSIGHTS']
    const link = await api.givenLink({ ...atSamples, fetch_resources })
    const told = Object.fromEntries((await toldOf(api, link.id)).map(({ type, data }) => [type, data]))
    expect(Object.keys(told)).toEqual(fetch_resources)
    expect(told.RISK_INSIGHTS).toEqual({ total_risk_insights: 1 })
    expect(told.INCOMES).toMatchObject({ total_incomes: 1 })
    api.advance({ minutes: 20 })
    await api.post(`/api/links/${link.id}/refresh/`, { fetch_resources: ['RISK_INSIGHTS'] })
    await api.drain()
    expect((await toldOf(api, link.id)).at(-1)).toMatchObject({
      type: 'RISK_INSIGHTS',
      code: 'historical_update',
      data: { total_risk_insights: 1 },
    })
    expect(await listAll(api, `/api/risk-insights/?link=${link.id}`)).toHaveLength(2)
  })
})
