import type { Cause } from '../../domain/webhooks/triggers.ts'
import type { Update } from '../../store/links/updates.ts'

type Outcome =
  | {
      readonly kind: 'done'
      readonly resources: Readonly<Record<string, { readonly kind: string; readonly fault?: string }>>
    }
  | { readonly kind: 'token' }
  | { readonly kind: 'failed'; readonly fault: string }

/** Why nobody was told of what was brought about, and what has become of that, in sentences. */
export function whyUntold(cause: Cause, update: Pick<Update, 'outcome'> | undefined): string {
  const why = `It was not told of: ${reasonOf((update?.outcome ?? null) as Outcome | null)}.`
  return leavesChange(cause) ? `${why} What was made to happen stays: an update that reads it finds it.` : why
}

function reasonOf(outcome: Outcome | null): string {
  if (outcome === null) return 'no update of the link was finished'
  switch (outcome.kind) {
    case 'token':
      return 'the institution asked the update for a token'
    case 'failed':
      return `the update failed with ${outcome.fault}`
    case 'done': {
      const failed = Object.entries(outcome.resources).flatMap(([name, { fault }]) =>
        fault === undefined ? [] : [`${name} failed with ${fault}`],
      )
      return failed.length > 0 ? `in the update ${failed.join(', ')}` : 'the update found nothing new'
    }
  }
}

function leavesChange(cause: Cause): boolean {
  switch (cause.kind) {
    case 'news':
      return cause.happens !== null
    case 'password':
    case 'consent':
      return true
    case 'history':
    case 'token':
    case 'deletion':
      return false
  }
}
