import { type Selectable, sql } from 'kysely'
import { recordKinds } from '../../../../contract/catalogue.ts'
import type { RecordKind } from '../../../../contract/resource.ts'
import type { StepKind } from '../../domain/identity/because.ts'
import type { Removal } from '../../domain/identity/by-key.ts'
import { shardOf } from '../../kit/ids.ts'
import { piecesOf } from '../../kit/pipeline.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import type { LineageTable } from '../tables.ts'
import { rowsInOneStatement } from './record-writes.ts'
import { tableOf } from './records.ts'

/** One thing that became of a record. */
export type Step = {
  readonly recordId: string
  readonly kind: StepKind
  readonly otherId?: string
  readonly formerKey?: Buffer
  readonly evidence: Readonly<Record<string, unknown>>
}

export type StoredStep = Pick<
  Selectable<LineageTable>,
  'number' | 'kind' | 'other_id' | 'evidence' | 'request_id' | 'happened_at'
>

/** So many steps of a record are kept; the first of its keys, which its id may follow from, stays for ever. */
const stepsMax = 50

/** Adds to what became of records of one kind, each in the order in which it is named, and drops what is too much. */
export async function insertSteps(
  tx: Tx,
  scope: Scope,
  resource: RecordKind,
  told: {
    readonly linkId: string
    readonly steps: readonly Step[]
    readonly requestId: string
    readonly now: Date
  },
): Promise<void> {
  const { linkId, steps, requestId, now } = told
  const shard = shardOf(linkId)
  for (const piece of piecesOf(steps, rowsInOneStatement)) {
    const { rows } = await sql<{ record_id: string }>`
      with added as (insert into lineage (workspace_id, shard, link_id, resource, request_id, happened_at,
        record_id, number, kind, other_id, former_key, evidence)
      select ${scope.workspaceId}::uuid, ${shard}::smallint, ${linkId}::uuid, ${resource.name}::text,
        ${requestId}::text, ${now}::timestamptz, told.record_id, told.step + coalesce(stored.number, 0), told.kind,
        told.other_id, told.former_key, told.evidence
      from json_to_recordset(${toDocument(piece)}::json) as told(
        record_id uuid, step integer, kind text, other_id uuid, former_key bytea, evidence jsonb)
      left join lateral (
        select max(number) as number from lineage
        where workspace_id = ${scope.workspaceId} and shard = ${shard} and record_id = told.record_id
      ) as stored on true
      returning record_id, number)
      select distinct record_id from added where number > ${stepsMax}`.execute(tx)
    const ids = rows.map(({ record_id }) => record_id)
    if (ids.length > 0) await dropOldSteps(tx, scope, { shard, ids })
  }
}

/** The steps as one value, each with its place among those of its record. */
function toDocument(steps: readonly Step[]): string {
  const places = new Map<string, number>()
  const rows = steps.map(({ recordId, kind, otherId = null, formerKey, evidence }) => {
    const step = (places.get(recordId) ?? 0) + 1
    places.set(recordId, step)
    const former_key = formerKey ? `\\x${formerKey.toString('hex')}` : null
    return { record_id: recordId, step, kind, other_id: otherId, former_key, evidence }
  })
  return JSON.stringify(rows)
}

async function dropOldSteps(
  tx: Tx,
  scope: Scope,
  { shard, ids }: { shard: number; ids: readonly string[] },
): Promise<void> {
  await sql`
    delete from lineage using (
      select record_id, max(number) as last, min(number) filter (where former_key is not null) as first_key
      from lineage
      where workspace_id = ${scope.workspaceId} and shard = ${shard} and record_id = any(${[...ids]}::uuid[])
      group by record_id having max(number) > ${stepsMax}
    ) as whole
    where lineage.workspace_id = ${scope.workspaceId} and lineage.shard = ${shard}
      and lineage.record_id = whole.record_id and lineage.number <= whole.last - ${stepsMax}
      and lineage.number is distinct from whole.first_key`.execute(tx)
}

