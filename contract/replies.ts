import Type, { type Static, type TSchema } from 'typebox'
import { nullable, optional, requestId, text } from './schema.ts'

/** One reason why a request was refused. */
export const wireError = Type.Object({
  code: text(),
  message: text(),
  request_id: requestId(),
  field: optional(text()),
  institution_user_id: optional(text()),
})

export type WireError = Static<typeof wireError>

/** Every refusal is a list, also of one. */
export const wireErrors = Type.Array(wireError, { minItems: 1 })

/** The answer to a request that goes on in the background. */
export const accepted = Type.Object({ request_id: text() })

/** One page of a list; `next` and `previous` are absolute URLs that keep the caller's parameters. */
export const page = <T extends TSchema>(item: T) =>
  Type.Object({
    count: Type.Integer(),
    next: nullable(Type.String({ format: 'uri' })),
    previous: nullable(Type.String({ format: 'uri' })),
    results: Type.Array(item),
  })

export const pageSizeDefault = 100
export const pageSizeMax = 1000
