import { consentSchema } from '../../../../contract/consents.ts'
import { getConsent as get } from '../../flows/consents/consents.ts'
import { idOf } from '../path-ids.ts'
import { route } from '../route.ts'
import { wireConsent } from './wire-consent.ts'

export const getConsent = route({
  method: 'GET',
  path: '/api/consents/:id/',
  operationId: 'DetailConsent',
  tag: 'Consents',
  summary: 'Get one consent',
  scope: 'consents:read',
  widget: { scope: 'read_consents' },
  replies: { 200: consentSchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: wireConsent(await get(deps, ask.caller, idOf(ask))) }
  },
})
