import { shardOf } from '../../server/src/kit/ids.ts'

/** A statement with its values, as the driver takes it. */
export type Statement = { readonly text: string; readonly values: readonly unknown[] }

const record =
  '"id", "link_id", "account_id", "parent_id", "identity_key", "body", "sealed_body", "collected_at", "created_at"' as const
const link =
  '"workspace_id", "shard", "id", "institution", "access_mode", "status", "refresh_rate", "credentials_storage", "credentials_expire_at", "fetch_resources", "stale_in", "external_id", "institution_user_id", "created_by", "created_at", "last_accessed_at", "events_count", "requests_count", "failed_logins", "next_refresh_at", "refresh_retries", "stale_at", "refresh_claimed_at", "refreshed_at", "read_at"'

const ofLink =
  'from "transactions" where ("transactions"."workspace_id" = $1 and "transactions"."removed_at" is null and "transactions"."shard" in ($2) and "transactions"."link_id" = $3::uuid)'

/** The statements that the product sends, letter by letter: the run checks it before it measures anything. */
export const statements = {
  key: (secretId: string): Statement => ({
    text: 'select "id", "workspace_id", "name", "secret_id", "secret_mac", "scopes", "created_at", "revoked_at" from "api_keys" where "secret_id" = $1 and "revoked_at" is null',
    values: [secretId],
  }),

  count: (workspaceId: string, linkId: string): Statement => ({
    text: `select count(*) as "count" ${ofLink}`,
    values: [workspaceId, shardOf(linkId), linkId],
  }),

  page: (workspaceId: string, linkId: string, { limit, offset }: { limit: number; offset: number }): Statement => ({
    text: `select ${record} ${ofLink} order by "value_date" desc, "id" desc limit $4 offset $5`,
    values: [workspaceId, shardOf(linkId), linkId, limit, offset],
  }),

  transaction: (workspaceId: string, id: string): Statement => ({
    text: `select ${record} from "transactions" where "workspace_id" = $1 and "shard" = $2 and "id" = $3 and "removed_at" is null`,
    values: [workspaceId, shardOf(id), id],
  }),

  /** All of one link, so of one shard. */
  accounts: (workspaceId: string, ids: readonly [string, ...string[]]): Statement => ({
    text: `select ${record} from "accounts" where "workspace_id" = $1 and "shard" in ($2) and id = any($3::uuid[]) and "removed_at" is null`,
    values: [workspaceId, shardOf(ids[0]), ids],
  }),

  /** What cards' transactions name their bills by. */
  bills: (workspaceId: string, linkId: string, names: readonly string[]): Statement => ({
    text: 'select "id", "internal_identification" as "value" from "bills" where "workspace_id" = $1 and "shard" = $2 and "link_id" = $3 and "removed_at" is null and "internal_identification" = any($4::text[])',
    values: [workspaceId, shardOf(linkId), linkId, names],
  }),

  link: (workspaceId: string, id: string): Statement => ({
    text: `select ${link} from "links" where "workspace_id" = $1 and "shard" in ($2) and id = any($3::uuid[])`,
    values: [workspaceId, shardOf(id), [id]],
  }),
}
