import Type, { type Static } from 'typebox'
import { byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, text, uuid } from '../schema.ts'

const amountIfAny = () => nullable(Type.Number())

/** By how late it is paid: up to 29 days, from 30, from 60, from 90. */
const buckets = {
  current: amountIfAny(),
  delinquent: amountIfAny(),
  severely_delinquent: amountIfAny(),
  defaulted: amountIfAny(),
}

const debt = Type.Object({
  financial_institution: text(),
  credit_type: text(),
  amount: Type.Number(),
  ...buckets,
})

const credit = Type.Object({
  financial_institution: text(),
  direct_amount: amountIfAny(),
  indirect_amount: amountIfAny(),
})

/** What somebody owes to the banks of Chile, as their supervisor (CMF) reports it for the end of a month. */
export const debtReportSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  collected_at: instant(),
  created_at: instant(),
  personal_data: Type.Object({
    full_name: text(),
    document_id_type: Type.Enum(['RUT']),
    document_id_number: text(),
  }),
  debt_data_last_update: Type.String({ format: 'date' }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  total: amountIfAny(),
  ...buckets,
  direct_debts: nullable(Type.Array(debt)),
  indirect_debts: nullable(Type.Array(debt)),
  credit_lines: nullable(Type.Array(credit)),
  other_credits: nullable(Type.Array(credit)),
})

export type DebtReport = Static<typeof debtReportSchema>

/** `attach_pdf` is accepted, and no key of the record can hold a document. */
export const debtReports = {
  name: 'DEBT_REPORTS',
  path: 'cl/debt-reports',
  table: 'debt_reports',
  noun: { one: 'debt report', many: 'debt reports' },
  area: 'fiscal',
  schema: debtReportSchema,
  operations: {
    retrieve: 'RetrieveDebtReportChile',
    resume: null,
    list: 'ListDebtReportChile',
    detail: 'DetailDebtReportChile',
    remove: 'DestroyDebtReportChile',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'none',
    periodColumn: null,
    account: null,
    attach: 'attach_pdf',
    needs: [],
    background: true,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [byLink, byId, byCreatedAt],
  },
  keyColumns: [],
  identity: 'document',
  sealed: true,
  parent: null,
  shows: ['link', 'collected_at', 'created_at'],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_debt_reports', measure: 'count' }],
    fresh: { code: 'new_debt_reports_available', key: 'new_debt_reports' },
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
