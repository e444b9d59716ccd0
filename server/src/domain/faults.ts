import { Fault, type FaultOptions } from '../kit/fault.ts'

/** Every way the product can fail, by our own name. A new name will not compile until http/faults.ts answers it. */
export type FaultName =
  // What was sent
  | 'malformed_json'
  | 'payload_too_large'
  | 'uri_too_long'
  | 'headers_too_large'
  | 'unsupported_media_type'
  | 'bad_request'
  | 'field_required'
  | 'field_null'
  | 'field_blank'
  | 'field_invalid'
  | 'period_too_short'
  | 'choice_invalid'
  | 'list_expected'
  | 'does_not_exist'
  | 'records_needed'
  | 'page_invalid'
  // Who asks, and for what
  | 'keys_rejected'
  | 'access_token_rejected'
  | 'scope_missing'
  | 'not_found'
  | 'method_not_allowed'
  | 'too_many_deletions'
  | 'too_many_tokens'
  | 'too_many_listeners'
  // The link and its life
  | 'resources_unsupported'
  | 'resource_unsupported'
  | 'recurrent_must_store'
  | 'single_must_fetch'
  | 'link_invalid'
  | 'link_unconfirmed'
  | 'link_refreshed'
  | 'access_mode_switch_refused'
  | 'token_required'
  | 'session_expired'
  | 'clock_busy'
  | 'workspace_busy'
  | 'doctor_busy'
  | 'coverage_too_low'
  | 'credentials_expired'
  // The institution
  | 'credentials_malformed'
  | 'credentials_rejected'
  | 'login_failed'
  | 'user_forbidden'
  | 'user_locked'
  | 'curp_unknown'
  | 'nss_missing'
  | 'nss_mismatched'
  | 'insured_inconsistent'
  | 'email_taken'
  | 'visits_used_up'
  | 'too_many_sessions'
  | 'institution_down'
  | 'institution_unavailable'
  | 'institution_inactive'
  | 'connector_outdated'
  | 'request_timed_out'
  // The house
  | 'shutting_down'
  | 'unexpected'

/** A failure by name; `options.values` fill the wire's text and `options.field` names the parameter. */
export function fault(name: FaultName, options?: FaultOptions): Fault<FaultName> {
  return new Fault(name, options)
}

/** Several failures of one request, one for each field; never empty. */
export class Faults extends Error {
  readonly faults: readonly Fault<FaultName>[]

  constructor(faults: readonly Fault<FaultName>[]) {
    super(faults.map((each) => each.name).join(', '))
    this.faults = faults
  }
}
