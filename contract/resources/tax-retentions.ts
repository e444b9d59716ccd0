import Type from 'typebox'
import { byCreatedAt, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, text, uuid } from '../schema.ts'

const retentionBreakdown = Type.Object({
  base_amount: nullable(Type.Number()),
  tax_type: nullable(text()),
  retained_amount: nullable(Type.Number()),
  payment_status: nullable(Type.Enum(['PAID', 'PROVISIONED'])),
})

/** A CFDI de retenciones: what somebody withheld of a payment for the tax authority. */
export const taxRetentionSchema = Type.Object({
  id: optional(uuid()),
  link: optional(nullable(uuid())),
  collected_at: instant(),
  created_at: optional(instant()),
  invoice_identification: nullable(uuid()),
  version: nullable(text()),
  code: nullable(Type.Integer()),
  issued_at: nullable(instant()),
  certified_at: nullable(instant()),
  cancelled_at: nullable(instant()),
  sender_id: nullable(text()),
  sender_name: nullable(text()),
  receiver_nationality: nullable(Type.Enum(['NATIONAL', 'FOREIGN'])),
  receiver_id: nullable(text()),
  receiver_name: nullable(text()),
  total_invoice_amount: nullable(Type.Number()),
  total_exempt_amount: nullable(Type.Number()),
  total_retained_amount: nullable(Type.Number()),
  total_taxable_amount: nullable(Type.Number()),
  retention_breakdown: nullable(Type.Array(retentionBreakdown)),
  xml: nullable(text()),
})

export const taxRetentions = {
  name: 'TAX_RETENTIONS',
  path: 'tax-retentions',
  table: 'tax_retentions',
  noun: { one: 'tax retention', many: 'tax retentions' },
  area: 'fiscal',
  schema: taxRetentionSchema,
  operations: {
    retrieve: 'RetrieveTaxRetentions',
    resume: null,
    list: 'ListTaxRetentions',
    detail: 'DetailTaxRetentions',
    remove: 'DestroyTaxRetention',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'required',
    periodColumn: 'issued_on',
    account: null,
    periodDaysMax: 365,
    direction: { required: true, nullable: false },
    attach: 'attach_xml',
    needs: [],
    background: false,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [byLink, byCreatedAt],
  },
  keyColumns: [{ column: 'issued_on', type: 'date', path: ['issued_at'] }],
  identity: 'document',
  sealed: false,
  parent: null,
  shows: ['link', 'collected_at', 'created_at'],
  collectedInside: [],
  attachments: ['xml'],
  part: null,
  webhooks: {
    totals: [
      { key: 'total_tax_retentions', measure: 'count' },
      { key: 'first_tax_retention_date', measure: 'earliest', column: 'issued_on' },
      { key: 'last_tax_retention_date', measure: 'latest', column: 'issued_on' },
    ],
    fresh: null,
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
