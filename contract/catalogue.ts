import { type RecordKind, type ResourceDefinition, type ResourceName, resourceNames } from './resource.ts'
import { accounts } from './resources/accounts.ts'
import { balances } from './resources/balances.ts'
import { bills } from './resources/bills.ts'
import { currentEmployments } from './resources/current-employments.ts'
import { debtReports } from './resources/debt-reports.ts'
import { employmentMetrics } from './resources/employment-metrics.ts'
import { employmentRecords } from './resources/employment-records.ts'
import { employments } from './resources/employments.ts'
import { exchanges } from './resources/exchanges.ts'
import { financialStatements } from './resources/financial-statements.ts'
import { incomes } from './resources/incomes.ts'
import { investmentTransactions } from './resources/investment-transactions.ts'
import { investments } from './resources/investments.ts'
import { invoices } from './resources/invoices.ts'
import { invoicesChile } from './resources/invoices-chile.ts'
import { owners } from './resources/owners.ts'
import { recurringExpenses } from './resources/recurring-expenses.ts'
import { riskInsights } from './resources/risk-insights.ts'
import { taxComplianceStatus } from './resources/tax-compliance-status.ts'
import { taxRetentions } from './resources/tax-retentions.ts'
import { taxReturns } from './resources/tax-returns.ts'
import { taxStatus } from './resources/tax-status.ts'
import { taxStatusChile } from './resources/tax-status-chile.ts'
import { transactions } from './resources/transactions.ts'

/** Every resource that is built, in the order in which a visit reads them. */
export const resources: readonly ResourceDefinition[] = [
  owners,
  accounts,
  balances,
  transactions,
  bills,
  investments,
  investmentTransactions,
  exchanges,
  incomes,
  recurringExpenses,
  riskInsights,
  taxStatus,
  taxComplianceStatus,
  invoices,
  taxRetentions,
  taxReturns,
  financialStatements,
  taxStatusChile,
  invoicesChile,
  debtReports,
  employmentRecords,
  currentEmployments,
  employmentMetrics,
  employments,
]

/** Everything that is kept of links: the records of each resource and those that come with them. */
export const recordKinds: readonly RecordKind[] = resources.flatMap((resource) =>
  resource.part ? [resource, resource.part] : [resource],
)

const byName = new Map<ResourceName, ResourceDefinition>(resources.map((resource) => [resource.name, resource]))

/** The definition of a resource that is built; throws for one that is not. */
export function getResource(name: ResourceName): ResourceDefinition {
  const found = byName.get(name)
  if (!found) throw new RangeError(`${name} is not built`)
  return found
}

/** The word by which callers know a resource. */
export const wordFor = (name: ResourceName): ResourceName => byName.get(name)?.listedAs ?? name

/** Every word by which callers know a resource, once. */
export const resourceWords: readonly ResourceName[] = [...new Set(resourceNames.map(wordFor))]

/** Which of the resources that an institution offers is meant by a word. */
export const findOffered = (word: string, offered: readonly ResourceName[]): ResourceName | undefined =>
  offered.find((name) => wordFor(name) === word)
