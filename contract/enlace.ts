import Type from 'typebox'
import { closed, instant, nullable, text, uuid } from './schema.ts'

/** Our own surface below `/_enlace/`: workspaces, keys, the request log. */
const name = () => Type.String({ minLength: 1, maxLength: 128 })

export const workspaceRequest = closed({ name: name() })

export const keySchema = Type.Object({
  id: uuid(),
  name: text(),
  secret_id: text(),
  scopes: Type.Array(text()),
  created_at: instant(),
  revoked_at: nullable(instant()),
})

/** A key as it is answered once, when it is made: nobody can read its password again. */
export const newKeySchema = Type.Object({ ...keySchema.properties, secret_password: text() })

export const workspaceSchema = Type.Object({ id: uuid(), name: text(), created_at: instant(), key: newKeySchema })

export const keyRequest = (scopes: readonly string[]) =>
  closed({ name: name(), scopes: Type.Array(Type.Enum([...scopes]), { minItems: 1, maxItems: 32 }) })

export const keyList = Type.Object({ results: Type.Array(keySchema) })

export const requestSchema = Type.Object({
  request_id: text(),
  workspace: uuid(),
  method: text(),
  path: text(),
  status: Type.Integer(),
  duration_ms: Type.Number(),
  received_at: instant(),
})
