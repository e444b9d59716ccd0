import Type from 'typebox'
import { instant, nullable, text, uuid } from './schema.ts'
import { endpointWebhookCodes } from './webhooks.ts'

/** What happens to a link. */
export const linkEventTypes = [
  'link_registered',
  'link_confirmed',
  'link_changed',
  'link_moved',
  'link_deleted',
  'consent_given',
  'consent_changed',
  'token_asked',
  'token_expired',
  'records_retrieved',
  'records_forgotten',
  'record_deleted',
  'update_due',
  'update_put_off',
  'update_finished',
  'update_cancelled',
  'webhook',
] as const

export type LinkEventType = (typeof linkEventTypes)[number]

/** What happens to a workspace and to no link of it; every workspace begins with one of the first two. */
export const ownEventTypes = [
  'workspace_created',
  'workspace_reset',
  'settings_changed',
  'clock_moved',
  'key_created',
  'key_revoked',
  'endpoint_added',
  'endpoint_changed',
  'endpoint_removed',
  ...endpointWebhookCodes,
] as const

export type OwnEventType = (typeof ownEventTypes)[number]

/** An event of the log; `sequence` is its place among those of its link. */
export const eventSchema = Type.Object({
  position: Type.Integer(),
  id: uuid(),
  type: text(),
  link: nullable(uuid()),
  sequence: nullable(Type.Integer()),
  request_id: nullable(text()),
  happened_at: instant(),
  data: Type.Object({}, { additionalProperties: true }),
})

/** `next` is what the next page comes after, also where nothing of this one is shown. */
export const eventPage = Type.Object({
  results: Type.Array(eventSchema),
  next: Type.Integer(),
  oldest: Type.Integer({ description: 'The first position that is kept. Beyond `after` + 1, something was missed.' }),
})

export const eventsDefault = 100
export const eventsMax = 1_000

/** How long a request may wait for an event, in seconds. */
export const waitMax = 30
