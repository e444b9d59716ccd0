import type { ColumnType } from 'kysely'
import type { ConsentStatus } from '../../../contract/consents.ts'
import type { StepKind } from '../domain/identity/because.ts'
import type { Removal } from '../domain/identity/by-key.ts'
import type { Json } from './json-column.ts'
import type {
  DeliveriesTable,
  DeliveryAttemptsTable,
  EventFeedsTable,
  EventsTable,
  WebhookEndpointsTable,
  WebhookSecretsTable,
} from './webhook-tables.ts'

export type WorkspacesTable = {
  id: string
  name: string
  seed: string
  clock_offset_ms: number
  clock_frozen_at: Date | null
  sealed_key: Uint8Array
  sealed_identity_key: Uint8Array
  refresh_rate: string
  /** Whether it is told of consents that are about to end. */
  consent_reminders: boolean
  /** When its history is looked through next. */
  sweep_at: Date
  created_at: Date
  /** The workspace that it was copied from, where it is a fork. */
  forked_from: string | null
  /** The workspace that it is kept for, where it is a snapshot; it has no keys, and nothing in it is ever due. */
  snapshot_of: string | null
  snapshot_name: string | null
}

export type ApiKeysTable = {
  id: string
  workspace_id: string
  name: string
  secret_id: string
  secret_mac: Uint8Array
  scopes: string[]
  created_at: Date
  revoked_at: Date | null
}

/** By the name of a resource: the instant up to which everything that the institution showed of it is kept. */
export type ReadAt = Readonly<Record<string, string>>

export type LinksTable = {
  workspace_id: string
  shard: number
  id: string
  institution: string
  access_mode: 'single' | 'recurrent'
  status: 'valid' | 'invalid' | 'unconfirmed' | 'token_required'
  refresh_rate: string | null
  credentials_storage: string
  credentials_expire_at: Date | null
  fetch_resources: string[]
  stale_in: string | null
  external_id: string | null
  institution_user_id: string
  created_by: string
  created_at: Date
  last_accessed_at: Date | null
  events_count: number
  /** How many requests have changed the link. */
  requests_count: number
  failed_logins: number
  next_refresh_at: Date | null
  refresh_retries: number
  stale_at: Date | null
  refresh_claimed_at: Date | null
  refreshed_at: Date | null
  read_at: Json<ReadAt>
}

export type LinkKeysTable = {
  workspace_id: string
  shard: number
  link_id: string
  purpose: 'credentials' | 'data' | 'consent'
  sealed_key: Uint8Array
}

export type LinkCredentialsTable = { workspace_id: string; shard: number; link_id: string; sealed: Uint8Array }

/** What every table of records has; the key columns of a resource come on top and are known by its definition. */
export type RecordsTable = {
  workspace_id: string
  shard: number
  id: string
  link_id: string
  account_id: string | null
  parent_id: string | null
  identity_key: string
  content_mac: Uint8Array
  body: ColumnType<Record<string, unknown> | null, string | null, string | null>
  sealed_body: Uint8Array | null
  collected_at: Date
  created_at: Date
  removed_at: Date | null
  removal: Removal | null
  /** The record that stands for it since it was removed. */
  successor_id: string | null
}

export type LineageTable = {
  workspace_id: string
  shard: number
  record_id: string
  number: number
  link_id: string
  resource: string
  kind: StepKind
  other_id: string | null
  /** A code of the key that the institution knew the record by until then. */
  former_key: Uint8Array | null
  evidence: Json<Readonly<Record<string, unknown>>>
  request_id: string | null
  happened_at: Date
}

/** What a removed record is recognised by, sealed; null: for as long as the link has data. */
export type RecordTracesTable = {
  workspace_id: string
  shard: number
  record_id: string
  link_id: string
  resource: string
  sealed: Uint8Array
  kept_until: Date | null
}

export type UpdateCause =
  | 'registration'
  | 'refresh'
  | 'access_mode_switch'
  | 'credentials_changed'
  | 'recurrent'
  | 'async_post'

export type UpdatesTable = {
  workspace_id: string
  shard: number
  id: string
  link_id: string
  cause: UpdateCause
  resources: string[]
  request_id: string
  parameters: Json<Record<string, unknown>>
  tries: number
  created_at: Date
  due_at: Date | null
  finished_at: Date | null
  outcome: ColumnType<Record<string, unknown> | null, string | null, string | null>
}

