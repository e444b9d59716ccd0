import Type, { type Static } from 'typebox'
import { forms, like } from './forms.ts'
import { closed, instant, nullable, optional, text, uuid } from './schema.ts'

/** What an examination of a webhook endpoint can look at, in the order in which it does. */
export const checkNames = [
  'delivery',
  'duplicates',
  'reordering',
  'late_answers',
  'removal',
  'unknown_webhooks',
  'forgeries',
  'burst',
  'replay',
] as const

export type CheckName = (typeof checkNames)[number]

export const verdicts = ['passed', 'warned', 'failed', 'skipped'] as const

export type Verdict = (typeof verdicts)[number]

const address = () => Type.String({ minLength: 1, maxLength: 2_048 })

export const doctorRequest = closed({
  url: address(),
  authorization: optional(like(forms.headerValue, { minLength: 1, maxLength: 4_096 })),
  secret: optional(
    like(forms.signingSecret, {
      description: 'What is played is signed with it, as Standard Webhooks has it.',
    }),
  ),
  state_url: optional(
    Type.String({
      minLength: 1,
      maxLength: 2_048,
      description: 'Answers `{"transactions": ["id", …]}`: what the application believes in.',
    }),
  ),
  link: optional(uuid()),
  external_id: optional(Type.String({ minLength: 3, maxLength: 256 })),
  checks: optional(Type.Array(Type.Enum([...checkNames]), { minItems: 1, maxItems: checkNames.length })),
})

export type DoctorRequest = Static<typeof doctorRequest>

const figures = Type.Object({
  sent: Type.Integer(),
  acknowledged: Type.Integer({ description: 'Answered with 2xx in time.' }),
  p50_ms: Type.Number(),
  p99_ms: Type.Number(),
})

export const checkReport = Type.Object({
  check: Type.Enum([...checkNames]),
  title: text(),
  verdict: Type.Enum([...verdicts]),
  played: text(),
  expected: text(),
  seen: Type.Array(text()),
  figures: nullable(figures),
  advice: nullable(text()),
  docs: text(),
})

export type CheckReport = Static<typeof checkReport>

export const examinationSchema = Type.Object({
  id: uuid(),
  state: Type.Enum(['running', 'finished', 'broken_off']),
  url: text(),
  link: nullable(uuid()),
  began_at: instant(),
  grade: nullable(Type.Enum(['A', 'B', 'C', 'D', 'F'])),
  percent: nullable(Type.Integer()),
  problem: nullable(text()),
  checks: Type.Array(checkReport),
  waiting: Type.Array(Type.Enum([...checkNames])),
})
