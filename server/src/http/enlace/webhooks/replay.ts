import { type ReplayBody, replayReply, replayRequest } from '../../../../../contract/enlace-replay.ts'
import { filterNames } from '../../../../../contract/webhooks.ts'
import { fault } from '../../../domain/faults.ts'
import { hintAmong } from '../../../domain/hints.ts'
import { replay as begin, replayDelivery as once, type Place, type Replayed } from '../../../flows/webhooks/replay.ts'
import { isUuid } from '../../../kit/ids.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'

const tag = 'Webhooks'

export const replayDelivery = route({
  method: 'POST',
  path: '/_enlace/deliveries/:id/replay/',
  tag,
  operationId: 'ReplayDelivery',
  summary: 'Make one delivery once more, with a fresh round of tries',
  scope: 'links:write',
  replies: { 202: replayReply },
  faults: ['not_found', 'does_not_exist'],
  async handle(deps, ask) {
    return { status: 202, body: wireReplayed(await once(deps, ask.caller.scope, idOf(ask))) }
  },
})

export const replayDeliveries = route({
  method: 'POST',
  path: '/_enlace/replay/',
  tag,
  operationId: 'ReplayDeliveries',
  summary: 'Make deliveries once more: of a time, a link, an endpoint, a webhook, or all that nobody has acknowledged',
  scope: 'links:write',
  body: replayRequest,
  example: { unacknowledged: true },
  replies: { 202: replayReply },
  faults: ['not_found', 'field_invalid', 'choice_invalid'],
  async handle(deps, ask) {
    return { status: 202, body: wireReplayed(await begin(deps, ask.caller.scope, readRequest(ask.body))) }
  },
})

const nothingNamed =
  'Name at least one of from, to, endpoint, link, webhook_type and webhook_code, or say unacknowledged: true.'

/** Nobody means everything that was ever told by saying nothing. */
function readRequest({ from, to, endpoint, link, unacknowledged = false, after, ...body }: ReplayBody) {
  const { webhook_type: type, webhook_code: code } = body
  const says = from ?? to ?? endpoint ?? link ?? type ?? code
  if (says === undefined && !unacknowledged) throw fault('field_invalid', { values: { problem: nothingNamed } })
  if (type !== undefined && code !== undefined) assertWebhook(type, code)
  const range = { ...(from ? { from: new Date(from) } : {}), ...(to ? { to: new Date(to) } : {}) }
  if (range.from && range.to && range.to <= range.from)
    throw fault('field_invalid', { field: 'to', values: { problem: 'Has to be after from.' } })
  return {
    ...range,
    ...(endpoint ? { endpointId: endpoint } : {}),
    ...(link ? { linkId: link } : {}),
    ...(type ? { type } : {}),
    ...(code ? { code } : {}),
    unacknowledged,
    after: after === undefined ? null : readPlace(after),
  }
}

/** Otherwise nothing would be replayed, without a word. */
function assertWebhook(type: string, code: string): void {
  const codes = filterNames.flatMap((name) => (name.startsWith(`${type} `) ? name.slice(type.length + 1) : []))
  if (codes.includes(code)) return
  throw fault('choice_invalid', { field: 'webhook_code', values: { value: code }, hint: hintAmong(code, codes) })
}

const separator = '_'

/** `2026-03-18T15:00:00.000Z_12_8dfbf4f8-…`: where the call before has stopped. */
function readPlace(text: string): Place {
  const [instant = '', place = '', id = '', ...more] = text.split(separator)
  const [at, sequence] = [new Date(instant), Number(place)]
  const isInstant = !Number.isNaN(at.getTime()) && at.toISOString() === instant
  const isPlace = Number.isSafeInteger(sequence) && sequence >= 0 && String(sequence) === place
  if (!isInstant || !isPlace || !isUuid(id) || more.length > 0)
    throw fault('field_invalid', { field: 'after', values: { problem: 'Send what `next` said.' } })
  return { at, sequence, id }
}

const wireReplayed = ({ count, made, next }: Replayed) => ({
  count,
  made,
  next: next && [next.at.toISOString(), next.sequence, next.id].join(separator),
})
