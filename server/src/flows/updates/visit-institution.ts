import type { Session, TokenChallenge } from '../../connectors/contract.ts'
import { fault } from '../../domain/faults.ts'
import { deadline, within } from '../../kit/deadline.ts'
import { Fault } from '../../kit/fault.ts'
import { orderedLogin, type VisitFacts, withOrderedFaults } from '../faults/ordered-visits.ts'

/** Logging in, retrieving and logging out together may take five minutes. */
const visitMaxMs = 300_000

export type Visit = VisitFacts & { readonly purpose: 'registration' | 'access' }

export type Visited<T> =
  | { readonly kind: 'done'; readonly result: T }
  | { readonly kind: 'token'; readonly challenge: TokenChallenge }

/**
 * Opens a session at the institution, lets `work` use it and closes it, whatever happens; never inside a transaction.
 * Being asked for a token is an answer. Failures leave as Faults: the institution's own, `request_timed_out`, or
 * `unexpected` with the cause for the log.
 */
export async function visitInstitution<T>(visit: Visit, work: (session: Session) => Promise<T>): Promise<Visited<T>> {
  const signal = deadline(visitMaxMs)
  try {
    return await within(visitMaxMs, openAndWork(visit, signal, work), () => fault('request_timed_out'))
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown
    if (signal.aborted) throw fault('request_timed_out', { cause: thrown })
    throw fault('unexpected', { cause: thrown })
  }
}

async function openAndWork<T>(
  visit: Visit,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
): Promise<Visited<T>> {
  const { connector, credentials, world, linkId, purpose, resumes = false, continues = false } = visit
  const { takesDescriptions, manifest } = connector
  const described = takesDescriptions && (await world.findDescription(manifest.name, credentials.username ?? ''))
  const isConsented = manifest.integrationType === 'openfinance' && linkId !== null
  const consentedAnewAt = isConsented ? await world.findNewConsent(linkId) : undefined
  const anew = consentedAnewAt ? { consentedAnewAt } : {}
  const changes = connector.onDemand ? await world.listChanges(manifest.name, credentials.username ?? '') : []
  const surroundings = { clock: world.clock, seed: world.seed, signal, resumes, continues, changes, ...anew }
  const ordered = await orderedLogin(visit)
  if (ordered) return ordered
  const login = await connector.login(credentials, { ...surroundings, ...(described ? { described } : {}) }, purpose)
  if (login.kind === 'token') return login
  try {
    return { kind: 'done', result: await work(withOrderedFaults(visit, login.session)) }
  } finally {
    await login.session.close()
  }
}
