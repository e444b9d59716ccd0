import type { RiskInsights } from '../../../../contract/resources/risk-insights.ts'
import { centsToWire, wireToCents } from '../../kit/money.ts'
import { quotient } from './exact.ts'
import { type Account, byText, isCard, isDeposit, isLoan } from './input.ts'

type Assets = NonNullable<RiskInsights['assets_metrics']>
type Cards = NonNullable<RiskInsights['credit_cards_metrics']>
type Loans = NonNullable<RiskInsights['loans_metrics']>

export function assetsMetrics(accounts: readonly Account[]): Assets {
  const deposits = accounts.filter(isDeposit)
  const checking = deposits.filter(({ category }) => category === 'CHECKING_ACCOUNT')
  const savings = deposits.filter(({ category }) => category === 'SAVINGS_ACCOUNT')
  const names = deposits.map(({ institution }) => institution.name).filter((name) => name !== undefined)
  return {
    institutions: [...new Set(names)].sort(byText),
    num_assets_accounts: deposits.length,
    num_checking_accounts: checking.length,
    num_savings_accounts: savings.length,
    checking_accounts_balance: sumOf(checking, currentBalance),
    savings_accounts_balance: sumOf(savings, currentBalance),
  }
}

export function creditCardsMetrics(accounts: readonly Account[]): Cards {
  const cards = accounts.filter(isCard)
  const limited = cards.filter((card) => limitOf(card) !== null)
  return {
    num_accounts: cards.length,
    sum_credit_limit: sumOf(cards, limitOf),
    sum_credit_used: sumOf(cards, currentBalance),
    // A card without a known limit would make the others look fuller than they are.
    credit_card_limit_utilization: share(limited, currentBalance, limitOf),
  }
}

export function loansMetrics(accounts: readonly Account[]): Loans {
  const loans = accounts.filter(isLoan)
  const overdrafts = accounts.filter((account) => isDeposit(account) && account.overdraft)
  const measured = loans.filter((loan) => principalOf(loan) !== null && outstandingOf(loan) !== null)
  return {
    num_accounts: loans.length + overdrafts.length,
    sum_loans_principal: sumOf(loans, principalOf),
    sum_loans_outstanding_principal: sumOf(loans, outstandingOf),
    sum_loans_monthly_payment: sumOf(loans, monthlyPaymentOf),
    loan_limit_utilization: share(measured, outstandingOf, principalOf),
    overdraft_limit: sumOf(overdrafts, ({ overdraft }) => overdraft?.arranged ?? null),
    overdraft_limit_utilization: share(
      overdrafts,
      ({ overdraft }) => overdraft?.used ?? null,
      ({ overdraft }) => overdraft?.arranged ?? null,
    ),
  }
}

export const currentBalance = ({ balance }: Account): number | null => balance.current

const limitOf = ({ credit_data: credit }: Account): number | null => credit?.credit_limit ?? null

/** Banks in Brazil give no principal, so what was agreed on and what is left stand in for it. */
const principalOf = ({ loan_data: loan }: Account): number | null => loan?.principal ?? loan?.contract_amount ?? null

const outstandingOf = ({ loan_data: loan, balance }: Account): number | null =>
  loan?.outstanding_principal ?? loan?.outstanding_balance ?? balance.current

/** How many instalments a year has. */
const instalmentsOfYear: Readonly<Record<string, number>> = {
  WEEKLY: 52,
  FORTNIGHTLY: 26,
  MONTHLY: 12,
  BIMONTHLY: 6,
  QUARTERLY: 4,
  BIANNUALLY: 2,
  ANNUALLY: 1,
}

/** What the bank says is paid each month, or else what is left, spread over the instalments that are left. */
function monthlyPaymentOf(account: Account): number | null {
  const { loan_data: loan } = account
  if (!loan) return null
  if (loan.monthly_payment !== null) return loan.monthly_payment
  const left = loan.number_of_installments_outstanding
  const inYear = instalmentsOfYear[loan.installment_frequency]
  const outstanding = outstandingOf(account)
  if (!left || inYear === undefined || outstanding === null) return null
  return quotient(wireToCents(outstanding) * inYear, 100 * 12 * left, 2)
}

type Amount = (account: Account) => number | null

/** Null where no account knows the amount; otherwise the sum over those that do. */
export function sumOf(accounts: readonly Account[], amount: Amount): number | null {
  const cents = centsOf(accounts, amount)
  return cents === null ? null : centsToWire(cents)
}

export function centsOf(accounts: readonly Account[], amount: Amount): number | null {
  const amounts = accounts.map(amount).filter((each) => each !== null)
  return amounts.length === 0 ? null : amounts.reduce((sum, each) => sum + wireToCents(each), 0)
}

/** A fraction with two decimals; null where there is nothing to take a part of. */
function share(accounts: readonly Account[], part: Amount, whole: Amount): number | null {
  const [parts, wholes] = [centsOf(accounts, part), centsOf(accounts, whole)]
  return parts === null || wholes === null || wholes <= 0 ? null : quotient(parts, wholes, 2)
}
