import Type, { type Static } from 'typebox'
import { forms, like } from './forms.ts'
import { accessModes } from './links.ts'
import { nullable, optional, requestId, text, uuid } from './schema.ts'

/**
 * The body of `PATCH /api/links/{id}/`. None of the three has a default: a body with only `stale_in` leaves the access
 * mode as it is.
 */
export const linkChange = Type.Object({
  access_mode: optional(Type.Enum([...accessModes])),
  stale_in: optional(like(forms.days)),
  fetch_resources: optional(Type.Array(text(64), { maxItems: 64 })),
})

export type LinkChangeRequest = Static<typeof linkChange>

/** The body of `POST /api/links/{id}/refresh/`. */
export const refreshRequest = Type.Object({ fetch_resources: optional(Type.Array(text(64), { maxItems: 64 })) })

export type RefreshRequest = Static<typeof refreshRequest>

const credential = () => Type.String({ minLength: 1, maxLength: 1024 })

/** The body of `PUT /api/links/{id}/`: only passwords can be changed. */
export const credentialsRequest = Type.Object({
  password: credential(),
  password2: optional(nullable(credential())),
  token: optional(nullable(credential())),
  username_type: optional(nullable(credential())),
})

export type CredentialsRequest = Static<typeof credentialsRequest>

/** The body of every PATCH that goes on with a session after a 428. */
export const resumeRequest = Type.Object({
  session: requestId(),
  link: uuid(),
  token: optional(nullable(credential())),
  save_data: optional(Type.Boolean()),
})

export type ResumeRequest = Static<typeof resumeRequest>

/** What the institution asks the person for. */
export const tokenRequired = Type.Array(
  Type.Object({
    code: text(),
    message: text(),
    request_id: requestId(),
    session: requestId(),
    expiry: Type.Integer(),
    link: uuid(),
    token_generation_data: Type.Object({
      instructions: text(),
      type: text(),
      value: text(),
      expects_user_input: Type.Boolean(),
    }),
  }),
)
