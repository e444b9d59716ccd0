import type { Credentials } from '../contract.ts'
import { type SandboxInstitution, sandboxInstitutions } from './manifest.ts'

/** Credentials that this institution accepts, whoever the user is. */
export const credentialsFor = (
  institution: SandboxInstitution,
  username: string,
  password = 'pass_valid',
): Credentials =>
  institution.login === 'advanced'
    ? { username, password, username_type: '003', username2: 'valid', password2: 'valid' }
    : { username, password }

/** Credentials that this institution refuses. */
export const wrongCredentialsFor = (institution: SandboxInstitution): Credentials =>
  institution.login === 'advanced'
    ? {
        username: 'adv_invalid',
        password: 'pass_invalid',
        username_type: '999',
        username2: 'invalid',
        password2: 'invalid',
      }
    : { username: 'user_invalid', password: 'pass_invalid' }

/** Instants that calendars are wrong at: both ends of the range, leap days, ends of months, midnight. */
export const awkwardInstants: readonly string[] = [
  '2015-01-01T00:00:00.000Z',
  '2016-02-29T12:00:00.000Z',
  '2024-02-29T23:59:59.999Z',
  '2025-03-01T00:00:00.000Z',
  '2026-07-31T18:30:00.000Z',
  '2026-12-31T23:59:59.999Z',
  '2027-01-01T06:00:00.000Z',
  '2040-12-31T15:00:00.000Z',
]

export function institutionNamed(name: string): SandboxInstitution {
  const found = sandboxInstitutions.find(({ manifest }) => manifest.name === name)
  if (!found) throw new Error(`no institution ${name}`)
  return found
}
