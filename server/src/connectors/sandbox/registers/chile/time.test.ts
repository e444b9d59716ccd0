import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { dayAt, dayMs, monthOf } from '../../world/calendar.ts'
import { debtRecords } from './debts.ts'
import { type Document, totalOf } from './documents.ts'
import { look, must, visitsOf } from './fixtures.ts'
import type { InvoiceBody } from './invoice-records.ts'
import { makeBooks } from './register-of-documents.ts'
import { type TaxStatusBody, taxStatusRecords } from './tax-status.ts'
import { makeTaxpayer } from './taxpayer.ts'

vi.setConfig({ testTimeout: 300_000 })

const taxpayers = Number(process.env.ENLACE_TEST_WORLDS ?? 300)
const visits = visitsOf(fc)

describe('a taxpayer follows from the seed and the RUT alone', () => {
  test('months are the same in any order, and notes of suppliers stay below their invoices', () => {
    fc.assert(
      fc.property(visits, ({ seed, rut, now }) => {
        const [forward, backward] = [makeBooks(makeTaxpayer(seed, rut)), makeBooks(makeTaxpayer(seed, rut))]
        if (!forward || !backward) return
        const months = Array.from({ length: 4 }, (_each, index) => monthOf(dayAt(now.getTime())) + index)
        const told = (books: NonNullable<ReturnType<typeof makeBooks>>, month: number) => [
          ...books.sales.month(month),
          ...books.purchases(month),
        ]
        const there = months.map((month) => told(forward, month))
        const back = months.toReversed().map((month) => told(backward, month))
        expect(back.toReversed()).toEqual(there)
        for (const note of there.flat().filter(({ about }) => about !== null)) expect(isCovered(note)).toBe(true)
      }),
      { numRuns: Math.ceil(taxpayers / 10), seed: 67 },
    )
  })
})

/** A note comes after its invoice, is between the same two and not above it. */
function isCovered(note: Document): boolean {
  const { about, amounts, course, other } = note
  if (!about || other !== about.other || totalOf(amounts) > totalOf(about.amounts)) return false
  return course.issuedAt > (about.course.claimedAt ?? about.course.receivedAt)
}

describe('time goes on', () => {
  const steps = fc.record({
    visit: visits,
    days: fc.integer({ min: 0, max: 40 }),
    hours: fc.integer({ min: 0, max: 23 }),
  })

  test('it adds documents, and to those that are there acceptance, claims and receipts of the month', () => {
    fc.assert(
      fc.property(steps, ({ visit, days, hours }) => {
        const before = look(visit)
        const after = look({ ...visit, now: new Date(visit.now.getTime() + days * dayMs + hours * 3_600_000) })
        const known = new Set(before.invoices.map(({ key }) => key))
        const later = new Map(after.invoices.map(({ key, body }) => [key, body]))
        const oldest = after.invoices[0]?.body.issue_date ?? '9999'
        for (const { key, body } of before.invoices) {
          const again = later.get(key)
          if (again) mustOnlyGrow(body, again)
          else must(body.issue_date <= oldest, 'too old', body)
        }
        for (const { key, body } of after.invoices) {
          if (known.has(key) || body.received_at === null) continue
          must(Date.parse(body.received_at) > before.now, 'new', body)
        }
      }),
      { numRuns: Math.ceil(taxpayers / 4), seed: 71 },
    )
  })

  test('it adds to what is on file, and makes a report of each month', () => {
    fc.assert(
      fc.property(steps, ({ visit, days }) => {
        const taxpayer = makeTaxpayer(visit.seed, visit.rut)
        const now = visit.now.getTime()
        const [before] = taxStatusRecords(taxpayer, now).map(({ body }) => body as unknown as TaxStatusBody)
        const [after] = taxStatusRecords(taxpayer, now + days * dayMs).map(
          ({ body }) => body as unknown as TaxStatusBody,
        )
        if (before && after) {
          const { regimes, authorized_tax_documents, legal_representative, property_tax_liabilities, ...fixed } = before
          expect(after).toMatchObject(fixed)
          for (const [list, longer] of [
            [regimes, after.regimes],
            [authorized_tax_documents, after.authorized_tax_documents],
          ])
            expect(longer?.slice(0, list?.length)).toEqual(list ?? undefined)
          expect(after.property_tax_liabilities?.length).toBe(property_tax_liabilities?.length)
          const [first] = legal_representative
          expect(after.legal_representative[0]?.document_id_number).toBe(first?.document_id_number)
        }
        const [[report], [next]] = [debtRecords(taxpayer, now), debtRecords(taxpayer, now + days * dayMs)]
        if (report && next?.key === report.key) expect(next).toEqual(report)
        if (report && days > 31) expect(next?.key).not.toBe(report.key)
      }),
      { numRuns: Math.ceil(taxpayers / 4), seed: 73 },
    )
  })
})

/** A receipts' total grows; a document is acknowledged or claimed once, and is no longer pending then. */
function mustOnlyGrow(body: InvoiceBody, again: InvoiceBody): void {
  const { summary_invoice_details: summed } = body
  if (summed) {
    const count = again.summary_invoice_details?.total_documents ?? 0
    must(again.total_amount >= body.total_amount && count >= summed.total_documents, 'total', body, again)
    return
  }
  const { status, acknowledged_at, claim_date } = body
  must(JSON.stringify({ ...again, status, acknowledged_at, claim_date }) === JSON.stringify(body), 'same', body, again)
  must(acknowledged_at === null || again.acknowledged_at === acknowledged_at, 'acknowledged', body, again)
  must(claim_date === null || again.claim_date === claim_date, 'claimed', body, again)
  must(followers[status]?.includes(again.status) === true, 'status', body, again)
}

const followers: Readonly<Record<string, readonly string[]>> = {
  PENDING: ['PENDING', 'REGISTERED', 'REJECTED'],
  REGISTERED: ['REGISTERED', 'REJECTED'],
  REJECTED: ['REJECTED'],
}
