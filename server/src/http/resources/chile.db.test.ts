import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import {
  sampleTaxOfficeOfChile,
  sampleTaxOfficeOfChileName,
} from '../../../../test/harness/institutions/sample-tax-office-chile.ts'
import { insideOf, toldOf, usageOf } from '../../../../test/harness/life.ts'
import { dayOf, lastYear, listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleTaxOfficeOfChile])
const atTaxOffice = { institution: sampleTaxOfficeOfChileName, access_mode: 'single' }
const words = ['TAX_STATUS', 'INVOICES', 'DEBT_REPORTS']
const byType = async (link: Body) =>
  new Map((await toldOf(api, link.id)).map(({ type, code, data }) => [type, { code, data }]))

describe('what Chile calls as Mexico does', () => {
  test('200: the institution names its resources by the words that callers use', async () => {
    const { body } = await api.get(`/api/institutions/?name=${sampleTaxOfficeOfChileName}`)
    expect(body.results[0].resources).toEqual(words)
    expect((await api.get('/api/institutions/?resources__allin=INVOICES,TAX_STATUS')).body.count).toBeGreaterThan(0)
    expect((await api.get('/api/institutions/?resources__allin=INVOICES_CHILE')).body.count).toBe(0)
  })

  test('201: a link fetches what the word means at its institution, and shows the word', async () => {
    const link = await api.givenLink({ ...atTaxOffice, fetch_resources: ['INVOICES', 'TAX_STATUS', 'INVOICES'] })
    expect(link.fetch_resources).toEqual(['INVOICES', 'TAX_STATUS'])
    expect((await api.get(`/api/links/${link.id}/`)).body.fetch_resources).toEqual(['INVOICES', 'TAX_STATUS'])
    await api.drain()
    expect(await listAll(api, `/api/cl/invoices/?link=${link.id}`)).toHaveLength(5)
    expect(await listAll(api, `/api/cl/tax-status/?link=${link.id}`)).toHaveLength(2)
    expect(await listAll(api, `/api/cl/debt-reports/?link=${link.id}`)).toEqual([])
    const changed = await api.patch(`/api/links/${link.id}/`, { fetch_resources: ['TAX_STATUS'] })
    expect(changed.body.fetch_resources).toEqual(['TAX_STATUS'])
  })

  test('202: a refresh takes the word, and its webhooks say it', async () => {
    const link = await api.givenLink(atTaxOffice)
    expect((await api.post(`/api/links/${link.id}/refresh/`, { fetch_resources: ['INVOICES'] })).status).toBe(202)
    await api.drain()
    const data = { total_invoices: 5, first_invoice_date: '2025-03-19', last_invoice_date: '2026-03-02' }
    expect(await byType(link)).toEqual(new Map([['INVOICES', { code: 'historical_update', data }]]))
  })

  test.each(['INVOICES_CHILE', 'TAX_STATUS_CHILE'])('400: our own name %s means nothing to callers', async (name) => {
    const answer = await api.post('/api/links/', {
      ...{ ...atTaxOffice, username: 'somebody', password: 'good' },
      fetch_resources: [name],
    })
    expect(answer).toMatchObject({ status: 400, body: [{ code: 'invalid_choice', field: 'fetch_resources' }] })
  })

  test('400: what the institution does not offer is answered with the words of what it does', async () => {
    const link = await api.givenLink(atTaxOffice)
    const message = `The institution only supports the following resources: ${words.join(', ')}`
    expect(await api.post(`/api/links/${link.id}/refresh/`, { fetch_resources: ['ACCOUNTS'] })).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', message }],
    })
  })
})

