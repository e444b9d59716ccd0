import Type, { type Static } from 'typebox'
import { closed, instant, nullable, optional, text, uuid } from './schema.ts'
import { type ConsentDuration, consentDurations } from './token.ts'

export const consentStatuses = [
  'AUTHORISED',
  'AWAITING_AUTHORISATION',
  'AWAITING_AUTHORISATION_CONFIRMATION',
  'REJECTED',
  'EXPIRED',
] as const

export type ConsentStatus = (typeof consentStatuses)[number]

const codes = () => Type.Array(text())

const permissions = Type.Object({
  ACCOUNTS: codes(),
  CREDIT_CARDS: codes(),
  CREDIT_OPERATIONS: codes(),
  REGISTER: codes(),
  RESOURCES: codes(),
  INVESTMENTS: codes(),
})

/** The network's codes of what may be read, by the groups in which a person consents to them. */
export type Permissions = Static<typeof permissions>

export const consentSchema = Type.Object({
  id: uuid(),
  display_name: nullable(text(128)),
  document_number: text(),
  belvo_institution_name: text(),
  institution_display_name: text(),
  institution_icon_logo: optional(text()),
  belvo_organization_name: text(),
  link_id: uuid(),
  user_name: nullable(text()),
  expired_at: nullable(instant()),
  undefined_consent_expiration: Type.Boolean(),
  consent_duration: nullable(Type.Integer()),
  created_at: instant(),
  status: nullable(Type.Enum([...consentStatuses])),
  permissions,
})

export type WireConsent = Static<typeof consentSchema>

/** What the emulator lets happen to a consent, as if the person or the bank had done it. */
export const consentChange = closed({
  status: optional(Type.Enum([...consentStatuses])),
  duration_days: optional(nullable(Type.Unsafe<ConsentDuration>({ type: 'number', enum: [...consentDurations] }))),
})
