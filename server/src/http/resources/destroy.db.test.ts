import { beforeEach, describe, expect, test } from 'vitest'
import { resources as catalogue } from '../../../../contract/catalogue.ts'
import type { ResourceDefinition, ResourceName } from '../../../../contract/resource.ts'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { givenSamples, sampleBank } from '../../../../test/harness/institutions/sample-bank.ts'
import { givenTaxSamples, sampleTaxOffice } from '../../../../test/harness/institutions/sample-tax-office.ts'
import {
  givenChileanSamples,
  sampleTaxOfficeOfChile,
} from '../../../../test/harness/institutions/sample-tax-office-chile.ts'
import { bodiesFor, givenRetrieved, lastYear, listAll, type Retrieved } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleBank, sampleTaxOffice, sampleTaxOfficeOfChile])
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const idsOf = (records: readonly Body[]) => records.map(({ id }) => id)
const listed = (resource: string, { link }: Pick<Retrieved, 'link'>) =>
  listAll(api, `/api/${resource}/?link=${link.id}&page_size=1000`)

let held: Retrieved
beforeEach(async () => {
  api.advance({ minutes: 1 })
  held = await givenRetrieved(api)
})

function definitionOf(path: string): ResourceDefinition {
  const found = catalogue.find((resource) => resource.path === path)
  if (!found) throw new RangeError(`nothing is at ${path}`)
  return found
}

/** The link and the records of each resource; of the bank of samples where the sandbox has none. */
const resources = [
  ['DestroyAccount', 'accounts', async () => [held.link, held.accounts]],
  ['DestroyOwner', 'owners', async () => [held.link, held.owners]],
  ['DestroyTransaction', 'transactions', async () => [held.link, held.transactions]],
  ['DestroyBills', 'bills', () => samplesOf('BILLS')],
  ['DestroyInvestmentBrazil', 'br/investments', () => samplesOf('INVESTMENTS')],
  ['DestroyInvestmentTransactionBrazil', 'br/investment-transactions', () => samplesOf('INVESTMENT_TRANSACTIONS')],
  ['DeleteExchange', 'br/exchanges', () => samplesOf('EXCHANGES')],
  ['DestroyInvoice', 'invoices', () => taxSamplesOf('INVOICES')],
  ['DestroyTaxReturn', 'tax-returns', () => taxSamplesOf('TAX_RETURNS')],
  ['DestroyTaxStatus', 'tax-status', () => taxSamplesOf('TAX_STATUS')],
  ['DestroyTaxComplianceStatus', 'tax-compliance-status', () => taxSamplesOf('TAX_COMPLIANCE_STATUS')],
  ['DestroyTaxRetention', 'tax-retentions', () => taxSamplesOf('TAX_RETENTIONS')],
  ['DestroyFinancialStatement', 'financial-statements', () => taxSamplesOf('FINANCIAL_STATEMENTS')],
  ['DestroyEmploymentRecord', 'employment-records', () => samplesOf('EMPLOYMENT_RECORDS')],
  ['deleteCurrentEmployment', 'mx/current-employments', () => samplesOf('CURRENT_EMPLOYMENTS')],
  ['DestroyEmploymentBrazil', 'br/employments', () => samplesOf('EMPLOYMENTS')],
  ['DestroyInvoiceChile', 'cl/invoices', () => chileanSamplesOf('INVOICES_CHILE')],
  ['DestroyTaxStatusChile', 'cl/tax-status', () => chileanSamplesOf('TAX_STATUS_CHILE')],
  ['DestroyDebtReportChile', 'cl/debt-reports', () => chileanSamplesOf('DEBT_REPORTS')],
] as const satisfies readonly (readonly [string, string, () => Promise<Whole>])[]

type Whole = [link: Body, records: readonly Body[]]

async function samplesOf(name: ResourceName): Promise<Whole> {
  const samples = await givenSamples(api)
  return [samples.link, samples[name] ?? []]
}

async function taxSamplesOf(name: ResourceName): Promise<Whole> {
  const samples = await givenTaxSamples(api)
  return [samples.link, samples[name] ?? []]
}

async function chileanSamplesOf(name: ResourceName): Promise<Whole> {
  const samples = await givenChileanSamples(api)
  return [samples.link, samples[name] ?? []]
}

