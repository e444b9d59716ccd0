import { beforeAll, describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import type { Samples } from '../../../../test/harness/institutions/sample-bank.ts'
import {
  givenTaxSamples,
  sampleTaxOffice,
  sampleTaxOfficeName,
} from '../../../../test/harness/institutions/sample-tax-office.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { givenTokenLink, insideOf, letCredentialsBe, toldOf } from '../../../../test/harness/life.ts'
import { dayOf, lastYear, listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleTaxOffice])
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const someSession = '0123456789abcdef0123456789abcdef'
const right = { token: '111111' }
const period = lastYear(api.now())
const at = { institution: sampleTaxOfficeName, access_mode: 'single' }
const foliosOf = (records: readonly Body[]) => records.map((record) => record.invoice_identification?.slice(-2)).sort()
const post = (path: string, link: Body, more: object = {}) => api.post(`/api/${path}/`, { link: link.id, ...more })

let samples: Samples
let company: Samples
beforeAll(async () => {
  samples = await givenTaxSamples(api)
  company = await givenTaxSamples(api, { username: 'company' })
})

describe('RetrieveInvoices', () => {
  test.each([
    ['INFLOW', ['02', '03', '04', undefined]],
    ['OUTFLOW', ['01', '05']],
    [null, ['01', '02', '03', '04', '05', undefined]],
  ])('201: %s says whose invoices are meant, and null means both', async (type, folios) => {
    const link = await api.givenLink(at)
    const { status, body } = await post('invoices', link, { ...period, type })
    expect([status, foliosOf(body)]).toEqual([201, folios])
  })

  test('201: a direction and a period that are retrieved leave the others alone', async () => {
    const { link, INVOICES = [] } = await givenTaxSamples(api)
    await post('invoices', link, { date_from: '2026-03-02', date_to: '2026-03-02', type: 'INFLOW' })
    await post('invoices', link, { date_from: '2026-02-01', date_to: '2026-03-02', type: 'OUTFLOW' })
    expect((await api.get(`/api/invoices/?link=${link.id}`)).body.count).toBe(INVOICES.length)
  })

  test('201: every part of an invoice that has a time of collection shows the same', () => {
    const ofFolio = (last: string) => samples.INVOICES?.find((each) => each.invoice_identification?.endsWith(last))
    const [sold, paid] = [ofFolio('01'), ofFolio('04')]
    const { collected_at } = sold
    expect(sold.invoice_details[0]).toMatchObject({
      ...{ collected_at, quantity: 2.5 },
      retained_taxes: [{ collected_at, tax: 'ISR' }],
      transferred_taxes: [{ collected_at, tax: 'IVA' }],
    })
    expect(paid.payroll).toMatchObject({ collected_at, days: 15 })
  })

  test.each([
    [{ type: 'SIDEWAYS' }, [['type', 'invalid_choice', '"SIDEWAYS" is not a valid choice.']]],
    [{ type: 'monthly' }, [['type', 'invalid_choice', '"monthly" is not a valid choice.']]],
    [{ attach_xml: 'yes' }, [['attach_xml', 'invalid', 'Must be a valid boolean.']]],
    [{ date_from: dayOf(api.now(), -366) }, [['date_from', 'invalid', 'The period cannot be longer than 365 days.']]],
    [{ date_to: dayOf(api.now(), 1) }, [['date_to', 'invalid', 'The date cannot be in the future.']]],
    [
      { date_from: dayOf(api.now(), -1), date_to: dayOf(api.now(), -2) },
      [['date_from', 'invalid', 'date_from cannot be after date_to.']],
    ],
    [
      { date_from: '2026-13-01' },
      [['date_from', 'invalid', 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.']],
    ],
  ])('400: %o, for retentions as well', async (wrong, errors) => {
    for (const path of ['invoices', 'tax-retentions']) {
      const { status, body } = await post(path, samples.link, { ...period, type: 'INFLOW', ...wrong })
      const told = body.map(({ field, code, message }: Body) => [field, code, message])
      expect([status, told]).toEqual([400, errors])
    }
  })

  test('201: 365 days are a period', async () => {
    const body = { date_from: dayOf(api.now(), -365), date_to: dayOf(api.now()), type: 'INFLOW' }
    for (const path of ['invoices', 'tax-retentions']) expect((await post(path, samples.link, body)).status).toBe(201)
  })

  test('400: RetrieveTaxRetentions takes no null for a direction', async () => {
    expect(await post('tax-retentions', samples.link, { ...period, type: null })).toMatchObject({
      status: 400,
      body: [{ code: 'null', field: 'type' }],
    })
  })

  test('403: a key of banks does not reach the tax office', async () => {
    const reader = api.as(await givenKey(api, ['banking:read', 'banking:write', 'fiscal:read']))
    expect((await reader.post('/api/invoices/', { link: samples.link.id, ...period, type: 'INFLOW' })).status).toBe(403)
    expect((await reader.get(`/api/invoices/?link=${samples.link.id}`)).status).toBe(200)
  })

  test('400: what a tax office does not have', async () => {
    const { status, body } = await post('accounts', samples.link)
    expect([status, body[0].code]).toEqual([400, 'unsupported_operation'])
    const form = { ...at, username: 'x', password: 'x', fetch_resources: ['ACCOUNTS'] }
    const refused = await api.post('/api/links/', form)
    expect([refused.status, refused.body[0].message]).toEqual([
      400,
      'The institution only supports the following resources: TAX_STATUS, TAX_COMPLIANCE_STATUS, INVOICES, TAX_RETENTIONS, TAX_RETURNS, FINANCIAL_STATEMENTS',
    ])
  })
})

describe('RetrieveTaxReturns', () => {
  const kindOf = (record: Body) =>
    ['sueldos_salarios', 'isr', 'estado_resultados', 'detalle_pago_isr'].find((key) => key in record)

  test('201: all four shapes, of which one names its link, and all are found by it', async () => {
    const { link, TAX_RETURNS = [] } = samples
    expect(new Set(TAX_RETURNS.map(kindOf)).size).toBe(4)
    for (const record of TAX_RETURNS) {
      expect(record.link).toBe('sueldos_salarios' in record ? link.id : undefined)
      expect('type' in record).toBe(['isr', 'detalle_pago_isr'].includes(kindOf(record) ?? ''))
      expect(await api.get(`/api/tax-returns/${record.id}/`)).toMatchObject({ status: 200, body: record })
    }
    expect(await listAll(api, `/api/tax-returns/?link=${link.id}`)).toHaveLength(TAX_RETURNS.length)
  })

  test('201: years are asked for unless months are', async () => {
    const years = (from: string, to: string) => ({ year_from: from, year_to: to })
    const kinds = async (body: object) => (await post('tax-returns', samples.link, body)).body.map(kindOf)
    expect(await kinds(years('2024', '2024'))).toEqual(['sueldos_salarios'])
    expect(await kinds({ type: 'yearly', ...years('2023', '2024') })).toEqual(['sueldos_salarios', 'estado_resultados'])
    expect(await kinds({ type: 'monthly', date_from: '2026-01-01', date_to: '2026-01-31' })).toEqual([
      'isr',
      'detalle_pago_isr',
    ])
    expect(await kinds({ type: 'monthly', ...period, ...years('2024', '2024') })).toHaveLength(3)
  })

  test('201: a month may be years away', async () => {
    const body = { type: 'monthly', date_from: '2020-01-01', date_to: dayOf(api.now()) }
    expect((await post('tax-returns', samples.link, body)).body).toHaveLength(3)
  })

  test.each([
    [{}, { year_from: 'required', year_to: 'required' }],
    [
      { type: 'yearly', ...period },
      { year_from: 'required', year_to: 'required' },
    ],
    [
      { type: 'monthly', year_from: '2024', year_to: '2024' },
      { date_from: 'required', date_to: 'required' },
    ],
    [{ type: 'weekly', year_from: '2024', year_to: '2024' }, { type: 'invalid_choice' }],
    [
      { type: null, year_from: '2024' },
      { type: 'null', year_to: 'required' },
    ],
    [
      { year_from: 2024, year_to: '1899' },
      { year_from: 'invalid', year_to: 'invalid' },
    ],
    [{ year_from: '2024', year_to: '2027' }, { year_to: 'invalid' }],
    [{ year_from: '2025', year_to: '2024' }, { year_from: 'invalid' }],
    [{ type: 'monthly', date_from: '2026-03-02', date_to: '2026-03-01' }, { date_from: 'invalid' }],
    [{ type: 'monthly', date_from: '2026-03-02', date_to: '2026-03-19' }, { date_to: 'invalid' }],
    [{ type: 'monthly', ...period, attach_pdf: 1 }, { attach_pdf: 'invalid' }],
  ])('400: %o', async (wrong, errors) => {
    const { status, body } = await post('tax-returns', samples.link, wrong)
    expect([status, Object.fromEntries(body.map(({ field, code }: Body) => [field, code]))]).toEqual([400, errors])
  })
})

describe('RetrieveTaxStatus and RetrieveTaxComplianceStatus', () => {
  test('201: one object each, of a person and of a company; an opinion does not name its link', () => {
    expect(samples.TAX_STATUS).toMatchObject([
      { link: samples.link.id, obligations: [], official_name: 'PERSONA FÍSICA' },
    ])
    expect(company.TAX_STATUS).toMatchObject([{ link: company.link.id, official_name: null }])
    expect(samples.TAX_COMPLIANCE_STATUS).toMatchObject([
      { outcome: 'NO_OBLIGATIONS', rfc: 'PFIS010101000', pdf: null },
    ])
    for (const { TAX_COMPLIANCE_STATUS = [] } of [samples, company]) {
      for (const record of TAX_COMPLIANCE_STATUS) expect(record).not.toHaveProperty('link')
    }
  })

  test('201: what was true before stays, and after a deletion it is taken anew', async () => {
    const { link, TAX_STATUS = [] } = await givenTaxSamples(api)
    api.advance({ minutes: 1 })
    const { body } = await post('tax-status', link)
    expect(body.id).not.toBe(TAX_STATUS[0].id)
    expect((await listAll(api, `/api/tax-status/?link=${link.id}`)).map(({ id }) => id)).toEqual([
      body.id,
      TAX_STATUS[0].id,
    ])
    await api.delete(`/api/tax-status/${body.id}/`)
    expect((await post('tax-status', link)).status).toBe(201)
  })

  test('404: the tax office has none of somebody', async () => {
    const link = await api.givenLink({ ...at, username: 'nobody' })
    for (const path of ['tax-status', 'tax-compliance-status']) {
      expect(await post(path, link)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    }
    expect(await post('financial-statements', link)).toMatchObject({ status: 201, body: [] })
  })
})

describe('PatchInvoices', () => {
  const path = '/api/invoices/'
  const asked = async (body: object = {}): Promise<Body> => {
    const link = await givenTokenLink(api, at)
    const answer = await api.post(path, { link: link.id, ...period, type: 'OUTFLOW', ...body })
    expect(answer).toMatchObject({ status: 428, body: [{ code: 'token_required', link: link.id }] })
    return answer.body[0]
  }
  const answer = ({ session, link }: Body, given: object = {}) => api.patch(path, { session, link, ...given })
  const countOf = async ({ link }: Body) => (await api.get(`${path}?link=${link}`)).body.count

  test('201: the answer brings the invoices of the direction and the documents that were asked for', async () => {
    const question = await asked({ attach_xml: true })
    const { status, body } = await answer(question, right)
    expect([status, foliosOf(body)]).toEqual([201, ['01', '05']])
    expect(body[0].xml).toContain('<cfdi:Comprobante')
    expect(await countOf(question)).toBe(2)
  })

  test('200: with save_data false nothing is stored', async () => {
    const question = await asked()
    expect(await answer(question, { ...right, save_data: false })).toMatchObject({ status: 200 })
    expect(await countOf(question)).toBe(0)
  })

  test('400: a wrong answer ends the session, as there is no 428 to ask anew with', async () => {
    const question = await asked()
    for (const token of ['000000', '111111']) {
      expect(await answer(question, { token })).toMatchObject({ status: 400, body: [{ code: 'session_expired' }] })
    }
    expect(await countOf(question)).toBe(0)
    const again = { link: question.link, ...period, type: 'OUTFLOW', ...right }
    expect(await api.post(path, again)).toMatchObject({ status: 201 })
  })

  test('403: a key that may not write', async () => {
    const reader = api.as(await givenKey(api, ['fiscal:read']))
    expect((await reader.patch(path, { session: someSession, link: unknown })).status).toBe(403)
  })

  test("404: nobody's link", async () => {
    expect(await answer({ session: someSession, link: unknown }, right)).toMatchObject({ status: 404 })
  })

  test('408: an institution that answers too late once the person has answered', async () => {
    const question = await asked()
    await letCredentialsBe(api, question.link, { username: 'user_timeout', password: 'later' })
    expect(await answer(question, right)).toMatchObject({ status: 408, body: [{ code: 'request_timeout' }] })
  })
})

describe('the async mode of RetrieveInvoices and RetrieveFinancialStatements', () => {
  const mode = { headers: { 'x-belvo-request-mode': 'async' } }

  // An invoice that does not say its direction is counted in neither.
  test.each([
    ['INVOICES', 'invoices', { ...period, type: 'INFLOW', attach_xml: true }, [{ type: 'INFLOW', new_invoices: 3 }]],
    [
      'INVOICES',
      'invoices',
      { ...period, type: null },
      [
        { type: 'INFLOW', new_invoices: 3 },
        { type: 'OUTFLOW', new_invoices: 2 },
      ],
    ],
    ['FINANCIAL_STATEMENTS', 'financial-statements', {}, [{ new_financial_statements: 2 }]],
  ])('202: %s come later, with a webhook of the same request', async (type, path, terms, data) => {
    const link = await api.givenLink(at)
    const accepted = await api.post(`/api/${path}/`, { link: link.id, ...terms }, mode)
    expect(accepted.status).toBe(202)
    await api.drain()
    const code = `new_${path.replace('-', '_')}_available`
    const { request_id } = accepted.body
    const process = 'async_post'
    expect(await toldOf(api, link.id)).toEqual(data.map((each) => ({ type, code, process, data: each, request_id })))
    const listed = await listAll(api, `/api/${path}/?link=${link.id}`)
    expect(listed.filter(({ xml }) => typeof xml === 'string')).toHaveLength('attach_xml' in terms ? 1 : 0)
    expect((await insideOf(api, link.id)).updates).toMatchObject([{ cause: 'async_post', outcome: { kind: 'done' } }])
  })

  test('400: what is refused at once is refused before it is accepted', async () => {
    const body = { link: samples.link.id, ...period, date_from: '2020-01-01', type: 'INFLOW' }
    expect((await api.post('/api/invoices/', body, mode)).status).toBe(400)
    expect((await insideOf(api, samples.link.id)).updates).toEqual([])
  })
})

describe('the yearly returns of a company', () => {
  test('200: RetrieveTaxReturns shows them, and DetailTaxReturn one that was stored', async () => {
    const years = { year_from: '2023', year_to: '2025' }
    expect((await post('tax-returns', company.link, { ...years, save_data: false })).status).toBe(200)
    const { status, body } = await post('tax-returns', company.link, years)
    const ofCompany = body.find((each: Body) => Object.hasOwn(each, 'estado_resultados'))
    expect(status).toBe(201)
    expect((await api.get(`/api/tax-returns/${ofCompany.id}/`)).status).toBe(200)
  })
})

describe('ListInvoices', () => {
  test('400: a type that is no direction', async () => {
    const refused = await api.get(`/api/invoices/?link=${company.link.id}&type=SIDEWAYS`)
    expect(refused).toMatchObject({ status: 400, body: [{ code: 'invalid_choice', field: 'type' }] })
  })
})
