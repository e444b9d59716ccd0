import { beforeAll, describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { givenSamples, type Samples, sampleBank } from '../../../../test/harness/institutions/sample-bank.ts'
import { givenTaxSamples, sampleTaxOffice } from '../../../../test/harness/institutions/sample-tax-office.ts'
import {
  givenChileanSamples,
  sampleTaxOfficeOfChile,
} from '../../../../test/harness/institutions/sample-tax-office-chile.ts'
import { givenRetrieved, type Retrieved } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleBank, sampleTaxOffice, sampleTaxOfficeOfChile])
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
let held: Retrieved
let samples: Samples
let taxes: Samples
let chilean: Samples

beforeAll(async () => {
  held = await givenRetrieved(api, { username: 'bnk102' })
  samples = await givenSamples(api)
  taxes = await givenTaxSamples(api)
  chilean = await givenChileanSamples(api)
})

describe.each([
  ['DetailAccount', '/api/accounts/', () => held.accounts],
  ['DetailOwner', '/api/owners/', () => held.owners],
  ['DetailTransaction', '/api/transactions/', () => held.transactions],
  ['DetailBalance', '/api/br/balances/', () => samples.BALANCES ?? []],
  ['DetailBills', '/api/bills/', () => samples.BILLS ?? []],
  ['DetailInvestmentBrazil', '/api/br/investments/', () => samples.INVESTMENTS ?? []],
  [
    'DetailInvestmentTransactionBrazil',
    '/api/br/investment-transactions/',
    () => samples.INVESTMENT_TRANSACTIONS ?? [],
  ],
  ['DetailExchange', '/api/br/exchanges/', () => samples.EXCHANGES ?? []],
  ['DetailInvoice', '/api/invoices/', () => taxes.INVOICES ?? []],
  ['DetailTaxReturn', '/api/tax-returns/', () => taxes.TAX_RETURNS ?? []],
  ['DetailTaxStatus', '/api/tax-status/', () => taxes.TAX_STATUS ?? []],
  ['DetailTaxComplianceStatus', '/api/tax-compliance-status/', () => taxes.TAX_COMPLIANCE_STATUS ?? []],
  ['DetailTaxRetentions', '/api/tax-retentions/', () => taxes.TAX_RETENTIONS ?? []],
  ['DetailFinancialStatement', '/api/financial-statements/', () => taxes.FINANCIAL_STATEMENTS ?? []],
  ['DetailEmploymentRecord', '/api/employment-records/', () => samples.EMPLOYMENT_RECORDS ?? []],
  ['getCurrentEmploymentDetails', '/api/mx/current-employments/', () => samples.CURRENT_EMPLOYMENTS ?? []],
  ['DetailEmploymentBrazil', '/api/br/employments/', () => samples.EMPLOYMENTS ?? []],
  ['DetailEmploymentMetric', '/api/employment-metrics/', () => samples.EMPLOYMENT_METRICS ?? []],
  ['DetailInvoiceChile', '/api/cl/invoices/', () => chilean.INVOICES_CHILE ?? []],
  ['DetailTaxStatusChile', '/api/cl/tax-status/', () => chilean.TAX_STATUS_CHILE ?? []],
  ['DetailDebtReportChile', '/api/cl/debt-reports/', () => chilean.DEBT_REPORTS ?? []],
] as const)('%s', (_, path, records) => {
  test('200: the record, with and without a slash', async () => {
    const [record] = records()
    const { status, body } = await api.get(`${path}${record.id}/`)
    expect(status).toBe(200)
    expect(body.id).toBe(record.id)
    expect((await api.get(`${path}${record.id}`)).body).toEqual(body)
    expect((await api.get(`${path}${record.id.toUpperCase()}/`)).body).toEqual(body)
  })

  test('200: fields and omit', async () => {
    const [{ id }] = records() as [{ id: string }]
    expect((await api.get(`${path}${id}/?fields=id`)).body).toEqual({ id })
    expect((await api.get(`${path}${id}/?omit=id`)).body).not.toHaveProperty('id')
  })

  test('404: an id that nobody has', async () => {
    for (const id of [unknown, 'none', held.link.id]) {
      expect(await api.get(`${path}${id}/`)).toMatchObject({
        status: 404,
        body: [{ code: 'not_found', message: 'Not found' }],
      })
    }
  })

  test("404: another workspace's record looks like no record at all", async () => {
    const stranger = api.as(await api.givenStranger())
    const [record] = records()
    expect(await stranger.get(`${path}${record.id}/`)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
  })
})
