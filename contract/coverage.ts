import Type from 'typebox'
import { text } from './schema.ts'

const met = Type.Array(Type.Object({ name: text(), count: Type.Integer({ description: 'How often.' }) }))

const part = Type.Object({
  met,
  missing: Type.Array(text()),
  total: Type.Integer({ description: 'How many there are.' }),
})

/** How much of what can happen the tests of an application have met. */
export const coverageSchema = Type.Object({
  /** Such as `31 of 47`. */
  summary: text(),
  share: Type.Number({ description: 'Of all that can be met, 0 to 1.' }),
  error_codes: part,
  http_statuses: part,
  link_statuses: part,
  webhooks: part,
})
