import Type from 'typebox'
import { requestSchema } from '../../../../contract/enlace.ts'
import { fault } from '../../domain/faults.ts'
import { route } from '../route.ts'

export const getRequest = route({
  method: 'GET',
  path: '/_enlace/requests/:id/',
  operationId: 'GetRequest',
  tag: 'Requests',
  summary: 'What became of a request, by its request id; kept seven days',
  scope: 'requests:read',
  params: { id: Type.String({ pattern: '^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$' }) },
  replies: { 200: requestSchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    const id = (ask.params.id ?? '').replaceAll('-', '')
    if (!/^[0-9a-f]{32}$/i.test(id)) throw fault('not_found')
    const found = await deps.requestLog.get(ask.caller.scope, id.toLowerCase())
    const { workspace_id, received_at, ...rest } = found
    return { status: 200, body: { ...rest, workspace: workspace_id, received_at: received_at.toISOString() } }
  },
})
