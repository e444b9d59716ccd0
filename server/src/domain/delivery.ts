/** What a receiver did with an attempt. */
export type Reply = { readonly kind: 'status'; readonly status: number } | { readonly kind: 'problem' }

export type Next =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'retry'; readonly at: Date }

/** Five tries in all, one, two, three and four minutes apart. */
const waitsMinutes = [1, 2, 3, 4] as const

/** Where a webhook delivery goes after `attempt` (1 is the first). A 410 means "stop telling me". */
export function afterReply(reply: Reply, attempt: number, now: Date): Next {
  if (reply.kind === 'status' && reply.status >= 200 && reply.status < 300) return { kind: 'delivered' }
  if (reply.kind === 'status' && reply.status === 410) return { kind: 'abandoned' }
  const wait = waitsMinutes[attempt - 1]
  return wait === undefined ? { kind: 'abandoned' } : { kind: 'retry', at: new Date(now.getTime() + wait * 60_000) }
}
