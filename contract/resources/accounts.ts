import Type from 'typebox'
import { byCreatedAt, byId, byLink, comparisons } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { currency, date, identification, instant, nullable, optional, text, uuid } from '../schema.ts'

const institutionAccount = Type.Object({
  name: optional(text()),
  type: optional(Type.Enum(['bank', 'fiscal', 'employment'])),
})

const overdraft = nullable(
  Type.Object({
    arranged: Type.Number(),
    used: Type.Number(),
    unarranged: Type.Number(),
  }),
)

const balance = Type.Object({
  current: nullable(Type.Number()),
  available: optional(nullable(Type.Number())),
  blocked: optional(Type.Number()),
  automatically_invested: optional(Type.Number()),
})

const creditDataLimits = Type.Object({
  identification_number: nullable(identification()),
  credit_limit: nullable(Type.Number()),
  used_amount: nullable(Type.Number()),
  available_amount: Type.Number(),
  is_limit_flexible: Type.Boolean(),
  type: Type.Enum(['TOTAL_LIMIT', 'MODAL_LIMIT']),
  consolidation_type: text(),
  line_name: nullable(text()),
  line_name_additional_info: nullable(text(100)),
})

const creditDataCards = Type.Object({
  is_multiple: Type.Boolean(),
  identification_number: identification(),
})

const creditData = nullable(
  Type.Object({
    collected_at: instant(),
    credit_limit: nullable(Type.Number()),
    limits: optional(Type.Array(creditDataLimits)),
    cutting_date: optional(nullable(date())),
    minimum_payment: optional(nullable(Type.Number())),
    network: optional(
      Type.Enum([
        'VISA',
        'MASTERCARD',
        'AMERICAN_EXPRESS',
        'DINERS_CLUB',
        'HIPERCARD',
        'BANDEIRA_PROPRIA',
        'CHEQUE_ELETRONICO',
        'ELO',
        'OTHER',
      ]),
    ),
    network_additional_info: optional(nullable(text(100))),
    cards: optional(Type.Array(creditDataCards, { minItems: 1 })),
    next_payment_date: optional(nullable(text())),
    no_interest_payment: optional(nullable(Type.Number())),
    interest_rate: optional(nullable(Type.Number())),
    monthly_payment: optional(nullable(Type.Number())),
    last_payment_date: optional(nullable(text())),
  }),
)

const loanDataInterestRateData = nullable(
  Type.Object({
    tax_type: Type.Enum(['NOMINAL', 'EFFECTIVE']),
    rate_type: Type.Enum(['SIMPLE', 'COMPOUND']),
    type: optional(Type.Enum(['MONTHLY', 'YEARLY'])),
    calculation_base: Type.String({ pattern: '^[0-9]{2}\\/[0-9]{3}$' }),
    reference_index_type: Type.Enum([
      'WITHOUT_INDEX_TYPE',
      'PRE_FIXED',
      'POST_FIXED',
      'FLOATING',
      'INDEXED_PRICE',
      'RURAL_CREDIT',
      'OTHER_INDEX',
    ]),
    reference_index_subtype: nullable(text()),
    reference_index_info: nullable(text(140)),
    pre_fixed_rate: Type.Number(),
    post_fixed_rate: Type.Number(),
    additional_info: nullable(text(1200)),
  }),
)

const loanDataInterestRate = Type.Object({
  name: nullable(text()),
  type: Type.Enum(['MONTHLY', 'YEARLY']),
  value: nullable(Type.Number()),
  interest_rate_data: loanDataInterestRateData,
})

const loanDataFees = nullable(
  Type.Object({
    type: nullable(Type.Enum(['OPERATION_FEE', 'INSURANCE_FEE', 'OTHERS'])),
    value: nullable(Type.Number()),
    name: text(140),
    code: text(140),
    fee_charge_type: Type.Enum(['SINGLE', 'PER_INSTALLMENT']),
    fee_charge: Type.Enum(['MINIMUM', 'MAXIMUM', 'FIXED', 'PERCENTAGE']),
    rate: nullable(Type.Number()),
  }),
)

