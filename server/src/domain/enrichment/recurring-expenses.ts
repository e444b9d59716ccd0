import type { RecurringExpense } from '../../../../contract/resources/recurring-expenses.ts'
import { centsToWire } from '../../kit/money.ts'
import { type CadenceName, hasEnded } from './cadences.ts'
import { type Chain, chainsIn, continues, jumpsIn, type Payment } from './chains.ts'
import { isoDay } from './days.ts'
import { medianAmount, quotient } from './exact.ts'
import { isExpense, type Kind, paymentType, wireCategory } from './expense-kinds.ts'
import {
  type Account,
  byId,
  byText,
  type Enrichment,
  isCard,
  isDeposit,
  isInside,
  readMovement,
  type Span,
} from './input.ts'
import { ownTransfers, type TransferEnd, transferEnd, widened } from './own-transfers.ts'
import { instalmentIn, nameIn, payeeOf } from './source-name.ts'

export type RecurringExpensesGiven = {
  readonly accounts: readonly Account[]
  /** The days that are looked at, as `readPeriod` gives them; days since the last payment count from the last one. */
  readonly span: Span
}

/** An expense that comes back, at whichever cadence and in whichever category. */
export type RecurringFinding = Omit<RecurringExpense, 'id' | 'account' | 'frequency' | 'category'> &
  Kind & { readonly account_id: string; readonly cadence: CadenceName }

/** What the wire tells of a finding; the server adds the id, and the account for its id. */
export type WireExpense = Omit<RecurringExpense, 'id' | 'account'> & { readonly account_id: string }

/** One outflow; of the transaction only what a finding needs. */
type Outlay = Payment &
  Kind & {
    readonly id: string
    readonly account: Account
    readonly description: string | null
    readonly merchant: string | null
    /** How many instalments the card's plan has, where there is one. */
    readonly planned: number
  }

/**
 * Expenses that come back on the checking, savings and card accounts of a link and have not ended, as
 * `docs/enrichment/recurring-expenses.md` describes.
 */
export function recurringExpenses({ accounts, span }: RecurringExpensesGiven): Enrichment<RecurringFinding[]> {
  const known = byId(accounts.filter((account) => isDeposit(account) || isCard(account)))
  const payees = new Map<string, Outlay[]>()
  const ends: TransferEnd[] = []
  return {
    add(transaction) {
      const movement = readMovement(transaction, known, widened(span))
      if (!movement) return
      const end = transferEnd(movement, transaction)
      if (end) ends.push(end)
      const { account, day, cents, inflow } = movement
      if (inflow || cents === 0 || !isInside(day, span) || !isExpense(transaction)) return
      const { id, description, category, subcategory } = transaction
      const planned = transaction.credit_card_data?.number_of_installments ?? 0
      const merchant = transaction.merchant?.merchant_name ?? null
      const instalment = instalmentIn(description)
      const outlay = { id, account, day, cents, description, merchant, category, subcategory, planned, instalment }
      const key = `${account.id}\n${payeeOf(transaction)}`
      const others = payees.get(key)
      if (others) others.push(outlay)
      else payees.set(key, [outlay])
    },
    finish() {
      const own = ownTransfers(ends)
      return [...payees]
        .sort(([one], [other]) => byText(one, other))
        .map(([, outlays]) => outlays.filter(({ id }) => !own.has(id)).sort(inOrder))
        .flatMap((outlays) => chainsIn(outlays))
        .filter((chain) => !isOver(chain, span.to))
        .map((chain) => findingOf(chain, span.to))
    },
  }
}

/** What of it the wire can tell: expenses of every month, in its six categories. */
export function monthlyExpenses(findings: readonly RecurringFinding[]): WireExpense[] {
  return findings.flatMap(({ cadence, subcategory, ...finding }) => {
    const category = wireCategory({ category: finding.category, subcategory })
    return cadence === 'MONTHLY' && category !== null ? [{ ...finding, frequency: 'MONTHLY', category }] : []
  })
}

const inOrder = (one: Outlay, other: Outlay): number =>
  one.day - other.day || one.cents - other.cents || byText(one.id, other.id)

/** Payments have stopped coming, or the last instalment is paid. */
function isOver({ cadence, payments }: Chain<Outlay>, today: number): boolean {
  const last = payments.at(-1) as Outlay
  const counted = last.instalment !== null && last.instalment.number === last.instalment.of
  return hasEnded(last.day, cadence, today) || (isCounted(payments) ? counted : isPaidOff(payments))
}

/** Each payment has the number after that of the one before: a counter, and no date that looks like one. */
const isCounted = (payments: readonly Outlay[]): boolean =>
  payments.slice(1).every((payment, index) => continues(payments[index] as Outlay, payment))

const isPlanned = (payments: readonly Outlay[]): boolean => payments.every(({ planned }) => planned > 1)

const isPaidOff = (payments: readonly Outlay[]): boolean =>
  isPlanned(payments) && payments.length >= (payments[0] as Outlay).planned

function findingOf({ cadence, payments }: Chain<Outlay>, today: number): RecurringFinding {
  const last = payments.at(-1) as Outlay
  const cents = payments.reduce((sum, payment) => sum + payment.cents, 0)
  const sorted = payments.map((payment) => payment.cents).sort((one, other) => one - other)
  const { category, subcategory } = kindOf(payments)
  const fixed = jumpsIn(payments) <= 1 && new Set(sorted).size <= 2
  return {
    account_id: last.account.id,
    cadence: cadence.name,
    name: last.merchant ?? nameIn(last.description),
    transactions: payments.toReversed().map((payment) => ({
      amount: centsToWire(payment.cents),
      description: payment.description,
      value_date: isoDay(payment.day),
    })),
    average_transaction_amount: quotient(cents, 100 * payments.length, 2),
    median_transaction_amount: medianAmount(sorted),
    days_since_last_transaction: today - last.day,
    category,
    subcategory,
    payment_type: paymentType({ category, subcategory }, { plan: isCounted(payments) || isPlanned(payments), fixed }),
  }
}

/** What most of the payments are; of two that are as frequent, the later one. */
function kindOf(payments: readonly Outlay[]): Kind {
  const counts = [...Map.groupBy(payments, ({ category, subcategory }) => `${category}\n${subcategory}`).values()]
  const [most] = counts.sort((one, other) => other.length - one.length || lastDay(other) - lastDay(one))
  return most?.at(-1) as Outlay
}

const lastDay = (payments: readonly Outlay[]): number => payments.at(-1)?.day ?? 0
