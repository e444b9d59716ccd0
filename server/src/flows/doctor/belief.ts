import { mistakesIn } from '../../domain/examination.ts'
import type { Deps } from '../deps.ts'
import type { Subject } from './subject.ts'

/** What was found where the application says what it believes in; `unread` says why nothing was. */
export type Look =
  | { readonly kind: 'seen'; readonly mistakes: ReadonlySet<string> }
  | { readonly kind: 'unread'; readonly why: string }

/** Looks at what the application believes in; null where it was not asked to. */
export type LookAtBelief = (() => Promise<Look>) | null

const stateMaxBytes = 4_194_304

/** Asks the application for the ids that it has, and compares them with those that there are. */
export function lookerAt(
  { outbound }: Pick<Deps, 'outbound'>,
  { stateUrl, authorization, timeoutMs }: { stateUrl: string | null; authorization: string | null; timeoutMs: number },
  subject: Subject,
): LookAtBelief {
  if (stateUrl === null) return null
  const url = new URL(stateUrl)
  url.searchParams.set('link', subject.link.id)
  const everTrue = new Set<string>()
  const headers = { 'user-agent': 'enlace', ...(authorization === null ? {} : { authorization }) }
  return async () => {
    const reply = await outbound.get({ url: url.href, headers, timeoutMs, replyMaxBytes: stateMaxBytes })
    if (reply.kind === 'problem') return { kind: 'unread', why: reply.problem }
    if (reply.status !== 200) return { kind: 'unread', why: `answered ${reply.status}` }
    const believed = idsIn(reply.reply)
    if (!believed) return { kind: 'unread', why: 'answered no {"transactions": ["id", …]}' }
    const truth = await subject.truth()
    for (const id of truth) everTrue.add(id)
    return { kind: 'seen', mistakes: mistakesIn(believed, truth, everTrue) }
  }
}

function idsIn(text: string): readonly string[] | null {
  try {
    const { transactions } = JSON.parse(text) as { readonly transactions?: unknown }
    if (!Array.isArray(transactions) || !transactions.every((id) => typeof id === 'string')) return null
    return transactions.map((id: string) => id.toLowerCase())
  } catch {
    // Whatever it is, it is no list of ids.
    return null
  }
}
