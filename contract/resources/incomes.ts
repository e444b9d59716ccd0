import Type, { type Static } from 'typebox'
import { byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, text, uuid } from '../schema.ts'

export const incomeTypes = [
  'SALARY',
  'GOVERNMENT',
  'INTEREST',
  'RENT',
  'RETIREMENT',
  'FREELANCE',
  'ALTERNATIVE_INCOME',
  'TRANSFER',
  'DEPOSIT',
  'UNKNOWN',
] as const

export type IncomeType = (typeof incomeTypes)[number]

/** From the surest to the least sure. */
export const confidenceLevels = ['HIGH', 'MEDIUM', 'LOW'] as const

export type ConfidenceLevel = (typeof confidenceLevels)[number]

export const incomeFrequencies = ['MONTHLY', 'FORTNIGHTLY', 'WEEKLY', 'IRREGULAR', 'SINGLE'] as const

export type IncomeFrequency = (typeof incomeFrequencies)[number]

const day = () => Type.String({ format: 'date' })

export const incomeStreamSchema = Type.Object({
  account_id: text(),
  income_type: Type.Enum([...incomeTypes]),
  frequency: Type.Enum([...incomeFrequencies]),
  monthly_average: Type.Number(),
  monthly_median: optional(Type.Number()),
  average_income_amount: Type.Number(),
  last_income_amount: Type.Number(),
  currency: text(),
  last_income_description: text(),
  last_income_date: day(),
  stability: nullable(Type.Number()),
  regularity: nullable(Type.Number()),
  trend: nullable(Type.Number()),
  lookback_periods: Type.Integer(),
  full_periods: Type.Integer(),
  periods_with_income: Type.Integer(),
  number_of_incomes: Type.Integer(),
  confidence: Type.Enum([...confidenceLevels]),
})

/** The analysis of a link: one object, calculated from what is stored and never read at the institution. */
export const incomeSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  created_at: instant(),
  income_streams: Type.Array(incomeStreamSchema),
  income_source_type: Type.Enum(['BANK']),
  first_transaction_date: nullable(day()),
  last_transaction_date: day(),
  best_working_day_to_charge: Type.Integer(),
  good_working_days_to_charge: Type.Array(Type.Integer(), { minItems: 0, maxItems: 3 }),
  number_of_income_streams: Type.Integer(),
  monthly_average: Type.Number(),
  monthly_average_regular: Type.Number(),
  monthly_average_irregular: Type.Number(),
  monthly_average_low_confidence: Type.Number(),
  monthly_average_medium_confidence: Type.Number(),
  monthly_average_high_confidence: Type.Number(),
  total_income_amount: Type.Number(),
  total_regular_income_amount: Type.Number(),
  total_irregular_income_amount: optional(Type.Number()),
  total_low_confidence: Type.Number(),
  total_medium_confidence: Type.Number(),
  total_high_confidence: Type.Number(),
})

export type Income = Static<typeof incomeSchema>
export type IncomeStream = Static<typeof incomeStreamSchema>

export const incomes = {
  name: 'INCOMES',
  path: 'incomes',
  table: 'incomes',
  noun: { one: 'income', many: 'incomes' },
  area: 'enrichment',
  schema: incomeSchema,
  operations: {
    retrieve: 'RetrieveIncome',
    resume: 'PatchIncomes',
    list: 'ListIncomes',
    detail: 'DetailIncome',
    remove: 'DestroyIncomes',
  },
  source: 'known',
  retrieval: {
    answers: 'object',
    period: 'optional',
    periodColumn: null,
    account: null,
    own: ['allowed_income_types', 'minimum_confidence_level'],
    needs: ['ACCOUNTS', 'TRANSACTIONS'],
    background: false,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [
      byLink,
      { field: 'account', type: 'uuid', operators: ['eq', 'in'], column: 'account_ids', several: true },
    ],
  },
  keyColumns: [
    { column: 'number_of_income_streams', type: 'numeric', path: ['number_of_income_streams'] },
    { column: 'account_ids', type: 'uuids', path: ['income_streams', 'account_id'] },
  ],
  identity: 'snapshot',
  sealed: false,
  parent: null,
  shows: ['link', 'created_at'],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [
      { key: 'total_incomes', measure: 'count' },
      { key: 'number_of_income_streams', measure: 'sum', column: 'number_of_income_streams' },
    ],
    fresh: null,
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
