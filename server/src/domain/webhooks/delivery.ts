/** What a receiver did with an attempt; `retryAfterMs` where it said how long it wants to be left alone. */
export type Reply =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs?: number | null }
  | { readonly kind: 'problem' }

export type Next =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'retry'; readonly at: Date }

/** How often, and for how long, a delivery is tried. */
export type RetryPolicy = 'standard' | 'patient'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/**
 * What lies between the tries. Standard: five in all within ten minutes, as Belvo does. Patient: ten within 75 hours and
 * 35 minutes, the example of Standard Webhooks; the places in a lane spread them, so they need no jitter.
 */
const waitsMs: Readonly<Record<RetryPolicy, readonly number[]>> = {
  standard: [minuteMs, 2 * minuteMs, 3 * minuteMs, 4 * minuteMs],
  patient: [
    5 * secondMs,
    5 * minuteMs,
    30 * minuteMs,
    2 * hourMs,
    5 * hourMs,
    10 * hourMs,
    14 * hourMs,
    20 * hourMs,
    24 * hourMs,
  ],
}

/** Nobody may put a delivery off for longer at a time; in the standard way its five tries end within a working day. */
const askedMaxMs: Readonly<Record<RetryPolicy, number>> = { standard: hourMs, patient: 24 * hourMs }

/** Where a webhook delivery goes after `attempt` (1 is the first). A 410 means "stop telling me". */
export function afterReply(
  reply: Reply,
  { attempt, policy, now }: { readonly attempt: number; readonly policy: RetryPolicy; readonly now: Date },
): Next {
  if (isTaken(reply)) return { kind: 'delivered' }
  if (isGone(reply)) return { kind: 'abandoned' }
  const waitMs = waitsMs[policy][attempt - 1]
  if (waitMs === undefined) return { kind: 'abandoned' }
  const askedMs = Math.min(askedWaitMs(reply), askedMaxMs[policy])
  return { kind: 'retry', at: new Date(now.getTime() + Math.max(waitMs, askedMs)) }
}

export const isTaken = (reply: Reply): boolean => reply.kind === 'status' && reply.status >= 200 && reply.status < 300

export const isGone = (reply: Reply): boolean => reply.kind === 'status' && reply.status === 410

/** For how long nothing at all is to be sent to an endpoint after this reply: 429 is about the sender, not the webhook. */
export function quietMs(reply: Reply): number {
  if (reply.kind !== 'status' || reply.status !== 429) return 0
  return Math.max(askedWaitMs(reply), minuteMs)
}

function askedWaitMs(reply: Reply): number {
  if (reply.kind !== 'status' || ![429, 503].includes(reply.status)) return 0
  return reply.retryAfterMs ?? 0
}

/** What `Retry-After` says, as seconds or as an HTTP date that is held against the machine's time; null where it says nothing. */
export function readRetryAfter(header: string | undefined, wall: Date): number | null {
  const text = header?.trim() ?? ''
  const askedMs = /^\d+$/.test(text) ? Number(text) * secondMs : httpDate.test(text) ? msUntil(text, wall) : Number.NaN
  return Number.isNaN(askedMs) ? null : Math.min(Math.max(0, askedMs), askedMaxMs.patient)
}

const msUntil = (text: string, wall: Date): number => Date.parse(text) - wall.getTime()

/** RFC 9110, section 5.6.7, in the one form that may be sent. */
const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/
