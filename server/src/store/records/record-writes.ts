import { sql } from 'kysely'
import type { RecordKind } from '../../../../contract/resource.ts'
import { shardOf } from '../../kit/ids.ts'
import type { Scope, Tx } from '../database.ts'
import { type RecordRow, tableOf } from './records.ts'

/** So many rows one statement takes: they are one value, a document that has to fit into memory several times. */
export const rowsInOneStatement = 500

/** What the database calls the types of the columns that a row is written to, key columns apart. */
const writtenTypes = {
  id: 'uuid',
  account_id: 'uuid',
  parent_id: 'uuid',
  identity_key: 'text',
  content_mac: 'bytea',
  body: 'jsonb',
  sealed_body: 'bytea',
} as const

const keyTypes = {
  text: 'text',
  numeric: 'numeric',
  date: 'date',
  instant: 'timestamptz',
  blind: 'bytea',
  uuids: 'uuid[]',
} as const

/** They stay as they were when a record gets new contents. */
const lasting: ReadonlySet<string> = new Set(['id', 'identity_key'])

/**
 * Writes new records and new contents of known ones, at most `rowsInOneStatement`; a known one keeps its id and its
 * `created_at`. The rows travel as one value, so the statement has one text however many they are, and neither has to
 * be put together nor to be parsed for each of them.
 */
export async function upsertRecords(
  tx: Tx,
  scope: Scope,
  resource: RecordKind,
  batch: { readonly linkId: string; readonly rows: readonly RecordRow[]; readonly now: Date },
): Promise<void> {
  const { linkId, rows, now } = batch
  if (rows.length === 0) return
  const types = [
    ...Object.entries(writtenTypes),
    ...resource.keyColumns.map(({ column, type }) => [column, keyTypes[type]] as const),
  ]
  const names = types.map(([column]) => sql.ref(column))
  const typed = types.map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`)
  const refreshed = [...types.map(([column]) => column), 'collected_at', 'removed_at', 'removal', 'successor_id']
  const renewals = refreshed
    .filter((column) => !lasting.has(column))
    .map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`)
  await sql`
    insert into ${sql.table(tableOf(resource))}
      (workspace_id, shard, link_id, collected_at, created_at, ${sql.join(names)})
    select ${scope.workspaceId}::uuid, ${shardOf(linkId)}::smallint, ${linkId}::uuid, ${now}::timestamptz,
      ${now}::timestamptz, ${sql.join(names)}
    from json_to_recordset(${toDocument(rows)}::json) as written(${sql.join(typed)})
    on conflict (workspace_id, shard, link_id, identity_key) do update set ${sql.join(renewals)}`.execute(tx)
}

/** A key that no institution has: the one of a record whose own was given to another. */
const vacated = (id: string): string => `\u001f${id}`

/** A record's key, and the one that it gets; null where it gives its own up. */
export type MovedKey = { readonly id: string; readonly from: string; readonly to: string | null }

/**
 * Gives records the keys by which the institution knows them from now on. Where one gets a key that another one of them
 * has, as when keys are swapped, all are given up before any is taken.
 */
export async function moveKeys(
  tx: Tx,
  scope: Scope,
  resource: RecordKind,
  { linkId, keys }: { readonly linkId: string; readonly keys: readonly MovedKey[] },
): Promise<void> {
  const held = new Set(keys.map(({ from }) => from))
  const clashes = keys.some(({ to }) => to !== null && held.has(to))
  const givenUp = keys.filter(({ to }) => clashes || to === null)
  const taken = keys.flatMap(({ id, to }) => (to === null ? [] : [{ id, key: to }]))
  await saveKeys(tx, scope, resource, { linkId, keys: givenUp.map(({ id }) => ({ id, key: vacated(id) })) })
  await saveKeys(tx, scope, resource, { linkId, keys: taken })
}

async function saveKeys(
  tx: Tx,
  scope: Scope,
  resource: RecordKind,
  { linkId, keys }: { linkId: string; keys: readonly { readonly id: string; readonly key: string }[] },
): Promise<void> {
  if (keys.length === 0) return
  await sql`
    update ${sql.table(tableOf(resource))} as record set identity_key = moved.key
    from unnest(${keys.map(({ id }) => id)}::uuid[], ${keys.map(({ key }) => key)}::text[]) as moved(id, key)
    where record.workspace_id = ${scope.workspaceId} and record.shard = ${shardOf(linkId)}
      and record.id = moved.id`.execute(tx)
}

const toDocument = (rows: readonly RecordRow[]): string =>
  JSON.stringify(
    rows.map(({ keys, content_mac, sealed_body, ...row }) => ({
      ...row,
      ...Object.fromEntries(Object.entries(keys).map(([column, value]) => [column, toWritten(value)])),
      content_mac: toWritten(content_mac),
      sealed_body: toWritten(sealed_body),
    })),
  )

/** Bytes as the database reads them from text. */
const toWritten = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
    : value
