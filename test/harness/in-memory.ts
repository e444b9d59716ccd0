import type { Filter, FilterOperator } from '../../contract/resource.ts'
import type { Body } from './api.ts'

/** Whether a record as it goes over the wire passes a filter: written from the contract, without a database. */
export function passes(filter: Filter, operator: FilterOperator, text: string, value: Body): boolean {
  if (filter.nullWord && text === 'null') return value === null
  const values: Body[] = Array.isArray(value) ? value : [value]
  const parts = (
    ['in', 'not_in', 'allin', 'range'].includes(operator) ? text.split(',').map((part) => part.trim()) : [text]
  ).map((part) => filter.aliases?.[part] ?? part)
  const some = (part: string) => values.some((one) => equals(filter, one, part))
  const present = values.filter((one) => one !== null && one !== undefined)
  switch (operator) {
    case 'eq':
      return parts.some(some)
    case 'in':
      return parts.some(some)
    case 'not_in':
      return present.length > 0 && !parts.some(some)
    case 'allin':
      return parts.every(some)
    case 'icontains':
      return present.some((one) => folded(String(one)).includes(folded(text)))
    case 'range':
      return present.some(
        (one) => compare(filter, one, parts[0] ?? '') >= 0 && compare(filter, one, parts[1] ?? '') <= 0,
      )
    default:
      return present.some((one) => holds(operator, compare(filter, one, text)))
  }
}

/** Letter by letter, as databases do it: no letter becomes two. */
const folded = (text: string) => [...text].map((letter) => [...letter.toLowerCase()][0]).join('')

function holds(operator: 'gt' | 'gte' | 'lt' | 'lte', order: number): boolean {
  if (operator === 'gt') return order > 0
  if (operator === 'gte') return order >= 0
  return operator === 'lt' ? order < 0 : order <= 0
}

function equals(filter: Filter, value: Body, text: string): boolean {
  if (value === null || value === undefined) return false
  if (filter.type === 'email' || filter.type === 'blind') return value.toLowerCase() === text.trim().toLowerCase()
  if (filter.field === 'display_name') return value.toLowerCase().includes(text.toLowerCase())
  if (filter.type === 'uuid') return value === text.toLowerCase()
  return filter.type === 'text' ? value === text : compare(filter, value, text) === 0
}

/** Below zero where the record's value comes first. A day that is compared with an instant means all of the day. */
function compare(filter: Filter, value: Body, text: string): number {
  if (filter.type === 'number' || filter.type === 'year') return value - Number(text)
  if (filter.type !== 'instant') return value < text ? -1 : value > text ? 1 : 0
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const [one, other] = whole ? [value.slice(0, 10), text] : [Date.parse(value), Date.parse(inUtc(text))]
  return one < other ? -1 : one > other ? 1 : 0
}

const inUtc = (text: string) => (/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`)
