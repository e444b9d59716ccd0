import Type from 'typebox'
import { byCreatedAt, byId, byLink, comparisons } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { directions } from '../retrieval.ts'
import { day, instant, nullable, optional, text, uuid } from '../schema.ts'
import {
  invoiceDetail,
  invoicePayment,
  invoicePayroll,
  invoiceTaxDetails,
  invoiceWarnings,
  relatedInvoice,
} from './invoice-parts.ts'

/** A CFDI: the electronic invoice of Mexico, as its issuer or its receiver finds it at the tax authority. */
export const invoiceSchema = Type.Object({
  id: optional(uuid()),
  link: optional(nullable(uuid())),
  collected_at: instant(),
  created_at: optional(instant()),
  invoice_identification: nullable(text()),
  invoice_date: nullable(text()),
  status: nullable(text()),
  invoice_type: nullable(Type.Enum(['Egreso', 'Ingreso', 'Nómina', 'Pago', 'Traslado'])),
  type: nullable(Type.Enum(['OUTFLOW', 'INFLOW'])),
  tax_details: optional(invoiceTaxDetails),
  sender_id: nullable(text()),
  sender_fiscal_regime: optional(nullable(text())),
  sender_name: nullable(text()),
  sender_tax_fraud_status: optional(nullable(text())),
  receiver_id: nullable(text()),
  receiver_postal_code: optional(text()),
  receiver_fiscal_regime: optional(nullable(text())),
  receiver_name: nullable(text()),
  receiver_tax_fraud_status: optional(nullable(text())),
  cancelation_status: nullable(text()),
  cancelation_update_date: nullable(day()),
  certification_date: nullable(day()),
  certification_authority: nullable(text()),
  payment_type: nullable(text()),
  payment_type_description: nullable(text()),
  payment_method: optional(nullable(Type.Enum(['PUE', 'PPD']))),
  payment_method_description: optional(nullable(text())),
  usage: optional(nullable(text())),
  version: optional(nullable(text())),
  place_of_issue: optional(nullable(text())),
  invoice_details: Type.Array(invoiceDetail),
  currency: nullable(text()),
  subtotal_amount: nullable(Type.Number()),
  exchange_rate: nullable(Type.Number()),
  tax_amount: nullable(Type.Number()),
  discount_amount: nullable(Type.Number()),
  total_amount: nullable(Type.Number()),
  related_invoices: optional(Type.Array(relatedInvoice)),
  payments: Type.Array(invoicePayment),
  payroll: invoicePayroll,
  folio: optional(nullable(text())),
  series: optional(nullable(text())),
  export_type: optional(nullable(text())),
  xml: optional(nullable(text())),
  warnings: optional(invoiceWarnings),
  sender_blacklist_status: optional(nullable(text())),
  receiver_blacklist_status: optional(nullable(text())),
})

const inflow = { column: 'type', equals: 'INFLOW' } as const
const outflow = { column: 'type', equals: 'OUTFLOW' } as const
const cancelled = { column: 'status', equals: 'Cancelado' } as const

export const invoices = {
  name: 'INVOICES',
  path: 'invoices',
  table: 'invoices',
  noun: { one: 'invoice', many: 'invoices' },
  area: 'fiscal',
  schema: invoiceSchema,
  operations: {
    retrieve: 'RetrieveInvoices',
    resume: 'PatchInvoices',
    list: 'ListInvoices',
    detail: 'DetailInvoice',
    remove: 'DestroyInvoice',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'required',
    periodColumn: 'invoice_date',
    account: null,
    periodDaysMax: 365,
    direction: { required: true, nullable: true },
    attach: 'attach_xml',
    needs: [],
    background: true,
    asksOnce: true,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [
      byLink,
      byId,
      byCreatedAt,
      { field: 'invoice_date', type: 'date', operators: comparisons },
      { field: 'invoice_identification', type: 'text', operators: ['eq', 'in'] },
      { field: 'status', type: 'text', operators: ['eq', 'in'] },
      { field: 'type', type: 'text', operators: ['eq', 'in'], choices: directions },
      { field: 'total_amount', type: 'number', operators: comparisons },
    ],
  },
  keyColumns: [
    { column: 'invoice_date', type: 'date', path: ['invoice_date'] },
    { column: 'invoice_identification', type: 'text', path: ['invoice_identification'] },
    { column: 'status', type: 'text', path: ['status'] },
    { column: 'total_amount', type: 'numeric', path: ['total_amount'] },
    { column: 'type', type: 'text', path: ['type'] },
  ],
  identity: 'document',
  sealed: false,
  parent: null,
  shows: ['link', 'collected_at', 'created_at'],
  collectedInside: [
    'invoice_details',
    'invoice_details.retained_taxes',
    'invoice_details.transferred_taxes',
    'payroll',
  ],
  attachments: ['xml'],
  part: null,
  webhooks: {
    totals: [
      { key: 'total_invoices', measure: 'count' },
      { key: 'first_invoice_date', measure: 'earliest', column: 'invoice_date' },
      { key: 'last_invoice_date', measure: 'latest', column: 'invoice_date' },
    ],
    history: [
      { code: 'initial_inflow_update', of: inflow, when: { column: 'invoice_date', days: 30 } },
      { code: 'initial_outflow_update', of: outflow, when: { column: 'invoice_date', days: 30 } },
      { code: 'historical_inflow_update', of: inflow, when: { column: 'invoice_date', each: 'year' } },
      { code: 'historical_outflow_update', of: outflow, when: { column: 'invoice_date', each: 'year' } },
    ],
    // What a refresh found is told apart by direction; these codes and keys are ours, as none are published.
    fresh: [
      { code: 'new_invoices_available', key: 'new_invoices', of: [inflow], says: { type: 'INFLOW' } },
      { code: 'new_invoices_available', key: 'new_invoices', of: [outflow], says: { type: 'OUTFLOW' } },
    ],
    changed: [
      { code: 'invoices_cancelled', key: 'cancelled_invoices', of: [inflow, cancelled], says: { type: 'INFLOW' } },
      { code: 'invoices_cancelled', key: 'cancelled_invoices', of: [outflow, cancelled], says: { type: 'OUTFLOW' } },
    ],
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
