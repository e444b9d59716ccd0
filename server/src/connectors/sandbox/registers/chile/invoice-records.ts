import type { InvoiceChile } from '../../../../../../contract/resources/invoices-chile.ts'
import type { SourceRecord } from '../../../contract.ts'
import { type Day, dayMs, firstDay, type Instant, isoDay, isoMonth, lastDay, type Month } from '../../world/calendar.ts'
import { claimableMs, creditNote, type Document, debitNote, totalOf, vatRate } from './documents.ts'
import type { Receipts } from './sales.ts'
import { printedInstant, santiagoDay, santiagoInstant } from './santiago.ts'
import type { Taxpayer } from './taxpayer.ts'

/** What the server adds is missing. */
export type InvoiceBody = Omit<InvoiceChile, 'id' | 'link' | 'created_at' | 'collected_at'>

/** A document as the register shows it at an instant; undefined as long as the tax office does not have it. */
export function documentRecord(
  { rut, name }: Pick<Taxpayer, 'rut' | 'name'>,
  document: Document,
  now: Instant,
): SourceRecord | undefined {
  const { direction, code, folio, other, course, amounts, foreign } = document
  if (course.receivedAt > now) return undefined
  const own = { rut, name }
  const [sender, receiver] = direction === 'OUTFLOW' ? [own, other] : [other, own]
  const claimed = course.claimedAt !== null && course.claimedAt <= now
  const acknowledged = course.acknowledgedAt !== null && course.acknowledgedAt <= now
  const body: InvoiceBody = {
    total_amount: totalOf(amounts),
    net_amount: amounts.net,
    vat_amount: amounts.vat,
    currency: 'CLP',
    issue_date: isoDay(santiagoDay(course.issuedAt)),
    received_at: printedInstant(course.receivedAt),
    acknowledged_at: acknowledged ? printedInstant(course.acknowledgedAt as Instant) : null,
    claim_date: claimed ? isoDay(santiagoDay(course.claimedAt as Instant)) : null,
    status: statusOf(document, { claimed, acknowledged }, now),
    document_code: code,
    category: categoryOf(document),
    folio: String(folio),
    sender_id: sender.rut,
    sender_name: sender.name,
    receiver_id: receiver.rut,
    receiver_name: receiver.name,
    type: direction,
    purchase_invoice_details: direction === 'INFLOW' ? purchaseDetails(document) : null,
    sales_invoice_details: direction === 'OUTFLOW' ? salesDetails(document, foreign) : null,
    summary_invoice_details: null,
  }
  // Keys are kept in clear, so the taxpayer's own number, which may be a person's, is in none.
  const party = direction === 'INFLOW' ? `${sender.rut} ` : ''
  return { key: `${direction} ${party}${code} ${folio}`, body }
}

/** A purchase is pending until its buyer, or the eight days, have accepted it; a sale and a note are not. */
function statusOf(
  { direction, code, course }: Document,
  { claimed, acknowledged }: { claimed: boolean; acknowledged: boolean },
  now: Instant,
): 'REGISTERED' | 'PENDING' | 'REJECTED' {
  if (claimed) return 'REJECTED'
  const isNote = code === creditNote || code === debitNote
  if (direction === 'OUTFLOW' || isNote || acknowledged) return 'REGISTERED'
  return now < course.receivedAt + claimableMs ? 'PENDING' : 'REGISTERED'
}

function categoryOf({ direction, fixedAsset, vatUse }: Document): string {
  if (direction === 'OUTFLOW') return 'Del Giro'
  if (fixedAsset) return 'Activo Fijo'
  if (vatUse === 'common') return 'IVA Uso Común'
  return vatUse === 'refundable' ? 'Del Giro' : 'IVA no Recuperable'
}

type PurchaseDetails = NonNullable<InvoiceBody['purchase_invoice_details']>

