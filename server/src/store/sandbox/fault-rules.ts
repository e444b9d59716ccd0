import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import type { FaultRulesTable } from '../tables.ts'

export type StoredFaultRule = Selectable<FaultRulesTable>

/** How many rules a workspace may have at a time. */
export const faultRulesMax = 200

export async function insertFaultRule(tx: Tx, rule: StoredFaultRule): Promise<void> {
  await tx
    .insertInto('fault_rules')
    .values({ ...rule, description: JSON.stringify(rule.description) })
    .execute()
}

/** The workspace's rules, in the order in which they were made. */
export function listFaultRules(db: Reader, { workspaceId }: Scope): Promise<StoredFaultRule[]> {
  return db
    .selectFrom('fault_rules')
    .select(['workspace_id', 'id', 'description', 'tries', 'met', 'created_at'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(faultRulesMax)
    .execute()
}

/** Counts a try of the rule, which may have happened. */
export async function countFaultRule(
  tx: Tx,
  { workspaceId }: Scope,
  { id, tries, met }: Pick<StoredFaultRule, 'id' | 'tries' | 'met'>,
): Promise<void> {
  await tx
    .updateTable('fault_rules')
    .set({ tries, met })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Removes one rule, or all; gives how many there were. */
export async function removeFaultRules(tx: Tx, { workspaceId }: Scope, id: string | null): Promise<number> {
  const all = tx.deleteFrom('fault_rules').where('workspace_id', '=', workspaceId)
  const result = await (id === null ? all : all.where('id', '=', id)).executeTakeFirst()
  return Number(result.numDeletedRows)
}
