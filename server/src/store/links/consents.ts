import type { Selectable } from 'kysely'
import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import { type DueRow, type DueSearch, isSearched, toDueRows } from '../due.ts'
import type { ConsentsTable } from '../tables.ts'

export type StoredConsent = Selectable<ConsentsTable>

const columns = [
  'workspace_id',
  'shard',
  'id',
  'link_id',
  'status',
  'document_index',
  'sealed_person',
  'permissions',
  'duration_days',
  'created_at',
  'expires_at',
  'due_at',
] as const

export async function insertConsent(tx: Tx, consent: StoredConsent): Promise<void> {
  await tx
    .insertInto('consents')
    .values({ ...consent, permissions: JSON.stringify(consent.permissions) })
    .execute()
}

export function findConsent(db: Reader, scope: Scope, id: string): Promise<StoredConsent | undefined> {
  return db
    .selectFrom('consents')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The one consent that a link has, where its institution works by consent. */
export function findConsentOfLink(db: Reader, scope: Scope, linkId: string): Promise<StoredConsent | undefined> {
  return db
    .selectFrom('consents')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .executeTakeFirst()
}

/** Whose consents are looked for; `linkId` keeps to one link. */
export type ConsentPage = {
  readonly documentIndex: Uint8Array
  readonly linkId?: string
  readonly limit: number
  readonly offset: number
}

/** One page of a person's consents, newest first, and how many they are in all. */
export async function listConsents(
  db: Reader,
  scope: Scope,
  { documentIndex, linkId, limit, offset }: ConsentPage,
): Promise<{ count: number; rows: StoredConsent[] }> {
  let matching = db
    .selectFrom('consents')
    .where('workspace_id', '=', scope.workspaceId)
    .where('document_index', '=', documentIndex)
  if (linkId !== undefined) matching = matching.where('link_id', '=', linkId)
  const { count } = await matching.select((of) => of.fn.countAll<string>().as('count')).executeTakeFirstOrThrow()
  const page = matching.select(columns).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).offset(offset)
  return { count: Number(count), rows: await page.execute() }
}

export async function saveConsent(
  tx: Tx,
  scope: Scope,
  id: string,
  change: Pick<StoredConsent, 'status' | 'duration_days' | 'expires_at' | 'due_at'>,
): Promise<void> {
  await tx
    .updateTable('consents')
    .set(change)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .execute()
}

/** Consents whose time is over. */
export async function findDueConsents(db: Reader, search: DueSearch): Promise<DueRow[]> {
  const query = db
    .selectFrom('consents')
    .select(['workspace_id', 'id', 'due_at as due'])
    .where('due_at', '<=', search.until)
    .where(isSearched(search))
  return toDueRows(await query.orderBy('due_at').orderBy('id').limit(search.limit).execute())
}
