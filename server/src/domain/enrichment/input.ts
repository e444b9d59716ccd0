import type { Static } from 'typebox'
import type { accountSchema } from '../../../../contract/resources/accounts.ts'
import type { transactionSchema } from '../../../../contract/resources/transactions.ts'
import { wireToCents } from '../../kit/money.ts'
import { type Day, dayOf } from './days.ts'

type WireAccount = Static<typeof accountSchema>
type WireTransaction = Static<typeof transactionSchema>

/** An account as the wire has it, as far as enrichment looks at it. */
export type Account = Pick<
  WireAccount,
  'id' | 'category' | 'currency' | 'balance' | 'overdraft' | 'credit_data' | 'loan_data' | 'institution'
>

/** A transaction as the wire has it, as far as enrichment looks at it; of its account only the id. */
export type Transaction = Pick<
  WireTransaction,
  | 'id'
  | 'value_date'
  | 'amount'
  | 'local_currency_amount'
  | 'currency'
  | 'description'
  | 'category'
  | 'subcategory'
  | 'type'
  | 'status'
  | 'operation_type'
> & {
  readonly account: { readonly id: string } | null
  readonly merchant: { readonly merchant_name?: string } | null
  readonly counterparty: { readonly document_number: string | null } | null
  readonly credit_card_data: { readonly number_of_installments: number | null } | null
}

/**
 * A calculation that takes transactions one at a time, in any order, and keeps of them only what it needs: rows can
 * come page by page from a database, and several calculations can share one reading.
 */
export type Enrichment<Result> = {
  add(transaction: Transaction): void
  finish(): Result
}

/** Runs a calculation over transactions that are at hand. */
export function enrich<Result>(enrichment: Enrichment<Result>, transactions: Iterable<Transaction>): Result {
  for (const transaction of transactions) enrichment.add(transaction)
  return enrichment.finish()
}

/** What moved on one of the accounts: an exact amount in the account's currency, on a day. */
export type Movement = {
  readonly account: Account
  readonly day: Day
  readonly cents: number
  readonly inflow: boolean
}

/** The first and the last day that count. */
export type Span = { readonly from: Day; readonly to: Day }

export const isInside = (day: Day, { from, to }: Span): boolean => day >= from && day <= to

/**
 * What a transaction moved, or null where it does not count: it is pending, its direction is unknown, it lies outside
 * the span, it belongs to no account that is looked at, or its amount is only known in another currency.
 */
export function readMovement(
  transaction: Transaction,
  accounts: ReadonlyMap<string, Account>,
  span: Span,
): Movement | null {
  const { status, type, value_date: date } = transaction
  const account = transaction.account && accounts.get(transaction.account.id)
  if (!account || status === 'PENDING' || type === null) return null
  const day = dayOf(date)
  if (!isInside(day, span)) return null
  const amount = amountIn(account.currency, transaction)
  return amount === null ? null : { account, day, cents: wireToCents(amount), inflow: type === 'INFLOW' }
}

/** A card's purchase abroad has its amount in the shop's currency, and beside it what the account paid. */
function amountIn(currency: string, transaction: Transaction): number | null {
  if (transaction.currency === null || transaction.currency === currency) return transaction.amount
  return transaction.local_currency_amount
}

const depositCategories: readonly unknown[] = ['CHECKING_ACCOUNT', 'SAVINGS_ACCOUNT']
const creditCategories: readonly unknown[] = [
  'LOAN_ACCOUNT',
  'FINANCING_ACCOUNT',
  'ADVANCE_DEPOSIT_ACCOUNT',
  'INVOICE_FINANCING_ACCOUNT',
]

export const isDeposit = ({ category }: Account): boolean => depositCategories.includes(category)
export const isCard = ({ category }: Account): boolean => category === 'CREDIT_CARD'
export const isLoan = ({ category }: Account): boolean => creditCategories.includes(category)

export const byId = (accounts: readonly Account[]): ReadonlyMap<string, Account> =>
  new Map(accounts.map((account) => [account.id, account]))

/** Texts in the order of their code units, which is the same on every machine. */
export const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
