import { resetRequest } from '../../../../contract/forks.ts'
import { resetWorkspace, returnToSnapshot } from '../../flows/workspaces/reset-workspace.ts'
import { route } from '../route.ts'

export const reset = route({
  method: 'POST',
  path: '/_enlace/reset/',
  operationId: 'ResetWorkspace',
  tag: 'Emulator',
  summary: 'Empty the workspace, or make it what it was when a snapshot was kept; keys stay. The emulator only',
  scope: 'admin',
  apart: true,
  body: resetRequest,
  example: {},
  replies: { 204: null },
  faults: ['not_found', 'does_not_exist', 'field_null', 'field_invalid', 'clock_busy', 'workspace_busy'],
  async handle(deps, ask) {
    const { snapshot } = ask.body
    if (snapshot === undefined) await resetWorkspace(deps, ask.caller.scope)
    else await returnToSnapshot(deps, ask.caller.scope, snapshot)
    return { status: 204 }
  },
})
