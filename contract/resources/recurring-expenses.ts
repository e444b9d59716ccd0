import Type, { type Static } from 'typebox'
import { byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { nullable, optional, text, uuid } from '../schema.ts'
import { accountSchema } from './accounts.ts'

/** The categories of expenses that the wire can name; the others that a transaction has are never recurring there. */
export const recurringCategories = [
  'Bills & Utilities',
  'Credits & Loans',
  'Insurance',
  'Online Platforms & Leisure',
  'Transport & Travel',
  'Taxes',
] as const

export type RecurringCategory = (typeof recurringCategories)[number]

const sourceTransaction = nullable(
  Type.Object({
    amount: Type.Number(),
    description: nullable(text()),
    value_date: Type.String({ format: 'date' }),
  }),
)

export const recurringExpenseSchema = Type.Object({
  id: optional(uuid()),
  account: nullable(accountSchema),
  name: nullable(text()),
  transactions: Type.Array(sourceTransaction),
  frequency: Type.Enum(['MONTHLY']),
  average_transaction_amount: Type.Number(),
  median_transaction_amount: Type.Number(),
  days_since_last_transaction: Type.Integer(),
  category: Type.Enum([...recurringCategories]),
  payment_type: nullable(Type.Enum(['SUBSCRIPTION', 'REGULAR'])),
})

export type RecurringExpense = Static<typeof recurringExpenseSchema>

export const recurringExpenses = {
  name: 'RECURRING_EXPENSES',
  path: 'recurring-expenses',
  table: 'recurring_expenses',
  noun: { one: 'recurring expense', many: 'recurring expenses' },
  area: 'enrichment',
  schema: recurringExpenseSchema,
  operations: {
    retrieve: 'RetrieveRecurringExpenses',
    resume: 'PatchRecurringExpenses',
    list: 'ListRecurringExpenses',
    detail: 'DetailRecurringExpense',
    remove: 'DestroyRecurringExpense',
  },
  source: 'known',
  retrieval: {
    answers: 'array',
    period: 'optional',
    periodColumn: null,
    account: null,
    needs: ['ACCOUNTS', 'TRANSACTIONS'],
    background: false,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [byLink, { field: 'account', type: 'uuid', operators: ['eq', 'in'], column: 'account_id' }, byId],
  },
  keyColumns: [],
  identity: 'institution-key',
  sealed: false,
  parent: { resource: 'ACCOUNTS', key: 'account', as: 'object', missing: 'null' },
  shows: [],
  detail: 'array',
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_recurring_expenses', measure: 'count' }],
    fresh: null,
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
