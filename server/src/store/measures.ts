import { type RawBuilder, sql } from 'kysely'
import type { Measure, ResourceDefinition } from '../../../contract/resource.ts'
import { shardOf } from '../kit/ids.ts'
import type { Reader, Scope } from './database.ts'
import { tableOf } from './records.ts'

/** What a webhook tells of a link's records, by the measures of the definition; of snapshots, those since an instant. */
export async function measureRecords(
  db: Reader,
  scope: Scope,
  resource: ResourceDefinition,
  { linkId, snapshotsSince }: { linkId: string; snapshotsSince: Date },
): Promise<Record<string, number | string | null>> {
  const measures = resource.webhooks.totals.map((measure) => measureSql(measure).as(measure.key))
  const query = db
    .selectFrom(tableOf(resource))
    .select(measures)
    .where('workspace_id', '=', scope.workspaceId)
    .where('shard', '=', shardOf(linkId))
    .where('link_id', '=', linkId)
    .where('removed_at', 'is', null)
  const measured = resource.identity === 'snapshot' ? query.where('created_at', '>=', snapshotsSince) : query
  const row = await measured.executeTakeFirstOrThrow()
  return row as Record<string, number | string | null>
}

function measureSql({ measure, column, equals }: Measure): RawBuilder<number | string | null> {
  if (measure === 'earliest') return sql`min(${sql.ref(column ?? '')})`
  if (measure === 'latest') return sql`max(${sql.ref(column ?? '')})`
  if (measure === 'sum') return sql`coalesce(sum(${sql.ref(column ?? '')}), 0)::integer`
  return column === undefined ? sql`count(*)` : sql`count(*) filter (where ${sql.ref(column)} = ${equals})`
}
