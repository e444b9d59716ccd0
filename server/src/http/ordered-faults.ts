import type { FaultRuleDescription } from '../../../contract/fault-rules.ts'
import { type FaultName, fault } from '../domain/faults.ts'
import type { FaultRule } from '../domain/sandbox/fault-rules.ts'
import { latencyOf } from '../domain/sandbox/fault-rules.ts'
import type { Deps } from '../flows/deps.ts'
import { pause } from '../kit/deadline.ts'
import { isUuid } from '../kit/ids.ts'
import type { Ask, Endpoint, Reply } from './route.ts'

/** What was ordered to become of a reply once it is there; `cut` where nobody is to get it. */
export type Ordered = { readonly reply: Reply; readonly kind: 'whole' | 'garbled' } | 'cut'

/**
 * Answers as the endpoint does, or as was ordered for this request: later, with another refusal, with bytes that are no
 * answer, or not at all. Our own surface is never touched, so that every order can be taken back.
 */
export async function handleAsOrdered(deps: Deps, endpoint: Endpoint, ask: Ask): Promise<Ordered> {
  const handle = seenByDoctor(deps, endpoint, ask)
  const rules = await rulesFor(deps, endpoint, ask)
  if (rules.length === 0) return { reply: await handle(), kind: 'whole' }
  const { seed } = await deps.worlds.of(ask.caller.scope)
  for (const rule of rules) {
    const { effect } = rule.description
    if (effect.kind === 'latency') await pause(latencyOf(seed, rule, effect.distribution))
    if (effect.kind === 'error') throw refusal(effect, rule.id)
    if (effect.kind === 'dropped_connection' && effect.when === 'before') return 'cut'
  }
  const reply = await handle()
  const kinds = new Set(rules.map(({ description }) => description.effect.kind))
  if (kinds.has('dropped_connection')) return 'cut'
  return { reply, kind: kinds.has('garbage') ? 'garbled' : 'whole' }
}

/** The doctor sees what the applications that it examines ask for, and lets them wait for it. */
function seenByDoctor(deps: Deps, endpoint: Endpoint, ask: Ask): () => Promise<Reply> {
  const handle = async () => endpoint.handle({ ...deps, operation: endpoint.operationId }, ask)
  const watch = endpoint.path.startsWith('/api/') ? deps.doctor?.watchOf(ask.caller.scope) : undefined
  if (!watch) return handle
  const { params, query } = ask
  const link = linkOf(endpoint, ask) ?? ''
  const mentions = [...Object.values(params), ...Object.entries(query).map((pair) => pair.join('=')), link]
  return () => watch.attend({ operation: endpoint.operationId, mentions }, handle)
}

/** As the real one, its headers included. */
function refusal(
  { fault: name, field }: Extract<FaultRuleDescription['effect'], { kind: 'error' }>,
  orderedBy: string,
) {
  const seconds = retryAfterSeconds[name]
  return fault(name as FaultName, {
    values: usual,
    ...(field === undefined ? {} : { field }),
    ...(seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } }),
    log: { ordered_by: orderedBy },
  })
}

/** What stands in the messages of refusals that name something. */
const usual = {
  ...{ minutes: 10, seconds: 60, limit: 30 },
  ...{ problem: 'Not a valid value.', value: 'something else', type: 'str', key: 'id' },
  ...{ records: 'accounts', supported: 'ACCOUNTS, OWNERS, TRANSACTIONS' },
}

const retryAfterSeconds: Readonly<Partial<Record<string, number>>> = {
  link_refreshed: usual.minutes * 60,
  too_many_deletions: usual.seconds,
  too_many_tokens: usual.seconds,
  shutting_down: 5,
}

async function rulesFor(deps: Deps, endpoint: Endpoint, ask: Ask): Promise<readonly FaultRule[]> {
  if (deps.mode !== 'emulator' || !endpoint.path.startsWith('/api/')) return []
  const { ordered, clock } = await deps.worlds.of(ask.caller.scope)
  if (!ordered) return []
  const { operationId: operation } = endpoint
  const at = { stage: 'door', institution: null, resource: null, at: clock.now() } as const
  return ordered.meet({ ...at, operation, linkId: linkOf(endpoint, ask) })
}

/** The link that a request is about, where it says so: in its path, its query or its body. */
function linkOf({ path }: Endpoint, { params, query, body }: Ask): string | null {
  const inBody = typeof body === 'object' && body !== null && 'link' in body ? body.link : undefined
  const named = path.startsWith('/api/links/') ? (params.id ?? inBody) : (query.link ?? inBody)
  return typeof named === 'string' && isUuid(named) ? named : null
}

/** The first half of the reply, and then what no parser takes. */
export const garbled = (text: string): string => `${text.slice(0, Math.ceil(text.length / 2))}\u0000\ufffd<garbage>`
