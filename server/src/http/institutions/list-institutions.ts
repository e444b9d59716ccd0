import { institutionFilters, institutionSchema } from '../../../../contract/institutions.ts'
import { page } from '../../../../contract/replies.ts'
import { listInstitutions as list } from '../../flows/institutions.ts'
import { filterParameters } from '../filter-parameters.ts'
import { chooser, envelope, pageParameters, readPage } from '../paging.ts'
import { route } from '../route.ts'

export const listInstitutions = route({
  method: 'GET',
  path: '/api/institutions/',
  operationId: 'ListInstitutions',
  tag: 'Institutions',
  summary: 'List institutions',
  scope: 'institutions:read',
  widget: { scope: 'read_institutions' },
  query: [...pageParameters, ...filterParameters(institutionFilters)],
  replies: { 200: page(institutionSchema) },
  faults: ['field_invalid', 'choice_invalid', 'page_invalid'],
  async handle(deps, ask) {
    const asked = readPage(ask)
    return { status: 200, body: envelope(list(deps, asked), asked, ask.url, chooser(ask)) }
  },
})
