import Type, { type Static } from 'typebox'
import { forms, like } from './forms.ts'
import { confidenceLevels, incomeTypes } from './resources/incomes.ts'
import { nullable, optional, text, uuid } from './schema.ts'

export const directions = ['OUTFLOW', 'INFLOW'] as const

export type Direction = (typeof directions)[number]

export const cadences = ['monthly', 'yearly'] as const

export type Cadence = (typeof cadences)[number]

const year = () => like(forms.year)

/** What the bodies of `POST /api/{resource}/` can carry; which keys a resource takes follows from its definition. */
export const retrievalRequest = Type.Object({
  link: uuid(),
  token: optional(text(1024)),
  save_data: optional(Type.Boolean()),
  date_from: optional(Type.String({ format: 'date' })),
  date_to: optional(Type.String({ format: 'date' })),
  year_from: optional(year()),
  year_to: optional(year()),
  /** A direction or a cadence, or null for both directions. */
  type: optional(nullable(Type.Enum([...directions, ...cadences]))),
  account: optional(uuid()),
  attach_pdf: optional(Type.Boolean()),
  attach_xml: optional(Type.Boolean()),
  allowed_income_types: optional(Type.Array(Type.Enum([...incomeTypes]), { maxItems: 64 })),
  minimum_confidence_level: optional(Type.Enum([...confidenceLevels])),
  reference_date: optional(Type.String({ format: 'date' })),
})

export type RetrievalRequest = Static<typeof retrievalRequest>
