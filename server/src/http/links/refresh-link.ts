import { refreshRequest, tokenRequired } from '../../../../contract/modify-link.ts'
import { accepted } from '../../../../contract/replies.ts'
import { refreshLink as refresh } from '../../flows/links/refresh-link.ts'
import { idOf } from '../path-ids.ts'
import { route } from '../route.ts'
import { tokenAsked } from '../token-asked.ts'
import { visitFaults } from '../visit-faults.ts'

export const refreshLink = route({
  method: 'POST',
  path: '/api/links/:id/refresh/',
  operationId: 'RefreshHistoricalDataForLink',
  tag: 'Links',
  summary: 'Refresh a link now; webhooks tell when its data is there',
  scope: 'links:write',
  widget: { scope: 'write_links', ownLink: true },
  body: refreshRequest,
  replies: { 202: accepted, 428: tokenRequired },
  faults: [
    'not_found',
    'link_refreshed',
    'field_invalid',
    'link_unconfirmed',
    'link_invalid',
    'credentials_expired',
    'choice_invalid',
    'list_expected',
    'resources_unsupported',
    ...visitFaults,
  ],
  async handle(deps, ask) {
    const refreshed = await refresh(deps, ask.caller, idOf(ask), ask.body)
    if (refreshed.kind === 'token') return tokenAsked(refreshed)
    const { requestId } = refreshed
    return { status: 202, body: { request_id: requestId }, requestId }
  },
})