export type MfaSessionsTable = {
  workspace_id: string
  shard: number
  id: string
  link_id: string
  session: string
  sealed_purpose: Uint8Array
  created_at: Date
  expires_at: Date
}

export type UsageTable = {
  workspace_id: string
  shard: number
  id: string
  link_id: string
  kind: 'registration' | 'historical_update' | 'recurrent_update' | 'retrieval'
  request_id: string
  happened_at: Date
}

export type DescribedUsersTable = {
  workspace_id: string
  id: string
  institution: string
  username: string
  description: Json<Record<string, unknown>>
  created_at: Date
}

export type WorldChangesTable = {
  workspace_id: string
  institution: string
  user_id: string
  number: number
  kind: 'added' | 'changed' | 'taken_back' | 'password_changed'
  resource: string | null
  subject: string | null
  happened_at: Date
}

export type WidgetTokensTable = {
  workspace_id: string
  /** The token's `jti`. */
  id: string
  key_id: string
  purpose: 'registration' | 'update'
  scopes: string[]
  /** The link that it may see and change: the one it is about, or the one that it has begun to make. */
  link_id: string | null
  fetch_resources: string[] | null
  stale_in: string | null
  credentials_storage: string | null
  sealed_widget: Uint8Array | null
  created_at: Date
  expires_at: Date
  used_at: Date | null
}

export type ConsentsTable = {
  workspace_id: string
  shard: number
  id: string
  link_id: string
  status: ConsentStatus
  /** What the person's CPF or CNPJ is compared by. */
  document_index: Uint8Array
  sealed_person: Uint8Array
  permissions: Json<Readonly<Record<string, readonly string[]>>>
  duration_days: number | null
  created_at: Date
  expires_at: Date | null
  /** When it ends by itself; null where it does not, or already has. */
  due_at: Date | null
}

export type RequestsTable = {
  request_id: string
  workspace_id: string | null
  method: string
  path: string
  status: number
  duration_ms: number
  received_at: Date
}

export type FaultRulesTable = {
  workspace_id: string
  id: string
  description: unknown
  tries: number
  met: number
  created_at: Date
}

export type MeetingsTable = {
  workspace_id: string
  kind: 'error_code' | 'http_status' | 'link_status' | 'webhook'
  name: string
  count: number | string
}

export type Tables = {
  instance: { name: string; value: string }
  migrations: { name: string; checksum: string; applied_at: Date }
  workspaces: WorkspacesTable
  api_keys: ApiKeysTable
  counters: { workspace_id: string; kind: string; key: string; taken: number }
  recent_deletions: { workspace_id: string; kind: string; instants: Date[] }
  links: LinksTable
  link_keys: LinkKeysTable
  link_credentials: LinkCredentialsTable
  event_feeds: EventFeedsTable
  events: EventsTable
  accounts: RecordsTable
  owners: RecordsTable
  transactions: RecordsTable
  balances: RecordsTable
  bills: RecordsTable
  investments: RecordsTable
  investment_transactions: RecordsTable
  exchanges: RecordsTable
  exchange_history: RecordsTable
  incomes: RecordsTable
  recurring_expenses: RecordsTable
  risk_insights: RecordsTable
  invoices: RecordsTable
  tax_returns: RecordsTable
  tax_status: RecordsTable
  tax_compliance_status: RecordsTable
  tax_retentions: RecordsTable
  financial_statements: RecordsTable
  employment_records: RecordsTable
  current_employments: RecordsTable
  employment_metrics: RecordsTable
  employments: RecordsTable
  invoices_chile: RecordsTable
  tax_status_chile: RecordsTable
  debt_reports: RecordsTable
  lineage: LineageTable
  record_traces: RecordTracesTable
  requests: RequestsTable
  updates: UpdatesTable
  mfa_sessions: MfaSessionsTable
  webhook_endpoints: WebhookEndpointsTable
  webhook_secrets: WebhookSecretsTable
  deliveries: DeliveriesTable
  delivery_attempts: DeliveryAttemptsTable
  usage: UsageTable
  described_users: DescribedUsersTable
  world_changes: WorldChangesTable
  fault_rules: FaultRulesTable
  meetings: MeetingsTable
  widget_tokens: WidgetTokensTable
  consents: ConsentsTable
}