describe('RetrieveInvoicesChile', () => {
  const post = (link: Body, more: object = {}) =>
    api.post('/api/cl/invoices/', { link: link.id, ...lastYear(api.now()), ...more })
  const typesOf = (records: readonly Body[]) => [...new Set(records.map(({ type }) => type))].sort()

  test('201: type chooses what was bought or what was sold, and null and nothing choose both', async () => {
    const link = await api.givenLink(atTaxOffice)
    for (const [type, types, count] of [
      ['INFLOW', ['INFLOW'], 2],
      ['OUTFLOW', ['OUTFLOW'], 3],
      [null, ['INFLOW', 'OUTFLOW'], 5],
      [undefined, ['INFLOW', 'OUTFLOW'], 5],
    ] as const) {
      const { status, body } = await post(link, { type })
      expect([type, status, typesOf(body), body.length]).toEqual([type, 201, types, count])
    }
  })

  test('201: asking for one direction leaves the other alone', async () => {
    const link = await api.givenLink(atTaxOffice)
    await post(link)
    await post(link, { type: 'INFLOW' })
    expect(await listAll(api, `/api/cl/invoices/?link=${link.id}`)).toHaveLength(5)
  })

  test.each([
    [{ type: 'SIDEWAYS' }, { code: 'invalid_choice', field: 'type' }],
    [{ date_to: undefined }, { code: 'required', field: 'date_to' }],
    [{ date_to: dayOf(api.now(), 1) }, { code: 'invalid', field: 'date_to' }],
    [
      { date_from: dayOf(api.now(), -366) },
      { code: 'invalid', field: 'date_from', message: 'The period cannot be longer than 365 days.' },
    ],
  ])('400: %o', async (wrong, error) => {
    expect(await post(await api.givenLink(atTaxOffice), wrong)).toMatchObject({ status: 400, body: [error] })
  })

  test('201: a period of 365 days is not too long, and lies anywhere in the past', async () => {
    const link = await api.givenLink(atTaxOffice)
    expect((await post(link, { date_from: dayOf(api.now(), -365) })).status).toBe(201)
    expect(await post(link, { date_from: '2020-01-01', date_to: '2020-12-31' })).toMatchObject({
      status: 201,
      body: [],
    })
  })
})

describe('the async mode of RetrieveInvoicesChile and RetrieveDebtReportChile', () => {
  test.each([
    ['INVOICES', 'invoices', { ...lastYear(api.now()), type: 'OUTFLOW' }, 3],
    ['DEBT_REPORTS', 'debt-reports', { attach_pdf: true }, 2],
  ])('202: the %s come later, with a webhook of the same request', async (type, path, more, count) => {
    const link = await api.givenLink(atTaxOffice)
    const headers = { 'x-belvo-request-mode': 'async' }
    const accepted = await api.post(`/api/cl/${path}/`, { link: link.id, ...more }, { headers })
    expect(accepted.status).toBe(202)
    await api.drain()
    expect(await listAll(api, `/api/cl/${path}/?link=${link.id}`)).toHaveLength(count)
    const key = `new_${path.replace('-', '_')}`
    expect(await toldOf(api, link.id)).toEqual([
      {
        type,
        code: `${key}_available`,
        process: 'async_post',
        data: { [key]: count },
        request_id: accepted.body.request_id,
      },
    ])
    expect(await usageOf(api, link.id)).toEqual(['registration', 'retrieval'])
  })

  test('201: the header does nothing for the tax status', async () => {
    const link = await api.givenLink(atTaxOffice)
    const headers = { 'x-belvo-request-mode': 'async' }
    const body = { link: link.id, attach_pdf: true }
    expect((await api.post('/api/cl/tax-status/', body, { headers })).status).toBe(201)
    expect((await insideOf(api, link.id)).updates).toEqual([])
  })
})

