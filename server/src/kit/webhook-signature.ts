import { createHmac } from 'node:crypto'
import { drawBytes } from './random.ts'

const prefix = 'whsec_'
const secretBytes = 32

/** A secret as Standard Webhooks has them: its prefix and 32 bytes from the system's generator in base64. */
export const newWebhookSecret = (): string => `${prefix}${drawBytes(secretBytes).toString('base64')}`

type Signed = {
  readonly id: string
  /** What receivers hold against their own clocks. */
  readonly at: Date
  readonly body: string
}

/** The headers of Standard Webhooks: one signature over id, instant and body for each secret. */
export function signatureHeaders(secrets: readonly string[], { id, at, body }: Signed): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