function purchaseDetails({ amounts, vatUse, fixedAsset, extraTax }: Document): PurchaseDetails {
  const { net, vat, exempt, extra, tobacco } = amounts
  const refundable = vatUse === 'refundable' ? vat : 0
  const refused = typeof vatUse === 'number'
  // Who gets no VAT back gets no tax on drinks or fuel back either.
  const credited = refused ? 0 : extra
  return {
    vat_refundable_amount: refundable,
    vat_non_refundable_amount: refused ? vat : 0,
    vat_non_refundable_code: refused ? vatUse : null,
    net_amount_fixed_assets: fixedAsset ? net : 0,
    vat_fixed_assets: fixedAsset ? refundable : 0,
    vat_common_use: vatUse === 'common' ? vat : 0,
    tax_non_credit_amount: extra - credited,
    vat_non_withheld: 0,
    tax_exempt_amount: exempt,
    credit_or_debit_note_on_purchase: false,
    tax_cigarettes_amount: tobacco.cigarettes,
    tax_cigar_amount: tobacco.cigars,
    tax_processed_tobacco_amount: tobacco.processed,
    ...additionalTax(credited, extraTax),
  }
}

function additionalTax(amount: number, tax: Document['extraTax']) {
  const charged = amount > 0 ? tax : null
  return {
    additional_tax_amount: amount,
    additional_tax_rate: charged?.rate ? String(charged.rate) : null,
    additional_tax_code: charged?.code ?? null,
  }
}

type SalesDetails = NonNullable<InvoiceBody['sales_invoice_details']>

function salesDetails({ amounts, extraTax, about }: Document, foreign: Document['foreign']): SalesDetails {
  return {
    construction_sector_tax_credit: 0,
    tax_free_trade_zone_amount: 0,
    container_deposit_guarantee: 0,
    is_free_of_charge: false,
    periodic_billing_type: false,
    non_billable_amount: 0,
    total_amount_for_period: 0,
    domestic_transportation_amount: null,
    international_transportation_amount: null,
    branch_code: null,
    tax_exempt_amount: amounts.exempt,
    credit_or_debit_note_on_purchase: false,
    ...additionalTax(amounts.extra, extraTax),
    vat_total_withheld: 0,
    vat_partially_withheld: 0,
    vat_non_withheld: 0,
    vat_sales: 0,
    vat_third_party: 0,
    vat_past_due: 0,
    invoice_settlement_sender_id: null,
    invoice_settlement_net_commission: 0,
    invoice_settlement_exempt_commission: 0,
    invoice_settlement_vat_commission: 0,
    reference_document_type: about ? String(about.code) : null,
    reference_document_folio: about ? String(about.folio) : null,
    foreign_recipient_id: foreign?.id ?? null,
    foreign_recipient_nationality: foreign?.nationality ?? null,
  }
}

const summaryNames = { 39: 'BOLETA_ELECTRONICA', 41: 'BOLETA_EXENTA', 48: 'COMPROBANTE_PAGO' } as const

/** What receipts of a month come to; `until` is the last day that is counted, and the sum is made in its night. */
export function summaryRecord(
  { rut, name }: Pick<Taxpayer, 'rut' | 'name'>,
  { code, count, gross }: Receipts,
  { month, until }: { month: Month; until: Day },
): SourceRecord {
  const exempt = code === 41 ? gross : 0
  const net = exempt > 0 ? 0 : Math.round(gross / (1 + vatRate))
  const body: InvoiceBody = {
    total_amount: gross,
    net_amount: net,
    vat_amount: gross - exempt - net,
    currency: 'CLP',
    issue_date: isoDay(firstDay(month)),
    received_at: null,
    acknowledged_at: null,
    claim_date: null,
    status: 'REGISTERED',
    document_code: code,
    category: summaryNames[code],
    folio: null,
    sender_id: rut,
    sender_name: name,
    receiver_id: null,
    receiver_name: null,
    type: 'OUTFLOW',
    purchase_invoice_details: null,
    sales_invoice_details: null,
    summary_invoice_details: {
      month: isoMonth(month),
      updated_at: printedInstant(summedAt(Math.min(until, lastDay(month)))),
      total_documents: count,
      tax_exempt_amount: exempt,
    },
  }
  return { key: `OUTFLOW ${code} ${isoMonth(month)}`, body }
}

/** The total of a day is made in the night after it. */
const summedAt = (day: Day): Instant => santiagoInstant(day + 1, 2 * 3_600 + 49 * 60 + 38)

/** The last day whose total is made. */
export function lastSummed(now: Instant): Day {
  const today = santiagoDay(now)
  return summedAt(today - 1) <= now ? today - 1 : today - 2
}

/** How long a document may still change, claims and the totals of its month included. */
export const settledDays = 31 + Math.ceil(claimableMs / dayMs) + 2
