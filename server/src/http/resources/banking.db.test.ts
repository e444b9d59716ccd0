import { beforeAll, describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import {
  givenSamples,
  type Samples,
  sampleBank,
  sampleBankName,
} from '../../../../test/harness/institutions/sample-bank.ts'
import { insideOf, toldOf } from '../../../../test/harness/life.ts'
import { dayOf, lastYear, listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleBank])
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const single = { access_mode: 'single' }
const atSamples = { ...single, institution: sampleBankName }
let samples: Samples

beforeAll(async () => {
  samples = await givenSamples(api)
})

const idsOf = (records: readonly Body[]) => records.map(({ id }) => id)

describe('balances', () => {
  const balancesOf = (link: Body) => listAll(api, `/api/br/balances/?link=${link.id}`)

  test('201: each retrieval makes another, and those before it stay', async () => {
    const link = await api.givenLink(atSamples)
    const first = await api.post('/api/br/balances/', { link: link.id })
    api.advance({ hours: 6 })
    const second = await api.post('/api/br/balances/', { link: link.id })
    expect(second.body.length).toBe(first.body.length)
    expect(await balancesOf(link)).toHaveLength(first.body.length + second.body.length)
    expect((await balancesOf(link)).slice(0, second.body.length)).toEqual(expect.arrayContaining(second.body))
    expect(await api.get(`/api/br/balances/${first.body[0].id}/`)).toMatchObject({ status: 200, body: first.body[0] })
  })

  test('201: at the same moment there is one of each account, however often it is asked', async () => {
    const link = await api.givenLink(atSamples)
    const [first, second] = [
      await api.post('/api/br/balances/', { link: link.id }),
      await api.post('/api/br/balances/', { link: link.id }),
    ]
    expect(idsOf(second.body)).toEqual(idsOf(first.body))
    expect(await balancesOf(link)).toHaveLength(first.body.length)
  })

  test('201: account_id chooses the account, which the balance names by its id', async () => {
    const { link, ACCOUNTS = [] } = samples
    const checking = ACCOUNTS.find(({ internal_identification }) => internal_identification === 'checking-1')
    const { status, body } = await api.post('/api/br/balances/', { link: link.id, account_id: checking.id })
    expect([status, body.length]).toEqual([201, 1])
    expect(body[0]).toMatchObject({ account_id: checking.id, link: link.id, available: 5621.12 })
    expect(await api.post('/api/br/balances/', { link: link.id, account_id: unknown })).toMatchObject({ status: 404 })
    expect(await api.post('/api/br/balances/', { link: link.id, account_id: 'mine' })).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'account_id' }],
    })
  })
})

describe('bills', () => {
  const billOf = (records: readonly Body[]) =>
    records.find(({ internal_identification }) => internal_identification === 'tx-card').credit_card_data
      .credit_card_bill

  test('200: a transaction of a card names its bill by its id, once the bill is there and as long as it is', async () => {
    const link = await api.givenLink(atSamples)
    const path = `/api/transactions/?link=${link.id}`
    const { body } = await api.post('/api/transactions/', { link: link.id, ...lastYear(api.now()) })
    expect(billOf(body)).toEqual({ internal_identification: 'bill-2026-02' })
    const [{ id }] = (await api.post('/api/bills/', { link: link.id })).body
    expect(billOf(await listAll(api, path))).toEqual({ id, internal_identification: 'bill-2026-02' })
    const again = await api.post('/api/transactions/', { link: link.id, ...lastYear(api.now()) })
    expect(billOf(again.body)).toEqual({ id, internal_identification: 'bill-2026-02' })
    await api.delete(`/api/bills/${id}/`)
    expect(billOf(await listAll(api, path))).toEqual({ internal_identification: 'bill-2026-02' })
  })

  test('200: their account is shown as it is now, and null and missing values as the bank has them', async () => {
    const { link, ACCOUNTS = [] } = samples
    const { id } = ACCOUNTS.find(({ category }) => category === 'CREDIT_CARD')
    const { body: card } = await api.get(`/api/accounts/${id}/`)
    const listed = await listAll(api, `/api/bills/?link=${link.id}&account=${card.id}`)
    expect(listed).toHaveLength(3)
    for (const { account } of listed) expect(account).toEqual(card)
    expect(listed.map((bill) => Object.keys(bill).length).sort()).toEqual([12, 13, 4])
  })
})

