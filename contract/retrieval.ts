import Type, { type Static } from 'typebox'
import { confidenceLevels, incomeTypes } from './resources/incomes.ts'
import { optional, text, uuid } from './schema.ts'

/** What the bodies of `POST /api/{resource}/` can carry; which keys a resource takes follows from its definition. */
export const retrievalRequest = Type.Object({
  link: uuid(),
  token: optional(text(1024)),
  save_data: optional(Type.Boolean()),
  date_from: optional(Type.String({ format: 'date' })),
  date_to: optional(Type.String({ format: 'date' })),
  account: optional(uuid()),
  allowed_income_types: optional(Type.Array(Type.Enum([...incomeTypes]), { maxItems: 64 })),
  minimum_confidence_level: optional(Type.Enum([...confidenceLevels])),
})

export type RetrievalRequest = Static<typeof retrievalRequest>
