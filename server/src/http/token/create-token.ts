import { tokenRequest, tokenSchema } from '../../../../contract/token.ts'
import { makeTokens } from '../../flows/workspaces/widget-tokens.ts'
import { route } from '../route.ts'

export const createToken = route({
  method: 'POST',
  path: '/api/token/',
  operationId: 'GenerateWidgetAccessToken',
  tag: 'Widget Access Token',
  summary: 'Make the token with which a widget acts for one person',
  scope: null,
  keysInBody: true,
  body: tokenRequest,
  wholePaths: true,
  example: { id: 'enlace-demo-id', password: 'enlace-demo-password', scopes: 'read_institutions,write_links' },
  replies: { 200: tokenSchema },
  faults: [
    'field_required',
    'field_null',
    'field_blank',
    'field_invalid',
    'choice_invalid',
    'list_expected',
    'scope_missing',
    'not_found',
    'too_many_tokens',
  ],
  async handle(deps, ask) {
    return { status: 200, body: await makeTokens(deps, ask.caller, ask.url.host, ask.body) }
  },
})
