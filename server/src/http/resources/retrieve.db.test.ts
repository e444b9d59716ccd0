import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { sampleBank, sampleBankName } from '../../../../test/harness/institutions/sample-bank.ts'
import { sampleTaxOffice, sampleTaxOfficeName } from '../../../../test/harness/institutions/sample-tax-office.ts'
import {
  sampleTaxOfficeOfChile,
  sampleTaxOfficeOfChileName,
} from '../../../../test/harness/institutions/sample-tax-office-chile.ts'
import { setLinkStatus } from '../../../../test/harness/rows.ts'
import { dayOf, givenRetrieved, lastYear, listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleBank, sampleTaxOffice, sampleTaxOfficeOfChile])
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const period = lastYear(api.now())
const atSamples = { institution: sampleBankName }
const atTaxOffice = { institution: sampleTaxOfficeName, access_mode: 'single' }
const inChile = { institution: sampleTaxOfficeOfChileName, access_mode: 'single' }
/** The records of an answer that may be one record alone. */
const recordsOf = (body: Body): Body[] => [body].flat()

describe.each([
  ['RetrieveAccounts', '/api/accounts/', {}, {}],
  ['RetrieveOwners', '/api/owners/', {}, {}],
  ['RetrieveTransactions', '/api/transactions/', period, {}],
  ['RetrieveBalances', '/api/br/balances/', {}, atSamples],
  ['RetrieveBills', '/api/bills/', {}, atSamples],
  ['RetrieveInvestmentsBrazil', '/api/br/investments/', {}, atSamples],
  ['RetrieveInvestmentTransactionsBrazil', '/api/br/investment-transactions/', {}, atSamples],
  ['RetrieveExchanges', '/api/br/exchanges/', {}, atSamples],
  ['RetrieveInvoices', '/api/invoices/', { ...period, type: 'INFLOW' }, atTaxOffice],
  ['RetrieveTaxReturns', '/api/tax-returns/', { year_from: '2023', year_to: '2025' }, atTaxOffice],
  ['RetrieveTaxStatus', '/api/tax-status/', {}, atTaxOffice],
  ['RetrieveTaxComplianceStatus', '/api/tax-compliance-status/', {}, atTaxOffice],
  ['RetrieveTaxRetentions', '/api/tax-retentions/', { ...period, type: 'OUTFLOW' }, atTaxOffice],
  ['RetrieveFinancialStatements', '/api/financial-statements/', {}, atTaxOffice],
  ['RetrieveEmploymentRecordDetails', '/api/employment-records/', {}, atSamples],
  ['RetrieveCurrentEmployments', '/api/mx/current-employments/', {}, atSamples],
  ['RetrieveEmploymentsBrazil', '/api/br/employments/', {}, atSamples],
  ['RetrieveInvoicesChile', '/api/cl/invoices/', period, inChile],
  ['RetrieveTaxStatusChile', '/api/cl/tax-status/', {}, inChile],
  ['RetrieveDebtReportChile', '/api/cl/debt-reports/', {}, inChile],
])('%s', (_, path, more, at) => {
  test('201: what was retrieved is what the list and the details show', async () => {
    const link = await api.givenLink({ ...at, username: 'bnk102' })
    const { status, body } = await api.post(path, { link: link.id, ...more })
    expect(status).toBe(201)
    const records = recordsOf(body)
    expect(records.length).toBeGreaterThan(0)
    const listed = await listAll(api, `${path}?link=${link.id}&page_size=1000`)
    const byId = (each: readonly Body[]) => new Map(each.map((record) => [record.id, record]))
    expect(byId(listed)).toEqual(byId(records))
    for (const record of records.slice(0, 3)) {
      expect(await api.get(`${path}${record.id}/`)).toMatchObject({ status: 200, body: record })
    }
  })

  test('200: with save_data false nothing is stored, and the ids are those that storing gives', async () => {
    const link = await api.givenLink({ ...at, username: 'shy', access_mode: 'single' })
    const shown = await api.post(path, { link: link.id, save_data: false, ...more })
    expect(shown.status).toBe(200)
    expect(await listAll(api, `${path}?link=${link.id}`)).toEqual([])
    for (const other of ['accounts', 'owners', 'transactions']) {
      expect(await listAll(api, `/api/${other}/?link=${link.id}`)).toEqual([])
    }
    const stored = await api.post(path, { link: link.id, save_data: true, ...more })
    expect(stored).toMatchObject({ status: 201, body: shown.body })
  })

  test('201: every record carries the shard of its link in its id', async () => {
    const link = await api.givenLink(at)
    const { body } = await api.post(path, { link: link.id, ...more })
    const ids = recordsOf(body).map(({ id }) => id)
    expect(new Set(ids.map((id) => id.slice(0, 3)))).toEqual(new Set([link.id.slice(0, 3)]))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('201: fields and omit choose the keys of the answer', async () => {
    const link = await api.givenLink({ ...at, username: 'bnk102' })
    const first = async (query: string) =>
      recordsOf((await api.post(`${path}${query}`, { link: link.id, ...more })).body)[0]
    const [, second = ''] = Object.keys(await first(''))
    expect(Object.keys(await first(`?fields=id,${second}`))).toEqual(['id', second])
    const rest = await first('?omit=id')
    expect(rest).not.toHaveProperty('id')
    expect(rest).toHaveProperty(second)
  })

  test('400: an empty body tells of each field that it lacks', async () => {
    const { status, body } = await api.post(path, {})
    expect(status).toBe(400)
    expect(body.map(({ field, code }: { field: string; code: string }) => [field, code])).toEqual(
      ['link', ...Object.keys(more)].map((field) => [field, 'required']),
    )
  })

  test.each([
    [{ link: null }, { code: 'null', field: 'link' }],
    [{ link: '' }, { code: 'blank', field: 'link' }],
    [{ link: 'first' }, { code: 'invalid', field: 'link', message: '“first” is not a valid UUID.' }],
    [{ link: 7 }, { code: 'invalid', field: 'link', message: 'Not a valid string.' }],
    [{ save_data: 'yes' }, { code: 'invalid', field: 'save_data', message: 'Must be a valid boolean.' }],
    [{ save_data: null }, { code: 'null', field: 'save_data' }],
    [{ token: 'x'.repeat(1_025) }, { code: 'invalid', field: 'token' }],
  ])('400: %o', async (wrong, error) => {
    expect(await api.post(path, { link: unknown, ...more, ...wrong })).toMatchObject({ status: 400, body: [error] })
  })

  test('400: a link whose registration was never completed', async () => {
    const link = await api.givenLink(at)
    await setLinkStatus(api, link.id, 'unconfirmed')
    expect(await api.post(path, { link: link.id, ...more })).toMatchObject({
      status: 400,
      body: [{ code: 'unconfirmed_link', message: 'The link creation has not been completed yet' }],
    })
  })

  test('400: a link that has become invalid', async () => {
    const link = await api.givenLink(at)
    await setLinkStatus(api, link.id, 'invalid')
    expect(await api.post(path, { link: link.id, ...more })).toMatchObject({
      status: 400,
      body: [
        {
          code: 'invalid_link',
          message: 'The link has been invalidated. You may need to update link credentials',
        },
      ],
    })
  })

  test('404: a link that nobody has', async () => {
    expect(await api.post(path, { link: unknown, ...more })).toMatchObject({
      status: 404,
      body: [{ code: 'not_found' }],
    })
  })

  test("404: another workspace's link looks like no link at all", async () => {
    const link = await api.givenLink(at)
    const stranger = api.as(await api.givenStranger())
    expect(await stranger.post(path, { link: link.id, ...more })).toMatchObject({
      status: 404,
      body: [{ code: 'not_found', message: 'Not found' }],
    })
  })

  test('404: credentials that were never stored have expired, and come before an invalid link', async () => {
    const link = await api.givenLink({
      ...at,
      access_mode: 'single',
      credentials_storage: 'nostore',
      fetch_resources: [at === atTaxOffice || at === inChile ? 'TAX_STATUS' : 'ACCOUNTS'],
    })
    const gone = {
      status: 404,
      body: [{ code: 'expired_credentials', message: 'The credentials of this link have expired' }],
    }
    expect(await api.post(path, { link: link.id, ...more })).toMatchObject(gone)
    await setLinkStatus(api, link.id, 'invalid')
    expect(await api.post(path, { link: link.id, ...more })).toMatchObject(gone)
  })

  test('408: an institution that answers too late', async () => {
    const link = await api.givenLink({ ...at, username: 'user_timeout', password: 'later' })
    expect(await api.post(path, { link: link.id, ...more })).toMatchObject({
      status: 408,
      body: [{ code: 'request_timeout' }],
    })
  })

  test('500: an institution that answers something unexpected leaves everything as it was', async () => {
    const link = await api.givenLink({ ...at, username: 'user_unexpected', password: 'later' })
    const { status, body, headers } = await api.post(path, { link: link.id, ...more })
    expect({ status, body }).toMatchObject({ status: 500, body: [{ code: 'unexpected_error' }] })
    expect(api.log.some((line) => line.includes(body[0].request_id) && line.includes('request failed'))).toBe(true)
    expect(headers.get('x-request-id')).toBe(body[0].request_id)
    expect((await api.get(`/api/links/${link.id}/`)).body).toEqual(link)
  })
})

describe('the credentials of a link', () => {
  test('404: they lapse after the days that were agreed, not a moment earlier', async () => {
    const link = await api.givenLink({ access_mode: 'single', credentials_storage: '1d' })
    api.advance({ hours: 23, minutes: 59, seconds: 59 })
    expect(await api.post('/api/accounts/', { link: link.id })).toMatchObject({ status: 201 })
    api.advance({ seconds: 1 })
    expect(await api.post('/api/accounts/', { link: link.id })).toMatchObject({
      status: 404,
      body: [{ code: 'expired_credentials' }],
    })
    expect((await listAll(api, `/api/accounts/?link=${link.id}`)).length).toBe(4)
  })
})

describe('one account of RetrieveTransactions', () => {
  test('201: only its transactions come, and no others are touched', async () => {
    const { link, accounts, transactions } = await givenRetrieved(api, { username: 'choosy' })
    const before = await listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)
    const [checking] = accounts
    const { status, body } = await api.post('/api/transactions/', {
      link: link.id,
      account: checking.id,
      ...lastYear(api.now()),
    })
    expect(status).toBe(201)
    const expected = transactions.filter(({ account }) => account.id === checking.id).map(({ id }) => id)
    expect(body.map(({ id }: { id: string }) => id)).toEqual(expected)
    expect(await listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)).toEqual(before)
  })

  test('404: an account that nobody has, and one of another link', async () => {
    const { link } = await givenRetrieved(api, { username: 'bnk102' })
    const other = await givenRetrieved(api, { username: 'bnk102', institution: 'erebor_br_retail' })
    for (const account of [unknown, other.accounts[0].id]) {
      expect(await api.post('/api/transactions/', { link: link.id, account, ...lastYear(api.now()) })).toMatchObject({
        status: 404,
      })
    }
  })

  test('400: an account that is no uuid', async () => {
    const link = await api.givenLink()
    expect(
      await api.post('/api/transactions/', { link: link.id, account: 'mine', ...lastYear(api.now()) }),
    ).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'account' }] })
  })
})

