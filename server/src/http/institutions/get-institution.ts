import Type from 'typebox'
import { institutionSchema } from '../../../../contract/institutions.ts'
import { getInstitution as get } from '../../flows/institutions.ts'
import { chooser } from '../paging.ts'
import { route } from '../route.ts'

export const getInstitution = route({
  method: 'GET',
  path: '/api/institutions/:id/',
  operationId: 'DetailInstitution',
  tag: 'Institutions',
  summary: 'Get one institution',
  scope: 'institutions:read',
  widget: { scope: 'read_institutions' },
  params: { id: Type.String({ pattern: '[0-9]+' }) },
  replies: { 200: institutionSchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: chooser(ask)(get(deps, ask.params.id ?? '')) }
  },
})
