import Type from 'typebox'
import { coverageSchema } from '../../../../../contract/coverage.ts'
import { linkStatuses } from '../../../../../contract/links.ts'
import { webhookNames } from '../../../../../contract/webhooks.ts'
import { fault } from '../../../domain/faults.ts'
import { forgetCoverage as forget, listMet, type MeetingKind } from '../../../flows/faults/coverage.ts'
import { wireFaults } from '../../faults.ts'
import { type Endpoint, route } from '../../route.ts'

const path = '/_enlace/coverage/'
const tag = 'Emulator'

/** What can be met at the API's own endpoints; they are handed in, as these two stand among them. */
export const coverageEndpoints = (api: readonly Endpoint[]): readonly Endpoint[] => {
  const possible = possibleAt(api)
  return [getCoverage(possible), forgetCoverage]
}

type Possible = Readonly<Record<MeetingKind, readonly string[]>>

function possibleAt(api: readonly Endpoint[]): Possible {
  const refusals = api.flatMap(({ faults }) => faults.map((name) => wireFaults[name]))
  const everywhere = [wireFaults.keys_rejected, wireFaults.scope_missing, wireFaults.unexpected]
  const told = [...refusals, ...everywhere]
  const replies = api.flatMap((endpoint) => Object.keys(endpoint.replies))
  const sorted = (names: readonly string[]) => [...new Set(names)].toSorted()
  return {
    error_code: sorted([...told.map(({ code }) => code), 'token_required']),
    http_status: sorted([...told.map(({ status }) => String(status)), ...replies]),
    link_status: linkStatuses,
    webhook: webhookNames,
  }
}

const getCoverage = (possible: Possible) =>
  route({
    method: 'GET',
    path,
    tag,
    operationId: 'GetCoverage',
    summary: 'Which error codes, statuses, states of links and webhooks have been met, and which have not',
    scope: 'admin',
    query: [{ name: 'at_least', schema: Type.Integer({ minimum: 0, maximum: 100 }) }],
    replies: { 200: coverageSchema },
    faults: ['not_found', 'field_invalid', 'coverage_too_low'],
    async handle(deps, ask) {
      const counts = await listMet(deps, ask.caller.scope)
      const part = (kind: MeetingKind) => partOf(possible[kind], counts(kind))
      const parts = [part('error_code'), part('http_status'), part('link_status'), part('webhook')] as const
      const [error_codes, http_statuses, link_statuses, webhooks] = parts
      const met = parts.reduce((sum, each) => sum + each.met.length, 0)
      const total = parts.reduce((sum, each) => sum + each.total, 0)
      const share = met / total
      const summary = `${met} of ${total}`
      const wanted = Number(ask.query.at_least ?? 0)
      if (share * 100 < wanted) {
        const missing = { error_codes, http_statuses, link_statuses, webhooks }
        throw fault('coverage_too_low', { values: { summary, wanted, missing: inWords(missing) } })
      }
      return { status: 200, body: { summary, share, error_codes, http_statuses, link_statuses, webhooks } }
    },
  })

/** Part by part, as a name may stand in two: `invalid` is a code and a state of a link. */
const inWords = (parts: Readonly<Record<string, { readonly missing: readonly string[] }>>): string =>
  Object.entries(parts)
    .flatMap(([name, { missing }]) => (missing.length === 0 ? [] : [`${name.replace('_', ' ')} ${missing.join(', ')}`]))
    .join('; ')

function partOf(possible: readonly string[], counts: ReadonlyMap<string, number>) {
  const met = possible.flatMap((name) => {
    const count = counts.get(name)
    return count === undefined ? [] : [{ name, count }]
  })
  return { met, missing: possible.filter((name) => !counts.has(name)), total: possible.length }
}

const forgetCoverage = route({
  method: 'DELETE',
  path,
  tag,
  operationId: 'ForgetCoverage',
  summary: 'Begin at nothing again, before a run of tests',
  scope: 'admin',
  replies: { 204: null },
  faults: ['not_found'],
  async handle(deps, ask) {
    await forget(deps, ask.caller.scope)
    return { status: 204 }
  },
})
