import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { incomeSchema } from '../../contract/resources/incomes.ts'
import { recurringExpenseSchema } from '../../contract/resources/recurring-expenses.ts'
import { riskInsightsSchema } from '../../contract/resources/risk-insights.ts'
import { compareDocuments } from './compare.ts'
import { type FactSchema, type Facts, facts, resolve } from './facts.ts'

const arrayOf = (items: TSchema) => ({ type: 'array', items })

const enrichments = [
  { path: '/api/incomes/', name: 'Income', schema: incomeSchema, reply: incomeSchema },
  {
    path: '/api/recurring-expenses/',
    name: 'RecurringExpenses',
    schema: recurringExpenseSchema,
    reply: arrayOf(recurringExpenseSchema),
  },
  {
    path: '/api/risk-insights/',
    name: 'RiskInsights',
    schema: riskInsightsSchema,
    reply: riskInsightsSchema,
  },
] as const

describe.each(enrichments)('$path', ({ path, name, schema, reply }) => {
  test('the reply has the names, types, nulls and words of the specification', () => {
    const post = facts.paths[path]?.post
    if (!post) throw new RangeError(`the specification has no POST ${path}`)
    const replies = { '201': post.responses['201'] ?? {} }
    const theirs: Facts = {
      ...facts,
      paths: { [path]: { post: { operationId: post.operationId, responses: replies, parameters: [] } } },
    }
    const ours = {
      components: { schemas: {}, parameters: {}, responses: {} },
      paths: {
        [path]: {
          post: {
            operationId: post.operationId,
            responses: { '201': { content: { 'application/json': { schema: reply } } } },
          },
        },
      },
    }
    const differences = compareDocuments(theirs, JSON.parse(JSON.stringify(ours)) as Facts)
    // The document that the server writes gives enumerations their type; the account is compared by itself.
    const told = differences.filter(({ at, what }) => what !== 'type: string -> none' && !/^(Account|Loan)/.test(at))
    expect(told).toEqual([])
  })

  test('the example of the specification fits', () => {
    const example = exampleOf({ $ref: `#/components/schemas/${name}` }) as object
    const check = Compile(schema)
    // Its account is judged with the accounts; the example of one has words that its enumerations lack.
    const errors = (value: object) =>
      [...check.Errors(value)].filter(({ instancePath }) => !instancePath.startsWith('/account'))
    expect(errors(example)).toEqual([])
    const [key = '', ...others] = Object.keys(example).filter((each) => each !== 'account')
    expect(errors({ ...example, [key]: {} })).not.toEqual([])
    expect(others.length).toBeGreaterThan(5)
  })
})

test('risk insights have 249 keys', () => {
  expect(keysIn(JSON.parse(JSON.stringify(riskInsightsSchema)) as FactSchema)).toBe(249)
})

/** The value that the examples of a schema's parts add up to. */
function exampleOf(schema: FactSchema): unknown {
  const found = resolve(schema)
  if (found.properties) {
    return Object.fromEntries(Object.entries(found.properties).map(([key, part]) => [key, exampleOf(part)]))
  }
  if (found.example !== undefined) return found.example
  return found.items ? [exampleOf(found.items)] : null
}

function keysIn(schema: FactSchema): number {
  const object = schema.anyOf?.find((each) => each.type !== 'null') ?? schema
  if (object.items) return keysIn(object.items)
  const parts = Object.values(object.properties ?? {})
  return parts.length + parts.reduce((sum, part) => sum + keysIn(part), 0)
}
