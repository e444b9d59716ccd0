import { wireErrors } from '../../../../contract/replies.ts'
import type { FaultName } from '../../domain/faults.ts'
import { messageOf, wireFaults } from '../faults.ts'
import { type Endpoint, isOwn } from '../route.ts'
import type { Components, WireSchema } from './components.ts'

const always: readonly FaultName[] = [
  'bad_request',
  'keys_rejected',
  'uri_too_long',
  'headers_too_large',
  'unexpected',
  'shutting_down',
]
const withBody: readonly FaultName[] = ['malformed_json', 'payload_too_large', 'unsupported_media_type']

/** Every way an endpoint can refuse: its own, and what stands before its handler. */
export function faultsOf(endpoint: Endpoint): readonly FaultName[] {
  const { faults, scope, widget, bodySchema } = endpoint
  const needed: readonly FaultName[] = scope === null ? [] : ['scope_missing']
  const ofTokens: readonly FaultName[] = widget ? ['access_token_rejected'] : []
  const ofUnknown: readonly FaultName[] = isOwn(endpoint) ? ['field_invalid'] : []
  return [...new Set([...faults, ...ofUnknown, ...always, ...ofTokens, ...needed, ...(bodySchema ? withBody : [])])]
}

/** One response for each status, which tells every code that it may carry. */
export function refusals(endpoint: Endpoint, components: Components): Readonly<Record<string, WireSchema>> {
  const byStatus = Map.groupBy(faultsOf(endpoint), (name) => String(wireFaults[name].status))
  const own = isOwn(endpoint)
  const told = [...byStatus].map(([status, names]) => [status, names.map((name) => wireOf(name, own))] as const)
  return Object.fromEntries(told.map(([status, these]) => [status, response(these, components)]))
}

type Told = { readonly name: FaultName; readonly code: string; readonly message: string }

const wireOf = (name: FaultName, own: boolean): Told => ({
  name,
  code: wireFaults[name].code,
  message: messageOf(name, { own }),
})

/** What one fault alone answers with is the same everywhere, so it is written once. */
function response(these: readonly Told[], components: Components): WireSchema {
  const [first, second] = these
  const written = {
    description: [...new Set(these.map(({ code, message }) => `- \`${code}\`: ${message}`))].join('\n'),
    content: {
      'application/json': {
        schema: components.translate(wireErrors),
        ...(first === undefined ? {} : { example: [exampleOf(first)] }),
      },
    },
  }
  return first !== undefined && second === undefined ? components.share(first.name, written) : written
}

const exampleOf = ({ code, message }: Told): WireSchema => ({
  code,
  message,
  request_id: '4d6f0fae6d9a4f9bb8c3f2d0c6f3f6f1',
})
