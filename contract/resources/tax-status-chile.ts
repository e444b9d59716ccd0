import Type, { type Static } from 'typebox'
import { byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, text, uuid } from '../schema.ts'

const day = () => Type.String({ format: 'date' })

const rut = { document_id_type: Type.Enum(['RUT']), document_id_number: text() }

const address = Type.Object({
  type: Type.Enum(['PRIMARY', 'SECONDARY', 'MAILING_ADDRESS', 'NOTIFICATION_ADDRESS']),
  date: day(),
  address: text(),
})

const email = Type.Object({
  type: Type.Enum(['CONTACT', 'NOTIFICATION', 'OTHER']),
  email: Type.String({ format: 'email' }),
})

/** The word `null` is one of the specification's own. */
const phone = Type.Object({
  type: nullable(Type.Enum(['LANDLINE', 'MOBILE', 'OTHER', 'null'])),
  number: text(),
})

const activity = Type.Object({
  type: text(),
  activity: text(),
  code: text(),
  tax_category: Type.Integer(),
  vat_affected: Type.Boolean(),
  start_date: day(),
})

const representative = Type.Object({
  is_current: Type.Boolean(),
  name: text(),
  ...rut,
  start_date: day(),
  end_date: optional(nullable(day())),
})

/** Of a company, what somebody holds; shares are in percent. */
const stake = {
  name: text(),
  ...rut,
  inactive: Type.Boolean(),
  start_date: day(),
  end_date: optional(nullable(day())),
  capital_contributed: Type.Number(),
  capital_contribution_outstanding: Type.Number(),
  ownership_share: Type.Number(),
  profit_share: Type.Number(),
}

const taxPayments = Type.Array(
  Type.Object({
    year: Type.Integer(),
    installment: Type.Integer(),
    due_date: day(),
    amount_due: Type.Number(),
  }),
)

const property = Type.Object({
  property_id: text(),
  district: text(),
  address: text(),
  type: text(),
  overdue_tax_payments: taxPayments,
  scheduled_tax_payments: taxPayments,
})

/** What the tax office of Chile has on file of a person or a company. */
export const taxStatusChileSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  collected_at: instant(),
  created_at: instant(),
  entity_details: Type.Object({
    incorporation_date: day(),
    start_date: day(),
    end_date: nullable(day()),
    document_id_type: text(),
    document_id_number: text(),
    name: text(),
  }),
  addresses: Type.Array(address),
  emails: Type.Array(email),
  phone_numbers: Type.Array(phone),
  economic_activities: Type.Array(activity),
  legal_representative: Type.Array(representative),
  equity_holders: Type.Array(Type.Object({ is_current: Type.Boolean(), ...stake })),
  company_partnership_stakes: Type.Array(Type.Object(stake)),
  regimes: nullable(Type.Array(Type.Object({ type: text(), start_date: day() }))),
  authorized_tax_documents: nullable(
    Type.Array(Type.Object({ type: text(), document_limit: Type.Integer(), authorization_date: day() })),
  ),
  property_tax_liabilities: nullable(Type.Array(property)),
  fiscal_office: Type.Object({ name: text(), address: text() }),
})

export type TaxStatusChile = Static<typeof taxStatusChileSchema>

/** `attach_pdf` is accepted, and no key of the record can hold a document. */
export const taxStatusChile = {
  name: 'TAX_STATUS_CHILE',
  listedAs: 'TAX_STATUS',
  path: 'cl/tax-status',
  table: 'tax_status_chile',
  noun: { one: 'Chilean tax status', many: 'Chilean tax statuses' },
  area: 'fiscal',
  schema: taxStatusChileSchema,
  operations: {
    retrieve: 'RetrieveTaxStatusChile',
    resume: null,
    list: 'ListTaxStatusChile',
    detail: 'DetailTaxStatusChile',
    remove: 'DestroyTaxStatusChile',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
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
  identity: 'institution-key',
  sealed: true,
  parent: null,
  shows: ['link', 'collected_at', 'created_at'],
  part: null,
  collectedInside: [],
  webhooks: { totals: [{ key: 'total_tax_status', measure: 'count' }], fresh: null },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
