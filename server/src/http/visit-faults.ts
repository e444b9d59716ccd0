import type { FaultName } from '../domain/faults.ts'

/** How a visit at an institution can be refused, whatever it is made for. */
export const visitFaults = [
  'credentials_rejected',
  'too_many_sessions',
  'institution_down',
  'institution_unavailable',
  'institution_inactive',
  'user_locked',
  'user_forbidden',
  'curp_unknown',
  'nss_missing',
  'nss_mismatched',
  'insured_inconsistent',
  'email_taken',
  'visits_used_up',
  'login_failed',
  'request_timed_out',
] as const satisfies readonly FaultName[]
