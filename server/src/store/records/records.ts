import { type RawBuilder, sql } from 'kysely'
import type { RecordKind } from '../../../../contract/resource.ts'
import type { Known, Removal } from '../../domain/identity/by-key.ts'
import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope, Tx } from '../database.ts'

export type RecordTable =
  | 'accounts'
  | 'owners'
  | 'transactions'
  | 'balances'
  | 'bills'
  | 'investments'
  | 'investment_transactions'
  | 'exchanges'
  | 'exchange_history'
  | 'incomes'
  | 'recurring_expenses'
  | 'risk_insights'
  | 'invoices'
  | 'tax_returns'
  | 'tax_status'
  | 'tax_compliance_status'
  | 'tax_retentions'
  | 'financial_statements'
  | 'employment_records'
  | 'current_employments'
  | 'employment_metrics'
  | 'employments'
  | 'invoices_chile'
  | 'tax_status_chile'
  | 'debt_reports'

/** A record as it is stored: its body in clear, or sealed under the link's data key. */
export type StoredRecord = {
  readonly id: string
  readonly link_id: string
  readonly account_id: string | null
  readonly parent_id: string | null
  readonly identity_key: string
  readonly body: Readonly<Record<string, unknown>> | null
  readonly sealed_body: Uint8Array | null
  readonly collected_at: Date
  readonly created_at: Date
}

/** A record to be written; `keys` holds the values of the definition's key columns. */
export type RecordRow = Omit<StoredRecord, 'collected_at' | 'created_at' | 'link_id'> & {
  readonly content_mac: Uint8Array
  readonly keys: Readonly<Record<string, unknown>>
}

/** What recognising is told of every record. */
const knownColumns = [
  'id',
  'identity_key',
  'content_mac',
  'created_at',
  'collected_at',
  'removal',
] as const satisfies readonly (keyof Known)[]

/** What is read of every record. */
export const storedColumns = [
  'id',
  'link_id',
  'account_id',
  'parent_id',
  'identity_key',
  'body',
  'sealed_body',
  'collected_at',
  'created_at',
] as const

export const tableOf = (resource: RecordKind) => resource.table as RecordTable

/** The column that points at the record that each of the kind belongs to. */
export const pointerOf = ({ parent }: RecordKind) => (parent?.resource === 'ACCOUNTS' ? 'account_id' : 'parent_id')

/** The record that it belongs to beside its link. */
export const parentIdOf = (kind: RecordKind, row: Pick<StoredRecord, 'account_id' | 'parent_id'>): string | null =>
  row[pointerOf(kind)]

/** What a row has in the columns that point at what it belongs to. */
export const pointersOf = (kind: RecordKind, parentId: string | null): Pick<RecordRow, 'account_id' | 'parent_id'> => ({
  account_id: null,
  parent_id: null,
  [pointerOf(kind)]: parentId,
})

