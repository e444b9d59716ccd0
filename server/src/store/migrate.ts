import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database, Tx } from './database.ts'
import { migrations } from './migrations/list.ts'

const checksum = (text: string) => createHash('sha256').update(text).digest('hex')

/** One line that changes whenever a migration does. */
export const schemaVersion = checksum(migrations.map(({ name, sql: text }) => `${name}:${checksum(text)}`).join('\n'))

/** 'enlm' in ASCII: held while migrating, so that processes that start together take turns. */
const migrationLock = 0x656e6c6d

/**
 * Brings the schema up to date, all or nothing, and gives the names of what was applied.
 * Throws when the database was migrated by a newer version, or by a changed migration.
 */
export async function migrate(db: Database, now: Date): Promise<readonly string[]> {
  return db.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(tx)
    await sql`create table if not exists migrations (
      name text primary key, checksum text not null, applied_at timestamptz(3) not null)`.execute(tx)
    const applied = await tx.selectFrom('migrations').select(['name', 'checksum']).orderBy('name').execute()
    assertKnown(applied)
    const due = migrations.slice(applied.length)
    for (const { name, sql: text } of due) await apply(tx, { name, text, now })
    return due.map(({ name }) => name)
  })
}

function assertKnown(applied: readonly { name: string; checksum: string }[]): void {
  for (const [index, row] of applied.entries()) {
    const ours = migrations[index]
    if (ours?.name !== row.name)
      throw new Error(`The database holds the migration ${row.name}, which this version does not know.`)
    if (checksum(ours.sql) !== row.checksum)
      throw new Error(`The migration ${row.name} was changed after it had been applied.`)
  }
}

async function apply(tx: Tx, { name, text, now }: { name: string; text: string; now: Date }): Promise<void> {
  for (const statement of text.split(/;\s*(?:\n|$)/)) {
    if (statement.trim() !== '') await sql.raw(statement).execute(tx)
  }
  await tx
    .insertInto('migrations')
    .values({ name, checksum: checksum(text), applied_at: now })
    .execute()
}
