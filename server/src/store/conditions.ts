import { type RawBuilder, sql } from 'kysely'
import type { Condition } from '../domain/filters.ts'

/** PostgreSQL's names of the types that filters compare as. */
const casts = {
  text: 'text',
  uuid: 'uuid',
  number: 'numeric',
  year: 'numeric',
  date: 'date',
  instant: 'timestamptz',
  // By way of text: the embedded driver takes only bytes for a parameter that is bytea itself.
  email: 'text::bytea',
  blind: 'text::bytea',
} as const

/** The same for a list of values: `text[]::bytea[]`. */
const listCast = (cast: string) => sql.raw(cast.replaceAll(/\w+/g, '$&[]'))

/** One condition as SQL over a table (or its alias). Values are always parameters; column names come from definitions. */
export function conditionSql(condition: Condition, table: string): RawBuilder<boolean> {
  const column = sql.ref(`${table}.${condition.column}`)
  const cast = sql.raw(casts[condition.type])
  const list = listCast(casts[condition.type])
  if (condition.several) return anyOfSeveral(condition, column, { cast, list })
  switch (condition.test) {
    case 'is_null':
      return sql`${column} is null`
    case 'one_of':
      return sql`${column} = any(${[...condition.values]}::${list})`
    case 'none_of':
      return sql`not (${column} = any(${[...condition.values]}::${list}))`
    case 'all_of':
      return sql`${column} @> ${[...condition.values]}::${list}`
    case 'contains':
      return sql`${column} ilike ${`%${condition.value.replace(/[\\%_]/g, '\\$&')}%`}`
    default:
      return sql`${column} ${sql.raw(symbols[condition.test])} ${condition.value}::${cast}`
  }
}

/** Whether a column of several values has one that is asked for. */
function anyOfSeveral(
  condition: Condition,
  column: RawBuilder<unknown>,
  { cast, list }: { cast: RawBuilder<unknown>; list: RawBuilder<unknown> },
): RawBuilder<boolean> {
  if (condition.test === 'equals') return sql`${condition.value}::${cast} = any(${column})`
  if (condition.test === 'one_of') return sql`${column} && ${[...condition.values]}::${list}`
  throw new RangeError(`${condition.field} cannot be compared by ${condition.test}`)
}

const symbols = { equals: '=', less: '<', at_most: '<=', greater: '>', at_least: '>=' } as const
