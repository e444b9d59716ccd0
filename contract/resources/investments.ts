import Type from 'typebox'
import { byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { Filter, ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, text, uuid } from '../schema.ts'

const number = () => optional(Type.Number())
const perhapsNumber = () => optional(nullable(Type.Number()))
const perhapsText = (maxLength?: number) => optional(nullable(text(maxLength)))
const perhapsDay = () => optional(nullable(Type.String({ format: 'date' })))
const cnpj = () => Type.String({ pattern: '^\\d{14}$', maxLength: 14 })

const balance = Type.Object({
  reference_date: optional(instant()),
  gross_value: number(),
  blocked_amount: number(),
  quantity: number(),
  gross_unit_price: perhapsNumber(),
  net_value: perhapsNumber(),
  withheld_amount: perhapsNumber(),
  transaction_fee: perhapsNumber(),
  purchase_unit_price: perhapsNumber(),
  pre_fixed_rate: perhapsNumber(),
  post_fixed_rate: perhapsNumber(),
  penalty_fee: perhapsNumber(),
  late_payment_fee: perhapsNumber(),
  closing_price: perhapsNumber(),
  unit_price_factor: perhapsNumber(),
})

const remuneration = Type.Object({
  pre_fixed_rate: perhapsNumber(),
  post_fixed_rate: perhapsNumber(),
  rate_type: perhapsText(30),
  rate_periodicity: perhapsText(),
  calculation_base: perhapsText(30),
  indexer: perhapsText(30),
  indexer_additional_info: perhapsText(50),
})

const classificationDetails = Type.Object({
  category: perhapsText(11),
  class: perhapsText(70),
  subclass: perhapsText(70),
})

const voucherPaymentDetails = Type.Object({
  is_voucher_payment: optional(Type.Boolean()),
  periodicity: perhapsText(),
  periodicity_additional_info: perhapsText(50),
})

const debtorDetails = Type.Object({
  name: optional(text(70)),
  id_document_number: optional(cnpj()),
})

/** What somebody has invested in one product. */
export const investmentSchema = Type.Object({
  id: optional(uuid()),
  type: optional(text()),
  issuer_id_number: optional(nullable(cnpj())),
  isin_number: optional(nullable(Type.String({ pattern: '^[A-Z]{2}([A-Z0-9]){9}\\d{1}$', maxLength: 12 }))),
  currency: optional(Type.String({ pattern: '^[A-Z]{3}$', minLength: 3, maxLength: 3 })),
  product_name: optional(text(250)),
  is_tax_exempt: optional(Type.Boolean()),
  clearing_code: perhapsText(30),
  due_date: perhapsDay(),
  issue_date: perhapsDay(),
  purchase_date: perhapsDay(),
  grace_period_date: perhapsDay(),
  issue_unit_price: perhapsNumber(),
  balance: optional(balance),
  remuneration: optional(remuneration),
  classification_details: optional(nullable(classificationDetails)),
  // Most investments pay no voucher, which the specification forgets.
  voucher_payment_details: optional(nullable(voucherPaymentDetails)),
  debtor_details: optional(nullable(debtorDetails)),
})

/** The specification names the types by other words where it filters by them than where it answers them. */
export const investmentTypeFilter = {
  field: 'type',
  type: 'text',
  operators: ['eq', 'in'],
  aliases: {
    BANCARIA: 'FIXED_INCOME_BANKING',
    CREDITO: 'FIXED_INCOME_CREDIT',
    VARIABLE: 'VARIABLE_INCOME',
    FUND: 'INVESTMENT_FUND',
    BOND: 'TREASURY_BOND',
  },
} as const satisfies Filter

export const investments = {
  name: 'INVESTMENTS',
  path: 'br/investments',
  table: 'investments',
  noun: { one: 'investment', many: 'investments' },
  area: 'banking',
  schema: investmentSchema,
  operations: {
    retrieve: 'RetrieveInvestmentsBrazil',
    resume: null,
    list: 'ListInvestmentsBrazil',
    detail: 'DetailInvestmentBrazil',
    remove: 'DestroyInvestmentBrazil',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'none',
    periodColumn: null,
    account: null,
    needs: [],
    background: true,
  },
  list: {
    linkRequired: true,
    newestBy: 'created_at',
    filters: [byLink, byId, investmentTypeFilter, byCreatedAt],
  },
  keyColumns: [{ column: 'type', type: 'text', path: ['type'] }],
  identity: 'institution-key',
  sealed: false,
  parent: null,
  shows: [],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_investments', measure: 'count' }],
    fresh: { code: 'new_investments_available', key: 'new_investments' },
  },
  deletionLimited: false,
  deletes: [{ resource: 'INVESTMENT_TRANSACTIONS', of: 'record' }],
} as const satisfies ResourceDefinition
