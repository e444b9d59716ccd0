import { sql } from 'kysely'
import type { Reader, Tx } from './database.ts'

/** What this installation was started with the first time, such as its seed. */
export async function findInstanceValue(db: Reader, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('instance').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value
}

export async function saveInstanceValue(tx: Tx, name: string, value: string): Promise<void> {
  await tx
    .insertInto('instance')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

/** 'enli' in ASCII: held while an installation is prepared, so that processes that start together take turns. */
const preparationLock = 0x656e6c69

export async function lockInstance(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${preparationLock})`.execute(tx)
}
