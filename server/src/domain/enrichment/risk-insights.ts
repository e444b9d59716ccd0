import type { RiskInsights } from '../../../../contract/resources/risk-insights.ts'
import { dayOf } from './days.ts'
import {
  type Account,
  byId,
  byText,
  type Enrichment,
  isCard,
  isDeposit,
  isLoan,
  type Movement,
  readMovement,
  type Transaction,
} from './input.ts'
import { ownTransfers, type TransferEnd, transferEnd } from './own-transfers.ts'
import { assetsMetrics, centsOf, creditCardsMetrics, currentBalance, loansMetrics } from './risk-accounts.ts'
import { balancesMetrics, dailyBalances } from './risk-balances.ts'
import { type CategoryBook, categoryMetrics, emptyBook, enter } from './risk-categories.ts'
import {
  addTo,
  type Cash,
  cashflowMetrics,
  emptyFlow,
  type Flows,
  happenedIn,
  oldestIn,
  transactionsMetrics,
} from './risk-flows.ts'
import { historyDaysMax } from './risk-windows.ts'

/** What the server adds when it stores an analysis. */
type Added = 'id' | 'link' | 'created_at'

export type RiskInsightsGiven = {
  readonly accounts: readonly Account[]
  /** The day of the analysis, YYYY-MM-DD: windows end with it, and what is later is not seen. */
  readonly today: string
}

/** An end of a transfer with what its category's figures need, should it turn out to be none. */
type RiskEnd = TransferEnd & Pick<Transaction, 'category' | 'subcategory'>

type Sums = {
  readonly flows: Flows
  readonly cash: Cash
  readonly book: CategoryBook
  /** What moved on deposit accounts whose balance is known. */
  readonly deposits: { readonly net: Float64Array; readonly counts: Int32Array }
  readonly ends: RiskEnd[]
}

/** Indicators of risk over the checking, savings, card and loan accounts of a link, as `docs/enrichment` describes. */
export function riskInsights({ accounts, today }: RiskInsightsGiven): Enrichment<Omit<RiskInsights, Added>> {
  const day = dayOf(today)
  const currency = mainCurrency(accounts)
  const looked = accounts.filter((account) => account.currency === currency && hasPlace(account))
  const known = byId(looked)
  const sums = emptySums()
  return {
    add(transaction) {
      const movement = readMovement(transaction, known, { from: day - historyDaysMax, to: day })
      if (movement) addMovement(sums, { movement, age: day - movement.day }, transaction)
    },
    finish() {
      const own = ownTransfers(sums.ends)
      const { flows, cash, deposits } = sums
      for (const end of sums.ends) if (!own.has(end.id)) addCash(sums, { movement: end, age: day - end.day }, end)
      const closing = centsOf(looked.filter(isDeposit), currentBalance)
      const balances = closing === null ? [] : dailyBalances(closing, deposits.net, oldestIn(deposits.counts))
      return {
        accounts: looked.map(({ id }) => id).sort(byText),
        assets_metrics: assetsMetrics(looked),
        credit_cards_metrics: creditCardsMetrics(looked),
        loans_metrics: loansMetrics(looked),
        balances_metrics: balancesMetrics(balances, currency),
        transactions_metrics: transactionsMetrics(flows),
        cashflow_metrics: cashflowMetrics(cash, happenedIn(flows)),
        category_metrics: categoryMetrics(sums.book),
      }
    },
  }
}

const hasPlace = (account: Account): boolean => isDeposit(account) || isCard(account) || isLoan(account)

/** Amounts of two currencies do not add up: the one of most accounts is told, and the accounts in others are left out. */
function mainCurrency(accounts: readonly Account[]): string | null {
  const counts = [...Map.groupBy(accounts.filter(hasPlace), ({ currency }) => currency)]
  counts.sort(([one, ours], [other, theirs]) => theirs.length - ours.length || byText(one, other))
  return counts[0]?.[0] ?? null
}

const emptySums = (): Sums => ({
  flows: { incoming: emptyFlow(), outgoing: emptyFlow() },
  cash: { received: new Float64Array(historyDaysMax + 1), spent: new Float64Array(historyDaysMax + 1) },
  book: emptyBook(),
  deposits: { net: new Float64Array(historyDaysMax + 1), counts: new Int32Array(historyDaysMax + 1) },
  ends: [],
})

type Aged = { readonly movement: Movement; readonly age: number }

function addMovement(sums: Sums, aged: Aged, transaction: Transaction): void {
  const { movement, age } = aged
  const { account, cents, inflow } = movement
  addTo(inflow ? sums.flows.incoming : sums.flows.outgoing, age, cents)
  if (isDeposit(account) && currentBalance(account) !== null) {
    add(sums.deposits.net, age, inflow ? cents : -cents)
    add(sums.deposits.counts, age, 1)
  }
  const end = transferEnd(movement, transaction)
  const { category, subcategory } = transaction
  if (end) sums.ends.push({ ...end, category, subcategory })
  else addCash(sums, aged, transaction)
}

function addCash({ cash, book }: Sums, { movement, age }: Aged, kind: Pick<Transaction, 'category' | 'subcategory'>) {
  const { cents, inflow } = movement
  add(inflow ? cash.received : cash.spent, age, cents)
  enter(book, kind, { age, cents, inflow })
}

const add = (sums: Float64Array | Int32Array, age: number, amount: number): void => {
  sums[age] = (sums[age] ?? 0) + amount
}
