import type { ResourceName } from '../../../../contract/resource.ts'
import type { RetrievalRequest } from '../../../../contract/retrieval.ts'
import type { BankCountry } from '../bank-days.ts'
import { fault } from '../faults.ts'
import type { EmploymentProfile } from './employment-history.ts'
import { employmentMetrics } from './employment-metrics.ts'
import { incomes } from './incomes.ts'
import { type Account, byText, type Enrichment, type Span, type Transaction } from './input.ts'
import { incomePeriod, type PeriodRule, readPeriod, recurringPeriod } from './period.ts'
import { monthlyExpenses, recurringExpenses, type WireExpense } from './recurring-expenses.ts'
import { riskInsights } from './risk-insights.ts'

/** What a calculation came to, in the form in which an institution gives its records. */
export type Finding = {
  readonly key: string
  /** The id of the account that it is about, where it is about one. */
  readonly account?: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A calculation that looks through what it needs, one record at a time and in any order, as the wire has them. */
export type Calculation = {
  add(record: Readonly<Record<string, unknown>>): void
  finish(): readonly Finding[]
}

export type CalculationGiven = {
  readonly accounts: readonly Account[]
  readonly request: Omit<RetrievalRequest, 'link'>
  /** The day of the calculation, YYYY-MM-DD. */
  readonly today: string
  /** Whose holidays count. */
  readonly country: BankCountry | null
}

const periodRules: Partial<Record<ResourceName, PeriodRule>> = {
  INCOMES: incomePeriod,
  RECURRING_EXPENSES: recurringPeriod,
}

/** The days that a calculation looks at; throws a Fault for a period that it does not take. */
export function calculatedSpan(
  name: ResourceName,
  { request, today }: Pick<CalculationGiven, 'request' | 'today'>,
): Span {
  const rule = periodRules[name]
  const read = readPeriod(rule ? request : {}, today, rule ?? recurringPeriod)
  switch (read.kind) {
    case 'period':
      return read.span
    case 'incomplete':
      throw fault('field_required', { field: read.missing })
    case 'future':
      throw fault('field_invalid', { field: 'date_to', values: { problem: 'The date cannot be in the future.' } })
    case 'reversed':
      throw fault('field_invalid', { field: 'date_from', values: { problem: 'date_from cannot be after date_to.' } })
    case 'too_old':
      throw fault('field_invalid', { field: 'date_from', values: { problem: 'The date cannot be over a year ago.' } })
    case 'too_short':
      throw fault('period_too_short')
  }
}

/** Begins the calculation of a resource that no institution has. */
export function beginCalculation(name: ResourceName, given: CalculationGiven): Calculation {
  const { accounts, request, today, country } = given
  const span = calculatedSpan(name, given)
  switch (name) {
    case 'INCOMES': {
      const { allowed_income_types: types, minimum_confidence_level: minimum } = request
      const asked = {
        ...(types === undefined ? {} : { allowedTypes: types }),
        ...(minimum === undefined ? {} : { minimumConfidence: minimum }),
      }
      return finishing(incomes({ accounts, span, country, ...asked }), (body) => [{ key: 'incomes', body }])
    }
    case 'RECURRING_EXPENSES':
      return finishing(recurringExpenses({ accounts, span }), (found) => keyed(monthlyExpenses(found)))
    case 'RISK_INSIGHTS':
      return finishing(riskInsights({ accounts, today }), (body) => [{ key: 'risk insights', body }])
    case 'EMPLOYMENT_METRICS':
      return measuringEmployment(given)
    default:
      throw new RangeError(`${name} is not calculated`)
  }
}

function finishing<Result>(
  { add, finish }: Enrichment<Result>,
  then: (result: Result) => readonly Finding[],
): Calculation {
  return { add: (record) => add(record as unknown as Transaction), finish: () => then(finish()) }
}

/** Metrics of another reference date are others, even at the same moment. */
function measuringEmployment({ request, today }: CalculationGiven): Calculation {
  const { reference_date: reference = null } = request
  const profiles: EmploymentProfile[] = []
  return {
    add: (record) => void profiles.push(record),
    finish() {
      const body = employmentMetrics(profiles, { today, reference })
      if (!body) throw fault('records_needed', { field: 'link', values: { records: 'employment records' } })
      return [{ key: `employment metrics ${reference ?? ''}`, body }]
    },
  }
}

/** An expense is the same as an earlier one where account, category and name are; of several, by their size. */
function keyed(expenses: readonly WireExpense[]): Finding[] {
  const named = Map.groupBy(expenses, ({ account_id, category, name }) => `${account_id} ${category} ${name}`)
  return [...named]
    .sort(([one], [other]) => byText(one, other))
    .flatMap(([key, alike]) =>
      alike
        .toSorted((one, other) => other.median_transaction_amount - one.median_transaction_amount)
        .map(({ account_id: account, ...body }, index) => ({ key: `${key} ${index}`, account, body })),
    )
}
