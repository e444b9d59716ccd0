import { createHmac } from 'node:crypto'

/** What is signed: a webhook's id, when it is sent, and its body as it is sent. */
export type Signed = { readonly id: string; readonly sentAt: Date; readonly body: string }

/** The headers of a webhook that is signed as Standard Webhooks has it (symmetric, `v1`). */
export function signatureHeaders(secret: Buffer, { id, sentAt, body }: Signed): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000))
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

/** The bytes of a secret in its usual form, `whsec_` and base64. */
export const secretBytes = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