/** What became of a record, oldest first. */
export function listSteps(db: Reader, scope: Scope, recordId: string): Promise<StoredStep[]> {
  return db
    .selectFrom('lineage')
    .select(['number', 'kind', 'other_id', 'evidence', 'request_id', 'happened_at'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(recordId))
    .where('record_id', '=', recordId)
    .orderBy('number')
    .execute()
}

/** Whether the institution has ever known a record of the link by another key than now. */
export async function hasFormerKeys(db: Reader, scope: Scope, linkId: string): Promise<boolean> {
  const row = await db
    .selectFrom('lineage')
    .select('number')
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('former_key', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Which records the institution knew by these keys once, by the keys in hexadecimal digits; the latest first. */
export async function findFormerKeys(
  db: Reader,
  scope: Scope,
  resource: RecordKind,
  { linkId, keys }: { linkId: string; keys: readonly Buffer[] },
): Promise<Map<string, string[]>> {
  const hex = keys.map((key) => key.toString('hex'))
  const { rows } = await sql<{ key: string; record_id: string }>`
    select encode(former_key, 'hex') as key, record_id from lineage
    where workspace_id = ${scope.workspaceId} and shard = ${shardOf(linkId)} and link_id = ${linkId}
      and resource = ${resource.name}
      and former_key in (select decode(key, 'hex') from unnest(${hex}::text[]) as asked(key))
    order by happened_at desc, number desc, record_id`.execute(db)
  const found = new Map<string, string[]>()
  for (const { key, record_id: id } of rows) found.set(key, [...new Set([...(found.get(key) ?? []), id])])
  return found
}

/** Forgets what became of a link's records of one kind, but of those that are still marked. */
export async function forgetLineage(tx: Tx, scope: Scope, resource: RecordKind, linkId: string): Promise<void> {
  await sql`
    delete from lineage
    where workspace_id = ${scope.workspaceId} and shard = ${shardOf(linkId)} and link_id = ${linkId}
      and resource = ${resource.name} and record_id not in (
        select id from ${sql.table(tableOf(resource))}
        where workspace_id = ${scope.workspaceId} and shard = ${shardOf(linkId)} and link_id = ${linkId})`.execute(tx)
}

/** Deletes the oldest steps from before an instant, at most `atOnce`; those that hold a key stay with their record. */
export async function deleteOldSteps(
  tx: Tx,
  scope: Scope,
  { before, atOnce }: { before: Date; atOnce: number },
): Promise<number> {
  const old = await tx
    .selectFrom('lineage')
    .select(['shard', 'record_id', 'number'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('former_key', 'is', null)
    .where('happened_at', '<', before)
    .orderBy('happened_at')
    .limit(atOnce)
    .execute()
  for (const [shard, steps] of Map.groupBy(old, (step) => step.shard)) {
    await sql`
      delete from lineage using unnest(
        ${steps.map((step) => step.record_id)}::uuid[], ${steps.map((step) => step.number)}::integer[]
      ) as old(record_id, number)
      where lineage.workspace_id = ${scope.workspaceId} and lineage.shard = ${shard}
        and lineage.record_id = old.record_id and lineage.number = old.number`.execute(tx)
  }
  return old.length
}

/** A record of whatever kind, removed or not. */
export type Standing = {
  readonly resource: RecordKind
  readonly linkId: string
  readonly createdAt: Date
  readonly removedAt: Date | null
  readonly removal: Removal | null
  readonly successorId: string | null
}

type StandingRow = {
  resource: string
  link_id: string
  created_at: Date
  removed_at: Date | null
  removal: Removal | null
  successor_id: string | null
}

/** Looks for an id among the records of every kind: it tells its shard, and nothing else. */
export async function findStanding(db: Reader, scope: Scope, id: string): Promise<Standing | undefined> {
  const ofKinds = recordKinds.map(
    (kind) => sql`
      select ${kind.name}::text as resource, link_id, created_at, removed_at, removal, successor_id
      from ${sql.table(tableOf(kind))}
      where workspace_id = ${scope.workspaceId} and shard = ${shardOf(id)} and id = ${id}`,
  )
  const { rows } = await sql<StandingRow>`${sql.join(ofKinds, sql` union all `)} limit 1`.execute(db)
  const [row] = rows
  const resource = row && recordKinds.find(({ name }) => name === row.resource)
  if (!row || !resource) return undefined
  const { link_id: linkId, created_at, removed_at, removal, successor_id } = row
  return { resource, linkId, createdAt: created_at, removedAt: removed_at, removal, successorId: successor_id }
}
