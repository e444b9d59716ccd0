import {
  webhookEndpointChange,
  webhookEndpointList,
  webhookEndpointRequest,
  webhookEndpointSchema,
} from '../../../../../contract/enlace-webhooks.ts'
import {
  changeEndpoint,
  createWebhookEndpoint,
  type Endpoint,
  getEndpoint,
  listEndpoints,
  removeEndpoint,
} from '../../../flows/webhooks/webhook-endpoints.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'

const path = '/_enlace/webhooks/'
const tag = 'Webhooks'
const refusals = [
  'field_null',
  'field_blank',
  'field_invalid',
  'choice_invalid',
  'list_expected',
  'does_not_exist',
] as const

export const createEndpoint = route({
  method: 'POST',
  path,
  tag,
  operationId: 'CreateWebhookEndpoint',
  summary: 'Name an address that is told of webhooks from now on, of all or of some',
  scope: 'admin',
  body: webhookEndpointRequest,
  example: { url: 'http://127.0.0.1:9000/hooks/enlace', webhook_types: ['TRANSACTIONS', 'LINK'] },
  replies: { 201: webhookEndpointSchema },
  faults: ['field_required', ...refusals],
  async handle(deps, ask) {
    const { url, authorization = null, ...terms } = ask.body
    const asked = { url, authorization, terms }
    return { status: 201, body: wireEndpoint(await createWebhookEndpoint(deps, ask.caller.scope, asked)) }
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

export const getWebhookEndpoint = route({
  method: 'GET',
  path: `${path}:id/`,
  tag,
  operationId: 'GetWebhookEndpoint',
  summary: 'One of the addresses that are told of webhooks',
  scope: 'admin',
  replies: { 200: webhookEndpointSchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: wireEndpoint(await getEndpoint(deps, ask.caller.scope, idOf(ask))) }
  },
})

export const changeWebhookEndpoint = route({
  method: 'PATCH',
  path: `${path}:id/`,
  tag,
  operationId: 'ChangeWebhookEndpoint',
  summary: 'Change what an address is told of, and how; null takes a filter away',
  scope: 'admin',
  body: webhookEndpointChange,
  example: { webhook_types: null, enabled: false },
  replies: { 200: webhookEndpointSchema },
  faults: ['not_found', ...refusals],
  async handle(deps, ask) {
    const change = { id: idOf(ask), asked: ask.body }
    return { status: 200, body: wireEndpoint(await changeEndpoint(deps, ask.caller.scope, change)) }
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

/** Whether there is an `Authorization`, and which secrets there are, is told; what they say never is. */
const wireEndpoint = (endpoint: Endpoint) => ({
  id: endpoint.id,
  url: endpoint.url,
  has_authorization: endpoint.sealed_authorization !== null,
  description: endpoint.description,
  enabled: endpoint.enabled,
  webhook_types: endpoint.webhook_types,
  webhook_codes: endpoint.webhook_codes,
  institutions: endpoint.institutions,
  links: endpoint.links,
  retries: endpoint.retries,
  ordered: endpoint.ordered,
  ...standingOf(endpoint),
  secrets: endpoint.secrets.map(({ id, created_at }) => ({ id, created_at: created_at.toISOString() })),
  created_at: endpoint.created_at.toISOString(),
})

const standingOf = ({ enabled, gone_at, paused_at, due_at, failing_since, slowed_until }: Endpoint) => ({
  status: !enabled ? 'off' : paused_at ? 'paused' : 'on',
  reason: gone_at ? 'gone' : paused_at ? 'failing' : null,
  failing_since: failing_since?.toISOString() ?? null,
  slowed_until: slowed_until?.toISOString() ?? null,
  paused_at: paused_at?.toISOString() ?? null,
  next_probe_at: (paused_at && due_at?.toISOString()) ?? null,
})
