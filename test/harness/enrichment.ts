import type { Account, Transaction } from '../../server/src/domain/enrichment/input.ts'
import { centsToWire } from '../../server/src/kit/money.ts'

const dayMs = 86_400_000

/** The date so many days before another one. */
export const daysBefore = (date: string, days: number): string =>
  new Date(Date.parse(date) - days * dayMs).toISOString().slice(0, 10)

/** The given day of so many months in a row, from `2025-01` on. */
export const monthly = (first: string, day: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const month = new Date(`${first}-01T00:00:00Z`)
    return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + index, day)).toISOString().slice(0, 10)
  })

/** A checking account in reais, where nothing else is said. */
export const account = (given: Partial<Account> = {}): Account => ({
  id: 'checking',
  category: 'CHECKING_ACCOUNT',
  currency: 'BRL',
  balance: { current: 1_000 },
  overdraft: null,
  credit_data: null,
  loan_data: null,
  institution: { name: 'erebor_br_retail', type: 'bank' },
  ...given,
})

type Given = Partial<Omit<Transaction, 'account' | 'merchant' | 'counterparty' | 'credit_card_data' | 'amount'>> & {
  readonly on: string
  readonly cents: number
  readonly at?: string
  readonly merchantName?: string
  readonly payer?: string
  readonly installments?: number
}

let made = 0

/** A posted inflow on the checking account that nothing is known of, where nothing else is said. */
export function transaction({ on, cents, at = 'checking', merchantName, payer, installments, ...given }: Given) {
  made += 1
  return {
    id: `transaction-${String(made).padStart(6, '0')}`,
    value_date: on,
    amount: centsToWire(cents),
    local_currency_amount: null,
    currency: 'BRL',
    description: null,
    category: null,
    subcategory: null,
    type: 'INFLOW',
    status: 'PROCESSED',
    operation_type: 'OUTROS',
    account: { id: at },
    merchant: merchantName === undefined ? null : { merchant_name: merchantName },
    counterparty: payer === undefined ? null : { document_number: payer },
    credit_card_data: installments === undefined ? null : { number_of_installments: installments },
    ...given,
  } satisfies Transaction as Transaction
}