const loanDataContractedCharges = nullable(
  Type.Object({
    type: optional(
      Type.Enum([
        'LATE_PAYMENT_INTEREST_FEE',
        'LATE_PAYMENT_PENALTY_FEE',
        'DEFAULT_INTEREST_FEE',
        'LOAN_CONTRACT_TAX',
        'LATE_PAYMENT_TAX',
        'NO_CHARGE',
        'OTHER',
      ]),
    ),
    info: optional(nullable(text(140))),
    rate: optional(nullable(Type.Number())),
  }),
)

const loanDataCollaterals = nullable(
  Type.Object({
    type: text(),
    subtype: text(),
    currency: currency(),
    amount: Type.Number(),
  }),
)

const loanDataBalloonPayments = nullable(
  Type.Object({
    due_date: nullable(date()),
    currency: nullable(currency()),
    amount: nullable(Type.Number()),
  }),
)

const loanData = nullable(
  Type.Object({
    collected_at: instant(),
    loan_code: Type.String({ pattern: '^\\d{22,67}$', minLength: 22, maxLength: 67 }),
    contract_amount: nullable(Type.Number()),
    total_effective_cost: optional(nullable(Type.Number())),
    loan_type: text(),
    outstanding_balance: nullable(Type.Number()),
    interest_rates: Type.Array(loanDataInterestRate),
    fees: nullable(Type.Array(loanDataFees)),
    contracted_charges: optional(nullable(Type.Array(loanDataContractedCharges))),
    collaterals: nullable(Type.Array(loanDataCollaterals)),
    balloon_payments: nullable(Type.Array(loanDataBalloonPayments)),
    installments_contract_term_frequency: nullable(
      Type.Enum(['DAY', 'WEEK', 'MONTH', 'YEAR', 'NO_DEADLINE_REMAINING']),
    ),
    installment_frequency: Type.Enum([
      'IRREGULAR',
      'WEEKLY',
      'FORTNIGHTLY',
      'MONTHLY',
      'BIMONTHLY',
      'QUARTERLY',
      'BIANNUALLY',
      'ANNUALLY',
      'OTHER',
    ]),
    installment_frequency_info: nullable(Type.String({ pattern: '^[\\w\\W\\s]{0,99}$$', maxLength: 100 })),
    first_installment_due_date: nullable(date()),
    number_of_installments_total: nullable(Type.Integer({ maximum: 999999999 })),
    number_of_installments_outstanding: nullable(Type.Integer({ maximum: 999999999 })),
    number_of_installments_paid: nullable(Type.Integer({ maximum: 999999999 })),
    number_of_installments_past_due: nullable(Type.Integer({ maximum: 999 })),
    disbursement_dates: nullable(Type.Array(nullable(date()), { minItems: 1 })),
    settlement_date: nullable(
      Type.String({ pattern: '^(\\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])$', maxLength: 10 }),
    ),
    contract_start_date: date(),
    contract_end_date: nullable(date()),
    contract_remaining_frequency: nullable(Type.Enum(['DAY', 'WEEK', 'MONTH', 'YEAR', 'NO_DEADLINE_REMAINING'])),
    contract_remaining_total: nullable(Type.Integer({ maximum: 999999999 })),
    amortization_schedule: text(),
    amortization_schedule_info: nullable(text(200)),
    consignee_id: nullable(Type.String({ pattern: '^\\d{14}$', maxLength: 14 })),
    contract_number: nullable(Type.String({ pattern: '^\\d{1,100}$', minLength: 1, maxLength: 100 })),
    monthly_payment: nullable(Type.Number()),
    principal: nullable(Type.Number()),
    payment_day: nullable(text()),
    outstanding_principal: nullable(Type.Number()),
    credit_limit: nullable(Type.Number()),
    last_period_balance: nullable(Type.Number()),
    interest_rate: nullable(Type.Number()),
    limit_day: nullable(text()),
    cutting_day: nullable(text()),
    cutting_date: nullable(text()),
    last_payment_date: nullable(text()),
    no_interest_payment: nullable(Type.Number()),
  }),
)

