import { keyList } from '../../../../contract/enlace.ts'
import { listKeys as list } from '../../flows/workspaces/keys.ts'
import { route } from '../route.ts'
import { wireKey } from './wire-key.ts'

export const listKeys = route({
  method: 'GET',
  path: '/_enlace/keys/',
  operationId: 'ListKeys',
  tag: 'Keys',
  summary: 'List the keys of the workspace, revoked ones included',
  scope: 'admin',
  replies: { 200: keyList },
  faults: [],
  async handle(deps, ask) {
    const keys = await list(deps, ask.caller.scope)
    return { status: 200, body: { results: keys.map(wireKey) } }
  },
})
