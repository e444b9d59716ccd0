import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Measure, ResourceDefinition, Selection } from '../../../../contract/resource.ts'
import { shardOf } from '../../kit/ids.ts'
import type { Reader, Scope } from '../database.ts'
import { tableOf } from './records.ts'

type Measured = Record<string, number | string | null>

/** Which of a link's records are measured; of snapshots, those since an instant. */
export type Measuring = {
  readonly linkId: string
  readonly snapshotsSince: Date
  readonly of?: Selection
  readonly period?: { readonly column: string; readonly from: string }
}

/** What a webhook tells of a link's records, by the measures of the definition. */
export async function measureRecords(
  db: Reader,
  scope: Scope,
  resource: ResourceDefinition,
  measuring: Measuring,
): Promise<Measured> {
  const row = await db
    .selectFrom(tableOf(resource))
    .select(measuresOf(resource))
    .where(amongst(scope, resource, measuring))
    .executeTakeFirstOrThrow()
  return row as Measured
}

/** The same for each year that has records, by the day in a column, the newest year first. */
export async function measureYears(
  db: Reader,
  scope: Scope,
  resource: ResourceDefinition,
  { column, ...measuring }: Measuring & { readonly column: string },
): Promise<{ readonly year: string; readonly data: Measured }[]> {
  const year = sql<string>`to_char(${sql.ref(column)}, 'YYYY')`
  const rows = await db
    .selectFrom(tableOf(resource))
    .select([year.as('year'), ...measuresOf(resource)])
    .where(amongst(scope, resource, measuring))
    .where(sql.ref(column), 'is not', null)
    .groupBy(year)
    .orderBy(year, 'desc')
    .execute()
  return rows.map(({ year: each, ...data }) => ({ year: String(each), data: data as Measured }))
}

const measuresOf = ({ webhooks }: ResourceDefinition) =>
  webhooks.totals.map((measure) => measureSql(measure).as(measure.key))

function amongst(
  scope: Scope,
  resource: ResourceDefinition,
  { linkId, snapshotsSince, of, period }: Measuring,
): RawBuilder<SqlBool> {
  const conditions = [
    sql`workspace_id = ${scope.workspaceId}`,
    sql`shard = ${shardOf(linkId)}`,
    sql`link_id = ${linkId}`,
    sql`removed_at is null`,
  ]
  if (resource.identity === 'snapshot') conditions.push(sql`created_at >= ${snapshotsSince}`)
  if (of) conditions.push(sql`${sql.ref(of.column)} is not distinct from ${of.equals}::text`)
  if (period) conditions.push(sql`${sql.ref(period.column)} >= ${period.from}::date`)
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

function measureSql({ measure, column, equals }: Measure): RawBuilder<number | string | null> {
  if (measure === 'earliest') return sql`min(${sql.ref(column ?? '')})`
  if (measure === 'latest') return sql`max(${sql.ref(column ?? '')})`
  if (measure === 'lowest') return sql`min(${sql.ref(column ?? '')})::integer`
  if (measure === 'highest') return sql`max(${sql.ref(column ?? '')})::integer`
  if (measure === 'sum') return sql`coalesce(sum(${sql.ref(column ?? '')}), 0)::integer`
  return column === undefined ? sql`count(*)` : sql`count(*) filter (where ${sql.ref(column)} = ${equals})`
}
