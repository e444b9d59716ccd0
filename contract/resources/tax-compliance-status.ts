import Type from 'typebox'
import { byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, pdf, text, uuid } from '../schema.ts'

/** An opinión del cumplimiento: whether a taxpayer has done what is owed. It does not say which link it belongs to. */
export const taxComplianceStatusSchema = Type.Object({
  id: optional(uuid()),
  collected_at: instant(),
  created_at: optional(instant()),
  internal_identification: optional(nullable(text())),
  pdf: nullable(pdf()),
  rfc: optional(nullable(text())),
  outcome: optional(nullable(Type.Enum(['POSITIVE', 'NEGATIVE', 'NO_OBLIGATIONS']))),
})

export const taxComplianceStatus = {
  name: 'TAX_COMPLIANCE_STATUS',
  path: 'tax-compliance-status',
  table: 'tax_compliance_status',
  noun: { one: 'tax compliance status', many: 'tax compliance status' },
  area: 'fiscal',
  schema: taxComplianceStatusSchema,
  operations: {
    retrieve: 'RetrieveTaxComplianceStatus',
    resume: null,
    list: 'ListTaxComplianceStatus',
    detail: 'DetailTaxComplianceStatus',
    remove: 'DestroyTaxComplianceStatus',
  },
  source: 'institution',
  retrieval: {
    answers: 'object',
    period: 'none',
    periodColumn: null,
    account: null,
    attach: 'attach_pdf',
    needs: [],
    background: false,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [byLink, byId, byCreatedAt],
  },
  keyColumns: [],
  identity: 'snapshot',
  sealed: true,
  parent: null,
  shows: ['collected_at', 'created_at'],
  collectedInside: [],
  attachments: ['pdf'],
  part: null,
  webhooks: {
    totals: [{ key: 'total_tax_compliance_status', measure: 'count' }],
    fresh: null,
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
