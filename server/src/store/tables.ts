import type { ColumnType } from 'kysely'

/** Columns that are read as one type and written as another. */
type Json<T> = ColumnType<T, string, string>

export type WorkspacesTable = {
  id: string
  name: string
  seed: string
  clock_offset_ms: number
  clock_frozen_at: Date | null
  sealed_key: Uint8Array
  sealed_identity_key: Uint8Array
  created_at: Date
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
}

export type LinkKeysTable = {
  workspace_id: string
  shard: number
  link_id: string
  purpose: 'credentials' | 'data'
  sealed_key: Uint8Array
}

export type LinkCredentialsTable = { workspace_id: string; shard: number; link_id: string; sealed: Uint8Array }

export type EventsTable = {
  workspace_id: string
  shard: number
  id: string
  link_id: string
  sequence: number
  kind: string
  request_id: string
  data: Json<Record<string, unknown>>
  happened_at: Date
}

/** What every table of records has; the key columns of a resource come on top and are known by its definition. */
export type RecordsTable = {
  workspace_id: string
  shard: number
  id: string
  link_id: string
  account_id: string | null
  identity_key: string
  content_mac: Uint8Array
  body: ColumnType<Record<string, unknown> | null, string | null, string | null>
  sealed_body: Uint8Array | null
  collected_at: Date
  created_at: Date
  removed_at: Date | null
  removal: 'deleted' | 'cascaded' | 'gone' | null
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
  events: EventsTable
  accounts: RecordsTable
  owners: RecordsTable
  transactions: RecordsTable
  requests: RequestsTable
}
