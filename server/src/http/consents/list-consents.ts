import Type from 'typebox'
import { consentSchema } from '../../../../contract/consents.ts'
import { page } from '../../../../contract/replies.ts'
import { listConsents as list } from '../../flows/consents/consents.ts'
import { chooser, envelope, fieldsParameters, pageParameters, readPage } from '../paging.ts'
import { route } from '../route.ts'
import { wireConsent } from './wire-consent.ts'

export const listConsents = route({
  method: 'GET',
  path: '/api/consents/',
  operationId: 'ListConsents',
  tag: 'Consents',
  summary: 'List the consents of one person or company',
  scope: 'consents:read',
  widget: { scope: 'read_consents' },
  query: [
    ...pageParameters,
    ...fieldsParameters,
    { name: 'user_document', required: true, schema: Type.String({ minLength: 11, maxLength: 14 }) },
  ],
  replies: { 200: page(consentSchema) },
  faults: ['field_required', 'field_blank', 'field_invalid', 'page_invalid'],
  async handle(deps, ask) {
    const asked = readPage(ask)
    const listed = await list(deps, ask.caller, asked)
    const choose = chooser(ask)
    return { status: 200, body: envelope(listed, asked, ask.url, (consent) => choose(wireConsent(consent))) }
  },
})
