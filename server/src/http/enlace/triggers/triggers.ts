import { triggered, triggerList, triggerRequest } from '../../../../../contract/enlace-triggers.ts'
import {
  listTriggers as list,
  type Triggered,
  triggerWebhook as trigger,
} from '../../../flows/triggers/trigger-webhook.ts'
import { route } from '../../route.ts'

const path = '/_enlace/trigger/'
const tag = 'Emulator'

export const triggerWebhook = route({
  method: 'POST',
  path,
  tag,
  operationId: 'TriggerWebhook',
  summary: 'Bring a webhook about, by what it tells of',
  scope: 'admin',
  body: triggerRequest,
  example: { webhook_type: 'TRANSACTIONS', webhook_code: 'new_transactions_available' },
  replies: { 201: triggered },
  faults: ['not_found', 'field_required', 'field_invalid', 'choice_invalid'],
  async handle(deps, ask) {
    const done = await trigger(deps, ask.caller, ask.body)
    return { status: 201, body: wireTriggered(done), requestId: done.requestId }
  },
})

export const listTriggers = route({
  method: 'GET',
  path,
  tag,
  operationId: 'ListTriggers',
  summary: 'Every webhook that can be brought about, what it needs and what is done for it',
  scope: 'admin',
  replies: { 200: triggerList },
  faults: ['not_found'],
  async handle(deps) {
    const results = list(deps).map(({ type, code, needs, does, institutions }) => ({
      ...{ webhook_type: type, webhook_code: code },
      ...{ needs, does, institutions },
    }))
    return { status: 200, body: { results } }
  },
})

const wireTriggered = ({ trigger: of, linkId, institution, registered, ...done }: Triggered) => ({
  webhook_type: of.type,
  webhook_code: of.code,
  link: linkId,
  institution,
  registered,
  happened: of.does,
  new_password: done.newPassword,
  request_id: done.requestId,
  update: done.updateId,
  webhooks: done.webhooks.map(({ webhookId, type, code, data }) => ({
    ...{ webhook_id: webhookId, webhook_type: type, webhook_code: code },
    data,
  })),
})
