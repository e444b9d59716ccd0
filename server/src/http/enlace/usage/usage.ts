import { usageMonths, usageSchema } from '../../../../../contract/enlace-life.ts'
import { page } from '../../../../../contract/replies.ts'
import { listUsed, sumUsedMonths, type Used } from '../../../flows/workspaces/usage.ts'
import { envelope, pageParameters, readPage } from '../../paging.ts'
import { route } from '../../route.ts'

export const listUsage = route({
  method: 'GET',
  path: '/_enlace/usage/',
  tag: 'Usage',
  operationId: 'ListUsage',
  summary: 'What was counted, newest first',
  scope: 'admin',
  query: pageParameters,
  replies: { 200: page(usageSchema) },
  faults: ['field_invalid', 'page_invalid'],
  async handle(deps, ask) {
    const asked = readPage(ask)
    return { status: 200, body: envelope(await listUsed(deps, ask.caller.scope, asked), asked, ask.url, wireUsed) }
  },
})

export const sumUsage = route({
  method: 'GET',
  path: '/_enlace/usage/months/',
  tag: 'Usage',
  operationId: 'SumUsage',
  summary: 'How much was counted in each of the last twelve months',
  scope: 'admin',
  replies: { 200: usageMonths },
  faults: [],
  async handle(deps, ask) {
    return { status: 200, body: { results: await sumUsedMonths(deps, ask.caller.scope) } }
  },
})

const wireUsed = (used: Used) => ({
  id: used.id,
  link: used.link_id,
  kind: used.kind,
  request_id: used.request_id,
  happened_at: used.happened_at.toISOString(),
})
