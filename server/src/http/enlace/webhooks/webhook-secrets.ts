import { newWebhookSecretSchema } from '../../../../../contract/enlace-webhooks.ts'
import { endSecret, makeSecret } from '../../../flows/webhooks/webhook-secrets.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'

const path = '/_enlace/webhooks/:id/secrets/'
const tag = 'Webhooks'

export const createWebhookSecret = route({
  method: 'POST',
  path,
  tag,
  operationId: 'CreateWebhookSecret',
  summary: 'Make a secret that webhooks to an address are signed with; it is shown this once',
  scope: 'admin',
  replies: { 201: newWebhookSecretSchema },
  faults: ['not_found', 'field_invalid'],
  async handle(deps, ask) {
    const { id, secret, createdAt } = await makeSecret(deps, ask.caller.scope, idOf(ask))
    return { status: 201, body: { id, secret, created_at: createdAt.toISOString() } }
  },
})

export const endWebhookSecret = route({
  method: 'DELETE',
  path: `${path}:secret_id/`,
  tag,
  operationId: 'EndWebhookSecret',
  summary: 'Sign with a secret no more',
  scope: 'admin',
  replies: { 204: null },
  faults: ['not_found'],
  async handle(deps, ask) {
    await endSecret(deps, ask.caller.scope, { endpointId: idOf(ask), id: idOf(ask, 'secret_id') })
    return { status: 204 }
  },
})
