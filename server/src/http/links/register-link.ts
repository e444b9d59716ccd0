import { linkRequest, linkSchema } from '../../../../contract/links.ts'
import { tokenRequired } from '../../../../contract/modify-link.ts'
import { registerLink as register } from '../../flows/links/register-link.ts'
import { route } from '../route.ts'
import { tokenAsked } from '../token-asked.ts'
import { visitFaults } from '../visit-faults.ts'
import { wireLink } from './wire-link.ts'

export const registerLink = route({
  method: 'POST',
  path: '/api/links/',
  operationId: 'RegisterLink',
  tag: 'Links',
  summary: 'Register a link: log in at an institution for one person or company',
  scope: 'links:write',
  widget: { scope: 'write_links' },
  body: linkRequest,
  example: { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full' },
  replies: { 201: linkSchema, 428: tokenRequired },
  faults: [
    'field_required',
    'field_null',
    'field_blank',
    'field_invalid',
    'choice_invalid',
    'list_expected',
    'does_not_exist',
    'resources_unsupported',
    'recurrent_must_store',
    'single_must_fetch',
    'credentials_malformed',
    ...visitFaults,
  ],
  async handle(deps, ask) {
    const registered = await register(deps, ask.caller, ask.body)
    if (registered.kind === 'token') return tokenAsked(registered)
    return { status: 201, body: wireLink(registered.link), requestId: registered.requestId }
  },
})
