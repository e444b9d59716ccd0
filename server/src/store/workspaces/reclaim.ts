import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { tablesWhere } from './workspace-tables.ts'

/** How many copies are dropped or put back until it is worth going through the tables. */
const copiesMax = 20

const copiesSince = new WeakMap<Database, number>()

/**
 * Told of each copy of rows that is dropped or put back, outside of a transaction. PostgreSQL finds the room of deleted
 * rows by itself; the embedded database has nobody who does, and would grow by every fork there ever was.
 */
export async function reclaimRoom(db: Database): Promise<void> {
  if (db.kind !== 'embedded') return
  const copies = (copiesSince.get(db) ?? 0) + 1
  copiesSince.set(db, copies % copiesMax)
  if (copies < copiesMax) return
  await sql`vacuum ${sql.join(tablesWhere(() => true).map((table) => sql.table(table)))}`.execute(db.reader)
}
