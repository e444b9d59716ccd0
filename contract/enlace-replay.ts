import Type, { type Static } from 'typebox'
import { closed, instant, nullable, optional, uuid } from './schema.ts'
import { webhookCodes, webhookTypes } from './webhooks.ts'

/** Deliveries that are made once more: all that is named has to fit. */
export const replayRequest = closed({
  from: optional(instant()),
  to: optional(instant()),
  endpoint: optional(uuid()),
  link: optional(uuid()),
  webhook_type: optional(Type.Enum([...webhookTypes])),
  webhook_code: optional(Type.Enum([...webhookCodes])),
  unacknowledged: optional(Type.Boolean({ description: 'Only what was not answered with a 2xx.' })),
  after: optional(Type.String({ maxLength: 256, description: 'The `next` of the call before.' })),
})

export type ReplayBody = Static<typeof replayRequest>

export const replayReply = Type.Object({
  count: Type.Integer({ description: 'How many deliveries are due now.' }),
  made: Type.Integer({ description: 'How many of them the endpoint was never told of before.' }),
  next: nullable(Type.String({ description: 'Send it as `after` to go on; null where that was all.' })),
})
