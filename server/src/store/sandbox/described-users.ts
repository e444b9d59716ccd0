import type { Selectable } from 'kysely'
import type { Reader, Scope, Tx } from '../database.ts'
import type { DescribedUsersTable } from '../tables.ts'

export type DescribedUser = Selectable<DescribedUsersTable>

const columns = ['workspace_id', 'id', 'institution', 'username', 'description', 'created_at'] as const

/** How many users a workspace may describe. */
export const describedUsersMax = 1_000

/** Describes a user, or describes one anew: the same institution and user name are the same user. */
export async function saveDescribedUser(tx: Tx, user: DescribedUser): Promise<void> {
  const description = JSON.stringify(user.description)
  await tx
    .insertInto('described_users')
    .values({ ...user, description })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'institution', 'username']).doUpdateSet({ description }),
    )
    .execute()
}

/** The workspace's users, oldest first. */
export function listDescribedUsers(db: Reader, { workspaceId }: Scope): Promise<DescribedUser[]> {
  return db
    .selectFrom('described_users')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(describedUsersMax)
    .execute()
}

export function findDescribedUser(
  db: Reader,
  { workspaceId }: Scope,
  by: { readonly id: string } | { readonly institution: string; readonly username: string },
): Promise<DescribedUser | undefined> {
  const all = db.selectFrom('described_users').select(columns).where('workspace_id', '=', workspaceId)
  const found =
    'id' in by
      ? all.where('id', '=', by.id)
      : all.where('institution', '=', by.institution).where('username', '=', by.username)
  return found.executeTakeFirst()
}

export async function countDescribedUsers(tx: Tx, { workspaceId }: Scope): Promise<number> {
  const { count } = await tx
    .selectFrom('described_users')
    .select((each) => each.fn.countAll<string>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function removeDescribedUser(tx: Tx, { workspaceId }: Scope, id: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('described_users')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}
