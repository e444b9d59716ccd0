import { hexId } from '../../kit/ids.ts'
import { drawBytes } from '../../kit/random.ts'
import { newWebhookSecret, signatureHeaders } from '../../kit/webhook-signature.ts'
import type { Deps } from '../deps.ts'
import type { Envelope } from '../webhooks/announce.ts'

/** The endpoint that is examined. */
export type Consumer = {
  readonly url: string
  readonly authorization: string | null
  /** What is sent to it is signed with this. */
  readonly secret: string | null
}

/** How a webhook is not ours. */
export type Forgery =
  | 'wrong_secret'
  | 'too_old'
  | 'unsigned'
  | 'altered'
  | 'wrong_authorization'
  | 'without_authorization'

/** What the endpoint answered to one webhook. */
export type Answer = {
  readonly webhook: string
  readonly status: number | null
  readonly problem: string | null
  readonly durationMs: number
}

export const isAcknowledged = ({ status }: Answer): boolean => status !== null && status >= 200 && status < 300

/** A webhook may be sent a while after it was signed, and clocks differ; this is more than any receiver may allow. */
const tooOldMs = 3_600_000

/** Posts a webhook as it is posted in production, or as somebody else would who is not us. */
export async function tell(
  { outbound, wall }: Pick<Deps, 'outbound' | 'wall'>,
  consumer: Consumer,
  envelope: Envelope,
  { timeoutMs, forgery }: { readonly timeoutMs: number; readonly forgery?: Forgery },
): Promise<Answer> {
  const body = JSON.stringify(envelope)
  const signed = headersOf(consumer, { id: envelope.webhook_id, body, now: wall.now() }, forgery)
  const headers = { 'content-type': 'application/json', 'user-agent': 'enlace', ...signed }
  const sent = forgery === 'altered' ? JSON.stringify({ ...envelope, request_id: hexId(drawBytes(16)) }) : body
  const reply = await outbound.post({ url: consumer.url, headers, body: sent, timeoutMs })
  return {
    webhook: `${envelope.webhook_type} ${envelope.webhook_code}`,
    status: reply.kind === 'status' ? reply.status : null,
    problem: reply.kind === 'problem' ? reply.problem : null,
    durationMs: reply.durationMs,
  }
}

function headersOf(
  { authorization, secret }: Consumer,
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: Date },
  forgery: Forgery | undefined,
): Record<string, string> {
  const shown = forgery === 'wrong_authorization' ? 'Bearer somebody-else' : authorization
  const authorized = shown === null || forgery === 'without_authorization' ? {} : { authorization: shown }
  if (secret === null || forgery === 'unsigned') return authorized
  const key = forgery === 'wrong_secret' ? newWebhookSecret() : secret
  const at = forgery === 'too_old' ? new Date(now.getTime() - tooOldMs) : now
  return { ...authorized, ...signatureHeaders([key], { id, at, body }) }
}
