import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { sampleTaxOffice, sampleTaxOfficeName } from '../../../../test/harness/institutions/sample-tax-office.ts'
import { lastYear, listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleTaxOffice])
const at = { institution: sampleTaxOfficeName, access_mode: 'single', password: 'x' }
const given = (username: string) => api.givenLink({ ...at, username })
const invoicesOf = (link: Body, more: object = {}) =>
  api.post('/api/invoices/', { link: link.id, ...lastYear(api.now()), type: 'OUTFLOW', ...more })
const listed = (link: Body) => listAll(api, `/api/invoices/?link=${link.id}&type=OUTFLOW`)
const xmlsOf = (records: readonly Body[]) => records.map(({ xml }) => typeof xml).sort()

const before = ['object', 'object']
const withOne = ['object', 'string']

describe('a document', () => {
  test('is null unless it is asked for, and stays stored once it was', async () => {
    const link = await given('collector')
    expect(xmlsOf((await invoicesOf(link)).body)).toEqual(before)
    expect(xmlsOf(await listed(link))).toEqual(before)
    expect(xmlsOf((await invoicesOf(link, { attach_xml: true })).body)).toEqual(withOne)
    const stored = await listed(link)
    expect(xmlsOf(stored)).toEqual(withOne)
    expect(xmlsOf((await invoicesOf(link)).body)).toEqual(before)
    expect(await listed(link)).toEqual(stored)
  })

  test('is not stored with save_data false, and comes under the same ids', async () => {
    const link = await given('visitor')
    const { body } = await invoicesOf(link)
    const shown = await invoicesOf(link, { attach_xml: true, save_data: false })
    expect([shown.status, xmlsOf(shown.body)]).toEqual([200, withOne])
    expect(shown.body.map(({ id }: Body) => id)).toEqual(body.map(({ id }: Body) => id))
    expect(xmlsOf(await listed(link))).toEqual(before)
  })

  test('makes no change of a record, whether it comes or not', async () => {
    const link = await given('accountant')
    for (const more of [{}, { attach_xml: true }, {}, { attach_xml: true }]) await invoicesOf(link, more)
    const events = await api.app.deps.db.reader
      .selectFrom('events')
      .select('data')
      .where('link_id', '=', link.id)
      .where('kind', '=', 'records_retrieved')
      .orderBy('sequence')
      .execute()
    const counts = events.map(({ data }) => (data as Body).counts.INVOICES)
    const nothing = { fresh: 0, changed: 0, gone: 0 }
    expect(counts).toEqual([{ fresh: 2, changed: 0, gone: 0 }, nothing, nothing, nothing])
  })

  test('is kept when the record changes without it, and what has changed is shown with it', async () => {
    const link = await given('busy')
    await invoicesOf(link, { attach_xml: true })
    api.advance({ days: 14 })
    const cancelled = (await invoicesOf(link)).body.find(({ status }: Body) => status === 'Cancelado')
    expect(cancelled.xml).toBeNull()
    expect((await api.get(`/api/invoices/${cancelled.id}/`)).body).toEqual({
      ...cancelled,
      xml: expect.stringContaining('Año &amp; «más»'),
    })
  })

  test('of a return is sealed, both of them, and read by its key alone', async () => {
    const link = await given('taxpayer')
    const years = { link: link.id, year_from: '2024', year_to: '2024' }
    const [{ id }] = (await api.post('/api/tax-returns/', years)).body
    const [shown] = (await api.post('/api/tax-returns/', { ...years, attach_pdf: true })).body
    expect(Buffer.from(shown.receipt_pdf, 'base64').toString()).toContain('its receipt')
    expect((await api.post('/api/tax-returns/', years)).body).toMatchObject([{ id, pdf: null, receipt_pdf: null }])
    expect((await api.get(`/api/tax-returns/${id}/`)).body).toEqual(shown)
    const row = await api.app.deps.db.reader
      .selectFrom('tax_returns')
      .select(['body', 'sealed_body'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row.body).toBeNull()
    const sealed = Buffer.from(row.sealed_body ?? []).toString('latin1')
    for (const word of ['PFIS010101000', 'pdf', shown.pdf]) expect(sealed).not.toContain(word)
  })
})

describe('what a tax office no longer shows', () => {
  test('is not gone: an invoice stays issued', async () => {
    const later = await startApi({}, [sampleTaxOffice])
    const link = await later.givenLink({ ...at, username: 'forgetful' })
    const retrieve = async (): Promise<Body[]> =>
      (await later.post('/api/invoices/', { link: link.id, ...lastYear(later.now()), type: 'INFLOW' })).body
    const stored = await retrieve()
    later.advance({ days: 14 })
    expect(await retrieve()).toHaveLength(1)
    const kept = await listAll(later, `/api/invoices/?link=${link.id}`)
    expect(new Set(kept.map(({ id }) => id))).toEqual(new Set(stored.map(({ id }) => id)))
    expect(kept.length).toBeGreaterThan(1)
  })
})
