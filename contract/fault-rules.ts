import Type, { type Static } from 'typebox'
import { resourceWords } from './catalogue.ts'
import { forms, like } from './forms.ts'
import { closed, instant, nullable, optional, uuid } from './schema.ts'

/** Failures that are ordered: what has to happen, to whom, and how often. */

/** How the institution can fail, by our names; these go the whole way, with all that follows for the link. */
export const institutionFaults = [
  'credentials_rejected',
  'login_failed',
  'user_forbidden',
  'user_locked',
  'curp_unknown',
  'nss_missing',
  'nss_mismatched',
  'insured_inconsistent',
  'email_taken',
  'visits_used_up',
  'too_many_sessions',
  'institution_down',
  'institution_unavailable',
  'institution_inactive',
  'connector_outdated',
  'request_timed_out',
  'token_required',
] as const

/** How the API can refuse before it looks at what is asked. */
export const doorFaults = [
  'keys_rejected',
  'scope_missing',
  'not_found',
  'page_invalid',
  'field_required',
  'field_null',
  'field_blank',
  'field_invalid',
  'choice_invalid',
  'list_expected',
  'does_not_exist',
  'credentials_malformed',
  'period_too_short',
  'records_needed',
  'recurrent_must_store',
  'single_must_fetch',
  'resources_unsupported',
  'access_mode_switch_refused',
  'too_many_deletions',
  'too_many_tokens',
  'link_invalid',
  'link_unconfirmed',
  'link_refreshed',
  'credentials_expired',
  'resource_unsupported',
  'session_expired',
  'shutting_down',
  'unexpected',
] as const

/** A caller waits no longer than this for a delay that was ordered. */
const delayMaxMs = 60_000

const milliseconds = (description: string) => Type.Integer({ minimum: 0, maximum: delayMaxMs, description })

const distribution = Type.Union([
  closed({ kind: Type.Literal('fixed'), ms: milliseconds('Always this long.') }),
  closed({ kind: Type.Literal('uniform'), from_ms: milliseconds('At least.'), to_ms: milliseconds('At most.') }),
  closed({
    kind: Type.Literal('normal'),
    mean_ms: milliseconds('In the middle.'),
    deviation_ms: milliseconds('Two thirds of all lie within this of the middle.'),
  }),
  closed({
    kind: Type.Literal('exponential'),
    mean_ms: milliseconds('On average: mostly shorter, now and then much longer.'),
  }),
])

const effect = Type.Union([
  closed({
    kind: Type.Literal('error'),
    fault: Type.Enum([...institutionFaults, ...doorFaults], { description: 'As in docs/errors.' }),
    field: optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description: 'The key or the filter that the refusal names; not of a failure of an institution.',
      }),
    ),
  }),
  closed({ kind: Type.Literal('latency'), distribution }),
  closed({
    kind: Type.Literal('dropped_connection'),
    when: Type.Enum(['before', 'after'], { description: 'The work was done: not yet, or already.' }),
  }),
  closed({ kind: Type.Literal('garbage') }),
  closed({
    kind: Type.Literal('partial_data'),
    share: Type.Number({ minimum: 0, maximum: 1, description: 'How much of a resource the institution shows.' }),
  }),
])

const match = closed(
  {
    operation: optional(
      like(forms.operation, {
        description: 'The operation of the API, or `Update` for what runs by itself.',
      }),
    ),
    institution: optional(Type.String({ minLength: 1, maxLength: 128 })),
    link: optional(uuid()),
    resource: optional(
      Type.Enum([...resourceWords], { description: 'Only when this is asked for at the institution.' }),
    ),
    probability: optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, description: '1 where left out.' })),
    from: optional(instant()),
    until: optional(instant()),
  },
  { description: 'All that is named has to fit; what is left out always fits.' },
)

export const faultRuleRequest = closed({
  match: optional(match),
  count: optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'How often; without end where left out.' }),
  ),
  effect,
})

export type FaultRuleDescription = Static<typeof faultRuleRequest>

export const faultRuleSchema = Type.Object({
  id: uuid(),
  match,
  count: nullable(Type.Integer()),
  effect,
  /** How often it has happened. */
  met: Type.Integer(),
  created_at: instant(),
})

export const faultRuleList = Type.Object({ results: Type.Array(faultRuleSchema) })
