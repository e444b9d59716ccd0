import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { sampleTaxOffice, sampleTaxOfficeName } from '../../../../test/harness/institutions/sample-tax-office.ts'
import { toldOf } from '../../../../test/harness/life.ts'

const api = await startApi({}, [sampleTaxOffice])
const at = { institution: sampleTaxOfficeName, username: 'anybody', password: 'x' }

/** What was told, without the request that it is of. */
const newsOf = async (link: Body): Promise<Body[]> =>
  (await toldOf(api, link.id)).map(({ type, code, process, data }) => [type, code, process, data])

const historical = 'historical_update'

const days = (total: number, first: string | null, last: string | null) => ({
  total_invoices: total,
  first_invoice_date: first,
  last_invoice_date: last,
})

const history = [
  ['TAX_STATUS', historical, historical, { total_tax_status: 1, last_status_change_date: '2020-02-29' }],
  ['TAX_COMPLIANCE_STATUS', historical, historical, { total_tax_compliance_status: 1 }],
  ['INVOICES', 'initial_inflow_update', historical, days(1, '2026-02-27', '2026-02-27')],
  ['INVOICES', 'initial_outflow_update', historical, days(1, '2026-03-02', '2026-03-02')],
  ['INVOICES', 'historical_inflow_update', historical, days(2, '2026-01-18', '2026-02-27')],
  ['INVOICES', 'historical_inflow_update', historical, days(1, '2025-12-30', '2025-12-30')],
  ['INVOICES', 'historical_inflow_update', historical, days(1, '2024-06-30', '2024-06-30')],
  ['INVOICES', 'historical_outflow_update', historical, days(1, '2026-03-02', '2026-03-02')],
  ['INVOICES', 'historical_outflow_update', historical, days(1, '2025-03-19', '2025-03-19')],
  [
    'TAX_RETENTIONS',
    historical,
    historical,
    { total_tax_retentions: 3, first_tax_retention_date: '2025-07-31', last_tax_retention_date: '2026-01-03' },
  ],
  [
    'TAX_RETURNS',
    historical,
    historical,
    { type: 'yearly', total_tax_returns: 3, first_tax_return_year: 2023, last_tax_return_year: 2024 },
  ],
  [
    'TAX_RETURNS',
    historical,
    historical,
    { type: 'monthly', total_tax_returns: 3, first_tax_return_year: 2025, last_tax_return_year: 2026 },
  ],
  ['FINANCIAL_STATEMENTS', historical, historical, { new_financial_statements: 2 }],
]

describe('the webhooks of a tax office', () => {
  test('a registration tells of all six: invoices by direction, the last 30 days and each year; returns by type', async () => {
    const link = await api.givenLink(at)
    const told = await newsOf(link)
    expect(told).toEqual(history)
  })

  test('each of those that share a code has an id of its own', async () => {
    await api.post('/_enlace/webhooks/', { url: 'http://127.0.0.1:9/hook' })
    const link = await api.givenLink(at)
    const rows = await api.app.deps.db.reader
      .selectFrom('deliveries')
      .select('webhook_id')
      .where('link_id', '=', link.id)
      .execute()
    expect(rows).toHaveLength(history.length)
    expect(new Set(rows.map(({ webhook_id }) => webhook_id)).size).toBe(history.length)
  })

  test('of who has nothing, the totals are nothing and no year is told of', async () => {
    const link = await api.givenLink({ ...at, username: 'nobody' })
    const told = await newsOf(link)
    expect(told.filter(([type]) => type === 'INVOICES')).toEqual([
      ['INVOICES', 'initial_inflow_update', historical, days(0, null, null)],
      ['INVOICES', 'initial_outflow_update', historical, days(0, null, null)],
    ])
    const none = { total_tax_returns: 0, first_tax_return_year: null, last_tax_return_year: null }
    expect(told.filter(([type]) => type === 'TAX_RETURNS').map(([, , , data]) => data)).toEqual([
      { type: 'yearly', ...none },
      { type: 'monthly', ...none },
    ])
  })

  test('a single link is told of what it names, and of nothing else', async () => {
    const link = await api.givenLink({ ...at, access_mode: 'single', fetch_resources: ['TAX_RETURNS'] })
    expect((await newsOf(link)).map(([type, code]) => [type, code])).toEqual([
      ['TAX_RETURNS', historical],
      ['TAX_RETURNS', historical],
    ])
  })

  test('a scheduled refresh tells what is new and what was cancelled, each by its direction', async () => {
    const link = await api.givenLink({ ...at, username: 'busy' })
    const before = (await newsOf(link)).length
    await api.drain()
    while (api.now() < new Date('2026-04-10T00:00:00Z')) {
      api.advance({ days: 1 })
      await api.drain()
    }
    const process = 'recurrent_update'
    expect((await newsOf(link)).slice(before)).toEqual([
      ['INVOICES', 'new_invoices_available', process, { type: 'INFLOW', new_invoices: 1 }],
      ['INVOICES', 'invoices_cancelled', process, { type: 'OUTFLOW', cancelled_invoices: 1 }],
      ['TAX_RETURNS', 'new_tax_returns_available', process, { type: 'yearly', new_tax_returns: 1 }],
    ])
  })
})
