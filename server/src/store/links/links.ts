import { type Selectable, sql } from 'kysely'
import type { Condition } from '../../domain/filters.ts'
import { isUuid, shardOf } from '../../kit/ids.ts'
import { conditionSql } from '../conditions.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import { type DueRow, type DueSearch, isSearched, toDueRows } from '../due.ts'
import { noteDeletedLink, noteLinkChange } from '../events/event-log.ts'
import type { LinkColumns } from '../events/events.ts'
import type { LinksTable } from '../tables.ts'

export type StoredLink = Selectable<LinksTable>

const columns = [
  'workspace_id',
  'shard',
  'id',
  'institution',
  'access_mode',
  'status',
  'refresh_rate',
  'credentials_storage',
  'credentials_expire_at',
  'fetch_resources',
  'stale_in',
  'external_id',
  'institution_user_id',
  'created_by',
  'created_at',
  'last_accessed_at',
  'events_count',
  'requests_count',
  'failed_logins',
  'next_refresh_at',
  'refresh_retries',
  'stale_at',
  'refresh_claimed_at',
  'refreshed_at',
  'read_at',
] as const

export async function insertLink(tx: Tx, link: StoredLink): Promise<void> {
  await tx
    .insertInto('links')
    .values({ ...link, read_at: JSON.stringify(link.read_at) })
    .execute()
}

export function findLink(db: Reader, scope: Scope, id: string): Promise<StoredLink | undefined> {
  return byId(db, scope, id).executeTakeFirst()
}

/** The links of these ids that exist. */
export async function findLinks(db: Reader, scope: Scope, ids: readonly string[]): Promise<StoredLink[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('links')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', 'in', [...new Set(ids.map(shardOf))])
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .execute()
}

/** Locks the row until the transaction ends, so that two changes of one link cannot interleave. */
export function takeLink(tx: Tx, scope: Scope, id: string): Promise<StoredLink | undefined> {
  return byId(tx, scope, id).forUpdate().executeTakeFirst()
}

/** What may change of a link after its registration. */
export type LinkChange = Partial<
  Pick<
    StoredLink,
    | 'access_mode'
    | 'status'
    | 'refresh_rate'
    | 'credentials_storage'
    | 'credentials_expire_at'
    | 'fetch_resources'
    | 'stale_in'
    | 'last_accessed_at'
    | 'failed_logins'
    | 'next_refresh_at'
    | 'refresh_retries'
    | 'stale_at'
    | 'refresh_claimed_at'
    | 'refreshed_at'
    | 'read_at'
  >
>

/** The number of a request that changes the link, counted on its row, which stays locked until the transaction ends. */
export async function takeRequestNumber(tx: Tx, scope: Scope, id: string): Promise<number> {
  const link = await tx
    .updateTable('links')
    .set({ requests_count: sql`requests_count + 1` })
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .returning('requests_count')
    .executeTakeFirstOrThrow()
  return link.requests_count
}

export async function saveLink(tx: Tx, scope: Scope, id: string, change: LinkChange): Promise<void> {
  if (Object.keys(change).length === 0) return
  await tx
    .updateTable('links')
    .set(toColumns(change))
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .execute()
}

/** The same with the count of the link's events, in one statement: for what the rest of the transaction reads nothing of. */
export async function saveLinkAtEnd(tx: Tx, scope: Scope, id: string, change: LinkChange): Promise<void> {
  noteLinkChange(tx, scope, id, toColumns(change))
}

const toColumns = ({ read_at, ...columnsSet }: LinkChange): LinkColumns => ({
  ...columnsSet,
  ...(read_at === undefined ? {} : { read_at: JSON.stringify(read_at) }),
})

/** Deletes the link; keys, credentials and records go with it. Its events stay, and what ends it is one of them. */
export async function deleteLink(tx: Tx, scope: Scope, id: string): Promise<void> {
  const link = await tx
    .deleteFrom('links')
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .returning('events_count')
    .executeTakeFirst()
  if (link) noteDeletedLink(tx, scope, { id, eventsCount: link.events_count })
}

export type PageRequest = { readonly conditions: readonly Condition[]; readonly limit: number; readonly offset: number }

/** One page, newest first, and how many links match in all. */
export async function listLinks(
  db: Reader,
  scope: Scope,
  page: PageRequest,
): Promise<{ count: number; rows: StoredLink[] }> {
  let matching = db.selectFrom('links').where('workspace_id', '=', scope.workspaceId)
  for (const condition of page.conditions) matching = matching.where(conditionSql(condition, 'links'))
  const { count } = await matching.select((of) => of.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  const rows = await matching
    .select(columns)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return { count: Number(count), rows }
}

function byId(db: Reader, scope: Scope, id: string) {
  if (!isUuid(id)) throw new RangeError('not an id: the door lets only uuids through')
  return db
    .selectFrom('links')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
}

/** Which instant of a link makes it due, and for what. */
export type LinkDeadline = 'next_refresh_at' | 'credentials_expire_at' | 'stale_at'

/** Links of which one instant has come. */
export async function findDueLinks(db: Reader, deadline: LinkDeadline, search: DueSearch): Promise<DueRow[]> {
  const query = db
    .selectFrom('links')
    .select(['workspace_id', 'id', `${deadline} as due`])
    .where(deadline, '<=', search.until)
    .where(isSearched(search))
  return toDueRows(await query.orderBy(deadline).orderBy('id').limit(search.limit).execute())
}

/** Lets go of every claim: one process emulates, so whoever held one at its start is dead. */
export async function dropRefreshClaims(tx: Tx): Promise<void> {
  await tx.updateTable('links').set({ refresh_claimed_at: null }).where('refresh_claimed_at', 'is not', null).execute()
}
