import type { ResourceDefinition } from '../../../../contract/resource.ts'
import type { Cadence, Direction, RetrievalRequest } from '../../../../contract/retrieval.ts'
import { fault } from '../faults.ts'
import { dateProblem, isDate } from '../filters.ts'

type Retrieval = ResourceDefinition['retrieval']

/** What a body says of a retrieval beyond its link. */
export type Terms = Omit<RetrievalRequest, 'link'>

/** What is asked of an institution of one resource, in its own words. */
export type Asked = {
  readonly from?: string
  readonly to?: string
  readonly direction?: Direction
  readonly cadence?: Cadence
  readonly attachments?: true
}

const dayMs = 86_400_000

/**
 * Throws for a period that nobody can answer for: its ends are days that the database knows, the first is not after
 * the last, neither lies in the future, and they are not too far apart; nor does the day that figures are worked out for.
 */
export function checkTerms(retrieval: Retrieval, terms: Terms, today: string): void {
  if (retrieval.cadence && cadenceOf(terms) === 'yearly') checkYears(terms, today)
  else checkDays(retrieval, terms, today)
}

function checkDays({ periodDaysMax }: Retrieval, terms: Terms, today: string): void {
  const { date_from: from, date_to: to, reference_date } = terms
  for (const [field, date] of Object.entries({ date_from: from, date_to: to, reference_date })) {
    if (date !== undefined && !isDate(date)) throw invalid(field, dateProblem)
  }
  for (const [field, date] of Object.entries({ date_to: to, reference_date })) {
    if (date !== undefined && date > today) throw invalid(field, 'The date cannot be in the future.')
  }
  if (from === undefined) return
  const last = to ?? today
  if (from > last) throw invalid('date_from', 'date_from cannot be after date_to.')
  if (periodDaysMax !== undefined && Date.parse(last) - Date.parse(from) > periodDaysMax * dayMs) {
    throw invalid('date_from', `The period cannot be longer than ${periodDaysMax} days.`)
  }
}

function checkYears({ year_from: from, year_to: to }: Terms, today: string): void {
  if (to !== undefined && to > today.slice(0, 4)) throw invalid('year_to', 'The year cannot be in the future.')
  if (from !== undefined && to !== undefined && from > to)
    throw invalid('year_from', 'year_from cannot be after year_to.')
}

/** What a retrieval asks of the institution by these terms. */
export function askedBy({ direction, cadence, attach }: Retrieval, terms: Terms): Asked {
  const yearly = cadence !== undefined && cadenceOf(terms) === 'yearly'
  const from = yearly ? terms.year_from && `${terms.year_from}-01-01` : terms.date_from
  const to = yearly ? terms.year_to && `${terms.year_to}-12-31` : terms.date_to
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(direction && terms.type ? { direction: terms.type as Direction } : {}),
    ...(cadence ? { cadence: cadenceOf(terms) } : {}),
    ...(attach && terms[attach] ? { attachments: true } : {}),
  }
}

const cadenceOf = ({ type }: Terms): Cadence => (type === 'monthly' ? 'monthly' : 'yearly')

const invalid = (field: string, problem: string) => fault('field_invalid', { field, values: { problem } })
