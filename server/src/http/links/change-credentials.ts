import { linkSchema } from '../../../../contract/links.ts'
import { credentialsRequest, tokenRequired } from '../../../../contract/modify-link.ts'
import { changeCredentials as change } from '../../flows/links/change-credentials.ts'
import { idOf } from '../path-ids.ts'
import { route } from '../route.ts'
import { tokenAsked } from '../token-asked.ts'
import { visitFaults } from '../visit-faults.ts'
import { wireLink } from './wire-link.ts'

export const changeCredentials = route({
  method: 'PUT',
  path: '/api/links/:id/',
  operationId: 'UpdateLink',
  tag: 'Links',
  summary: "Give a link its person's new password",
  scope: 'links:write',
  widget: { scope: 'write_links', ownLink: true },
  body: credentialsRequest,
  replies: { 200: linkSchema, 428: tokenRequired },
  faults: [
    'not_found',
    'field_required',
    'field_null',
    'field_blank',
    'field_invalid',
    'link_unconfirmed',
    'link_invalid',
    'credentials_expired',
    'credentials_malformed',
    ...visitFaults,
  ],
  async handle(deps, ask) {
    const changed = await change(deps, ask.caller, idOf(ask), ask.body)
    if (changed.kind === 'token') return tokenAsked(changed)
    return { status: 200, body: wireLink(changed.link), requestId: changed.requestId }
  },
})
