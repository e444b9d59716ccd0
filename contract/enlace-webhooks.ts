import Type, { type TSchema } from 'typebox'
import { forms, like } from './forms.ts'
import { closed, instant, nullable, optional, text, uuid } from './schema.ts'
import { webhookCodes, webhookTypes } from './webhooks.ts'

/** Our own surface: who is told of webhooks, of which, and how. */
const url = Type.String({ minLength: 1, maxLength: 2_048 })
const authorization = like(forms.headerValue, { minLength: 1, maxLength: 4_096 })

const someOf = <T extends TSchema>(items: T) => optional(nullable(Type.Array(items, { minItems: 1, maxItems: 100 })))

const terms = {
  description: optional(nullable(Type.String({ minLength: 1, maxLength: 200 }))),
  enabled: optional(Type.Boolean()),
  webhook_types: someOf(Type.Enum([...webhookTypes])),
  webhook_codes: someOf(Type.Enum([...webhookCodes])),
  institutions: someOf(Type.String({ minLength: 1, maxLength: 100 })),
  links: someOf(uuid()),
  retries: optional(Type.Enum(['standard', 'patient'])),
  ordered: optional(Type.Boolean()),
}

export const webhookEndpointRequest = closed({ url, authorization: optional(authorization), ...terms })

export const webhookEndpointChange = closed({
  url: optional(url),
  authorization: optional(nullable(authorization)),
  ...terms,
})

export const webhookEndpointSchema = Type.Object({
  id: uuid(),
  url: text(),
  has_authorization: Type.Boolean(),
  description: nullable(text()),
  enabled: Type.Boolean(),
  webhook_types: nullable(Type.Array(text())),
  webhook_codes: nullable(Type.Array(text())),
  institutions: nullable(Type.Array(text())),
  links: nullable(Type.Array(uuid())),
  retries: Type.Enum(['standard', 'patient']),
  ordered: Type.Boolean(),
  /** Off: by hand, or because the receiver answered 410. */
  status: Type.Enum(['on', 'paused', 'off']),
  reason: nullable(Type.Enum(['failing', 'gone'])),
  failing_since: nullable(instant()),
  slowed_until: nullable(instant()),
  paused_at: nullable(instant()),
  next_probe_at: nullable(instant()),
  secrets: Type.Array(Type.Object({ id: uuid(), created_at: instant() })),
  created_at: instant(),
})

/** The only reply that has a secret in it. */
export const newWebhookSecretSchema = Type.Object({ id: uuid(), secret: text(), created_at: instant() })

export const webhookEndpointList = Type.Object({ results: Type.Array(webhookEndpointSchema) })
