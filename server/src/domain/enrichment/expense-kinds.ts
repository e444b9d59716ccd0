import {
  type RecurringCategory,
  type RecurringExpense,
  recurringCategories,
} from '../../../../contract/resources/recurring-expenses.ts'
import type { Transaction } from './input.ts'

export type Kind = Pick<Transaction, 'category' | 'subcategory'>

/** Money that only changes its place, or comes in; whatever its rhythm, it is no expense. */
const noExpenses: readonly string[] = [
  'Transfers',
  'Investments & Savings',
  'Withdrawal & ATM',
  'Deposits',
  'Income & Payments',
]

export const isExpense = ({ category }: Kind): boolean => category === null || !noExpenses.includes(category)

/** The wire has six categories for recurring expenses; gyms are leisure there, and what a bank charges is a tax. */
export function wireCategory({ category, subcategory }: Kind): RecurringCategory | null {
  if (subcategory === 'Gyms & Fitness') return 'Online Platforms & Leisure'
  if (category === 'Fees & Charges') return 'Taxes'
  return recurringCategories.find((each) => each === category) ?? null
}

/** Leisure that is paid each time, not subscribed to. */
const paidEachTime: readonly unknown[] = ['Gambling', 'Lottery', 'Events, Parks and Museums']

/** What is known of the payments besides: instalments of a plan, and whether there is one price for all. */
export type Traits = { readonly plan: boolean; readonly fixed: boolean }

/** Streaming, gyms and passes are subscriptions; utilities, instalments, insurance and taxes are regular payments. */
export function paymentType(kind: Kind, { plan, fixed }: Traits): RecurringExpense['payment_type'] {
  const category = wireCategory(kind)
  if (plan) return 'REGULAR'
  switch (category) {
    case null:
      return null
    case 'Online Platforms & Leisure':
      return paidEachTime.includes(kind.subcategory) ? 'REGULAR' : 'SUBSCRIPTION'
    case 'Transport & Travel':
      return fixed ? 'SUBSCRIPTION' : 'REGULAR'
    case 'Bills & Utilities':
    case 'Credits & Loans':
    case 'Insurance':
    case 'Taxes':
      return 'REGULAR'
  }
}
