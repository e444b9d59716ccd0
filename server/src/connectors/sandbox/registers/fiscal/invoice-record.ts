import { centsToWire } from '../../../../kit/money.ts'
import type { SourceRecord } from '../../../contract.ts'
import { dayAt, type Instant, isoDay } from '../../world/calendar.ts'
import { type Line, totalsOf } from './amounts.ts'
import type { Rate } from './goods.ts'
import { type Draft, type Invoice, type Payment, type PayrollReceipt, standing } from './invoice.ts'
import { companyNamed } from './parties.ts'
import type { Taxpayer } from './taxpayer.ts'

/** An invoice as it stands at the instant, in the wire's shape. */
export function invoiceRecord(taxpayer: Taxpayer, invoice: Invoice, now: Instant): SourceRecord {
  const { key, issuedAt, certifiedAt, sender, receiver, lines, kind } = invoice
  const worthless = kind === 'Traslado' || kind === 'Pago'
  const totals = totalsOf(worthless ? [] : lines)
  return {
    key,
    body: {
      invoice_identification: key,
      invoice_date: isoDay(dayAt(issuedAt)),
      invoice_type: kind,
      type: sender.rfc === taxpayer.party.rfc ? 'OUTFLOW' : 'INFLOW',
      ...standingOf(invoice, now),
      tax_details: taxDetails(worthless ? [] : lines),
      sender_id: sender.rfc,
      sender_fiscal_regime: sender.regime,
      sender_name: sender.name,
      sender_tax_fraud_status: sender.fraud,
      receiver_id: receiver.rfc,
      receiver_postal_code: receiver.postcode,
      receiver_fiscal_regime: receiver.regime,
      receiver_name: receiver.name,
      receiver_tax_fraud_status: receiver.fraud,
      certification_date: isoDay(dayAt(certifiedAt)),
      certification_authority: certifierOf(taxpayer, sender.rfc),
      payment_type: invoice.form,
      payment_type_description: null,
      payment_method: invoice.method,
      payment_method_description: null,
      usage: invoice.usage,
      version: '4.0',
      place_of_issue: sender.postcode,
      invoice_details: kind === 'Pago' ? [paymentLine] : lines.map(detail),
      currency: invoice.currency,
      subtotal_amount: centsToWire(totals.subtotal),
      exchange_rate: invoice.exchangeRate,
      tax_amount: centsToWire(totals.tax),
      discount_amount: centsToWire(totals.discount),
      total_amount: centsToWire(totals.total),
      related_invoices: invoice.relations.map((relation) => ({
        relationship_type: relation.type,
        related_invoice_identification: relation.key,
      })),
      payments: invoice.payments.map(payment),
      payroll: invoice.payroll && payroll(invoice.payroll),
      folio: invoice.folio,
      series: invoice.series,
      export_type: '01',
      xml: null,
      warnings: null,
      sender_blacklist_status: null,
      receiver_blacklist_status: null,
    },
  }
}

function standingOf(draft: Draft, now: Instant): object {
  const state = standing(draft, now)
  const { cancelled } = draft
  if (state === 'Vigente' || !cancelled) {
    return { status: 'Vigente', cancelation_status: null, cancelation_update_date: null }
  }
  const waits = state === 'En proceso'
  return {
    status: waits ? 'Vigente' : 'Cancelado',
    cancelation_status: waits ? state : cancelled.how,
    cancelation_update_date: isoDay(dayAt(waits ? cancelled.askedAt : cancelled.at)),
  }
}

const certifiers = ['Timbrado Digital Azteca', 'Sellos Fiscales del Centro', 'Certifica Facturas México'] as const

/** Everybody has their invoices stamped by a provider of their own. */
export const certifierOf = ({ client }: Taxpayer, rfc: string): string =>
  companyNamed(client, certifiers[rfc.charCodeAt(rfc.length - 2) % certifiers.length] ?? certifiers[0]).rfc

const taxWords = (rate: Rate) => ({
  tax_type: rate.factor,
  tax: 'IVA',
  tax_percentage: percentOf(rate),
})

const percentOf = (rate: Rate): number => (rate.factor === 'Tasa' ? rate.percent : 0)

const isTransferred = ({ rate }: Line): boolean => rate.factor !== 'none'