describe('investments', () => {
  test('201: they tell neither of their link nor of when they came', () => {
    for (const record of samples.INVESTMENTS ?? []) {
      expect(record).not.toHaveProperty('link')
      expect(record).not.toHaveProperty('created_at')
      expect(record).not.toHaveProperty('collected_at')
    }
  })

  test.each([
    ['INVESTMENT_FUND', 1],
    ['FUND', 1],
    ['CREDITO', 1],
    ['BOND', 0],
    ['fund', 0],
  ])('200: type=%s finds %i, in either set of words', async (type, count) => {
    for (const path of ['investments', 'investment-transactions']) {
      const { body } = await api.get(`/api/br/${path}/?link=${samples.link.id}&type=${type}`)
      expect([path, body.count]).toEqual([path, count])
      expect((await api.get(`/api/br/${path}/?link=${samples.link.id}&type__in=x,${type}`)).body.count).toBe(count)
    }
  })

  test('201: a transaction shows its investment', async () => {
    const { link, INVESTMENTS = [], INVESTMENT_TRANSACTIONS = [] } = samples
    const byId = new Map(INVESTMENTS.map((record) => [record.id, record]))
    for (const { investment } of INVESTMENT_TRANSACTIONS) expect(investment).toEqual(byId.get(investment.id))
    expect(await listAll(api, `/api/br/investment-transactions/?link=${link.id}`)).toEqual(
      expect.arrayContaining([...INVESTMENT_TRANSACTIONS]),
    )
  })

  test.each([
    [{}, ['2026-03-02', '2025-11-18', '2025-06-30']],
    [{ date_from: '2025-11-18' }, ['2026-03-02', '2025-11-18']],
    [{ date_to: '2026-03-01' }, ['2025-11-18', '2025-06-30']],
    [{ date_from: '2025-06-30', date_to: '2025-06-30' }, ['2025-06-30']],
    [{ date_to: '2025-06-29' }, []],
  ])('201: the period %o', async (period, days) => {
    const link = await api.givenLink(atSamples)
    const { status, body } = await api.post('/api/br/investment-transactions/', { link: link.id, ...period })
    expect(status).toBe(201)
    const daysOf = (records: readonly Body[]) => records.map(({ value_date }) => value_date)
    expect(daysOf(body).sort().reverse()).toEqual(days)
    expect(daysOf(await listAll(api, `/api/br/investment-transactions/?link=${link.id}`))).toEqual(days)
  })

  test('400: a period that ends in the future', async () => {
    const body = { link: samples.link.id, date_to: dayOf(api.now(), 1) }
    for (const path of ['investment-transactions', 'exchanges']) {
      expect(await api.post(`/api/br/${path}/`, body)).toMatchObject({
        status: 400,
        body: [{ code: 'invalid', field: 'date_to' }],
      })
    }
  })
})

describe('RetrieveInvestmentsBrazil and RetrieveInvestmentTransactionsBrazil in the async mode', () => {
  test.each([
    ['INVESTMENTS', 'investments', 'new_investments'],
    ['INVESTMENT_TRANSACTIONS', 'investment-transactions', 'new_investment_transactions'],
  ])('202: the %s come later, with a webhook of the same request', async (type, path, key) => {
    const link = await api.givenLink(atSamples)
    const headers = { 'x-belvo-request-mode': 'async' }
    const accepted = await api.post(`/api/br/${path}/`, { link: link.id }, { headers })
    expect(accepted.status).toBe(202)
    await api.drain()
    const { count } = (await api.get(`/api/br/${path}/?link=${link.id}`)).body
    expect(count).toBe(3)
    expect(await toldOf(api, link.id)).toEqual([
      {
        type,
        code: `${key}_available`,
        process: 'async_post',
        data: { [key]: count },
        request_id: accepted.body.request_id,
      },
    ])
  })
})

