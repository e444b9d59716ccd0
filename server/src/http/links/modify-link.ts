import { linkSchema } from '../../../../contract/links.ts'
import { linkChange, tokenRequired } from '../../../../contract/modify-link.ts'
import { modifyLink as modify } from '../../flows/links/modify-link.ts'
import { idOf } from '../path-ids.ts'
import { route } from '../route.ts'
import { tokenAsked } from '../token-asked.ts'
import { wireLink } from './wire-link.ts'

export const modifyLink = route({
  method: 'PATCH',
  path: '/api/links/:id/',
  operationId: 'ModifyLinkDataRetrieval',
  tag: 'Links',
  summary: "Change how a link's data is retrieved",
  scope: 'links:write',
  body: linkChange,
  replies: { 200: linkSchema, 428: tokenRequired },
  faults: [
    'not_found',
    'field_null',
    'field_invalid',
    'choice_invalid',
    'list_expected',
    'resources_unsupported',
    'access_mode_switch_refused',
    'link_unconfirmed',
    'link_invalid',
    'credentials_expired',
    'credentials_rejected',
    'institution_inactive',
  ],
  async handle(deps, ask) {
    const modified = await modify(deps, ask.caller.scope, idOf(ask), ask.body)
    if (modified.kind === 'token') return tokenAsked(modified)
    const requestId = modified.requestId === null ? {} : { requestId: modified.requestId }
    return { status: 200, body: wireLink(modified.link), ...requestId }
  },
})
