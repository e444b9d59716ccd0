import { workspaceRequest, workspaceSchema } from '../../../../contract/enlace.ts'
import { createWorkspace as create } from '../../flows/workspaces/workspaces.ts'
import { route } from '../route.ts'
import { wireNewKey } from './wire-key.ts'

export const createWorkspace = route({
  method: 'POST',
  path: '/_enlace/workspaces/',
  operationId: 'CreateWorkspace',
  tag: 'Workspaces',
  summary: 'Create a workspace and its admin key; needs the admin key of the first workspace',
  scope: 'admin',
  body: workspaceRequest,
  replies: { 201: workspaceSchema },
  faults: ['field_required', 'field_null', 'field_blank', 'field_invalid'],
  async handle(deps, ask) {
    const { workspace, admin } = await create(deps, ask.caller, ask.body.name)
    const { id, name, created_at } = workspace
    return { status: 201, body: { id, name, created_at: created_at.toISOString(), key: wireNewKey(admin) } }
  },
})
