import Type from 'typebox'
import { deliverySchema } from '../../../../../contract/enlace-life.ts'
import { page } from '../../../../../contract/replies.ts'
import { getTold, listTold, type Told } from '../../../flows/webhooks/deliveries.ts'
import { envelope, pageParameters, readPage } from '../../paging.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'

const path = '/_enlace/deliveries/'
const tag = 'Webhooks'

export const listDeliveries = route({
  method: 'GET',
  path,
  tag,
  operationId: 'ListDeliveries',
  summary: 'What was told to whom, with every attempt, newest first',
  scope: 'links:read',
  query: [...pageParameters, { name: 'link', schema: Type.String({ format: 'uuid' }) }],
  replies: { 200: page(deliverySchema) },
  faults: ['field_invalid', 'page_invalid'],
  async handle(deps, ask) {
    const asked = readPage(ask)
    const { link } = ask.query
    const listed = await listTold(deps, ask.caller.scope, { ...asked, ...(link === undefined ? {} : { linkId: link }) })
    return { status: 200, body: envelope(listed, asked, ask.url, wireTold) }
  },
})

export const getDelivery = route({
  method: 'GET',
  path: `${path}:id/`,
  tag,
  operationId: 'GetDelivery',
  summary: 'One delivery, with every attempt',
  scope: 'links:read',
  replies: { 200: deliverySchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: wireTold(await getTold(deps, ask.caller.scope, idOf(ask))) }
  },
})

const wireTold = ({ delivery, attempts }: Told) => ({
  id: delivery.id,
  webhook_id: delivery.webhook_id,
  webhook_type: delivery.webhook_type,
  webhook_code: delivery.webhook_code,
  link: delivery.link_id,
  event: delivery.event_id,
  sequence: delivery.event_sequence,
  endpoint: delivery.endpoint_id,
  status: delivery.status,
  created_at: delivery.created_at.toISOString(),
  next_attempt_at: delivery.next_attempt_at?.toISOString() ?? null,
  settled_at: delivery.settled_at?.toISOString() ?? null,
  payload: JSON.parse(delivery.payload) as unknown,
  attempts: attempts.map(({ attempt, started_at, duration_ms, status, problem, reply }) => ({
    attempt,
    started_at: started_at.toISOString(),
    duration_ms,
    status,
    problem,
    reply,
  })),
})