describe('the period of RetrieveTransactions', () => {
  const ask = async (from: string, to: string) => {
    const link = await api.givenLink({ username: 'punctual' })
    return api.post('/api/transactions/', { link: link.id, date_from: from, date_to: to })
  }
  const dates = (records: readonly { value_date: string }[]) => records.map(({ value_date }) => value_date).sort()

  test('201: both ends belong to it, and one day is a period', async () => {
    const [from, to] = [dayOf(api.now(), -10), dayOf(api.now(), -5)]
    const got = dates((await ask(from, to)).body)
    expect(got.length).toBeGreaterThan(0)
    expect((got[0] ?? '') >= from && (got.at(-1) ?? '') <= to).toBe(true)
    const days = []
    for (let back = -10; back <= -5; back += 1) {
      days.push(...dates((await ask(dayOf(api.now(), back), dayOf(api.now(), back))).body))
    }
    expect(days).toEqual(got)
  })

  test('201: of what lies before the history there is nothing, and today is allowed', async () => {
    expect(await ask('2001-01-01', '2001-12-31')).toMatchObject({ status: 201, body: [] })
    expect(await ask(dayOf(api.now()), dayOf(api.now()))).toMatchObject({ status: 201 })
  })

  test('201: a period that is retrieved leaves the others alone', async () => {
    const { link, transactions } = await givenRetrieved(api, { username: 'periods' })
    await api.post('/api/transactions/', { link: link.id, date_from: '2001-01-01', date_to: '2001-12-31' })
    await api.post('/api/transactions/', { link: link.id, date_from: dayOf(api.now(), -9), date_to: dayOf(api.now()) })
    expect((await listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)).length).toBe(transactions.length)
  })

  test('400: a period that ends in the future', async () => {
    expect(await ask('2026-01-01', dayOf(api.now(), 1))).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'date_to', message: 'The date cannot be in the future.' }],
    })
  })

  test('400: a period that begins after its end', async () => {
    expect(await ask(dayOf(api.now(), -1), dayOf(api.now(), -2))).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'date_from' }],
    })
  })

  test.each(['0000-01-01', '2026-02-30', '01/02/2026', '2026-1-2', 'today', '2026-01-01T00:00:00Z'])(
    '400: %s is no date',
    async (date) => {
      expect(await ask(date, dayOf(api.now()))).toMatchObject({
        status: 400,
        body: [
          {
            code: 'invalid',
            field: 'date_from',
            message: 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.',
          },
        ],
      })
    },
  )
})

