import Type from 'typebox'
import { byCreatedAt, byId, byLink, comparisons } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, uuid } from '../schema.ts'

const day = () => Type.String({ format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$', minLength: 10, maxLength: 10 })

const atLeast = (minLength: number) => Type.String({ minLength })

const occupation = Type.Object({
  start_date: day(),
  end_date: nullable(day()),
  description: atLeast(5),
  name: atLeast(5),
  // The register does not always know it, as its description says.
  locale: nullable(Type.String()),
})

const salary = Type.Object({
  base_amount: Type.Number(),
  retained_amount: Type.Number(),
  type: optional(nullable(Type.Enum(['REGULAR', 'THIRTEENTH', 'VOLUNTARY', 'RETIREMENT']))),
  month: Type.String({ pattern: '^\\d{4}-\\d{2}$', minLength: 7, maxLength: 7 }),
  currency: Type.String({ pattern: '^[A-Z]{3}$', minLength: 3, maxLength: 3 }),
})

/** One employment of a person in the register of INSS. */
export const employmentSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  created_at: instant(),
  collected_at: instant(),
  start_date: day(),
  end_date: nullable(day()),
  employer_data: Type.Object({
    name: atLeast(5),
    code: Type.String({ minLength: 8, maxLength: 14 }),
    economic_activity: atLeast(4),
  }),
  occupations: Type.Array(occupation),
  salaries: Type.Array(salary),
})

export const employments = {
  name: 'EMPLOYMENTS',
  path: 'br/employments',
  table: 'employments',
  noun: { one: 'employment', many: 'employments' },
  area: 'employment',
  schema: employmentSchema,
  operations: {
    retrieve: 'RetrieveEmploymentsBrazil',
    resume: null,
    list: 'ListEmploymentsBrazil',
    detail: 'DetailEmploymentBrazil',
    remove: 'DestroyEmploymentBrazil',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'optional',
    periodColumn: 'start_date',
    lastsUntil: 'end_date',
    account: null,
    needs: [],
    background: true,
  },
  list: {
    linkRequired: true,
    newestBy: 'created_at',
    filters: [
      byLink,
      byId,
      { field: 'start_date', type: 'date', operators: comparisons },
      { field: 'end_date', type: 'date', operators: comparisons },
      byCreatedAt,
    ],
  },
  keyColumns: [
    { column: 'start_date', type: 'date', path: ['start_date'] },
    { column: 'end_date', type: 'date', path: ['end_date'] },
  ],
  identity: 'institution-key',
  sealed: true,
  keyBlind: true,
  parent: null,
  shows: ['link', 'created_at', 'collected_at'],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_employments', measure: 'count' }],
    fresh: { code: 'new_employments_available', key: 'new_employments' },
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
