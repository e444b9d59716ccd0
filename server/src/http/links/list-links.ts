import { linkFilters, linkSchema } from '../../../../contract/links.ts'
import { page } from '../../../../contract/replies.ts'
import { listWorkspaceLinks } from '../../flows/records/list-records.ts'
import { filterParameters } from '../filter-parameters.ts'
import { chooser, envelope, fieldsParameters, pageParameters, readPage } from '../paging.ts'
import { route } from '../route.ts'
import { wireLink } from './wire-link.ts'

export const listLinks = route({
  method: 'GET',
  path: '/api/links/',
  operationId: 'ListLinks',
  tag: 'Links',
  summary: 'List links',
  scope: 'links:read',
  widget: { scope: 'read_links' },
  query: [...pageParameters, ...fieldsParameters, ...filterParameters(linkFilters)],
  replies: { 200: page(linkSchema) },
  faults: ['field_invalid', 'choice_invalid', 'page_invalid'],
  async handle(deps, ask) {
    const asked = readPage(ask)
    const listed = await listWorkspaceLinks(deps, ask.caller, asked)
    const choose = chooser(ask)
    return { status: 200, body: envelope(listed, asked, ask.url, (link) => choose(wireLink(link))) }
  },
})
