import Type, { type Static } from 'typebox'
import type { Filter } from './resource.ts'
import { nullable, optional, text, uuid } from './schema.ts'

const formFieldValue = Type.Object({
  code: text(),
  label: text(),
  validation: text(),
  validation_message: text(),
  placeholder: text(),
})

/** One input of an institution's login form. */
export const formField = Type.Object({
  name: text(),
  type: text(),
  label: text(),
  validation: text(),
  placeholder: text(),
  validation_message: text(),
  values: optional(Type.Array(formFieldValue)),
  length: optional(text()),
  optional: optional(Type.Boolean()),
  value: optional(text()),
  pre_selected: optional(Type.Integer()),
})

export type FormField = Static<typeof formField>

export const institutionFeature = Type.Object({ name: text(), description: text() })

export type InstitutionFeature = Static<typeof institutionFeature>

export const institutionTypes = ['bank', 'fiscal', 'employment'] as const
export const institutionStatuses = ['healthy', 'down'] as const

export const institutionSchema = Type.Object({
  id: Type.Integer(),
  name: text(),
  type: Type.Enum([...institutionTypes]),
  website: nullable(text()),
  display_name: text(),
  country_codes: Type.Array(text()),
  primary_color: text(),
  logo: nullable(text()),
  icon_logo: nullable(text()),
  text_logo: nullable(text()),
  code: nullable(text()),
  form_fields: Type.Array(formField),
  features: Type.Array(institutionFeature),
  resources: Type.Array(text()),
  integration_type: Type.Enum(['credentials', 'openfinance']),
  status: Type.Enum([...institutionStatuses]),
  openbanking_information: nullable(
    Type.Object({
      description: nullable(text()),
      participants: nullable(Type.Array(text())),
      authorization_server_id: nullable(uuid()),
    }),
  ),
})

export type Institution = Static<typeof institutionSchema>

export const institutionFilters = [
  { field: 'display_name', type: 'text', operators: ['eq'] },
  { field: 'country_code', type: 'text', operators: ['eq', 'in'] },
  { field: 'resources', type: 'text', operators: ['allin'] },
  { field: 'name', type: 'text', operators: ['eq', 'in'] },
  { field: 'status', type: 'text', operators: ['eq', 'in'], choices: institutionStatuses },
  { field: 'type', type: 'text', operators: ['eq', 'in'], choices: institutionTypes },
  { field: 'website', type: 'text', operators: ['eq'] },
] as const satisfies readonly Filter[]