describe('a history that moves on', () => {
  test('201: what the bank no longer shows for its age stays stored', async () => {
    const { link, transactions } = await givenRetrieved(api, { username: 'archivist' })
    const { date_from } = lastYear(api.now())
    api.advance({ days: 30 })
    const again = await api.post('/api/transactions/', { link: link.id, date_from, date_to: dayOf(api.now()) })
    const shown = new Set(again.body.map(({ id }: { id: string }) => id))
    const old = transactions.filter(({ id }) => !shown.has(id))
    expect(old.length).toBeGreaterThan(0)
    for (const record of old.slice(0, 3)) {
      expect(await api.get(`/api/transactions/${record.id}/`)).toMatchObject({ status: 200, body: { id: record.id } })
    }
    const kept = await listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)
    // The last days of the first visit are left out: a bank may still have taken one of them back.
    const settled = transactions.filter(({ value_date }) => value_date < dayOf(api.now(), -45))
    expect(kept.map(({ id }) => id)).toEqual(expect.arrayContaining(settled.map(({ id }) => id)))
  })

  test('201: a bill that the bank no longer shows for its age stays stored', async () => {
    const credentials = { username: '76109277673', password: 'any' }
    const link = await api.givenLink({ institution: 'ofmockbank_br_retail', ...credentials, access_mode: 'single' })
    const billsNow = async (): Promise<string[]> =>
      (await api.post('/api/bills/', { link: link.id })).body.map(({ id }: { id: string }) => id)
    const before = await billsNow()
    api.advance({ days: 60 })
    const after = await billsNow()
    const old = before.filter((id) => !after.includes(id))
    expect(old.length).toBeGreaterThan(0)
    const kept = await listAll(api, `/api/bills/?link=${link.id}`)
    expect(kept.map(({ id }) => id).toSorted()).toEqual([...new Set([...before, ...after])].toSorted())
  })
})
