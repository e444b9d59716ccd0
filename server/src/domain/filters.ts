import type { Filter, FilterOperator } from '../../../contract/resource.ts'
import type { Fault } from '../kit/fault.ts'
import { isUuid } from '../kit/ids.ts'
import { type FaultName, Faults, fault } from './faults.ts'

/** One comparison, ready to be asked: bounds of instants and dates are exact, whatever form the caller used. */
export type Condition = {
  readonly field: string
  readonly column: string
  readonly of: 'record' | 'parent' | 'link'
  readonly type: Filter['type']
  /** The column holds several values: any of them may be meant. */
  readonly several?: true
} & Comparison

export type Comparison =
  | { readonly test: 'equals' | 'less' | 'at_most' | 'greater' | 'at_least'; readonly value: string }
  | { readonly test: 'is_null' }
  | { readonly test: 'one_of' | 'none_of' | 'all_of'; readonly values: readonly string[] }
  | { readonly test: 'contains'; readonly value: string }

/** How many values one parameter may carry. */
const valuesMax = 500

/** The parameter's name on the wire: `amount` and `gte` make `amount__gte`. */
export const parameterName = (field: string, operator: FilterOperator) =>
  operator === 'eq' ? field : `${field}__${operator}`

/**
 * Reads the filters out of a query string. Parameters that no filter declares are ignored; a malformed value throws
 * Faults that name its parameter.
 */
export function readFilters(filters: readonly Filter[], query: Readonly<Record<string, string>>): readonly Condition[] {
  const conditions: Condition[] = []
  const wrong: Fault<FaultName>[] = []
  for (const filter of filters) {
    for (const operator of filter.operators) {
      const name = parameterName(filter.field, operator)
      const text = query[name]
      if (text === undefined) continue
      const read = readFilter({ filter, operator, name, text })
      if (Array.isArray(read)) conditions.push(...read)
      else wrong.push(read as Fault<FaultName>)
    }
  }
  if (wrong.length > 0) throw new Faults(wrong)
  return conditions
}

type Given = { filter: Filter; operator: FilterOperator; name: string; text: string }

function readFilter({ filter, operator, name, text }: Given): readonly Condition[] | Fault<FaultName> {
  const parts = ['in', 'not_in', 'allin', 'range'].includes(operator)
    ? text.split(',').map((part) => part.trim())
    : [text]
  if (parts.length > valuesMax) return invalid(name, `Expected at most ${valuesMax} values.`)
  if (operator === 'range' && parts.length !== 2) return invalid(name, 'Expected two values: low,high.')
  for (const part of parts) {
    const problem = tooShort(filter, operator, part) ?? problemWith(filter, part)
    if (problem === 'choice') return fault('choice_invalid', { field: name, values: { value: part } })
    if (problem) return invalid(name, problem)
  }
  const base = {
    field: filter.field,
    column: filter.column ?? filter.field,
    of: filter.of ?? 'record',
    type: filter.type,
    ...(filter.several ? ({ several: true } as const) : {}),
  } as const
  if (filter.nullWord && text === 'null') return [{ ...base, test: 'is_null' }]
  const meant = parts.map((part) => filter.aliases?.[part] ?? part)
  return compare(operator, filter.type, meant).map((comparison) => ({ ...base, ...comparison }))
}

const invalid = (field: string, problem: string) => fault('field_invalid', { field, values: { problem } })

/** A part of a name has to be long enough to be worth searching for; a whole one may be short. */
function tooShort({ minLength = 0 }: Filter, operator: FilterOperator, text: string): string | null {
  if (operator !== 'icontains' || [...text].length >= minLength) return null
  return `Ensure this value has at least ${minLength} characters.`
}

function problemWith(filter: Filter, text: string): string | 'choice' | null {
  if (filter.choices && !filter.choices.includes(text)) return 'choice'
  if (text.includes('\u0000')) return 'Null characters are not allowed.'
  switch (filter.type) {
    case 'uuid':
      return isUuid(text) ? null : `“${text}” is not a valid UUID.`
    case 'number':
      return /^-?\d{1,15}(\.\d{1,10})?$/.test(text) ? null : 'Enter a number.'
    case 'year':
      return /^\d{4}$/.test(text) ? null : 'Enter a year of four digits.'
    case 'date':
      return isDate(text) ? null : dateProblem
    case 'instant':
      return isDate(text) || isInstant(text) ? null : dateProblem
    case 'text':
    case 'email':
    case 'blind':
      return null
  }
}

/** What is told of a text that is no day. */
export const dateProblem = 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'

/** Whether the text is a day of the calendar, written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const instant = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && text >= '0001' && instant.toISOString().startsWith(text)
}

function isInstant(text: string): boolean {
  const form = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+ -]\d{2}:?\d{2})?$/.exec(text)
  return form !== null && isDate(form[1] ?? '') && !Number.isNaN(toInstant(text).getTime())
}

/** A `+` of a zone that was not percent-encoded arrives as a space; a missing zone means UTC. */
function toInstant(text: string): Date {
  const repaired = text.replace(/ (\d{2}:?\d{2})$/, '+$1').replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T')
  return new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(repaired.slice(10)) ? repaired : `${repaired}Z`)
}

function compare(operator: FilterOperator, type: Filter['type'], parts: readonly string[]): readonly Comparison[] {
  const [first = '', second = ''] = parts
  const { from, until } = type === 'instant' ? span(first) : { from: first, until: null }
  switch (operator) {
    case 'eq':
      if (until === null) return [{ test: 'equals', value: from }]
      return [
        { test: 'at_least', value: from },
        { test: 'less', value: until },
      ]
    case 'gt':
      return until === null ? [{ test: 'greater', value: from }] : [{ test: 'at_least', value: until }]
    case 'gte':
      return [{ test: 'at_least', value: from }]
    case 'lt':
      return [{ test: 'less', value: from }]
    case 'lte':
      return until === null ? [{ test: 'at_most', value: from }] : [{ test: 'less', value: until }]
    case 'range':
      return [...compare('gte', type, [first]), ...compare('lte', type, [second])]
    case 'in':
      return [{ test: 'one_of', values: parts }]
    case 'not_in':
      return [{ test: 'none_of', values: parts }]
    case 'allin':
      return [{ test: 'all_of', values: parts }]
    case 'icontains':
      return [{ test: 'contains', value: first }]
  }
}

/** A day stands for all its instants, an instant for its millisecond: where it starts, and where the next one does. */
function span(text: string): { from: string; until: string } {
  const lengthMs = isDate(text) ? 86_400_000 : 1
  const start = isDate(text) ? new Date(`${text}T00:00:00Z`) : toInstant(text)
  return { from: instantText(start.getTime()), until: instantText(start.getTime() + lengthMs) }
}

const firstInstant = Date.parse('0001-01-01T00:00:00Z')
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')

/** Past the years of four digits an instant has no form that the database reads, and nothing lies there. */
function instantText(ms: number): string {
  if (ms < firstInstant) return '-infinity'
  return ms > lastInstant ? 'infinity' : new Date(ms).toISOString()
}
