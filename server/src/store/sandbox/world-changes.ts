import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import type { WorldChangesTable } from '../tables.ts'

export type StoredWorldChange = Selectable<WorldChangesTable>

/** How much can be made to happen to one user, and in a workspace. */
export const worldChangesMax = { ofUser: 1_000, inAll: 10_000 } as const

/** Whose world it is, by the id that links of the user show. */
export type WorldOf = Pick<StoredWorldChange, 'institution' | 'user_id'>

export async function insertWorldChange(tx: Tx, change: StoredWorldChange): Promise<void> {
  await tx.insertInto('world_changes').values(change).execute()
}

/** What was made to happen to a user, oldest first. */
export function listWorldChanges(db: Reader, { workspaceId }: Scope, of: WorldOf): Promise<StoredWorldChange[]> {
  return db
    .selectFrom('world_changes')
    .select(['workspace_id', 'institution', 'user_id', 'number', 'kind', 'resource', 'subject', 'happened_at'])
    .where('workspace_id', '=', workspaceId)
    .where('institution', '=', of.institution)
    .where('user_id', '=', of.user_id)
    .orderBy('number')
    .limit(worldChangesMax.ofUser)
    .execute()
}

export async function countWorldChanges(tx: Tx, { workspaceId }: Scope): Promise<number> {
  const { count } = await tx
    .selectFrom('world_changes')
    .select((of) => of.fn.countAll<string>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return Number(count)
}
