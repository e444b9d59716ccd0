import { wireErrors } from '../../../../contract/replies.ts'
import type { FaultName } from '../../domain/faults.ts'
import { wireFaults } from '../faults.ts'
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
export function refusals(names: readonly FaultName[], components: Components): Readonly<Record<string, WireSchema>> {
  const byStatus = Map.groupBy(names, (name) => String(wireFaults[name].status))
  return Object.fromEntries([...byStatus].map(([status, these]) => [status, response(these, components)]))
}

/** What one fault alone answers with is the same everywhere, so it is written once. */
function response(these: readonly FaultName[], components: Components): WireSchema {
  const [first, second] = these
  const written = {
    description: [...new Set(these.map(describe))].join('\n'),
    content: {
      'application/json': {
        schema: components.translate(wireErrors),
        ...(first === undefined ? {} : { example: [exampleOf(first)] }),
      },
    },
  }
  return first !== undefined && second === undefined ? components.share(first, written) : written
}

function exampleOf(name: FaultName): WireSchema {
  const { code, message } = wireFaults[name]
  return { code, message, request_id: '4d6f0fae6d9a4f9bb8c3f2d0c6f3f6f1' }
}

function describe(name: FaultName): string {
  const { code, message } = wireFaults[name]
  return `- \`${code}\`: ${message}`
}
