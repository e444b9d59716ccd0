import Type, { type TSchema } from 'typebox'
import type { Filter, FilterOperator } from '../../../contract/resource.ts'
import { parameterName } from '../domain/filters.ts'
import type { Parameter } from './route.ts'

/** The query parameters that a list's filters stand for. */
export function filterParameters(filters: readonly Filter[], required: readonly string[] = []): readonly Parameter[] {
  return filters.flatMap((filter) =>
    filter.operators.map((operator) => {
      const name = parameterName(filter.field, operator)
      return { name, schema: valueSchema(filter, operator), ...(required.includes(name) ? { required: true } : {}) }
    }),
  )
}

function valueSchema(filter: Filter, operator: FilterOperator): TSchema {
  if (operator === 'range') return Type.Array(one(filter), { maxItems: 2 })
  if (operator === 'in' || operator === 'not_in' || operator === 'allin') return Type.Array(one(filter))
  if (operator === 'icontains' && filter.minLength !== undefined) return Type.String({ minLength: filter.minLength })
  return one(filter)
}

function one(filter: Filter): TSchema {
  if (filter.choices) return Type.Enum([...filter.choices])
  switch (filter.type) {
    case 'uuid':
      return Type.String({ format: 'uuid' })
    case 'number':
      return Type.Number()
    case 'year':
      return Type.Integer({ minimum: 1900 })
    case 'date':
    case 'instant':
      return Type.String({ format: 'date' })
    case 'email':
      return Type.String({ format: 'email' })
    case 'text':
    case 'blind':
      return Type.String()
  }
}
