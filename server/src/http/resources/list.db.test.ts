import { beforeAll, describe, expect, test } from 'vitest'
import { resources } from '../../../../contract/catalogue.ts'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { givenSamples, type Samples, sampleBank } from '../../../../test/harness/institutions/sample-bank.ts'
import { givenTaxSamples, sampleTaxOffice } from '../../../../test/harness/institutions/sample-tax-office.ts'
import {
  givenChileanSamples,
  sampleTaxOfficeOfChile,
} from '../../../../test/harness/institutions/sample-tax-office-chile.ts'
import { givenRetrieved, inHouse, listAll, type Retrieved } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleBank, sampleTaxOffice, sampleTaxOfficeOfChile])
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
let mexico: Retrieved
let brazil: Retrieved
let samples: Samples
let taxes: Samples
let chilean: Samples

beforeAll(async () => {
  samples = await givenSamples(api, { access_mode: 'single' })
  taxes = await givenTaxSamples(api)
  chilean = await givenChileanSamples(api)
  api.advance({ minutes: 1 })
  mexico = await givenRetrieved(api)
  api.advance({ minutes: 1 })
  brazil = await givenRetrieved(api, { institution: 'erebor_br_retail' })
})

const lists = [
  ['ListAccounts', '/api/accounts/', () => [mexico.link, mexico.accounts]],
  ['ListOwners', '/api/owners/', () => [mexico.link, mexico.owners]],
  ['ListTransactions', '/api/transactions/', () => [mexico.link, mexico.transactions]],
  ['ListBalances', '/api/br/balances/', () => [samples.link, samples.BALANCES ?? []]],
  ['ListBills', '/api/bills/', () => [samples.link, samples.BILLS ?? []]],
  ['ListInvestmentsBrazil', '/api/br/investments/', () => [samples.link, samples.INVESTMENTS ?? []]],
  [
    'ListInvestmentTransactionsBrazil',
    '/api/br/investment-transactions/',
    () => [samples.link, samples.INVESTMENT_TRANSACTIONS ?? []],
  ],
  ['ListExchanges', '/api/br/exchanges/', () => [samples.link, samples.EXCHANGES ?? []]],
  ['ListInvoices', '/api/invoices/', () => [taxes.link, taxes.INVOICES ?? []]],
  ['ListTaxReturns', '/api/tax-returns/', () => [taxes.link, taxes.TAX_RETURNS ?? []]],
  ['ListTaxStatus', '/api/tax-status/', () => [taxes.link, taxes.TAX_STATUS ?? []]],
  ['ListTaxComplianceStatus', '/api/tax-compliance-status/', () => [taxes.link, taxes.TAX_COMPLIANCE_STATUS ?? []]],
  ['ListTaxRetentions', '/api/tax-retentions/', () => [taxes.link, taxes.TAX_RETENTIONS ?? []]],
  ['ListFinancialStatements', '/api/financial-statements/', () => [taxes.link, taxes.FINANCIAL_STATEMENTS ?? []]],
  ['ListEmploymentRecords', '/api/employment-records/', () => [samples.link, samples.EMPLOYMENT_RECORDS ?? []]],
  ['ListCurrentEmployments', '/api/mx/current-employments/', () => [samples.link, samples.CURRENT_EMPLOYMENTS ?? []]],
  ['ListEmploymentsBrazil', '/api/br/employments/', () => [samples.link, samples.EMPLOYMENTS ?? []]],
  ['ListInvoicesChile', '/api/cl/invoices/', () => [chilean.link, chilean.INVOICES_CHILE ?? []]],
  ['ListTaxStatusChile', '/api/cl/tax-status/', () => [chilean.link, chilean.TAX_STATUS_CHILE ?? []]],
  ['ListDebtReportChile', '/api/cl/debt-reports/', () => [chilean.link, chilean.DEBT_REPORTS ?? []]],
] as const satisfies readonly (readonly [string, string, () => [link: Body, records: readonly Body[]]])[]

