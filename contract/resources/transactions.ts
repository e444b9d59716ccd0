import Type from 'typebox'
import { byCollectedAt, byCreatedAt, byLink, comparisons } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { currency, identification, instant, nullable, optional, text, uuid } from '../schema.ts'
import { categories, subcategories } from '../taxonomy.ts'
import { accountSchema } from './accounts.ts'

const merchantData = nullable(
  Type.Object({
    logo: optional(nullable(text())),
    website: optional(nullable(text())),
    merchant_name: optional(text()),
  }),
)

const creditCardBill = nullable(
  Type.Object({
    id: optional(uuid()),
    internal_identification: optional(nullable(identification())),
  }),
)

const creditCardData = nullable(
  Type.Object({
    collected_at: instant(),
    bill_name: nullable(text()),
    bill_due_date: optional(nullable(Type.String({ format: 'date' }))),
    bill_internal_identification: optional(nullable(identification())),
    bill_status: nullable(text()),
    previous_bill_total: nullable(text()),
    bill_amount: nullable(Type.Number()),
    card_number: identification(),
    fee_type: nullable(
      Type.Enum([
        'ANNUAL_FEE',
        'NATIONAL_WITHDRAWAL',
        'INTERNATIONAL_WITHDRAWAL',
        'EMERGENCY_CREDIT_EVALUATION_FEE',
        'DUPLICATE_ISSUANCE_FEE',
        'PAYMENT_FEE',
        'SMS_FEE',
        'OTHERS',
      ]),
    ),
    fee_type_additional_info: nullable(text(140)),
    credits_type: nullable(Type.Enum(['REVOLVING_CREDIT', 'BILL_INSTALLMENT_PAYMENT', 'LOAN', 'OTHERS'])),
    credits_type_additional_info: nullable(text(140)),
    installment_identifier: text(140),
    number_of_installments: nullable(Type.Integer({ maximum: 999 })),
    credit_card_bill: optional(creditCardBill),
  }),
)

const counterparty = nullable(
  Type.Object({
    type: nullable(Type.Enum(['INDIVIDUAL', 'COMPANY'])),
    // A company's CNPJ has 14 digits, which the published pattern forgets.
    document_number: nullable(Type.String({ pattern: '^(\\d{11}|\\d{14})$', maxLength: 14 })),
    clearing_code: nullable(Type.String({ pattern: '^\\d{3}$', maxLength: 3 })),
    agency: nullable(Type.String({ pattern: '^\\d{1,4}$', maxLength: 4 })),
    check_digit: nullable(text(2)),
    number: nullable(Type.String({ pattern: '^\\d{8,20}$', maxLength: 20 })),
  }),
)

const loanDataFees = nullable(
  Type.Object({
    name: text(140),
    code: text(140),
    amount: nullable(Type.Number()),
  }),
)

const loanDataCharges = nullable(
  Type.Object({
    type: text(140),
    info: text(140),
    amount: Type.Number(),
  }),
)

const loanData = nullable(
  Type.Object({
    is_detached: Type.Boolean(),
    installment_id: nullable(identification()),
    fees: Type.Array(loanDataFees),
    charges: Type.Array(loanDataCharges, { minItems: 0 }),
  }),
)

export const transactionSchema = Type.Object({
  id: uuid(),
  internal_identification: identification(),
  account: nullable(accountSchema),
  collected_at: instant(),
  created_at: instant(),
  value_date: Type.String({ format: 'date', pattern: '^(\\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])$' }),
  transacted_at: optional(
    Type.String({
      format: 'date-time',
      pattern:
        '(^(\\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])T(?:[01]\\d|2[0123]):(?:[012345]\\d):(?:[012345]\\d)\\.(?:[0-9]){3}Z$)',
    }),
  ),
  accounting_date: nullable(text()),
  inferred_accounting_date: optional(Type.String({ format: 'date' })),
  amount: Type.Number(),
  local_currency_amount: nullable(Type.Number()),
  balance: nullable(Type.Number()),
  currency: nullable(currency()),
  description: nullable(text()),
  observations: nullable(text()),
  merchant: merchantData,
  category: nullable(Type.Enum([...categories])),
  subcategory: nullable(Type.Enum([...subcategories])),
  reference: nullable(text(128)),
  type: nullable(Type.Enum(['OUTFLOW', 'INFLOW'])),
  status: nullable(Type.Enum(['PENDING', 'PROCESSED', 'UNCATEGORIZED'])),
  credit_card_data: creditCardData,
  counterparty: counterparty,
  loan_data: loanData,
  payment_type: nullable(Type.Enum(['FULL', 'INSTALLMENT'])),
  operation_type: Type.String({ pattern: '^[A-Za-z_]{0,50}$', maxLength: 50 }),
  operation_type_additional_info: nullable(Type.String({ pattern: '^\\S[\\s\\S]*$', maxLength: 140 })),
  mcc: nullable(Type.Integer()),
})