export function findRecord(
  db: Reader,
  scope: Scope,
  resource: RecordKind,
  id: string,
): Promise<StoredRecord | undefined> {
  return db
    .selectFrom(tableOf(resource))
    .select(storedColumns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
}

/** Which of these keys of the institution stand for records of the link that are not removed. */
export async function findKeysOfLink(
  db: Reader,
  scope: Scope,
  resource: RecordKind,
  { linkId, keys }: { linkId: string; keys: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
  const rows = await db
    .selectFrom(tableOf(resource))
    .select('identity_key')
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('identity_key', 'in', [...keys])
    .where('removed_at', 'is', null)
    .execute()
  return new Set(rows.map(({ identity_key }) => identity_key))
}

/** A record of the link that is not removed. */
export async function findKnownRecord(
  db: Reader,
  scope: Scope,
  resource: RecordKind,
  { id, linkId }: { id: string; linkId: string },
): Promise<StoredRecord | undefined> {
  const record = await findRecord(db, scope, resource, id)
  return record?.link_id === linkId ? record : undefined
}

/** The records of these ids that are not removed. */
export async function findRecords(
  db: Reader,
  scope: Scope,
  resource: RecordKind,
  ids: readonly string[],
): Promise<StoredRecord[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom(tableOf(resource))
    .select(storedColumns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', 'in', [...new Set(ids.map(shardOf))])
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .where('removed_at', 'is', null)
    .execute()
}

/** The next records of a link that are not removed, in the order of their ids. */
export function listLinkRecords(
  db: Reader,
  scope: Scope,
  kind: RecordKind,
  { linkId, after, limit }: { linkId: string; after: string | null; limit: number },
): Promise<StoredRecord[]> {
  const ofLink = db
    .selectFrom(tableOf(kind))
    .select(storedColumns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('removed_at', 'is', null)
  return (after === null ? ofLink : ofLink.where('id', '>', after)).orderBy('id').limit(limit).execute()
}

/** The ids of a link's records by the value of a key column, for the values that are asked for. */
export async function findIdsBy(
  db: Reader,
  scope: Scope,
  kind: RecordKind,
  { linkId, column, values }: { linkId: string; column: string; values: readonly string[] },
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom(tableOf(kind))
    .select(['id', sql<string>`${sql.ref(column)}`.as('value')])
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('removed_at', 'is', null)
    .where(sql<boolean>`${sql.ref(column)} = any(${[...values]}::text[])`)
    .execute()
  return new Map(rows.map(({ id, value }) => [value, id]))
}

/** Which part of a link's records a visit has covered: all, those that belong to some record, those of a period. */
export type Coverage = {
  readonly linkId: string
  readonly parentIds?: readonly string[]
  /** `lastsUntil` is the column itself, or that of the last day of what lasts: null while it goes on. */
  readonly period?: {
    readonly column: string
    readonly lastsUntil: string
    readonly from?: string
    readonly to?: string
  }
}

/** What is known of a link's records, to be narrowed down. */
const knownOfLink = (db: Reader, scope: Scope, resource: RecordKind, linkId: string) =>
  db
    .selectFrom(tableOf(resource))
    .select(knownColumns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)

/** All records that the coverage holds. Removed ones are among them, but of a period: they have lost their dates. */
export function listKnownRecords(
  db: Reader,
  scope: Scope,
  resource: RecordKind,
  { linkId, parentIds, period }: Coverage,
): Promise<Known[]> {
  let query = knownOfLink(db, scope, resource, linkId)
  if (parentIds) query = query.where(sql<boolean>`${sql.ref(pointerOf(resource))} = any(${[...parentIds]}::uuid[])`)
  // Said for the indexes by date, which leave them out.
  if (period) query = query.where('removed_at', 'is', null)
  if (period?.from) query = query.where(endsAfter(period, period.from))
  if (period?.to) query = query.where(sql<boolean>`${sql.ref(period.column)} <= ${period.to}::date`)
  return query.execute()
}

/** Records of a link by the institution's keys, removed ones included. */
export async function listKnownByKeys(
  db: Reader,
  scope: Scope,
  resource: RecordKind,
  { linkId, keys }: { linkId: string; keys: readonly string[] },
): Promise<Known[]> {
  if (keys.length === 0) return []
  return knownOfLink(db, scope, resource, linkId)
    .where(sql<boolean>`identity_key = any(${[...keys]}::text[])`)
    .execute()
}

/** Records of a link by their ids, removed ones included. */
export async function listKnownByIds(
  db: Reader,
  scope: Scope,
  resource: RecordKind,
  { linkId, ids }: { linkId: string; ids: readonly string[] },
): Promise<Known[]> {
  if (ids.length === 0) return []
  return knownOfLink(db, scope, resource, linkId)
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .execute()
}

/** What stands in some key columns of records, as text. */
export async function listKeyColumns(
  db: Reader,
  scope: Scope,
  resource: RecordKind,
  asked: { readonly linkId: string; readonly ids: readonly string[]; readonly columns: readonly string[] },
): Promise<(Readonly<Record<string, string | null>> & { readonly id: string })[]> {
  const columns = asked.columns.map((column) => sql`${sql.ref(column)}::text as ${sql.ref(column)}`)
  const { rows } = await sql<Record<string, string | null> & { id: string }>`
    select id, ${sql.join(columns)} from ${sql.table(tableOf(resource))}
    where workspace_id = ${scope.workspaceId} and shard = ${shardOf(asked.linkId)}
      and id = any(${[...asked.ids]}::uuid[])`.execute(db)
  return rows
}

function endsAfter({ column, lastsUntil }: NonNullable<Coverage['period']>, from: string): RawBuilder<boolean> {
  const until = sql.ref(lastsUntil)
  // What was removed has lost both its days, and is no longer going on.
  const goesOn = lastsUntil === column ? sql`false` : sql`(${sql.ref(column)} is not null and ${until} is null)`
  return sql`(${until} >= ${from}::date or ${goesOn})`
}

/** Notes that records were seen again, unchanged. */
export async function touchRecords(
  tx: Tx,
  scope: Scope,
  resource: RecordKind,
  seen: { readonly ids: readonly string[]; readonly linkId: string; readonly now: Date },
): Promise<void> {
  if (seen.ids.length === 0) return
  await sql`
    update ${sql.table(tableOf(resource))} set collected_at = ${seen.now}
    where workspace_id = ${scope.workspaceId} and shard = ${shardOf(seen.linkId)}
      and id = any(${[...seen.ids]}::uuid[])`.execute(tx)
}

/** Forgets what a link's records said, for good; only the marks of deleted ones stay, so that they do not come back. */
export async function forgetRecords(tx: Tx, scope: Scope, resource: RecordKind, linkId: string): Promise<number> {
  const result = await tx
    .deleteFrom(tableOf(resource))
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where((of) => of.or([of('removal', 'is', null), of('removal', '!=', 'deleted')]))
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** Names the records that stand for removed ones. */
export async function saveSuccessors(
  tx: Tx,
  scope: Scope,
  resource: RecordKind,
  given: {
    readonly linkId: string
    readonly successors: readonly { readonly id: string; readonly successorId: string }[]
  },
): Promise<void> {
  const { linkId, successors } = given
  if (successors.length === 0) return
  const ids = successors.map(({ id }) => id)
  const others = successors.map(({ successorId }) => successorId)
  await sql`
    update ${sql.table(tableOf(resource))} as record set successor_id = named.successor_id
    from unnest(${ids}::uuid[], ${others}::uuid[]) as named(id, successor_id)
    where record.workspace_id = ${scope.workspaceId} and record.shard = ${shardOf(linkId)}
      and record.id = named.id`.execute(tx)
}

/** Marks records as removed and erases what they said; the mark keeps a deleted one from coming back. */
export async function removeRecords(
  tx: Tx,
  scope: Scope,
  resource: RecordKind,
  removal: {
    readonly linkId: string
    readonly which: { readonly ids: readonly string[] } | { readonly parentIds: readonly string[] } | 'all'
    readonly reason: Removal
    readonly now: Date
  },
): Promise<number> {
  const erased = Object.fromEntries(resource.keyColumns.map(({ column }) => [column, null]))
  let query = tx
    .updateTable(tableOf(resource))
    .set({ ...erased, body: null, sealed_body: null, removed_at: removal.now, removal: removal.reason })
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(removal.linkId))
    .where('link_id', '=', removal.linkId)
    .where('removed_at', 'is', null)
  const { which } = removal
  if (which !== 'all') {
    const [column, ids] = 'ids' in which ? ['id', which.ids] : [pointerOf(resource), which.parentIds]
    query = query.where(sql<boolean>`${sql.ref(column)} = any(${[...ids]}::uuid[])`)
  }
  const result = await query.executeTakeFirst()
  return Number(result.numUpdatedRows)
}