export const accountSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  institution: institutionAccount,
  collected_at: instant(),
  created_at: instant(),
  last_accessed_at: nullable(instant()),
  category: nullable(
    Type.Enum([
      'ADVANCE_DEPOSIT_ACCOUNT',
      'CHECKING_ACCOUNT',
      'CREDIT_CARD',
      'FINANCING_ACCOUNT',
      'INVESTMENT_ACCOUNT',
      'INVOICE_FINANCING_ACCOUNT',
      'LOAN_ACCOUNT',
      'PENSION_FUND_ACCOUNT',
      'SAVINGS_ACCOUNT',
      'UNCATEGORIZED',
    ]),
  ),
  balance_type: nullable(text()),
  overdraft: optional(overdraft),
  type: text(),
  subtype: text(),
  name: nullable(text()),
  number: nullable(text()),
  agency: nullable(Type.String({ pattern: '^\\d{1,4}$', maxLength: 4 })),
  check_digit: nullable(text(2)),
  balance: balance,
  currency: currency(),
  public_identification_name: nullable(text()),
  public_identification_value: nullable(text()),
  internal_identification: Type.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9-]{0,99}$', maxLength: 100 }),
  credit_data: creditData,
  loan_data: loanData,
  funds_data: nullable(text()),
})

export const accounts = {
  name: 'ACCOUNTS',
  path: 'accounts',
  table: 'accounts',
  noun: { one: 'account', many: 'accounts' },
  area: 'banking',
  schema: accountSchema,
  operations: {
    retrieve: 'RetrieveAccounts',
    resume: 'PatchAccounts',
    list: 'ListAccounts',
    detail: 'DetailAccount',
    remove: 'DestroyAccount',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'none',
    periodColumn: null,
    account: null,
    needs: [],
    background: false,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [
      byLink,
      { field: 'balance__available', type: 'number', operators: comparisons },
      { field: 'balance__current', type: 'number', operators: comparisons },
      { field: 'category', type: 'text', operators: ['eq', 'in'] },
      byCreatedAt,
      { field: 'currency', type: 'text', operators: ['eq', 'in'] },
      byId,
      { field: 'institution', type: 'text', operators: ['eq', 'in'], of: 'link' },
      { field: 'name', type: 'text', operators: ['eq', 'icontains'], minLength: 3 },
      { field: 'number', type: 'text', operators: ['eq', 'in'] },
      { field: 'public_identification_name', type: 'text', operators: ['eq'] },
      { field: 'public_identification_value', type: 'text', operators: ['eq'] },
      { field: 'type', type: 'text', operators: ['eq'] },
    ],
  },
  keyColumns: [
    { column: 'balance__available', type: 'numeric', path: ['balance', 'available'] },
    { column: 'balance__current', type: 'numeric', path: ['balance', 'current'] },
    { column: 'category', type: 'text', path: ['category'] },
    { column: 'currency', type: 'text', path: ['currency'] },
    { column: 'name', type: 'text', path: ['name'] },
    { column: 'number', type: 'text', path: ['number'] },
    { column: 'public_identification_name', type: 'text', path: ['public_identification_name'] },
    { column: 'public_identification_value', type: 'text', path: ['public_identification_value'] },
    { column: 'type', type: 'text', path: ['type'] },
  ],
  identity: 'institution-key',
  matching: 'accounts',
  sealed: false,
  parent: null,
  shows: ['link', 'institution', 'last_accessed_at', 'collected_at', 'created_at'],
  part: null,
  collectedInside: ['credit_data', 'loan_data'],
  webhooks: {
    totals: [{ key: 'total_accounts', measure: 'count' }],
    fresh: { code: 'new_accounts_available', key: 'new_accounts' },
  },
  deletionLimited: true,
  deletes: [
    { resource: 'BALANCES', of: 'record' },
    { resource: 'TRANSACTIONS', of: 'record' },
    { resource: 'BILLS', of: 'record' },
    { resource: 'RECURRING_EXPENSES', of: 'record' },
    { resource: 'OWNERS', of: 'link' },
  ],
} as const satisfies ResourceDefinition
