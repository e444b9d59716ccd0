import Type from 'typebox'
import { byCollectedAt, byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, text, uuid } from '../schema.ts'
import { employmentDocumentType } from './employment-records.ts'

const job = Type.Object({
  employer: text(),
  employer_id: text(),
  employer_rfc: text(),
  state: text(),
  days_employed: Type.Integer(),
  base_salary: nullable(Type.Number()),
  monthly_salary: nullable(Type.Number()),
})

/** Where a person works now; of somebody without a job the month, the CURP and the employments are null. */
export const currentEmploymentSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  created_at: instant(),
  collected_at: instant(),
  month: nullable(Type.String({ pattern: '^\\d{4}-\\d{2}$' })),
  internal_identification: nullable(text()),
  personal_data: Type.Object({
    official_name: nullable(text()),
    first_name: nullable(text()),
    last_name: nullable(text()),
    birth_date: nullable(Type.String({ format: 'date' })),
    document_ids: Type.Array(
      Type.Object({ document_type: employmentDocumentType(), document_number: nullable(text()) }),
    ),
  }),
  status: Type.Enum(['EMPLOYED', 'UNEMPLOYED']),
  current_employment_records: nullable(Type.Array(job, { minItems: 1 })),
})

export const currentEmployments = {
  name: 'CURRENT_EMPLOYMENTS',
  path: 'mx/current-employments',
  table: 'current_employments',
  noun: { one: 'current employment', many: 'current employments' },
  area: 'employment',
  schema: currentEmploymentSchema,
  operations: {
    retrieve: 'RetrieveCurrentEmployments',
    resume: null,
    list: 'ListCurrentEmployments',
    detail: 'getCurrentEmploymentDetails',
    remove: 'deleteCurrentEmployment',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    created: 'fresh',
    period: 'none',
    periodColumn: null,
    account: null,
    needs: [],
    background: false,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [byId, byLink, byCollectedAt, byCreatedAt],
  },
  keyColumns: [],
  identity: 'institution-key',
  sealed: true,
  keyBlind: true,
  parent: null,
  shows: ['link', 'created_at', 'collected_at'],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_current_employments', measure: 'count' }],
    fresh: null,
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
