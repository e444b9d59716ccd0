import Type, { type Static } from 'typebox'
import { byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { directions } from '../retrieval.ts'
import { instant, nullable, text, uuid } from '../schema.ts'

const day = () => Type.String({ format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const amount = () => Type.Number()
const amountIfAny = () => nullable(Type.Number())
const flag = () => nullable(Type.Boolean())
const code = () => nullable(Type.Integer())
const words = () => nullable(text())

const purchase = Type.Object({
  vat_refundable_amount: amountIfAny(),
  vat_non_refundable_amount: amountIfAny(),
  vat_non_refundable_code: code(),
  net_amount_fixed_assets: amountIfAny(),
  vat_fixed_assets: amountIfAny(),
  vat_common_use: amountIfAny(),
  tax_non_credit_amount: amountIfAny(),
  vat_non_withheld: amountIfAny(),
  tax_exempt_amount: amountIfAny(),
  credit_or_debit_note_on_purchase: flag(),
  tax_cigarettes_amount: amountIfAny(),
  tax_cigar_amount: amountIfAny(),
  tax_processed_tobacco_amount: amountIfAny(),
  additional_tax_amount: amountIfAny(),
  additional_tax_rate: words(),
  additional_tax_code: code(),
})

const sale = Type.Object({
  construction_sector_tax_credit: amountIfAny(),
  tax_free_trade_zone_amount: amountIfAny(),
  container_deposit_guarantee: amountIfAny(),
  is_free_of_charge: flag(),
  periodic_billing_type: flag(),
  non_billable_amount: amountIfAny(),
  total_amount_for_period: amountIfAny(),
  domestic_transportation_amount: amountIfAny(),
  international_transportation_amount: amountIfAny(),
  branch_code: code(),
  tax_exempt_amount: amountIfAny(),
  credit_or_debit_note_on_purchase: flag(),
  additional_tax_code: code(),
  additional_tax_rate: words(),
  additional_tax_amount: amountIfAny(),
  vat_total_withheld: amountIfAny(),
  vat_partially_withheld: amountIfAny(),
  vat_non_withheld: amountIfAny(),
  vat_sales: amountIfAny(),
  vat_third_party: amountIfAny(),
  vat_past_due: amountIfAny(),
  invoice_settlement_sender_id: words(),
  invoice_settlement_net_commission: amountIfAny(),
  invoice_settlement_exempt_commission: amountIfAny(),
  invoice_settlement_vat_commission: amountIfAny(),
  reference_document_type: words(),
  reference_document_folio: words(),
  foreign_recipient_id: words(),
  foreign_recipient_nationality: words(),
})

const summary = Type.Object({
  month: Type.String({ pattern: '^\\d{4}-\\d{2}$' }),
  updated_at: instant(),
  total_documents: Type.Integer(),
  tax_exempt_amount: amount(),
})

/**
 * A document of the register of purchases and sales (RCV) of the tax office of Chile, or the total of a month where
 * the office shows no more. It was bought (INFLOW) or sold (OUTFLOW), or it is a total, and has the one block of three.
 * What is not known of a total is null although the specification does not say so.
 */
export const invoiceChileSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  created_at: instant(),
  collected_at: instant(),
  total_amount: amount(),
  net_amount: amount(),
  vat_amount: amount(),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  issue_date: day(),
  received_at: nullable(instant()),
  acknowledged_at: nullable(instant()),
  claim_date: nullable(day()),
  status: text(),
  document_code: Type.Integer(),
  category: text(),
  folio: words(),
  sender_id: text(),
  sender_name: words(),
  receiver_id: words(),
  receiver_name: words(),
  type: Type.Enum([...directions]),
  purchase_invoice_details: nullable(purchase),
  sales_invoice_details: nullable(sale),
  summary_invoice_details: nullable(summary),
})

export type InvoiceChile = Static<typeof invoiceChileSchema>

export const invoicesChile = {
  name: 'INVOICES_CHILE',
  listedAs: 'INVOICES',
  path: 'cl/invoices',
  table: 'invoices_chile',
  noun: { one: 'Chilean invoice', many: 'Chilean invoices' },
  area: 'fiscal',
  schema: invoiceChileSchema,
  operations: {
    retrieve: 'RetrieveInvoicesChile',
    resume: null,
    list: 'ListInvoicesChile',
    detail: 'DetailInvoiceChile',
    remove: 'DestroyInvoiceChile',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'required',
    periodColumn: 'issue_date',
    periodDaysMax: 365,
    direction: { required: false, nullable: true },
    account: null,
    needs: [],
    background: true,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [byLink, byId, byCreatedAt],
  },
  keyColumns: [
    { column: 'issue_date', type: 'date', path: ['issue_date'] },
    { column: 'type', type: 'text', path: ['type'] },
  ],
  identity: 'document',
  sealed: false,
  parent: null,
  shows: ['link', 'collected_at', 'created_at'],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [
      { key: 'total_invoices', measure: 'count' },
      { key: 'first_invoice_date', measure: 'earliest', column: 'issue_date' },
      { key: 'last_invoice_date', measure: 'latest', column: 'issue_date' },
    ],
    fresh: { code: 'new_invoices_available', key: 'new_invoices' },
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
