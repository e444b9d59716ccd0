import { sql } from 'kysely'
import type { Scope, Tx } from './database.ts'

/**
 * Takes the next number for a kind and a natural key, 1 the first time: what makes a derived id differ from the one
 * that the same thing had before. The row stays locked until the transaction ends.
 */
export async function takeNumber(tx: Tx, scope: Scope, { kind, key }: { kind: string; key: string }): Promise<number> {
  const row = await tx
    .insertInto('counters')
    .values({ workspace_id: scope.workspaceId, kind, key, taken: 1 })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'kind', 'key']).doUpdateSet({ taken: sql`counters.taken + excluded.taken` }),
    )
    .returning('taken')
    .executeTakeFirstOrThrow()
  return row.taken
}