describe.each(resources)('%s', (_, resource, given) => {
  test('204: the record is gone, from its page and from its list', async () => {
    const [link, [record]] = await given()
    const answer = await api.delete(`/api/${resource}/${record.id}/`)
    expect([answer.status, answer.body]).toEqual([204, undefined])
    expect(await api.get(`/api/${resource}/${record.id}/`)).toMatchObject({ status: 404 })
    expect(idsOf(await listed(resource, { link }))).not.toContain(record.id)
    expect(await api.delete(`/api/${resource}/${record.id}/`)).toMatchObject({ status: 404 })
  })

  test('404: an id that nobody has', async () => {
    for (const id of [unknown, 'none']) {
      expect(await api.delete(`/api/${resource}/${id}/`)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    }
  })

  test("404: another workspace's record looks like no record at all, and stays", async () => {
    const stranger = api.as(await api.givenStranger())
    const [, [record]] = await given()
    expect(await stranger.delete(`/api/${resource}/${record.id}/`)).toMatchObject({ status: 404 })
    expect(await api.get(`/api/${resource}/${record.id}/`)).toMatchObject({ status: 200 })
  })
})

const lasting = resources.filter(([, path]) => definitionOf(path).identity !== 'snapshot')

describe.each(lasting)('%s of what is shown again', (_, resource, given) => {
  test('204: the record does not come back with the next retrieval', async () => {
    const [link, records] = await given()
    const [record] = records
    await api.delete(`/api/${resource}/${record.id}/`)
    for (const save_data of [true, false]) {
      const again: Body[] = []
      for (const terms of bodiesFor(definitionOf(resource), api.now())) {
        again.push(...(await api.post(`/api/${resource}/`, { link: link.id, ...terms, save_data })).body)
      }
      expect(idsOf(again)).not.toContain(record.id)
      expect(again.length).toBe(records.length - 1)
    }
    expect(idsOf(await listed(resource, { link }))).not.toContain(record.id)
  })
})

describe.each([
  ['accounts', 3],
  ['transactions', 1],
] as const)('the limit of deletions of %s', (resource, linksCount) => {
  test('429: five a minute, then Retry-After says how long', async () => {
    const ids = idsOf(await listed(resource, held))
    for (let count = 1; count < linksCount; count += 1) {
      ids.push(...idsOf((await givenRetrieved(api, { username: `more${count}` }))[resource]))
    }
    for (const id of ids.slice(0, 5)) {
      expect((await api.delete(`/api/${resource}/${id}/`)).status).toBe(204)
      api.advance({ seconds: 2 })
    }
    const refused = await api.delete(`/api/${resource}/${ids[5]}/`)
    expect(refused).toMatchObject({ status: 429, body: [{ code: 'too_many_requests' }] })
    expect(refused.headers.get('retry-after')).toBe('50')
    expect((await api.get(`/api/${resource}/${ids[5]}/`)).status).toBe(200)
    api.advance({ seconds: 50 })
    expect((await api.delete(`/api/${resource}/${ids[5]}/`)).status).toBe(204)
  })
})

describe('the limit of deletions', () => {
  test('204: links, accounts and transactions are counted apart, owners not at all', async () => {
    const [checking] = held.accounts
    const transactions = held.transactions.filter(({ account }) => account.id !== checking.id)
    for (const { id } of transactions.slice(0, 5)) await api.delete(`/api/transactions/${id}/`)
    expect((await api.delete(`/api/transactions/${transactions[5].id}/`)).status).toBe(429)
    expect((await api.delete(`/api/accounts/${checking.id}/`)).status).toBe(204)
    expect((await api.delete(`/api/links/${held.link.id}/`)).status).toBe(204)
    for (let count = 0; count < 7; count += 1) {
      const { owners } = await givenRetrieved(api, { username: 'bnk102' })
      expect((await api.delete(`/api/owners/${owners[0].id}/`)).status).toBe(204)
    }
  })
})

describe('the deletion of an account', () => {
  test('204: it takes its transactions and the owners of the link along', async () => {
    const [checking] = held.accounts
    const kept = held.transactions.filter(({ account }) => account.id !== checking.id)
    expect(kept.length).toBeLessThan(held.transactions.length)
    await api.delete(`/api/accounts/${checking.id}/`)
    expect(idsOf(await listed('accounts', held)).sort()).toEqual(idsOf(held.accounts.slice(1)).sort())
    expect(idsOf(await listed('transactions', held)).sort()).toEqual(idsOf(kept).sort())
    expect(await listed('owners', held)).toEqual([])
  })

  test('204: neither it nor its transactions come back, not even under another id', async () => {
    const [checking] = held.accounts
    await api.delete(`/api/accounts/${checking.id}/`)
    const again = await api.post('/api/transactions/', { link: held.link.id, ...lastYear(api.now()) })
    expect(again.status).toBe(201)
    const kept = held.transactions.filter(({ account }) => account.id !== checking.id)
    expect(idsOf(again.body)).toEqual(idsOf(kept))
    api.advance({ days: 3 })
    const later = await api.post('/api/transactions/', { link: held.link.id, ...lastYear(api.now()) })
    expect(later.body.length).toBeGreaterThan(0)
    const accountIds = new Set(later.body.map(({ account }: Body) => account.id))
    expect(accountIds).toEqual(new Set(kept.map(({ account }) => account.id)))
    expect(idsOf(await listed('accounts', held))).not.toContain(checking.id)
    expect(
      await api.post('/api/transactions/', { link: held.link.id, account: checking.id, ...lastYear(api.now()) }),
    ).toMatchObject({ status: 404 })
  })

  test('204: the owners that went along are retrieved anew, under their ids', async () => {
    await api.delete(`/api/accounts/${held.accounts[0].id}/`)
    const again = await api.post('/api/owners/', { link: held.link.id })
    expect(again.status).toBe(201)
    expect(idsOf(again.body)).toEqual(idsOf(held.owners))
  })
})

describe('what goes along with a deleted record', () => {
  const countOf = async (path: string) => (await api.get(path)).body.count

  test('204: the balances, the transactions and the bills of an account', async () => {
    const { link, ACCOUNTS = [], BALANCES = [] } = await givenSamples(api)
    const byIdentification = new Map(ACCOUNTS.map((account) => [account.internal_identification, account.id]))
    expect(await countOf(`/api/bills/?link=${link.id}`)).toBe(3)
    await api.delete(`/api/accounts/${byIdentification.get('card-1')}/`)
    expect(await countOf(`/api/bills/?link=${link.id}`)).toBe(0)
    await api.delete(`/api/accounts/${byIdentification.get('checking-1')}/`)
    expect(await countOf(`/api/br/balances/?link=${link.id}`)).toBe(BALANCES.length - 1)
    expect(await countOf(`/api/transactions/?link=${link.id}`)).toBe(0)
    expect((await api.post('/api/bills/', { link: link.id })).body).toEqual([])
  })

  test('204: the transactions of an investment, and they do not come back', async () => {
    const { link, INVESTMENTS = [], INVESTMENT_TRANSACTIONS = [] } = await givenSamples(api)
    const [gone] = INVESTMENTS
    await api.delete(`/api/br/investments/${gone.id}/`)
    const kept = INVESTMENT_TRANSACTIONS.filter(({ investment }) => investment.id !== gone.id)
    expect(kept.length).toBeLessThan(INVESTMENT_TRANSACTIONS.length)
    const path = `/api/br/investment-transactions/?link=${link.id}`
    expect(await listAll(api, path)).toEqual(expect.arrayContaining(kept))
    expect(await countOf(path)).toBe(kept.length)
    const again = await api.post('/api/br/investment-transactions/', { link: link.id })
    expect(idsOf(again.body)).toEqual(idsOf(kept))
  })

  test('204: the history of an exchange', async () => {
    const { EXCHANGES = [] } = await givenSamples(api)
    const history = `/api/br/exchanges/${EXCHANGES[0].id}/history/`
    expect(await countOf(history)).toBe(2)
    await api.delete(`/api/br/exchanges/${EXCHANGES[0].id}/`)
    expect(await api.get(history)).toMatchObject({ status: 404 })
    const rows = api.app.deps.db.reader.selectFrom('exchange_history').select(['body', 'removal'])
    expect(await rows.where('parent_id', '=', EXCHANGES[0].id).execute()).toEqual([
      { body: null, removal: 'deleted' },
      { body: null, removal: 'deleted' },
    ])
  })
})
