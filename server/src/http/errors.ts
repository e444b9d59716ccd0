import type { WireError } from '../../../contract/replies.ts'
import { type FaultName, Faults, fault } from '../domain/faults.ts'
import { Fault } from '../kit/fault.ts'
import { messageOf, wireFaults } from './faults.ts'

/** A refusal, ready to be sent: always a list, also of one. */
export type Refusal = {
  readonly status: number
  readonly body: readonly WireError[]
  readonly headers: Readonly<Record<string, string>>
}

/**
 * The wire's form of whatever was thrown; what is not a Fault says nothing about itself. `own` is for what was asked
 * below `/_enlace/`.
 */
export function toRefusal(thrown: unknown, requestId: string, { own = false } = {}): Refusal {
  const faults = toFaults(thrown)
  const [first] = faults
  const { status } = wireFaults[first?.name ?? 'unexpected']
  return {
    status,
    body: faults.map((each) => toWireError(each, requestId, own)),
    headers: { ...(status === 401 ? askForKeys : {}), ...first?.options.headers },
  }
}

/** What RFC 9110 wants beside every 401. */
const askForKeys = { 'www-authenticate': 'Basic realm="api"' }

/** The named failures behind what was thrown; anything unknown is `unexpected`, with its cause for the log. */
export function toFaults(thrown: unknown): readonly Fault<FaultName>[] {
  if (thrown instanceof Faults) return thrown.faults
  if (thrown instanceof Fault && Object.hasOwn(wireFaults, thrown.name)) return [thrown as Fault<FaultName>]
  return [fault('unexpected', { cause: thrown })]
}

function toWireError(each: Fault<FaultName>, requestId: string, own: boolean): WireError {
  const { code } = wireFaults[each.name]
  const { values = {}, field, hint, extra = {} } = each.options
  const text = messageOf(each.name, { own }).replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''))
  const message = hint === undefined ? text : `${text.replace(/\.?$/, '.')} ${hint}`
  return { code, message, request_id: requestId, ...(field === undefined ? {} : { field }), ...extra }
}
