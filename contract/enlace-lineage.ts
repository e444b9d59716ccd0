import Type from 'typebox'
import { instant, nullable, optional, text, uuid } from './schema.ts'

const differenceSchema = Type.Object({
  field: text(),
  ratio: optional(Type.Number()),
  days: optional(Type.Integer()),
  likeness: optional(Type.Number()),
})

/** By what a record was recognised, or what became of it: names of fields and distances, never what they say. */
export const evidenceSchema = Type.Object({
  strategy: optional(Type.Enum(['explicit', 'exact', 'conservative'])),
  rule: optional(
    Type.Enum([
      ...['former_key', 'named_predecessor', 'same_content', 'posted', 'restated'],
      ...['same_account', 'same_bill', 'key_reused'],
    ]),
  ),
  agreed: optional(Type.Array(text())),
  differed: optional(Type.Array(differenceSchema)),
  score: optional(Type.Number()),
  runner_up: optional(nullable(Type.Number())),
  alike: optional(Type.Object({ stored: Type.Integer(), came: Type.Integer() })),
  keys: optional(Type.Object({ from: text(), to: text() })),
  reason: optional(text()),
  from: optional(nullable(text())),
  to: optional(nullable(text())),
  fields: optional(Type.Array(text())),
})

const stepSchema = Type.Object({
  kind: Type.Enum(['first_seen', 'moved', 'status_changed', 'content_changed', 'removed', 'returned', 'superseded']),
  happened_at: instant(),
  request_id: nullable(text()),
  because: text(),
  other: nullable(uuid()),
  evidence: evidenceSchema,
})

/** What became of one record from the first time that it was seen. */
export const lineageSchema = Type.Object({
  id: uuid(),
  resource: text(),
  link: uuid(),
  status: Type.Enum(['present', 'removed']),
  created_at: instant(),
  removed_at: nullable(instant()),
  reason: nullable(Type.Enum(['gone', 'deleted', 'cascaded', 'superseded'])),
  successor: nullable(uuid()),
  steps: Type.Array(stepSchema),
})
