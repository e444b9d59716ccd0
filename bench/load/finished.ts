import { setTimeout as wait } from 'node:timers/promises'
import type { Candidate } from '../candidates/process.ts'
import { call } from './call.ts'

type Update = { readonly cause: string; readonly finished_at: string | null; readonly outcome: unknown }
type Inside = { readonly updates: readonly Update[] }

const askAgainAfterMs = 5
const waitMaxMs = 120_000

/** Resolves with what became of it when the link's newest update is of the cause, and has come to its end. */
export async function finished(enlace: Candidate, linkId: string, cause: string): Promise<unknown> {
  const until = performance.now() + waitMaxMs
  while (performance.now() < until) {
    const { updates } = await call<Inside>(enlace, 'GET', `/_enlace/links/${linkId}/`)
    if (updates[0]?.cause === cause && updates[0].finished_at !== null) return updates[0].outcome
    await wait(askAgainAfterMs)
  }
  throw new Error(`the ${cause} of ${linkId} did not come to its end`)
}
