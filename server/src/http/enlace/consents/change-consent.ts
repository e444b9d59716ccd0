import { consentChange, consentSchema } from '../../../../../contract/consents.ts'
import { getConsent } from '../../../flows/consents/consents.ts'
import { changeConsent as change } from '../../../flows/consents/move-consent.ts'
import { wireConsent } from '../../consents/wire-consent.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'

export const changeConsent = route({
  method: 'PATCH',
  path: '/_enlace/consents/:id/',
  tag: 'Emulator',
  operationId: 'ChangeConsent',
  summary: 'Do to a consent what the person or the bank would: grant, renew, refuse or end it, let it wait',
  scope: 'admin',
  body: consentChange,
  example: { status: 'REJECTED' },
  replies: { 200: consentSchema },
  faults: ['not_found', 'field_null', 'field_invalid', 'choice_invalid'],
  async handle(deps, ask) {
    const id = idOf(ask)
    const requestId = await change(deps, ask.caller.scope, id, ask.body)
    return { status: 200, body: wireConsent(await getConsent(deps, ask.caller, id)), requestId }
  },
})
