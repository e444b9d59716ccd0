import { linkSchema } from '../../../../contract/links.ts'
import { getLink as get } from '../../flows/links/get-link.ts'
import { chooser, fieldsParameters } from '../paging.ts'
import { idOf } from '../path-ids.ts'
import { route } from '../route.ts'
import { wireLink } from './wire-link.ts'

export const getLink = route({
  method: 'GET',
  path: '/api/links/:id/',
  operationId: 'DetailLink',
  tag: 'Links',
  summary: 'Get one link',
  scope: 'links:read',
  widget: { scope: 'read_links', ownLink: true },
  query: fieldsParameters,
  replies: { 200: linkSchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: chooser(ask)(wireLink(await get(deps, ask.caller.scope, idOf(ask)))) }
  },
})
