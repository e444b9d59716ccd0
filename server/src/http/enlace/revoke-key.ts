import { revokeKey as revoke } from '../../flows/workspaces/keys.ts'
import { idOf } from '../path-ids.ts'
import { route } from '../route.ts'

export const revokeKey = route({
  method: 'DELETE',
  path: '/_enlace/keys/:id/',
  operationId: 'RevokeKey',
  tag: 'Keys',
  summary: 'Revoke a key at once',
  scope: 'admin',
  replies: { 204: null },
  faults: ['not_found', 'field_invalid'],
  async handle(deps, ask) {
    await revoke(deps, ask.caller.scope, idOf(ask))
    return { status: 204 }
  },
})
