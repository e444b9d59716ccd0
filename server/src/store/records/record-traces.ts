import { sql } from 'kysely'
import type { RecordKind } from '../../../../contract/resource.ts'
import { shardOf } from '../../kit/ids.ts'
import { piecesOf } from '../../kit/pipeline.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import { rowsInOneStatement } from './record-writes.ts'

/** What a removed record is recognised by, sealed under its link's data key. */
export type Trace = { readonly recordId: string; readonly sealed: Uint8Array }

/** Keeps what removed records are recognised by: until an instant, or for as long as the link has data. */
export async function saveTraces(
  tx: Tx,
  scope: Scope,
  resource: RecordKind,
  kept: { readonly linkId: string; readonly traces: readonly Trace[]; readonly until: Date | null },
): Promise<void> {
  const { linkId, traces, until } = kept
  for (const rows of piecesOf(traces, rowsInOneStatement)) {
    await tx
      .insertInto('record_traces')
      .values(
        rows.map(({ recordId, sealed }) => ({
          workspace_id: scope.workspaceId,
          shard: shardOf(linkId),
          record_id: recordId,
          link_id: linkId,
          resource: resource.name,
          sealed,
          kept_until: until,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['workspace_id', 'shard', 'record_id']).doUpdateSet((of) => ({
          sealed: of.ref('excluded.sealed'),
          kept_until: of.ref('excluded.kept_until'),
        })),
      )
      .execute()
  }
}

/** The traces of a link's records of one kind that are still kept. */
export async function listTraces(
  db: Reader,
  scope: Scope,
  resource: RecordKind,
  { linkId, now }: { linkId: string; now: Date },
): Promise<Trace[]> {
  const rows = await db
    .selectFrom('record_traces')
    .select(['record_id', 'sealed'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('resource', '=', resource.name)
    .where((of) => of.or([of('kept_until', 'is', null), of('kept_until', '>', now)]))
    .execute()
  return rows.map(({ record_id: recordId, sealed }) => ({ recordId, sealed }))
}

/** The traces of a link's records that the institution no longer shows, of every kind, while they are kept. */
export async function listTracesOfGone(
  db: Reader,
  { workspaceId }: Scope,
  { linkId, now }: { linkId: string; now: Date },
): Promise<(Trace & { readonly resource: string })[]> {
  const rows = await db
    .selectFrom('record_traces')
    .select(['record_id', 'resource', 'sealed'])
    .where('workspace_id', '=', workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('kept_until', '>', now)
    .execute()
  return rows.map(({ record_id: recordId, resource, sealed }) => ({ recordId, resource, sealed }))
}

/** Drops the traces of records that are there again. */
export async function deleteTraces(
  tx: Tx,
  scope: Scope,
  { linkId, ids }: { linkId: string; ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    delete from record_traces where workspace_id = ${scope.workspaceId} and shard = ${shardOf(linkId)}
      and record_id = any(${[...ids]}::uuid[])`.execute(tx)
}

/** Drops everything that removed records of a link were recognised by. */
export async function forgetTraces(tx: Tx, scope: Scope, linkId: string): Promise<void> {
  await tx
    .deleteFrom('record_traces')
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .execute()
}

/** Deletes the oldest traces whose time is over, at most `atOnce` of them; gives how many it were. */
export async function deleteOldTraces(
  tx: Tx,
  scope: Scope,
  { before, atOnce }: { before: Date; atOnce: number },
): Promise<number> {
  const old = await tx
    .selectFrom('record_traces')
    .select(['shard', 'record_id'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('kept_until', '<=', before)
    .orderBy('kept_until')
    .limit(atOnce)
    .execute()
  if (old.length === 0) return 0
  await tx
    .deleteFrom('record_traces')
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', 'in', [...new Set(old.map(({ shard }) => shard))])
    .where(
      'record_id',
      'in',
      old.map(({ record_id }) => record_id),
    )
    .execute()
  return old.length
}
