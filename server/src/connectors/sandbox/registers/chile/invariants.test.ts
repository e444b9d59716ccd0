import fc from 'fast-check'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { expect, test, vi } from 'vitest'
import { debtReportSchema } from '../../../../../../contract/resources/debt-reports.ts'
import { invoiceChileSchema } from '../../../../../../contract/resources/invoices-chile.ts'
import { taxStatusChileSchema } from '../../../../../../contract/resources/tax-status-chile.ts'
import { isRut } from '../../../../domain/identifiers.ts'
import { dayAt, dayMs, isoDay } from '../../world/calendar.ts'
import { rememberingLast } from '../../world/memory.ts'
import { type Invoice, isNote, type Look, look, must, sum, visitsOf } from './fixtures.ts'
import type { InvoiceBody } from './invoice-records.ts'
import { santiagoDay } from './santiago.ts'

vi.setConfig({ testTimeout: 300_000 })

/** Against how many taxpayers the invariants are held: three years of documents of each. */
const taxpayers = Number(process.env.ENLACE_TEST_WORLDS ?? 300)
const visits = visitsOf(fc)

/** Everything that is held against everybody; each throws where somebody does not keep it. */
const invariants: Readonly<Record<string, (seen: Look) => void>> = {
  'what a document comes to is the sum of its parts, in whole pesos'({ invoices }) {
    for (const { body } of invoices) {
      const { purchase_invoice_details: bought, sales_invoice_details: sold, summary_invoice_details: summed } = body
      const details = bought ?? sold ?? summed
      must([bought, sold, summed].filter((block) => block !== null).length === 1, 'one block', body)
      const parts = [body.net_amount, body.vat_amount, details?.tax_exempt_amount ?? null]
      if (sold) parts.push(sold.additional_tax_amount)
      if (bought) {
        parts.push(bought.additional_tax_amount, bought.tax_non_credit_amount)
        parts.push(bought.tax_cigarettes_amount, bought.tax_cigar_amount, bought.tax_processed_tobacco_amount)
      }
      must(sum(parts) === body.total_amount && body.total_amount > 0, 'sum', body)
      must(
        parts.every((part) => Number.isInteger(part) && Number(part) >= 0),
        'whole pesos',
        body,
      )
    }
  },

  'VAT is 19 % of what is taxed to within a peso, and each peso of it has one use'({ invoices }) {
    for (const { body } of invoices) {
      must(Math.abs(body.vat_amount - body.net_amount * 0.19) <= 1, 'rate', body)
      if (untaxedCodes.has(body.document_code)) must(body.net_amount + body.vat_amount === 0, 'no VAT', body)
      const bought = body.purchase_invoice_details
      if (!bought) continue
      const { vat_refundable_amount: back, vat_non_refundable_amount: lost, vat_common_use: shared } = bought
      must(sum([back, lost, shared]) === body.vat_amount, 'use of VAT', body)
      must((lost ?? 0) === 0 || reasons.has(bought.vat_non_refundable_code), 'why VAT is lost', body)
      must((bought.net_amount_fixed_assets ?? 0) <= body.net_amount, 'fixed assets', body)
    }
  },

  'folios of one sender and kind are unique and rise with the days'({ invoices }) {
    const series = new Map<string, InvoiceBody[]>()
    for (const { body } of invoices) {
      if (body.folio === null) continue
      const key = `${body.sender_id} ${body.document_code}`
      const own = series.get(key)
      if (own) own.push(body)
      else series.set(key, [body])
    }
    for (const bodies of series.values()) {
      const sorted = bodies.toSorted((one, other) => Number(one.folio) - Number(other.folio))
      for (const [index, body] of sorted.entries()) {
        const before = sorted[index - 1]
        must(before?.folio !== body.folio, 'one folio', before, body)
        must(before === undefined || before.issue_date <= body.issue_date, 'order of folios', before, body)
      }
    }
    const own = series.get(`${ruts(invoices)} 33`) ?? []
    const folios = own.map(({ folio }) => Number(folio))
    // Nothing of the taxpayer's own is missing between the first and the last, but what is on its way to the office.
    if (folios.length > 0) must(Math.max(...folios) - Math.min(...folios) <= folios.length, 'no gaps', folios)
  },

  'issued, received, acknowledged or claimed within eight days, in this order and never in the future'(seen) {
    const today = isoDay(santiagoDay(seen.now))
    for (const { body } of seen.invoices) {
      const { received_at, acknowledged_at, claim_date, issue_date, status } = body
      must(issue_date <= today, 'issued', body)
      if (received_at === null) continue
      const received = Date.parse(received_at)
      must(received <= seen.now && issue_date <= isoDay(santiagoDay(received)), 'received', body)
      if (acknowledged_at !== null) {
        const acknowledged = Date.parse(acknowledged_at)
        must(acknowledged > received && acknowledged < received + 8 * dayMs, 'acknowledged in time', body)
        must(acknowledged <= seen.now, 'acknowledged by now', body)
      }
      must((status === 'REJECTED') === (claim_date !== null), 'rejected by a claim', body)
      if (claim_date !== null) {
        must(acknowledged_at === null && !isNote(body), 'claimed', body)
        must(claim_date <= today && claim_date > isoDay(santiagoDay(received)), 'claimed by now', body)
        must(claim_date <= isoDay(santiagoDay(received + 8 * dayMs)), 'claimed in time', body)
      }
      const isOpen = seen.now < received + 8 * dayMs && acknowledged_at === null && claim_date === null
      must((status === 'PENDING') === (body.type === 'INFLOW' && !isNote(body) && isOpen), 'pending', body)
    }
  },

  'a note of a sale names an invoice of the same customer, which came before and is not smaller'({ invoices }) {
    const sales = new Map<string, InvoiceBody>()
    for (const { body } of invoices) if (body.type === 'OUTFLOW') sales.set(`${body.document_code} ${body.folio}`, body)
    const oldest = invoices[0]?.body.issue_date ?? ''
    const credited = new Map<InvoiceBody, number>()
    for (const body of sales.values()) {
      if (!isNote(body)) continue
      const { reference_document_type: type, reference_document_folio: folio } = body.sales_invoice_details ?? {}
      const invoice = sales.get(`${type} ${folio}`)
      // What was issued in the month before the first that is shown is not shown.
      if (!invoice) must(body.issue_date.slice(0, 7) <= isoDay(monthAfter(oldest)).slice(0, 7), 'named', body)
      if (!invoice) continue
      must(invoice.receiver_id === body.receiver_id && invoice.issue_date <= body.issue_date, 'of whom', invoice, body)
      if (invoice.claim_date !== null) {
        must(body.total_amount === invoice.total_amount && body.issue_date >= invoice.claim_date, 'all of it', body)
      }
      if (body.document_code === 61) credited.set(invoice, (credited.get(invoice) ?? 0) + body.total_amount)
    }
    for (const [invoice, amount] of credited) must(amount <= invoice.total_amount, 'not above', invoice, amount)
  },

  'every RUT has its check digit, and who sells or buys is the taxpayer'(seen) {
    for (const { body } of seen.invoices) {
      must(isKnownRut(body.sender_id), 'check digits', body)
      must(body.receiver_id === null || isKnownRut(body.receiver_id), 'check digits', body)
      must((body.type === 'OUTFLOW' ? body.sender_id : body.receiver_id) === seen.rut, 'who', body)
    }
    for (const status of seen.statuses) {
      const others = [...status.legal_representative, ...status.equity_holders, ...status.company_partnership_stakes]
      for (const { document_id_number } of others) must(isRut(document_id_number), 'check digits', status)
      must(status.entity_details.document_id_number === seen.rut, 'who', status)
    }
  },

  'partners hold a hundred in a hundred, one represents, and nothing on file lies in the future'(seen) {
    const today = isoDay(santiagoDay(seen.now))
    for (const status of seen.statuses) {
      const { equity_holders: holders, legal_representative: representatives, entity_details: entity } = status
      if (holders.length > 0) {
        must(sum(holders.map(({ ownership_share }) => Math.round(ownership_share * 100))) === 10_000, 'shares', holders)
        must(representatives.filter(({ is_current }) => is_current).length === 1, 'one represents', representatives)
      }
      must(entity.incorporation_date <= entity.start_date && entity.start_date <= today, 'begun', entity)
      const dates = [
        ...(status.authorized_tax_documents ?? []).map(({ authorization_date }) => authorization_date),
        ...(status.regimes ?? []).map(({ start_date }) => start_date),
        ...representatives.flatMap(({ start_date, end_date }) => [start_date, end_date ?? today]),
      ]
      for (const date of dates) must(date <= today, 'past', date)
      for (const property of status.property_tax_liabilities ?? []) {
        must(
          property.scheduled_tax_payments.every(({ due_date }) => due_date >= today),
          'to be paid',
          property,
        )
        must(
          property.overdue_tax_payments.every(({ due_date }) => due_date < today),
          'overdue',
          property,
        )
      }
    }
  },

  'each debt is the sum of what is late and what is not, and the totals are those of the direct debts'(seen) {
    for (const report of seen.reports) {
      const direct = report.direct_debts ?? []
      for (const debt of [...direct, ...(report.indirect_debts ?? [])]) {
        const buckets = [debt.current, debt.delinquent, debt.severely_delinquent, debt.defaulted]
        must(debt.amount > 0 && sum(buckets) === debt.amount, 'debt', debt)
      }
      must(sum(direct.map(({ amount }) => amount)) === report.total, 'total', report)
      for (const bucket of ['current', 'delinquent', 'severely_delinquent', 'defaulted'] as const) {
        const parts = direct.map((debt) => debt[bucket]).filter((amount) => amount !== null)
        must(report[bucket] === (parts.length === 0 ? null : sum(parts)), bucket, report)
      }
      must(report.debt_data_last_update < isoDay(santiagoDay(seen.now) - 13), 'reported', report)
    }
  },

  'every record passes the contract’s schema'(seen) {
    for (const [shape, bodies] of [
      [shapes.invoice, seen.invoices.map(({ body }) => body)],
      [shapes.status, seen.statuses],
      [shapes.report, seen.reports],
    ] as const) {
      for (const body of bodies) {
        const whole = { ...body, ...added }
        if (!shape.Check(whole)) must(false, 'schema', [...shape.Errors(whole)].slice(0, 3))
      }
    }
  },
}

