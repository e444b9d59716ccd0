import type { Selectable } from 'kysely'
import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope, Tx } from '../database.ts'
import { type DueRow, type DueSearch, isSearched, toDueRows } from '../due.ts'
import type { UpdatesTable } from '../tables.ts'

export type Update = Selectable<UpdatesTable>

const columns = [
  'workspace_id',
  'shard',
  'id',
  'link_id',
  'cause',
  'resources',
  'request_id',
  'parameters',
  'tries',
  'created_at',
  'due_at',
  'finished_at',
  'outcome',
] as const

export async function insertUpdate(tx: Tx, update: Update): Promise<void> {
  const { parameters, outcome, ...row } = update
  await tx
    .insertInto('updates')
    .values({
      ...row,
      parameters: JSON.stringify(parameters),
      outcome: outcome === null ? null : JSON.stringify(outcome),
    })
    .execute()
}

export function findUpdate(db: Reader, scope: Scope, id: string): Promise<Update | undefined> {
  return byId(db, scope, id).executeTakeFirst()
}

/** Locks the row until the transaction ends, so that one outcome is written. */
export function takeUpdate(tx: Tx, scope: Scope, id: string): Promise<Update | undefined> {
  return byId(tx, scope, id).forUpdate().executeTakeFirst()
}

/** Ends an update with its outcome, or puts it off to `dueAt`. */
export async function saveUpdateOutcome(
  tx: Tx,
  scope: Scope,
  id: string,
  ended: {
    readonly dueAt: Date | null
    readonly finishedAt: Date | null
    readonly outcome: object
    readonly tries: number
    readonly resources: readonly string[]
  },
): Promise<void> {
  await tx
    .updateTable('updates')
    .set({
      due_at: ended.dueAt,
      finished_at: ended.finishedAt,
      outcome: JSON.stringify(ended.outcome),
      tries: ended.tries,
      resources: [...ended.resources],
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
    .execute()
}

/** Takes back a link's updates of these causes that are due and not finished, and gives them. */
export function cancelUpdates(
  tx: Tx,
  scope: Scope,
  asked: { linkId: string; causes: readonly Update['cause'][]; exceptOf: string; now: Date },
): Promise<Pick<Update, 'id' | 'cause' | 'request_id'>[]> {
  const { linkId, causes, exceptOf, now } = asked
  return tx
    .updateTable('updates')
    .set({ due_at: null, finished_at: now, outcome: JSON.stringify({ kind: 'cancelled' }) })
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('finished_at', 'is', null)
    .where('cause', 'in', [...causes])
    .where('request_id', '<>', exceptOf)
    .returning(['id', 'cause', 'request_id'])
    .execute()
}

/** A link's updates, newest first. */
export function listUpdates(db: Reader, scope: Scope, linkId: string, limit: number): Promise<Update[]> {
  return db
    .selectFrom('updates')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function findDueUpdates(db: Reader, search: DueSearch): Promise<DueRow[]> {
  const query = db
    .selectFrom('updates')
    .select(['workspace_id', 'id', 'due_at as due'])
    .where('due_at', '<=', search.until)
    .where(isSearched(search))
  return toDueRows(await query.orderBy('due_at').orderBy('id').limit(search.limit).execute())
}

const byId = (db: Reader, scope: Scope, id: string) =>
  db
    .selectFrom('updates')
    .select(columns)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(id))
    .where('id', '=', id)
