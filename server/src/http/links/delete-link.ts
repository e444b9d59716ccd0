import Type from 'typebox'
import { uuid } from '../../../../contract/schema.ts'
import { deleteLinkForGood } from '../../flows/records/delete-record.ts'
import { dashed } from '../../kit/ids.ts'
import { asyncHeader, isAsync } from '../async-mode.ts'
import { idOf } from '../path-ids.ts'
import { route } from '../route.ts'

export const deleteLink = route({
  method: 'DELETE',
  path: '/api/links/:id/',
  operationId: 'DestroyLink',
  tag: 'Links',
  summary: 'Delete a link and everything that hangs from it',
  scope: 'links:write',
  widget: { scope: 'delete_links', ownLink: true },
  headers: [asyncHeader],
  replies: { 202: Type.Object({ request_id: uuid() }), 204: null },
  faults: ['not_found', 'too_many_deletions'],
  async handle(deps, ask) {
    const inBackground = isAsync(ask)
    const requestId = await deleteLinkForGood(deps, ask.caller.scope, { id: idOf(ask), limited: !inBackground })
    if (!inBackground) return { status: 204, requestId }
    return { status: 202, body: { request_id: dashed(requestId) }, requestId }
  },
})
