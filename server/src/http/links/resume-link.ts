import { linkSchema } from '../../../../contract/links.ts'
import { resumeRequest, tokenRequired } from '../../../../contract/modify-link.ts'
import { resumeSession } from '../../flows/links/resume-session.ts'
import { route } from '../route.ts'
import { tokenAsked } from '../token-asked.ts'
import { visitFaults } from '../visit-faults.ts'
import { wireLink } from './wire-link.ts'

export const resumeLink = route({
  method: 'PATCH',
  path: '/api/links/',
  operationId: 'PatchLinks',
  tag: 'Links',
  summary: 'Go on after a 428, with the token or the confirmation',
  scope: 'links:write',
  widget: { scope: 'write_links' },
  body: resumeRequest,
  replies: { 200: linkSchema, 428: tokenRequired },
  faults: [
    'not_found',
    'field_required',
    'field_null',
    'field_blank',
    'field_invalid',
    'session_expired',
    ...visitFaults,
  ],
  async handle(deps, ask) {
    const resumed = await resumeSession(deps, ask.caller, ask.body)
    if (resumed.kind === 'token') return tokenAsked(resumed)
    return { status: 200, body: wireLink(resumed.link), requestId: resumed.requestId }
  },
})
