import Type, { type Static } from 'typebox'
import { byCollectedAt, byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, text, uuid } from '../schema.ts'

const day = () => Type.String({ format: 'date' })
const whole = () => optional(nullable(Type.Integer()))

/** The last word is a text: the specification has no null here. */
export const employmentStatus = () => Type.Enum(['EMPLOYED', 'RETIRED', 'UNEMPLOYED', 'null'])

export const employmentDocumentType = () => nullable(Type.Enum(['NSS', 'CURP', 'RFC']))

const personalData = Type.Object({
  official_name: optional(nullable(text())),
  first_name: optional(nullable(text())),
  last_name: optional(nullable(text())),
  birth_date: optional(nullable(day())),
  entitlements: optional(
    Type.Object({
      entitled_to_health_insurance: optional(Type.Boolean()),
      entitled_to_company_benefits: optional(Type.Boolean()),
      valid_until: optional(nullable(day())),
      status: optional(employmentStatus()),
    }),
  ),
  document_ids: optional(
    Type.Array(
      Type.Object({
        document_type: optional(employmentDocumentType()),
        document_number: optional(nullable(text())),
      }),
    ),
  ),
  email: optional(nullable(text())),
})

/** The last three are ISSSTE's alone. */
export const employmentEvents = [
  'DISMISSED_RESIGNED',
  'SALARY_MODIFICATION',
  'HIRED',
  'VOLUNTARY_CONTRIBUTION',
  'ABSENCE',
  'SICK_LEAVE',
  'NORMAL',
  'BDUTA_CERTIFICATE',
  'DYE_CERTIFICATE',
] as const

const employment = Type.Object({
  collected_at: optional(instant()),
  employer: optional(text()),
  employer_id: optional(nullable(text())),
  start_date: optional(day()),
  end_date: optional(nullable(day())),
  weeks_employed: optional(Type.Integer()),
  state: optional(nullable(text())),
  most_recent_base_salary: optional(Type.Number()),
  monthly_salary: optional(Type.Number()),
  currency: optional(text()),
  employment_status_updates: optional(
    nullable(
      Type.Array(
        nullable(
          Type.Object({
            event: optional(nullable(Type.Enum([...employmentEvents]))),
            base_salary: optional(Type.Number()),
            update_date: optional(day()),
          }),
        ),
      ),
    ),
  ),
})

/** One person's report of the social security of Mexico, with all employments. */
export const employmentRecordSchema = Type.Object({
  id: optional(uuid()),
  link: optional(nullable(uuid())),
  created_at: optional(instant()),
  collected_at: optional(instant()),
  report_date: optional(day()),
  days_since_extraction: optional(Type.Integer()),
  internal_identification: optional(text()),
  personal_data: optional(personalData),
  social_security_summary: optional(
    nullable(Type.Object({ weeks_redeemed: whole(), weeks_reinstated: whole(), weeks_contributed: whole() })),
  ),
  employment_records: optional(Type.Array(employment)),
  employment_scores: optional(
    nullable(
      Type.Array(
        Type.Object({
          score: optional(nullable(Type.Integer({ minimum: 300, maximum: 900 }))),
          period: optional(Type.Integer({ minimum: 1, maximum: 12 })),
          version: optional(text()),
        }),
      ),
    ),
  ),
  salary_estimation: optional(
    nullable(
      Type.Object({
        employment_status_estimate: nullable(text()),
        base_salary_estimate: nullable(Type.Number()),
        currency: text(),
      }),
    ),
  ),
  files: optional(nullable(Type.Array(Type.Object({ type: optional(text()), value: optional(nullable(text())) })))),
})

export type EmploymentRecord = Static<typeof employmentRecordSchema>

export const employmentRecords = {
  name: 'EMPLOYMENT_RECORDS',
  path: 'employment-records',
  table: 'employment_records',
  noun: { one: 'employment record', many: 'employment records' },
  area: 'employment',
  schema: employmentRecordSchema,
  operations: {
    retrieve: 'RetrieveEmploymentRecordDetails',
    resume: null,
    list: 'ListEmploymentRecords',
    detail: 'DetailEmploymentRecord',
    remove: 'DestroyEmploymentRecord',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'none',
    periodColumn: null,
    account: null,
    attach: 'attach_pdf',
    needs: [],
    background: true,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [
      byLink,
      byId,
      { field: 'internal_identification', type: 'blind', operators: ['eq', 'in'] },
      byCollectedAt,
      byCreatedAt,
    ],
  },
  keyColumns: [{ column: 'internal_identification', type: 'blind', path: ['internal_identification'] }],
  identity: 'institution-key',
  sealed: true,
  keyBlind: true,
  parent: null,
  shows: ['link', 'created_at', 'collected_at', 'days_since_extraction'],
  part: null,
  collectedInside: ['employment_records'],
  attachments: ['files'],
  webhooks: {
    totals: [{ key: 'total_employment_record_profiles', measure: 'count' }],
    fresh: null,
    changed: { code: 'employment_changes', key: 'employment_changes', tells: 'employment' },
  },
  deletionLimited: true,
  deletes: [],
} as const satisfies ResourceDefinition
