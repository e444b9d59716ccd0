import type { Generated } from 'kysely'
import type { Json } from './json-column.ts'

/** Where the log of a workspace has come to, and how many events of it are of no link. */
export type EventFeedsTable = { workspace_id: string; position: number; own_events_count: number }

export type EventsTable = {
  workspace_id: string
  shard: number
  id: string
  /** Its place among all events of the workspace. */
  position: number
  link_id: string | null
  /** Its place among the events of its link. */
  sequence: number | null
  kind: string
  request_id: string | null
  data: Json<Record<string, unknown>>
  happened_at: Date
}

export type WebhookEndpointsTable = {
  workspace_id: string
  id: string
  url: string
  sealed_authorization: Uint8Array | null
  created_at: Date
  removed_at: Date | null
  description: string | null
  enabled: boolean
  /** What it is told of; of everything where it is null. */
  webhook_types: string[] | null
  webhook_codes: string[] | null
  institutions: string[] | null
  links: string[] | null
  retries: 'standard' | 'patient'
  ordered: boolean
  /** It has asked to be left alone until then. */
  slowed_until: Date | null
  /** The first of the failures since something was taken last, and how many they are. */
  failing_since: Date | null
  failures_count: number
  paused_at: Date | null
  /** When it answered 410. */
  gone_at: Date | null
  probes_count: number
  /** The one delivery that is tried while it is paused. */
  probe_delivery_id: string | null
  /** When it is looked after next: probed, or told what was held for it. */
  due_at: Date | null
}

/** What webhooks of an endpoint are signed with: one secret, or two while they are changed. */
export type WebhookSecretsTable = {
  workspace_id: string
  endpoint_id: string
  id: string
  sealed_secret: Uint8Array
  created_at: Date
}

export type DeliveriesTable = {
  workspace_id: string
  shard: number
  id: string
  /** What it tells of; null where that is an endpoint. */
  link_id: string | null
  endpoint_id: string
  webhook_id: string
  webhook_type: string
  webhook_code: string
  payload: string
  status: 'pending' | 'delivered' | 'abandoned'
  attempts_count: number
  /** How many attempts belong to earlier rounds: those before it was made due once more. */
  attempts_before_round: Generated<number>
  created_at: Date
  next_attempt_at: Date | null
  settled_at: Date | null
  /** The event that it tells of, and that one's place among the events of the link; null where they were not kept. */
  event_id: string | null
  event_sequence: number | null
  /** Whether it waits for those of its link that were announced before it. */
  ordered: boolean
}

export type DeliveryAttemptsTable = {
  workspace_id: string
  shard: number
  delivery_id: string
  attempt: number
  started_at: Date
  duration_ms: number
  status: number | null
  problem: string | null
  reply: string | null
}