function detail(line: Line): object {
  const { good, rate, grossCents, taxCents } = line
  return {
    description: line.description,
    product_identification: good.product,
    quantity: line.quantity,
    unit_code: good.unit,
    unit_description: good.unitName,
    unit_amount: centsToWire(line.unitCents),
    discount: line.discountCents > 0 ? centsToWire(line.discountCents) : null,
    // 01: no object of tax; 02: object of tax.
    tax_subject_code: isTransferred(line) ? '02' : '01',
    identifier_number: line.identifier,
    pre_tax_amount: centsToWire(grossCents),
    tax_percentage: percentOf(rate),
    tax_amount: centsToWire(taxCents),
    total_amount: centsToWire(grossCents + taxCents),
    retained_taxes: line.retained.map(({ tax, percent, cents }) => ({
      tax_type: 'Tasa',
      tax,
      tax_percentage: percent,
      retained_tax_amount: centsToWire(cents),
    })),
    transferred_taxes: isTransferred(line)
      ? [{ ...taxWords(rate), transferred_tax_amount: rate.factor === 'Exento' ? null : centsToWire(taxCents) }]
      : [],
  }
}

/** The one line that a receipt of payment has to have. */
const paymentLine = {
  description: 'Pago',
  product_identification: '84111506',
  quantity: 1,
  unit_code: 'ACT',
  unit_description: 'Actividad',
  unit_amount: 0,
  discount: null,
  tax_subject_code: '01',
  identifier_number: null,
  pre_tax_amount: 0,
  tax_percentage: 0,
  tax_amount: 0,
  total_amount: 0,
  retained_taxes: [],
  transferred_taxes: [],
}

/** Taxes of the document: what is charged by rate, what is kept back by tax only, as the document names them. */
function taxDetails(lines: readonly Line[]): object {
  const charged = new Map<string, { rate: Rate; base: number; cents: number }>()
  const kept = new Map<string, number>()
  for (const line of lines) {
    const found = charged.get(keyOf(line.rate)) ?? { rate: line.rate, base: 0, cents: 0 }
    found.base += line.grossCents - line.discountCents
    found.cents += line.taxCents
    if (isTransferred(line)) charged.set(keyOf(line.rate), found)
    for (const { tax, cents } of line.retained) kept.set(tax, (kept.get(tax) ?? 0) + cents)
  }
  const { tax, retained } = totalsOf(lines)
  return {
    total_tax_retained: centsToWire(retained),
    total_tax_transferred: centsToWire(tax),
    retained_taxes: [...kept].map(([name, cents]) => ({
      tax_type: null,
      tax: name,
      tax_percentage: null,
      pre_tax_amount: null,
      tax_amount: centsToWire(cents),
    })),
    transferred_taxes: [...charged.values()].map(({ rate, base, cents }) => ({
      ...taxWords(rate),
      pre_tax_amount: centsToWire(base),
      tax_amount: centsToWire(cents),
    })),
  }
}

const keyOf = (rate: Rate): string => `${rate.factor} ${percentOf(rate)}`

function payment({ at, form, cents, operation, payer, beneficiary, documents }: Payment): object {
  return {
    date: new Date(at).toISOString(),
    payment_type: form,
    currency: 'MXN',
    exchange_rate: '1',
    amount: centsToWire(cents),
    operation_number: operation,
    beneficiary_rfc: beneficiary.bankRfc,
    beneficiary_account_number: beneficiary.account,
    payer_rfc: payer.bankRfc,
    payer_account_number: payer.account,
    payer_bank_name: payer.bankName,
    related_documents: documents.map((document) => ({
      invoice_identification: document.key,
      currency: 'MXN',
      payment_method: 'PPD',
      partiality_number: document.partiality,
      previous_balance: centsToWire(document.before),
      amount_paid: centsToWire(document.paid),
      outstanding_balance: centsToWire(document.before - document.paid),
    })),
  }
}

function payroll({ type, days, from, to, paidOn, periodicity, earnings, deductions, others }: PayrollReceipt): object {
  const earned = earnings.reduce((sum, { taxable, free }) => sum + taxable + free, 0)
  const other = others.reduce((sum, { cents }) => sum + cents, 0)
  return {
    days,
    type,
    amount: centsToWire(earned + other),
    version: '1.2',
    date_from: from,
    date_to: to,
    payment_date: paidOn,
    periodicity,
    earnings_breakdown: earnings.map((each) => ({
      type: each.type,
      taxable_amount: centsToWire(each.taxable),
      vat_free_amount: centsToWire(each.free),
    })),
    tax_deductions: deductions.map((each) => ({ type: each.type, amount: centsToWire(each.cents) })),
    other_payments: others.map((each) => ({ type: each.type, amount: centsToWire(each.cents) })),
  }
}
