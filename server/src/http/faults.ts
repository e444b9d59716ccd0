import type { FaultName } from '../domain/faults.ts'

export type WireFault = { readonly status: number; readonly code: string; readonly message: string }

/** Our names on the left, what the wire says on the right. docs/errors has one page per line (a test insists). */
export const wireFaults = {
  malformed_json: { status: 400, code: 'parse_error', message: 'JSON parse error - {problem}' },
  payload_too_large: { status: 413, code: 'payload_too_large', message: 'The body is larger than {limit}.' },
  uri_too_long: { status: 414, code: 'uri_too_long', message: 'The URL is longer than {limit} characters.' },
  headers_too_large: { status: 431, code: 'headers_too_large', message: 'The headers are too large.' },
  unsupported_media_type: {
    status: 415,
    code: 'unsupported_media_type',
    message: 'The body has to be JSON, with the content type application/json.',
  },
  bad_request: { status: 400, code: 'validation_error', message: 'Bad request' },
  field_required: { status: 400, code: 'required', message: 'This field is required.' },
  field_null: { status: 400, code: 'null', message: 'This field may not be null.' },
  field_blank: { status: 400, code: 'blank', message: 'This field may not be blank.' },
  field_invalid: { status: 400, code: 'invalid', message: '{problem}' },
  period_too_short: {
    status: 400,
    code: 'invalid_period',
    message: 'The number of days between date_from and date_to must be at least 90 days',
  },
  choice_invalid: { status: 400, code: 'invalid_choice', message: '"{value}" is not a valid choice.' },
  list_expected: { status: 400, code: 'not_a_list', message: 'Expected a list but got type "{type}".' },
  does_not_exist: { status: 400, code: 'does_not_exist', message: 'Object with {key}={value} does not exist.' },
  records_needed: {
    status: 400,
    code: 'does_not_exist',
    message: 'There are no {records} of this link yet. Please retrieve them first.',
  },
  page_invalid: { status: 404, code: 'not_found', message: 'Invalid page.' },

  keys_rejected: { status: 401, code: 'authentication_failed', message: 'Invalid Secret Keys' },
  access_token_rejected: {
    status: 401,
    code: 'authentication_failed',
    message: 'The access token was not provided or is not valid',
  },
  scope_missing: {
    status: 403,
    code: 'access_to_resource_denied',
    message: "You don't have access to this resource.",
  },
  not_found: { status: 404, code: 'not_found', message: 'Not found' },
  method_not_allowed: { status: 405, code: 'method_not_allowed', message: 'Method "{method}" not allowed.' },
  too_many_deletions: {
    status: 429,
    code: 'too_many_requests',
    message: 'At most five deletions a minute. Please wait {seconds} seconds before trying again.',
  },
  too_many_tokens: {
    status: 429,
    code: 'too_many_requests',
    message: 'At most {limit} access tokens a minute. Please wait {seconds} seconds before trying again.',
  },
  too_many_listeners: {
    status: 429,
    code: 'too_many_requests',
    message: 'At most {limit} may listen to the events of a workspace at once. Please try again in {seconds} seconds.',
  },

  resources_unsupported: {
    status: 400,
    code: 'invalid',
    message: 'The institution only supports the following resources: {supported}',
  },
  resource_unsupported: {
    status: 400,
    code: 'unsupported_operation',
    message: 'The resource you are trying to access is not supported by this institution',
  },
  recurrent_must_store: {
    status: 400,
    code: 'invalid_credentials_storage',
    message: 'Recurrent links must store the credentials',
  },
  single_must_fetch: {
    status: 400,
    code: 'invalid_fetch_resources',
    message: 'Single links without stored credentials must fetch resources',
  },
  link_invalid: {
    status: 400,
    code: 'invalid_link',
    message: 'The link has been invalidated. You may need to update link credentials',
  },
  link_unconfirmed: {
    status: 400,
    code: 'unconfirmed_link',
    message: 'The link creation has not been completed yet',
  },
  link_refreshed: {
    status: 409,
    code: 'link_refreshed',
    message: 'The link has already been refreshed. Please wait {minutes} minutes before trying again.',
  },
  access_mode_switch_refused: {
    status: 400,
    code: 'invalid_access_mode_switch',
    message: "This link doesn't have stored credentials hence it can't be switched to recurrent mode",
  },
  token_required: {
    status: 428,
    code: 'token_required',
    message: 'A MFA token is required by the institution to login',
  },
  session_expired: {
    status: 400,
    code: 'session_expired',
    message: 'The session you are trying to resume has expired, please start again from register/retrieve endpoint',
  },
  doctor_busy: {
    status: 409,
    code: 'doctor_busy',
    message: 'The doctor is examining an endpoint for this workspace. Please wait until it has finished.',
  },
  clock_busy: {
    status: 409,
    code: 'clock_busy',
    message: 'The clock of this workspace is being advanced. Please wait until it has arrived.',
  },
  workspace_busy: {
    status: 409,
    code: 'workspace_busy',
    message: 'Requests of this workspace are still under way. Please wait until they have been answered.',
  },
  coverage_too_low: {
    status: 409,
    code: 'coverage_too_low',
    message: '{summary} have been met, less than {wanted} %. Missing: {missing}.',
  },
  credentials_expired: {
    status: 404,
    code: 'expired_credentials',
    message: 'The credentials of this link have expired',
  },

  credentials_malformed: { status: 400, code: 'validation_error', message: 'Bad request' },
  credentials_rejected: {
    status: 400,
    code: 'login_error',
    message: 'Invalid credentials provided to login to the institution',
  },
  login_failed: {
    status: 400,
    code: 'login_error',
    message: 'Impossible to login, something unexpected happened while logging into the institution. Try again later.',
  },
  user_forbidden: {
    status: 400,
    code: 'login_error',
    message: 'The user account access was forbidden by the institution',
  },
  user_locked: {
    status: 400,
    code: 'login_error',
    message: 'The user account is locked, user needs to contact the institution to unlock it',
  },
  curp_unknown: {
    status: 400,
    code: 'login_error',
    message: 'El CURP proporcionado no fue localizado en la entidad externa RENAPO',
  },
  nss_missing: { status: 400, code: 'login_error', message: 'La persona no cuenta con NSS' },
  nss_mismatched: { status: 400, code: 'invalid_credentials', message: 'El NSS capturado no coincide con la CURP' },
  insured_inconsistent: {
    status: 400,
    code: 'login_error',
    message:
      'Los datos registrados en el IMSS asociados a la CURP, presentan alguna inconsistencia, por favor acude a tu Subdelegación para obtener tu Número de Seguridad Social.',
  },
  email_taken: { status: 400, code: 'login_error', message: 'El correo ya está registrado con otro CURP' },
  visits_used_up: {
    status: 403,
    code: 'forbidden_by_host',
    message: 'Has agotado el número de solicitudes permitidas por día.',
  },
  too_many_sessions: {
    status: 400,
    code: 'too_many_sessions',
    message: 'Impossible to login, a session is already opened with the institution for these credentials',
  },
  institution_down: {
    status: 400,
    code: 'institution_down',
    message: 'The financial institution is down, try again later',
  },
  institution_unavailable: {
    status: 400,
    code: 'institution_unavailable',
    message: 'The financial institution is unavailable',
  },
  institution_inactive: {
    status: 400,
    code: 'institution_inactive',
    message: 'The institution has been temporarily deactivated',
  },
  connector_outdated: {
    status: 500,
    code: 'unexpected_error',
    message:
      'Belvo is unable to process the request due to an internal system issue or to an unsupported response from an institution',
  },
  request_timed_out: {
    status: 408,
    code: 'request_timeout',
    message: 'The request timed out, you can retry asking for less data by changing your query parameters',
  },

  shutting_down: {
    status: 503,
    code: 'service_unavailable',
    message: 'The server is shutting down, try again in a moment',
  },
  unexpected: {
    status: 500,
    code: 'unexpected_error',
    message:
      'Belvo is unable to process the request due to an internal system issue or to an unsupported response from an institution',
  },
} as const satisfies Record<FaultName, WireFault>

/** What our own surface says where the table speaks in the name of the API that it is compatible with. */
const ownMessages: Readonly<Partial<Record<FaultName, string>>> = {
  connector_outdated: 'Enlace could not use what an institution answered. The log says more under this request_id.',
  unexpected: 'Enlace could not do this: something in it failed. The log says more under this request_id.',
}

/** What the wire says of a fault, below `/_enlace/` or elsewhere. */
export const messageOf = (name: FaultName, { own }: { readonly own: boolean }): string =>
  (own && ownMessages[name]) || wireFaults[name].message
