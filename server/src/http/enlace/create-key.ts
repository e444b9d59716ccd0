import { keyRequest, newKeySchema } from '../../../../contract/enlace.ts'
import { type KeyScope, keyScopes } from '../../domain/key-scopes.ts'
import { createKey as create } from '../../flows/workspaces/keys.ts'
import { route } from '../route.ts'
import { wireNewKey } from './wire-key.ts'

export const createKey = route({
  method: 'POST',
  path: '/_enlace/keys/',
  operationId: 'CreateKey',
  tag: 'Keys',
  summary: 'Make a key with some scopes; its password is answered this one time',
  scope: 'admin',
  body: keyRequest(keyScopes),
  replies: { 201: newKeySchema },
  faults: ['field_required', 'field_null', 'field_blank', 'field_invalid', 'choice_invalid', 'list_expected'],
  async handle(deps, ask) {
    const scopes = ask.body.scopes as readonly KeyScope[]
    const made = await create(deps, ask.caller.scope, { name: ask.body.name, scopes })
    return { status: 201, body: wireNewKey(made) }
  },
})