describe('RetrieveTaxStatusChile and RetrieveDebtReportChile', () => {
  test.each(['tax-status', 'debt-reports'])('400: attach_pdf of %s is true or false', async (path) => {
    const link = await api.givenLink(atTaxOffice)
    expect(await api.post(`/api/cl/${path}/`, { link: link.id, attach_pdf: 'yes' })).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'attach_pdf' }],
    })
  })

  test('200: a report of an earlier month stays when the office shows only the newest', async () => {
    const link = await api.givenLink({ ...atTaxOffice, username: 'forgetful' })
    await api.post('/api/cl/debt-reports/', { link: link.id })
    await api.post('/api/cl/tax-status/', { link: link.id })
    while (api.now() < new Date('2026-04-01T00:00:00Z')) api.advance({ days: 1 })
    expect((await api.post('/api/cl/debt-reports/', { link: link.id })).body).toHaveLength(1)
    expect(await listAll(api, `/api/cl/debt-reports/?link=${link.id}`)).toHaveLength(2)
    expect((await api.post('/api/cl/tax-status/', { link: link.id })).body).toHaveLength(1)
    expect(await listAll(api, `/api/cl/tax-status/?link=${link.id}`)).toHaveLength(1)
  })

  test('200: what they say of a person is sealed', async () => {
    const link = await api.givenLink(atTaxOffice)
    for (const path of ['tax-status', 'debt-reports']) await api.post(`/api/cl/${path}/`, { link: link.id })
    for (const table of ['tax_status_chile', 'debt_reports'] as const) {
      const records = api.app.deps.db.reader.selectFrom(table).select(['body', 'sealed_body'])
      const rows = await records.where('link_id', '=', link.id).execute()
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.every(({ body, sealed_body }) => body === null && sealed_body !== null)).toBe(true)
    }
  })
})

describe('sii_cl_fiscal of the sandbox', () => {
  const documented = { institution: 'sii_cl_fiscal', username: '76.192.083-9', password: 'password' }
  const listOf = (path: string, link: Body) => listAll(api, `/api/cl/${path}/?link=${link.id}&page_size=1000`)

  test('201: every resource of the documented company is as the specification says', async () => {
    const link = await api.givenLink({ ...documented, access_mode: 'single' })
    for (const [path, more] of [
      ['tax-status', {}],
      ['debt-reports', {}],
      ['invoices', lastYear(api.now())],
    ] as const) {
      const { status, body } = await api.post(`/api/cl/${path}/`, { link: link.id, ...more })
      expect([path, status, body.length > 0]).toEqual([path, 201, true])
      expect(await listOf(path, link)).toHaveLength(body.length)
    }
  })

  test('400: a wrong check digit is a wrong login', async () => {
    const answer = await api.post('/api/links/', { ...documented, username: '76192083-8' })
    expect(answer).toMatchObject({ status: 400, body: [{ code: 'login_error' }] })
  })

  test('200: week by week a recurrent link learns of new invoices, and of what became of those that were pending', async () => {
    const link = await api.givenLink(documented)
    await api.drain()
    const first = await listOf('invoices', link)
    const pending = first.filter(({ status }) => status === 'PENDING').map(({ id }) => id)
    expect(pending.length).toBeGreaterThan(0)
    expect((await toldOf(api, link.id)).map(({ type, code }) => [type, code])).toEqual(
      words.map((type) => [type, 'historical_update']),
    )
    const [report] = await listOf('debt-reports', link)
    for (let days = 0; days < 35; days += 1) {
      api.advance({ days: 1 })
      await api.drain()
    }
    const later = new Map((await listOf('invoices', link)).map((invoice) => [invoice.id, invoice]))
    for (const id of pending) expect(['REGISTERED', 'REJECTED']).toContain(later.get(id).status)
    const lasting = first.filter(({ issue_date }) => issue_date > dayOf(api.now(), -1_000))
    for (const { id, folio, total_amount, summary_invoice_details: total } of lasting) {
      if (total === null) expect(later.get(id)).toMatchObject({ folio, total_amount })
    }
    const told = await toldOf(api, link.id)
    const fresh = told.filter(({ code }) => code === 'new_invoices_available')
    const came = [...later.keys()].filter((id) => !first.some((invoice) => invoice.id === id))
    expect(fresh.reduce((all, { data }) => all + data.new_invoices, 0)).toBe(came.length)
    expect(fresh.every(({ type, process }) => type === 'INVOICES' && process === 'recurrent_update')).toBe(true)
    const reports = await listOf('debt-reports', link)
    expect(reports).toHaveLength(2)
    expect(reports.map(({ id }) => id)).toContain(report.id)
    expect(told.filter(({ code }) => code === 'new_debt_reports_available')).toHaveLength(1)
  })
})