describe('ListExchangeHistory', () => {
  const history = (id: string, query = '') => api.get(`/api/br/exchanges/${id}/history/${query}`)

  test('200: the events of one exchange, the latest first', async () => {
    const [exchange, other] = samples.EXCHANGES ?? []
    const { status, body } = await history(exchange.id)
    expect([status, body.count]).toEqual([200, 2])
    expect(body.results.map(({ event_type }: Body) => event_type)).toEqual([4, 1])
    for (const event of body.results) {
      expect(event).toMatchObject({ exchange_id: exchange.id, link: samples.link.id })
    }
    expect((await history(other.id)).body).toEqual({ count: 0, next: null, previous: null, results: [] })
  })

  test('200: page by page, with and without a slash, and with chosen keys', async () => {
    const [{ id }] = samples.EXCHANGES as [Body]
    const paged = await listAll(api, `/api/br/exchanges/${id}/history/?page_size=1&fields=id`)
    const whole = (await api.get(`/api/br/exchanges/${id}/history`)).body.results
    expect(paged).toEqual(whole.map((event: Body) => ({ id: event.id })))
  })

  test('200: an event keeps its id when the exchange is retrieved again', async () => {
    const [{ id }] = samples.EXCHANGES as [Body]
    const before = idsOf((await history(id)).body.results)
    api.advance({ minutes: 1 })
    await api.post('/api/br/exchanges/', { link: samples.link.id })
    expect(idsOf((await history(id)).body.results)).toEqual(before)
  })

  test('200: a period leaves the exchanges outside of it, and their history, alone', async () => {
    const [{ id }] = samples.EXCHANGES as [Body]
    const body = { link: samples.link.id, date_from: '2025-06-01', date_to: '2025-06-02' }
    expect((await api.post('/api/br/exchanges/', body)).body).toHaveLength(1)
    expect((await history(id)).body.count).toBe(2)
  })

  test.each([
    ['page=0', 'page'],
    ['page_size=x', 'page_size'],
  ])('400: %s', async (query, field) => {
    const [{ id }] = samples.EXCHANGES as [Body]
    expect(await history(id, `?${query}`)).toMatchObject({ status: 400, body: [{ code: 'invalid', field }] })
  })

  test('404: an exchange that nobody has, and a page past the end', async () => {
    const [{ id }] = samples.EXCHANGES as [Body]
    for (const none of [unknown, 'none', samples.link.id]) {
      expect(await history(none)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    }
    expect(await history(id, '?page=2')).toMatchObject({ status: 404, body: [{ message: 'Invalid page.' }] })
  })

  test("404: another workspace's exchange looks like no exchange at all", async () => {
    const stranger = api.as(await api.givenStranger())
    const [{ id }] = samples.EXCHANGES as [Body]
    expect(await stranger.get(`/api/br/exchanges/${id}/history/`)).toMatchObject({ status: 404 })
  })
})

describe('what the webhooks of a historical update count', () => {
  test('balances that were taken a moment before the count', async () => {
    const link = await api.givenLink(atSamples)
    api.letRun({ milliseconds: 1 })
    await api.post(`/api/links/${link.id}/refresh/`, { fetch_resources: ['BALANCES', 'RISK_INSIGHTS'] })
    await api.drain()
    api.letRun({ milliseconds: 0 })
    const told = Object.fromEntries((await toldOf(api, link.id)).map(({ type, data }) => [type, data]))
    expect(told).toEqual({ BALANCES: { total_balances: 2 }, RISK_INSIGHTS: { total_risk_insights: 1 } })
  })

  test('every resource that the institution offers, balances as they are now', async () => {
    const link = await api.givenLink(atSamples)
    await api.post('/api/br/balances/', { link: link.id })
    api.advance({ minutes: 20 })
    expect((await api.post(`/api/links/${link.id}/refresh/`)).status).toBe(202)
    await api.drain()
    const told = Object.fromEntries((await toldOf(api, link.id)).map(({ type, data }) => [type, data]))
    expect(told).toEqual({
      ACCOUNTS: { total_accounts: 3 },
      OWNERS: { total_owners: 2 },
      BALANCES: { total_balances: 2 },
      TRANSACTIONS: expect.objectContaining({ total_transactions: 11, first_transaction_date: '2025-11-05' }),
      BILLS: { total_bills: 3 },
      INVESTMENTS: { total_investments: 3 },
      INVESTMENT_TRANSACTIONS: {
        total_investment_transactions: 3,
        first_investment_transaction_date: '2025-06-30',
        last_investment_transaction_date: '2026-03-02',
      },
      EXCHANGES: { total_exchanges: 2 },
      EMPLOYMENT_RECORDS: { total_employment_record_profiles: 3 },
      CURRENT_EMPLOYMENTS: { total_current_employments: 2 },
      EMPLOYMENT_METRICS: { total_employment_metrics: 1 },
      EMPLOYMENTS: { total_employments: 3 },
      INCOMES: { total_incomes: 1, number_of_income_streams: 1 },
      RECURRING_EXPENSES: { total_recurring_expenses: 1 },
      RISK_INSIGHTS: { total_risk_insights: 1 },
    })
    expect((await insideOf(api, link.id)).updates).toMatchObject([{ cause: 'refresh', outcome: { kind: 'done' } }])
  })
})

describe('what the institution no longer shows', () => {
  const listOf = (path: string, link: Body) => listAll(api, `/api/${path}/?link=${link.id}`)

  test('200: an exchange takes its history along, and an investment stays behind in no transaction', async () => {
    const { link, EXCHANGES = [], INVESTMENTS = [] } = await givenSamples(api, { ...single, username: 'forgetful' })
    expect(await listOf('br/investments', link)).toHaveLength(INVESTMENTS.length)
    while (api.now() < new Date('2026-04-01T00:00:00Z')) api.advance({ days: 1 })
    for (const path of ['br/exchanges', 'br/investments', 'bills']) {
      expect((await api.post(`/api/${path}/`, { link: link.id })).body).toHaveLength(1)
      expect(await listOf(path, link)).toHaveLength(1)
    }
    const rows = api.app.deps.db.reader.selectFrom('exchange_history').select(['body', 'removal'])
    expect(await rows.where('parent_id', '=', EXCHANGES[0].id).execute()).toEqual([
      { body: null, removal: 'gone' },
      { body: null, removal: 'gone' },
    ])
    const transactions = await listOf('br/investment-transactions', link)
    expect(transactions).toHaveLength(3)
    expect(transactions.filter((transaction) => 'investment' in transaction)).toHaveLength(1)
  })

  test('200: balances stay, although the institution shows none of their accounts any more', async () => {
    const { link, BALANCES = [] } = await givenSamples(api, { ...single, username: 'forgetful' })
    api.advance({ hours: 1 })
    expect((await api.post('/api/br/balances/', { link: link.id })).body).toEqual([])
    expect(await listOf('br/balances', link)).toHaveLength(BALANCES.length)
  })
})
