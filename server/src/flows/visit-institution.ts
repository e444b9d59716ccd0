import type { Connector, Credentials, Session } from '../connectors/contract.ts'
import { fault } from '../domain/faults.ts'
import { deadline, within } from '../kit/deadline.ts'
import { Fault } from '../kit/fault.ts'
import type { World } from './deps.ts'

/** Logging in, retrieving and logging out together may take five minutes (error catalogue, `request_timeout`). */
export const visitMaxMs = 300_000

export type Visit = {
  readonly connector: Connector
  readonly credentials: Credentials
  readonly world: World
  readonly purpose: 'registration' | 'access'
}

/**
 * Opens a session at the institution, lets `work` use it and closes it, whatever happens; never inside a transaction.
 * Failures leave as Faults: the institution's own, `request_timed_out`, or `unexpected` with the cause for the log.
 */
export async function visitInstitution<T>(visit: Visit, work: (session: Session) => Promise<T>): Promise<T> {
  const signal = deadline(visitMaxMs)
  try {
    return await within(visitMaxMs, openAndWork(visit, signal, work), () => fault('request_timed_out'))
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown
    if (signal.aborted) throw fault('request_timed_out', { cause: thrown })
    throw fault('unexpected', { cause: thrown })
  }
}

async function openAndWork<T>(visit: Visit, signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T> {
  const { connector, credentials, world, purpose } = visit
  const login = await connector.login(credentials, { clock: world.clock, seed: world.seed, signal }, purpose)
  if (login.kind === 'token') throw fault('token_unsupported')
  try {
    return await work(login.session)
  } finally {
    await login.session.close()
  }
}