export const transactions = {
  name: 'TRANSACTIONS',
  path: 'transactions',
  table: 'transactions',
  noun: { one: 'transaction', many: 'transactions' },
  area: 'banking',
  schema: transactionSchema,
  operations: {
    retrieve: 'RetrieveTransactions',
    resume: 'PatchTransactions',
    list: 'ListTransactions',
    detail: 'DetailTransaction',
    remove: 'DestroyTransaction',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'required',
    periodColumn: 'value_date',
    account: 'account',
    needs: ['ACCOUNTS'],
    background: true,
  },
  list: {
    linkRequired: true,
    newestBy: 'value_date',
    filters: [
      byLink,
      { field: 'account', type: 'uuid', operators: ['eq', 'in'], column: 'account_id' },
      {
        field: 'account__balance__available',
        type: 'number',
        operators: comparisons,
        of: 'parent',
        column: 'balance__available',
      },
      {
        field: 'account__balance__current',
        type: 'number',
        operators: comparisons,
        of: 'parent',
        column: 'balance__current',
      },
      { field: 'account_type', type: 'text', operators: ['eq', 'in'], of: 'parent', column: 'type' },
      { field: 'accounting_date', type: 'date', operators: comparisons },
      { field: 'amount', type: 'number', operators: comparisons },
      byCollectedAt,
      byCreatedAt,
      { field: 'currency', type: 'text', operators: ['eq', 'in'] },
      { field: 'credit_card_data__bill_name', type: 'text', operators: ['in'], column: 'bill_name' },
      { field: 'reference', type: 'text', operators: ['eq', 'in'] },
      { field: 'status', type: 'text', operators: ['eq', 'in'] },
      { field: 'type', type: 'text', operators: ['eq', 'in'], choices: ['OUTFLOW', 'INFLOW'] },
      { field: 'value_date', type: 'date', operators: comparisons },
    ],
  },
  keyColumns: [
    { column: 'accounting_date', type: 'date', path: ['accounting_date'] },
    { column: 'amount', type: 'numeric', path: ['amount'] },
    { column: 'currency', type: 'text', path: ['currency'] },
    { column: 'bill_name', type: 'text', path: ['credit_card_data', 'bill_name'] },
    { column: 'reference', type: 'text', path: ['reference'] },
    { column: 'status', type: 'text', path: ['status'] },
    { column: 'type', type: 'text', path: ['type'] },
    { column: 'value_date', type: 'date', path: ['value_date'] },
  ],
  identity: 'institution-key',
  matching: 'movements',
  sealed: false,
  parent: { resource: 'ACCOUNTS', key: 'account', as: 'object', missing: 'null' },
  refersTo: { resource: 'BILLS', path: ['credit_card_data', 'credit_card_bill'], by: 'internal_identification' },
  shows: ['collected_at', 'created_at'],
  part: null,
  collectedInside: ['credit_card_data'],
  webhooks: {
    totals: [
      { key: 'total_transactions', measure: 'count' },
      { key: 'total_inflow_transactions', measure: 'count', column: 'type', equals: 'INFLOW' },
      { key: 'total_outflow_transactions', measure: 'count', column: 'type', equals: 'OUTFLOW' },
      { key: 'first_transaction_date', measure: 'earliest', column: 'value_date' },
      { key: 'last_transaction_date', measure: 'latest', column: 'value_date' },
    ],
    fresh: { code: 'new_transactions_available', key: 'new_transactions' },
    changed: { code: 'transactions_updated', key: 'updated_transactions' },
    gone: { code: 'transactions_deleted', key: 'deleted_transactions' },
  },
  deletionLimited: true,
  deletes: [],
} as const satisfies ResourceDefinition
