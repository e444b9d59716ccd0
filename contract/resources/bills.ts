import Type from 'typebox'
import { byCreatedAt, byId, comparisons } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { currency, date, identification, instant, nullable, optional, text, uuid } from '../schema.ts'
import { accountSchema } from './accounts.ts'

const amount = () => optional(nullable(Type.Number()))

const financeCharges = Type.Object({
  type: optional(
    nullable(Type.Enum(['LATE_PAYMENT_INTEREST', 'LATE_FEE', 'ARREARS_INTEREST', 'IOF', 'NO_CHARGE', 'OTHER'])),
  ),
  additional_info: optional(nullable(text(140))),
  currency: optional(nullable(currency())),
  amount: amount(),
})

const payments = Type.Object({
  type: optional(nullable(Type.Enum(['INSTALLMENT', 'FULL', 'OTHER']))),
  payment_date: optional(nullable(date())),
  payment_mode: optional(nullable(Type.Enum(['DIRECT_DEBIT', 'BANK_SLIP', 'SALARY_DEDUCTION', 'PIX']))),
  currency: optional(nullable(currency())),
  amount: amount(),
})

/** What is owed of a credit card for one of its periods. */
export const billSchema = Type.Object({
  id: optional(uuid()),
  created_at: optional(instant()),
  collected_at: optional(instant()),
  account: optional(nullable(accountSchema)),
  internal_identification: optional(nullable(identification())),
  bill_name: optional(nullable(text())),
  due_date: optional(nullable(date())),
  currency: optional(nullable(currency())),
  total_amount: amount(),
  minimum_amount: amount(),
  is_installment: optional(nullable(Type.Boolean())),
  finance_charges: optional(Type.Array(financeCharges, { minItems: 1 })),
  payments: optional(Type.Array(payments, { minItems: 0 })),
})

export const bills = {
  name: 'BILLS',
  path: 'bills',
  table: 'bills',
  noun: { one: 'bill', many: 'bills' },
  area: 'banking',
  schema: billSchema,
  operations: {
    retrieve: 'RetrieveBills',
    resume: null,
    list: 'ListBills',
    detail: 'DetailBills',
    remove: 'DestroyBills',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'none',
    periodColumn: 'due_date',
    account: null,
    needs: ['ACCOUNTS'],
    background: false,
  },
  list: {
    linkRequired: true,
    newestBy: 'created_at',
    filters: [
      { field: 'link', type: 'uuid', operators: ['eq'], column: 'link_id' },
      byId,
      { field: 'account', type: 'uuid', operators: ['eq', 'in'], column: 'account_id' },
      { field: 'due_date', type: 'date', operators: comparisons },
      { field: 'collected_at', type: 'instant', operators: ['gt', 'gte', 'lt', 'lte', 'range'] },
      byCreatedAt,
    ],
  },
  keyColumns: [
    { column: 'due_date', type: 'date', path: ['due_date'] },
    { column: 'internal_identification', type: 'text', path: ['internal_identification'] },
  ],
  identity: 'institution-key',
  matching: 'bills',
  sealed: false,
  parent: { resource: 'ACCOUNTS', key: 'account', as: 'object', missing: 'null' },
  shows: ['collected_at', 'created_at'],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_bills', measure: 'count' }],
    fresh: { code: 'new_bills_available', key: 'new_bills' },
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
