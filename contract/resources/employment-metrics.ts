import Type, { type Static, type TSchema } from 'typebox'
import { byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, uuid } from '../schema.ts'
import { employmentStatus } from './employment-records.ts'

const figure = nullable(Type.Number())
const count = nullable(Type.Integer())

/** The years that a figure looks back over; every name below that is said `overYears` is three keys. */
const years = ['1y', '3y', '5y'] as const

type OverYears<Name extends string, Schema extends TSchema> = {
  [Key in `${Name}_${(typeof years)[number]}`]: Schema
}

const overYears = <Name extends string, Schema extends TSchema>(name: Name, schema: Schema) =>
  Object.fromEntries(years.map((each) => [`${name}_${each}`, schema])) as OverYears<Name, Schema>

/** The analysis of a person's employments: one object, calculated from stored employment records. */
export const employmentMetricSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  collected_at: instant(),
  created_at: instant(),
  updated_at: nullable(instant()),
  reference_date: nullable(Type.String({ format: 'date' })),
  age: Type.Integer(),
  current_status: employmentStatus(),
  current_employer_count: count,
  base_salary_last: figure,
  weeks_employed_last_job: figure,
  weeks_since_last_job: figure,
  weeks_employed_total: figure,
  weeks_with_multiple_employers: figure,
  employer_count: count,
  unique_employer_count: count,
  employers_per_year: figure,
  weeks_between_jobs: figure,
  max_weeks_between_jobs: figure,
  increases_last_job: count,
  decreases_last_job: count,
  increases_after_change: count,
  decreases_after_change: count,
  increases_overall: count,
  decreases_overall: count,
  ...overYears('increases', count),
  ...overYears('decreases', count),
  ...overYears('yearly_change', figure),
  ...overYears('min_monthly_salary', figure),
  ...overYears('average_monthly_salary', figure),
  ...overYears('max_monthly_salary', figure),
})

export type EmploymentMetric = Static<typeof employmentMetricSchema>

export const employmentMetrics = {
  name: 'EMPLOYMENT_METRICS',
  path: 'employment-metrics',
  table: 'employment_metrics',
  noun: { one: 'employment metric', many: 'employment metrics' },
  area: 'employment',
  schema: employmentMetricSchema,
  operations: {
    retrieve: 'RetrieveEmploymentMetricDetails',
    resume: null,
    list: 'ListEmploymentMetrics',
    detail: 'DetailEmploymentMetric',
    remove: 'DestroyEmploymentMetric',
  },
  source: 'known',
  retrieval: {
    answers: 'object',
    period: 'none',
    periodColumn: null,
    account: null,
    own: ['reference_date'],
    needs: ['EMPLOYMENT_RECORDS'],
    background: false,
    neverAsks: true,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [byLink],
  },
  keyColumns: [],
  identity: 'snapshot',
  sealed: true,
  parent: null,
  shows: ['link', 'collected_at', 'created_at', 'updated_at'],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_employment_metrics', measure: 'count' }],
    fresh: null,
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
