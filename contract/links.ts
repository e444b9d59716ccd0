import Type, { type Static } from 'typebox'
import { forms, like } from './forms.ts'
import { byCreatedAt, byId } from './list-filters.ts'
import type { Filter } from './resource.ts'
import { instant, nullable, optional, text, uuid } from './schema.ts'

export const accessModes = ['single', 'recurrent'] as const
export const linkStatuses = ['valid', 'invalid', 'unconfirmed', 'token_required'] as const
export const refreshRates = ['6h', '12h', '24h', '7d', '30d'] as const

export const linkSchema = Type.Object({
  id: uuid(),
  institution: text(),
  access_mode: nullable(Type.Enum([...accessModes])),
  last_accessed_at: nullable(instant()),
  created_at: instant(),
  external_id: nullable(text()),
  institution_user_id: Type.String({ pattern: '^[A-Za-z0-9\\-=_]{44}$' }),
  status: Type.Enum([...linkStatuses]),
  created_by: uuid(),
  refresh_rate: nullable(Type.Enum([...refreshRates])),
  credentials_storage: like(forms.credentialsStorage),
  fetch_resources: Type.Array(text()),
  stale_in: like(forms.days),
})

export type WireLink = Static<typeof linkSchema>

const stored = {
  external_id: optional(nullable(Type.String({ minLength: 3, maxLength: 256 }))),
  access_mode: optional(Type.Enum([...accessModes])),
  fetch_resources: optional(Type.Array(text(64), { maxItems: 64 })),
  credentials_storage: optional(like(forms.credentialsStorage)),
  stale_in: optional(like(forms.days)),
}

const credential = () => Type.String({ minLength: 1, maxLength: 1024 })

/** Older clients send null for what the person did not have to type. */
const unlessNull = () => optional(nullable(credential()))

/**
 * The body of `POST /api/links/`: one union of what the variants of the specification and the multi-region body
 * carry. What an institution requires beyond that stands in its form fields.
 */
export const linkRequest = Type.Object({
  institution: Type.String({ minLength: 1, maxLength: 128 }),
  username: credential(),
  password: optional(credential()),
  username2: unlessNull(),
  username3: unlessNull(),
  password2: unlessNull(),
  username_type: unlessNull(),
  token: unlessNull(),
  ...stored,
})

export type LinkRequest = Static<typeof linkRequest>

/** The keys of the body that are typed by the person and never leave the house in clear. */
export const credentialKeys = [
  'username',
  'username2',
  'username3',
  'password',
  'password2',
  'username_type',
  'token',
] as const

export const linkFilters = [
  byId,
  { field: 'institution', type: 'text', operators: ['eq', 'in'] },
  { field: 'access_mode', type: 'text', operators: ['eq'], choices: accessModes },
  byCreatedAt,
  { field: 'created_by', type: 'uuid', operators: ['not_in'] },
  { field: 'external_id', type: 'text', operators: ['eq', 'in'] },
  { field: 'institution_user_id', type: 'text', operators: ['eq', 'in'] },
  { field: 'refresh_rate', type: 'text', operators: ['eq'], nullWord: true },
  { field: 'status', type: 'text', operators: ['eq', 'in'], choices: linkStatuses },
] as const satisfies readonly Filter[]
