import { type RawBuilder, sql } from 'kysely'
import type { Reader } from './database.ts'
import type { DueRow } from './due.ts'
import { dueOrder } from './webhooks/deliveries.ts'

/** Where the instants are kept at which each kind of work is due; by id at one instant, unless there is an order. */
const sources: Readonly<Record<Exclude<DueKind, 'history'>, Source>> = {
  credentials: { table: 'links', due: 'credentials_expire_at' },
  consent: { table: 'consents', due: 'due_at' },
  session: { table: 'mfa_sessions', due: 'expires_at' },
  staleness: { table: 'links', due: 'stale_at' },
  slot: { table: 'links', due: 'next_refresh_at' },
  update: { table: 'updates', due: 'due_at' },
  endpoint: { table: 'webhook_endpoints', due: 'due_at' },
  delivery: { table: 'deliveries', due: 'next_attempt_at', order: dueOrder },
}

export type DueKind =
  | 'credentials'
  | 'consent'
  | 'session'
  | 'staleness'
  | 'slot'
  | 'update'
  | 'endpoint'
  | 'delivery'
  | 'history'

type Source = { readonly table: string; readonly due: string; readonly order?: readonly string[] }

/** Everything that is looked for. */
export const dueKinds: readonly DueKind[] = [...(Object.keys(sources) as (keyof typeof sources)[]), 'history']

type Row = { readonly kind: DueKind; readonly id: string; readonly due: Date; readonly turn: number }

/**
 * What comes first in a workspace, of all kinds in one question, whether or not its instant has come: at most `limit`
 * of each kind, with the turn that it has among those.
 */
export async function findEarliest(
  db: Reader,
  { workspaceId, limit }: { readonly workspaceId: string; readonly limit: number },
): Promise<(DueRow & { readonly kind: DueKind; readonly turn: number })[]> {
  const ofLinks = Object.entries(sources).map(([kind, { table, due, order = [due, 'id'] }]) => {
    const inOrder = sql.join(order.map((column) => sql.ref(column)))
    // Mostly nothing is passed over. The first of each needs no counting, and is planned for as one row.
    const turn = limit === 1 ? sql.lit(1) : sql`row_number() over (order by ${inOrder})`
    return sql<Row>`(
        select ${sql.lit(kind)} as kind, id, ${sql.ref(due)} as due, ${turn} as turn
        from ${sql.table(table)}
        where workspace_id = ${workspaceId} and ${sql.ref(due)} is not null
        order by ${inOrder} limit ${limit === 1 ? sql.lit(1) : limit}
      )`
  })
  const history: RawBuilder<Row> = sql`(select 'history' as kind, id, sweep_at as due, 1 as turn from workspaces where id = ${workspaceId})`
  const { rows } = await sql<Row>`${sql.join([...ofLinks, history], sql` union all `)}`.execute(db)
  return rows.map(({ kind, id, due, turn }) => ({ kind, workspaceId, id, dueAt: due, turn: Number(turn) }))
}