describe.each(lists)('%s', (_, path, held) => {
  test('200: every record of a link, once, whatever the page size', async () => {
    const [link, records] = held()
    const ids = new Set(records.map(({ id }: Body) => id))
    for (const pageSize of [1_000, 100, 97]) {
      const listed = await listAll(api, `${path}?link=${link.id}&page_size=${pageSize}`)
      expect(listed.length).toBe(ids.size)
      expect(new Set(listed.map(({ id }) => id))).toEqual(ids)
    }
  })

  test('200: next and previous are absolute and keep every other parameter', async () => {
    const [link, records] = held()
    const both = `${link.id},${brazil.link.id}`
    const first = `${path}?link=${link.id}&link__in=${both}&page_size=1&omit=id&unknown=x%26y`
    const { body } = await api.get(first)
    expect(body).toMatchObject({ count: records.length, previous: null })
    if (records.length === 1) return expect(body.next).toBeNull()
    const next = new URL(body.next)
    expect(next.origin).toBe(api.url)
    expect(Object.fromEntries(next.searchParams)).toEqual({
      link: link.id,
      link__in: both,
      page_size: '1',
      omit: 'id',
      unknown: 'x&y',
      page: '2',
    })
    const second = await api.get(inHouse(body.next))
    expect(new URL(second.body.previous).searchParams.get('page')).toBe('1')
  })

  test('200: fields and omit', async () => {
    const [link] = held()
    const first = async (query: string) =>
      (await api.get(`${path}?link=${link.id}&page_size=1&${query}`)).body.results[0]
    const [, second = ''] = Object.keys(await first(''))
    expect(Object.keys(await first(`fields=id,${second}`))).toEqual(['id', second])
    expect(await first(`omit=${second}`)).not.toHaveProperty(second)
    expect(await first(`omit=${second}`)).toHaveProperty('id')
  })

  test("200: another workspace's link has nothing to show", async () => {
    const [link] = held()
    const stranger = api.as(await api.givenStranger())
    expect(await stranger.get(`${path}?link=${link.id}`)).toMatchObject({ status: 200, body: { count: 0 } })
    expect(await stranger.get(`${path}?link__in=${link.id}&link=${link.id}`)).toMatchObject({
      body: { results: [] },
    })
  })

  test('200: a page size over the maximum is clamped to 1000', async () => {
    expect((await api.get(`${path}?link=${held()[0].id}&page_size=5000`)).status).toBe(200)
  })

  test.each(
    [
      ['page=0', 'page'],
      ['page=x', 'page'],
      ['page_size=-3', 'page_size'],
      ['link=first', 'link'],
      ['link__in=first,second', 'link__in'],
      ['created_at__lte=soon', 'created_at__lte'],
      ['created_at__range=2026-01-01', 'created_at__range'],
    ].filter(([, field]) => path !== '/api/bills/' || field !== 'link__in'),
  )('400: %s', async (query, field) => {
    expect(await api.get(`${path}?link=${unknown}&${query}`)).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field }],
    })
  })

  test('404: a page past the end', async () => {
    for (const query of [`link=${held()[0].id}&page=99`, `link=${unknown}&page=2`]) {
      expect(await api.get(`${path}?${query}`)).toMatchObject({
        status: 404,
        body: [{ code: 'not_found', message: 'Invalid page.' }],
      })
    }
  })
})

describe('a list that needs a link', () => {
  const needing = resources.filter(({ list }) => list.linkRequired)

  test.each(needing.map(({ path }) => path))('400: without one there is no list of %s', async (path) => {
    for (const query of ['', `?link__in=${mexico.link.id}`]) {
      expect(await api.get(`/api/${path}/${query}`)).toMatchObject({
        status: 400,
        body: [{ code: 'required', field: 'link', message: 'This field is required.' }],
      })
    }
  })
})

describe('the list of transactions', () => {
  test.each([
    ['amount__gt=much', { code: 'invalid', field: 'amount__gt', message: 'Enter a number.' }],
    ['amount__range=1', { code: 'invalid', field: 'amount__range' }],
    ['amount=1e3', { code: 'invalid', field: 'amount' }],
    ['account=mine', { code: 'invalid', field: 'account' }],
    ['account__balance__current__lt=low', { code: 'invalid', field: 'account__balance__current__lt' }],
    ['accounting_date=2026-02-31', { code: 'invalid', field: 'accounting_date' }],
    ['value_date__range=2026-01-01,never', { code: 'invalid', field: 'value_date__range' }],
    ['type=SIDEWAYS', { code: 'invalid_choice', field: 'type', message: '"SIDEWAYS" is not a valid choice.' }],
  ])('400: %s', async (query, error) => {
    expect(await api.get(`/api/transactions/?link=${mexico.link.id}&${query}`)).toMatchObject({
      status: 400,
      body: [error],
    })
  })

  test('200: each transaction shows its account as it is now', async () => {
    const accounts = new Map((await listAll(api, `/api/accounts/?link=${mexico.link.id}`)).map((a) => [a.id, a]))
    for (const { account } of await listAll(api, `/api/transactions/?link=${mexico.link.id}`)) {
      expect(account).toEqual(accounts.get(account.id))
    }
  })
})

describe('the lists of accounts and owners', () => {
  test('200: without a link they show the whole workspace, the newest first', async () => {
    const { ACCOUNTS = [], OWNERS = [] } = samples
    for (const [path, records] of [
      ['/api/accounts/', [...mexico.accounts, ...brazil.accounts, ...ACCOUNTS]],
      ['/api/owners/', [...mexico.owners, ...brazil.owners, ...OWNERS]],
    ] as const) {
      const listed = await listAll(api, `${path}?page_size=3`)
      expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(records.map(({ id }) => id)))
      expect(listed[0].link).toBe(brazil.link.id)
    }
  })

  test('200: an owner is found by e-mail, whatever its letter case', async () => {
    const [owner] = mexico.owners
    for (const email of [owner.email, owner.email.toUpperCase()]) {
      expect((await listAll(api, `/api/owners/?email=${encodeURIComponent(email)}`)).map(({ id }) => id)).toEqual([
        owner.id,
      ])
    }
    expect((await api.get('/api/owners/?email=nobody@example.com')).body.count).toBe(0)
  })

  test('400: a name is searched for by at least three characters', async () => {
    expect(await api.get('/api/owners/?display_name__icontains=Al')).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'display_name__icontains' }],
    })
  })
})
