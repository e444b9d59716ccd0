import { resetWorkspace } from '../../flows/workspaces/reset-workspace.ts'
import { route } from '../route.ts'

export const reset = route({
  method: 'POST',
  path: '/_enlace/reset/',
  operationId: 'ResetWorkspace',
  tag: 'Emulator',
  summary: 'Empty the workspace; keys stay. The emulator only',
  scope: 'admin',
  replies: { 204: null },
  faults: ['not_found'],
  async handle(deps, ask) {
    await resetWorkspace(deps, ask.caller.scope)
    return { status: 204 }
  },
})
