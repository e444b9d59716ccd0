import Type, { type Static } from 'typebox'
import { forms, like } from './forms.ts'
import { refreshRates } from './links.ts'
import { closed, instant, nullable, optional, text, uuid } from './schema.ts'

/** Our own surface: deliveries, the clock, a link's inside, usage, settings. */
const attemptSchema = Type.Object({
  attempt: Type.Integer(),
  started_at: instant(),
  duration_ms: Type.Number(),
  status: nullable(Type.Integer()),
  problem: nullable(text()),
  reply: nullable(text()),
})

export const deliverySchema = Type.Object({
  id: uuid(),
  webhook_id: text(),
  webhook_type: text(),
  webhook_code: text(),
  link: nullable(uuid()),
  /** The event that it tells of, and its place among those of the link; null where that is not kept. */
  event: nullable(uuid()),
  sequence: nullable(Type.Integer()),
  endpoint: uuid(),
  status: Type.Enum(['pending', 'delivered', 'abandoned']),
  created_at: instant(),
  next_attempt_at: nullable(instant()),
  settled_at: nullable(instant()),
  payload: Type.Unknown(),
  attempts: Type.Array(attemptSchema),
})

export const clockSchema = Type.Object({ now: instant(), frozen: Type.Boolean() })

export const advanceRequest = closed({
  by: optional(like(forms.duration)),
  to: optional(instant()),
})

export const setClockRequest = closed({ to: instant() })

export const firedSchema = Type.Object({ kind: text(), id: uuid(), at: instant(), failed: Type.Boolean() })

export const advancedSchema = Type.Object({
  now: instant(),
  frozen: Type.Boolean(),
  counts: Type.Record(Type.String(), Type.Integer()),
  failed_count: Type.Integer(),
  fired: Type.Array(firedSchema),
})

const updateSchema = Type.Object({
  id: uuid(),
  cause: text(),
  resources: Type.Array(text()),
  request_id: text(),
  created_at: instant(),
  due_at: nullable(instant()),
  finished_at: nullable(instant()),
  tries: Type.Integer(),
  outcome: Type.Unknown(),
})

/** A link from inside: what is due next, and what became of what was. */
export const linkInsideSchema = Type.Object({
  id: uuid(),
  institution: text(),
  status: text(),
  access_mode: nullable(text()),
  refresh_rate: nullable(text()),
  failed_logins: Type.Integer(),
  next_refresh_at: nullable(instant()),
  refresh_retries: Type.Integer(),
  refreshed_at: nullable(instant()),
  credentials_expire_at: nullable(instant()),
  stale_at: nullable(instant()),
  events_count: Type.Integer(),
  updates: Type.Array(updateSchema),
})

export const linkSettings = closed({ refresh_rate: Type.Enum([...refreshRates]) })

export const settingsRequest = closed({
  refresh_rate: optional(Type.Enum([...refreshRates])),
  consent_reminders: optional(Type.Boolean()),
})

export type SettingsRequest = Static<typeof settingsRequest>

export const settingsSchema = Type.Object({
  refresh_rate: Type.Enum([...refreshRates]),
  consent_reminders: Type.Boolean(),
})

export const usageSchema = Type.Object({
  id: uuid(),
  link: uuid(),
  kind: text(),
  request_id: text(),
  happened_at: instant(),
})

export const usageMonths = Type.Object({
  results: Type.Array(Type.Object({ month: text(), counts: Type.Record(Type.String(), Type.Integer()) })),
})