const isKnownRut = rememberingLast(100, isRut, (rut) => rut)

const untaxedCodes: ReadonlySet<number> = new Set([34, 41, 110])
const reasons: ReadonlySet<number | null> = new Set([1, 3, 4, 9])

const ruts = (invoices: readonly Invoice[]) => invoices.find(({ body }) => body.type === 'OUTFLOW')?.body.sender_id

const monthAfter = (day: string): number => dayAt(Date.parse(day)) + 31

const instant = '2026-03-12T16:20:00.000Z'
const id = '3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77'
const added = { id, link: id, collected_at: instant, created_at: instant }

/** Objects close themselves, so that a key which the contract does not know is found. */
function closed(schema: TSchema): TSchema {
  const text = JSON.stringify(schema, (_key, value) =>
    value?.type === 'object' ? { ...value, additionalProperties: false } : value,
  )
  return JSON.parse(text) as TSchema
}

const shapes = {
  invoice: Compile(closed(invoiceChileSchema)),
  status: Compile(closed(taxStatusChileSchema)),
  report: Compile(closed(debtReportSchema)),
}

/** How often the invariants met what they speak of. */
const kinds: Readonly<Record<string, (seen: Look) => number>> = {
  pending: ({ invoices }) => invoices.filter(({ body }) => body.status === 'PENDING').length,
  rejected: ({ invoices }) => invoices.filter(({ body }) => body.status === 'REJECTED').length,
  notes: ({ invoices }) => invoices.filter(({ body }) => isNote(body)).length,
  abroad: ({ invoices }) => invoices.filter(({ body }) => body.document_code === 110).length,
  summaries: ({ invoices }) => invoices.filter(({ body }) => body.summary_invoice_details !== null).length,
  'common use': ({ invoices }) => bought(invoices, 'vat_common_use'),
  'not refunded': ({ invoices }) => bought(invoices, 'vat_non_refundable_amount'),
  'without credit': ({ invoices }) => bought(invoices, 'tax_non_credit_amount'),
  'fixed assets': ({ invoices }) => bought(invoices, 'net_amount_fixed_assets'),
  cigarettes: ({ invoices }) => bought(invoices, 'tax_cigarettes_amount'),
  'taxed besides': ({ invoices }) => bought(invoices, 'additional_tax_amount'),
  partners: ({ statuses }) => sum(statuses.map(({ equity_holders }) => equity_holders.length)),
  stakes: ({ statuses }) => sum(statuses.map(({ company_partnership_stakes }) => company_partnership_stakes.length)),
  'late debts': ({ reports }) => reports.filter(({ current, total }) => current !== total && total !== 0).length,
  'indirect debts': ({ reports }) => sum(reports.map(({ indirect_debts }) => indirect_debts?.length ?? 0)),
  overdue: ({ statuses }) =>
    sum(
      statuses.flatMap((each) => (each.property_tax_liabilities ?? []).map((one) => one.overdue_tax_payments.length)),
    ),
}

const bought = (
  invoices: readonly Invoice[],
  key: keyof NonNullable<InvoiceBody['purchase_invoice_details']>,
): number => invoices.filter(({ body }) => Number(body.purchase_invoice_details?.[key] ?? 0) > 0).length
test('what holds for everybody', () => {
  const met = new Map(Object.keys(kinds).map((kind) => [kind, 0]))
  fc.assert(
    fc.property(visits, (visit) => {
      const seen = look(visit)
      for (const [kind, count] of Object.entries(kinds)) met.set(kind, (met.get(kind) ?? 0) + count(seen))
      for (const [name, hold] of Object.entries(invariants)) {
        try {
          hold(seen)
        } catch (thrown) {
          throw new Error(`${name}: ${(thrown as Error).message}`, { cause: thrown })
        }
      }
    }),
    { numRuns: taxpayers, seed: 61 },
  )
  // An invariant that meets nothing holds for nothing.
  for (const [kind, count] of met) expect(count, kind).toBeGreaterThan(0)
})
