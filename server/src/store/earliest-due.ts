import { type RawBuilder, sql } from 'kysely'
import type { Reader } from './database.ts'
import type { DueRow } from './due.ts'

/** Where the instants are kept at which each kind of work is due. */
const sources = {
  credentials: { table: 'links', due: 'credentials_expire_at' },
  consent: { table: 'consents', due: 'due_at' },
  session: { table: 'mfa_sessions', due: 'expires_at' },
  staleness: { table: 'links', due: 'stale_at' },
  slot: { table: 'links', due: 'next_refresh_at' },
  update: { table: 'updates', due: 'due_at' },
  delivery: { table: 'deliveries', due: 'next_attempt_at' },
} as const

export type DueKind = keyof typeof sources | 'history'

/** Everything that is looked for. */
export const dueKinds: readonly DueKind[] = [...(Object.keys(sources) as (keyof typeof sources)[]), 'history']

type Row = { readonly kind: DueKind; readonly id: string; readonly due: Date }

/**
 * What comes first in a workspace, of all kinds in one question, whether or not its instant has come: at most `limit`
 * of each kind.
 */
export async function findEarliest(
  db: Reader,
  { workspaceId, limit }: { readonly workspaceId: string; readonly limit: number },
): Promise<(DueRow & { readonly kind: DueKind })[]> {
  const ofLinks = Object.entries(sources).map(
    ([kind, { table, due }]) => sql<Row>`(
      select ${sql.lit(kind)} as kind, id, ${sql.ref(due)} as due from ${sql.table(table)}
      where workspace_id = ${workspaceId} and ${sql.ref(due)} is not null
      order by ${sql.ref(due)}, id limit ${limit}
    )`,
  )
  const history: RawBuilder<Row> = sql`(select 'history' as kind, id, sweep_at as due from workspaces where id = ${workspaceId})`
  const { rows } = await sql<Row>`${sql.join([...ofLinks, history], sql` union all `)}`.execute(db)
  return rows.map(({ kind, id, due }) => ({ kind, workspaceId, id, dueAt: due }))
}
