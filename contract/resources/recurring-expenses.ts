import Type, { type Static } from 'typebox'
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

const dayOfRequest = () =>
  Type.String({ format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$', minLength: 10, maxLength: 10 })

/** What `POST /api/recurring-expenses/` can carry. */
export const recurringExpensesRequest = Type.Object({
  link: uuid(),
  token: optional(text()),
  save_data: optional(Type.Boolean()),
  date_from: optional(dayOfRequest()),
  date_to: optional(dayOfRequest()),
})

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
