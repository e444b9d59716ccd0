import Type, { type Static } from 'typebox'
import { closed, nullable, optional, uuid } from './schema.ts'

/** Webhooks that are brought about on demand. */
export const triggerRequest = closed({
  webhook_type: Type.String({ minLength: 1, maxLength: 64 }),
  webhook_code: Type.String({ minLength: 1, maxLength: 128 }),
  link: optional(uuid()),
})

export type TriggerRequest = Static<typeof triggerRequest>

export const triggered = Type.Object({
  webhook_type: Type.String(),
  webhook_code: Type.String(),
  link: uuid(),
  institution: Type.String(),
  registered: Type.Boolean({ description: 'No link fitted, so this one was registered.' }),
  happened: Type.String(),
  new_password: nullable(Type.String({ description: 'With which the person is let in from now on.' })),
  request_id: Type.String(),
  update: nullable(uuid()),
  webhooks: Type.Array(
    Type.Object({
      webhook_id: Type.String(),
      webhook_type: Type.String(),
      webhook_code: Type.String(),
      data: Type.Unknown(),
    }),
  ),
})

export const triggerList = Type.Object({
  results: Type.Array(
    Type.Object({
      webhook_type: Type.String(),
      webhook_code: Type.String(),
      needs: Type.String(),
      does: Type.String(),
      institutions: Type.Array(Type.String()),
    }),
  ),
})
