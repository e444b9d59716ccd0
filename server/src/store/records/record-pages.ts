import { type ExpressionBuilder, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { getResource } from '../../../../contract/catalogue.ts'
import type { RecordKind } from '../../../../contract/resource.ts'
import type { Condition } from '../../domain/filters.ts'
import { shardOf } from '../../kit/ids.ts'
import { conditionSql } from '../conditions.ts'
import type { Database, Reader, Scope } from '../database.ts'
import type { PageRequest } from '../links/links.ts'
import type { Tables } from '../tables.ts'
import { pointerOf, type RecordTable, type StoredRecord, storedColumns, tableOf } from './records.ts'

/**
 * One page of what is not removed, newest first, and how many records match in all; null for a page past the end.
 * Counting costs more than the page, so it is left out where the page shows the end.
 */
export async function listRecords(
  db: Database,
  scope: Scope,
  kind: RecordKind,
  page: PageRequest,
): Promise<{ count: number; rows: StoredRecord[] } | null> {
  const rows = await readPage(db, scope, kind, page)
  if (rows.length === 0 && page.offset > 0) return null
  if (rows.length < page.limit) return { count: page.offset + rows.length, rows }
  return { count: await countRecords(db.reader, scope, kind, page.conditions), rows }
}

async function readPage(db: Database, scope: Scope, kind: RecordKind, page: PageRequest): Promise<StoredRecord[]> {
  const ofPage = newestFirst(matching(db.reader, scope, kind, page.conditions), kind)
    .limit(page.limit)
    .offset(page.offset)
  if (db.kind === 'embedded' || !passesOver(page)) return ofPage.select(storedColumns).execute()
  const named = storedColumns.map((column) => sql.ref(`record.${column}`))
  // With its limit each row is looked up by its key: tables without statistics would be read whole and joined instead.
  const { rows } = await sql<StoredRecord>`
    select ${sql.join(named)} from (${ofPage.select(['workspace_id', 'shard', 'id'])}) as found
    cross join lateral (
      select * from ${sql.table(tableOf(kind))} as same
      where same.workspace_id = found.workspace_id and same.shard = found.shard and same.id = found.id limit 1
    ) as record
    order by ${sql.ref(`record.${kind.list.newestBy}`)} desc, record.id desc`.execute(db.reader)
  return rows
}

/**
 * Whether the page comes after rows that do not stand on it. Those are passed over inside of an index, and only the
 * page's own are read whole: a body is ten times as long as all that filters compare. Not so in the embedded database,
 * which nobody vacuums: its indexes never answer alone, so every row is read anyway.
 */
const passesOver = ({ conditions, offset }: PageRequest) => offset > 0 || conditions.some(({ type }) => type !== 'uuid')

async function countRecords(
  db: Reader,
  scope: Scope,
  kind: RecordKind,
  conditions: readonly Condition[],
): Promise<number> {
  const counted = matching(db, scope, kind, conditions).select((of) => of.fn.countAll<number>().as('count'))
  return Number((await counted.executeTakeFirstOrThrow()).count)
}

const matching = (db: Reader, scope: Scope, kind: RecordKind, conditions: readonly Condition[]) =>
  db.selectFrom(tableOf(kind)).where((of) => matches(of, kind, scope, conditions))

const newestFirst = <Selected>(query: SelectQueryBuilder<Tables, RecordTable, Selected>, { list }: RecordKind) =>
  query.orderBy(sql.ref(list.newestBy), 'desc').orderBy('id', 'desc')

function matches(
  of: ExpressionBuilder<Tables, RecordTable>,
  kind: RecordKind,
  scope: Scope,
  conditions: readonly Condition[],
) {
  const table = tableOf(kind)
  const tests = conditions.map((condition) => testSql(condition, kind))
  const shards = shardsNamed(conditions)
  return of.and([
    of(`${table}.workspace_id`, '=', scope.workspaceId),
    of(`${table}.removed_at`, 'is', null),
    ...(shards ? [of(`${table}.shard`, 'in', shards)] : []),
    ...tests,
  ])
}

function testSql(condition: Condition, kind: RecordKind): RawBuilder<SqlBool> {
  const table = tableOf(kind)
  if (condition.of === 'record') return conditionSql(condition, table)
  const [parent, pointer] = condition.of === 'link' ? ['links', 'link_id'] : [tableOf(parentOf(kind)), pointerOf(kind)]
  return sql<SqlBool>`exists (select 1 from ${sql.table(parent)} as parent
    where parent.workspace_id = ${sql.ref(`${table}.workspace_id`)} and parent.shard = ${sql.ref(`${table}.shard`)}
    and parent.id = ${sql.ref(`${table}.${pointer}`)} and ${conditionSql(condition, 'parent')})`
}

function parentOf({ name, parent }: RecordKind): RecordKind {
  if (!parent) throw new RangeError(`${name} belong to nothing but their link`)
  return getResource(parent.resource)
}

/** The shards that the ids of a filter allow, or null where no filter names an id. */
function shardsNamed(conditions: readonly Condition[]): number[] | null {
  for (const condition of conditions) {
    if (condition.type !== 'uuid' || condition.of !== 'record') continue
    if (condition.test === 'equals') return [shardOf(condition.value)]
    if (condition.test === 'one_of') return [...new Set(condition.values.map(shardOf))]
  }
  return null
}
