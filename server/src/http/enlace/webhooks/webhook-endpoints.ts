import {
  webhookEndpointList,
  webhookEndpointRequest,
  webhookEndpointSchema,
} from '../../../../../contract/enlace-life.ts'
import {
  createWebhookEndpoint,
  type Endpoint,
  listEndpoints,
  removeEndpoint,
} from '../../../flows/webhooks/webhook-endpoints.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'

const path = '/_enlace/webhooks/'
const tag = 'Webhooks'

export const createEndpoint = route({
  method: 'POST',
  path,
  tag,
  operationId: 'CreateWebhookEndpoint',
  summary: 'Name an address that is told of every webhook from now on',
  scope: 'admin',
  body: webhookEndpointRequest,
  replies: { 201: webhookEndpointSchema },
  faults: ['field_required', 'field_invalid'],
  async handle(deps, ask) {
    const { url, authorization = null } = ask.body
    return {
      status: 201,
      body: wireEndpoint(await createWebhookEndpoint(deps, ask.caller.scope, { url, authorization })),
    }
  },
})

export const listWebhookEndpoints = route({
  method: 'GET',
  path,
  tag,
  operationId: 'ListWebhookEndpoints',
  summary: 'List the addresses that are told of webhooks',
  scope: 'admin',
  replies: { 200: webhookEndpointList },
  faults: [],
  async handle(deps, ask) {
    return { status: 200, body: { results: (await listEndpoints(deps, ask.caller.scope)).map(wireEndpoint) } }
  },
})

export const removeWebhookEndpoint = route({
  method: 'DELETE',
  path: `${path}:id/`,
  tag,
  operationId: 'RemoveWebhookEndpoint',
  summary: 'Tell an address nothing more',
  scope: 'admin',
  replies: { 204: null },
  faults: ['not_found'],
  async handle(deps, ask) {
    await removeEndpoint(deps, ask.caller.scope, idOf(ask))
    return { status: 204 }
  },
})

/** Whether there is an `Authorization` is told; what it says never is. */
const wireEndpoint = (endpoint: Endpoint) => ({
  id: endpoint.id,
  url: endpoint.url,
  has_authorization: endpoint.sealed_authorization !== null,
  created_at: endpoint.created_at.toISOString(),
})
