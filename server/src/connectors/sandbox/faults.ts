import type { ResourceName } from '../../../../contract/resource.ts'
import type { FaultName } from '../../domain/faults.ts'
import { failuresByNumber } from './world/people/documented-numbers.ts'

/** People who can never get in, and how the institution says so. */
const byUser: Readonly<Record<string, FaultName>> = {
  user_invalid: 'credentials_rejected',
  user_down: 'institution_down',
  user_unavailable: 'institution_unavailable',
  user_inactive: 'institution_inactive',
  user_sessions: 'too_many_sessions',
  user_timeout: 'request_timed_out',
  user_unexpected: 'unexpected',
  user_failed: 'login_failed',
  user_locked: 'user_locked',
  user_forbidden: 'user_forbidden',
}

/** The password with which such a person is let in once, and refused on the next access. */
const laterPassword = 'later'

/** The failure that this person meets now, if any. */
export function faultOf(username: string, password: string, purpose: 'registration' | 'access'): FaultName | undefined {
  const name = byUser[failuresByNumber[username] ?? username]
  if (name !== undefined && password === laterPassword && purpose === 'registration') return undefined
  return name ?? (password === 'pass_invalid' ? 'credentials_rejected' : undefined)
}

/** Whether a name stands for a failure, whatever its password. */
export const isKnownForFaults = (username: string): boolean => Object.hasOwn(byUser, username)

/** People who get in, of whom the institution cannot show one resource. */
const withoutResource: Readonly<Record<string, ResourceName>> = { user_no_owners: 'OWNERS' }

/** The failure that the institution answers to a question about this person, if any. */
export const faultOfResource = (username: string, resource: ResourceName): FaultName | undefined =>
  withoutResource[username] === resource ? 'institution_unavailable' : undefined
