import { sql } from 'kysely'
import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope } from '../database.ts'

/** A webhook as a link's events tell of it. */
export type WebhookEvent = {
  readonly id: string
  readonly linkId: string
  /** Its place among those of the link. */
  readonly sequence: number
  readonly requestId: string
  readonly happenedAt: Date
  readonly data: unknown
}

/** More than one request ever tells of. */
const toldMax = 500

/** What the webhooks of a link said that came after one of its events, in order; also of a link that is deleted. */
export async function listWebhooksAfter(
  db: Reader,
  scope: Scope,
  { linkId, sequence }: { linkId: string; sequence: number },
): Promise<unknown[]> {
  const rows = await db
    .selectFrom('events')
    .select('data')
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('sequence', '>', sequence)
    .where('kind', '=', 'webhook')
    .orderBy('sequence')
    .limit(toldMax)
    .execute()
  return rows.map(({ data }) => data)
}

/** Where a list goes on: after this instant, place among those of the link, and id. What a link says stays in order. */
export type Place = { readonly at: Date; readonly sequence: number; readonly id: string }

/** Which webhooks are meant: `from` is inside, `to` is not. */
export type WebhookChoice = {
  readonly from?: Date
  readonly to?: Date
  readonly linkId?: string
  readonly type?: string
  readonly code?: string
}

/** The webhooks of the workspace that are meant, oldest first, whether or not somebody was told. */
export async function listWebhookEvents(
  db: Reader,
  scope: Scope,
  { choice, after, limit }: { choice: WebhookChoice; after: Place | null; limit: number },
): Promise<WebhookEvent[]> {
  const { from, to, linkId, type, code } = choice
  let query = db
    .selectFrom('events')
    .select(['id', 'link_id', 'sequence', 'request_id', 'happened_at', 'data'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('kind', '=', 'webhook')
    .$narrowType<{ link_id: string; sequence: number; request_id: string }>()
  if (from) query = query.where('happened_at', '>=', from)
  if (to) query = query.where('happened_at', '<', to)
  if (linkId) query = query.where('shard', '=', shardOf(linkId)).where('link_id', '=', linkId)
  if (type) query = query.where(sql<boolean>`data ->> 'type' = ${type}`)
  if (code) query = query.where(sql<boolean>`data ->> 'code' = ${code}`)
  if (after) {
    const place = sql`(${after.at}::timestamptz, ${after.sequence}::bigint, ${after.id}::uuid)`
    query = query.where(sql<boolean>`(happened_at, sequence, id) > ${place}`)
  }
  const rows = await query.orderBy('happened_at').orderBy('sequence').orderBy('id').limit(limit).execute()
  return rows.map((row) => ({
    id: row.id,
    linkId: row.link_id,
    sequence: row.sequence,
    requestId: row.request_id,
    happenedAt: row.happened_at,
    data: row.data,
  }))
}
