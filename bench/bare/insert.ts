import { argv } from 'node:process'
import type { Place } from '../candidates/enlace.ts'
import { type Bare, openBare } from './database.ts'

export type Insertion = { readonly place: Place; readonly linkIds: readonly string[] }
export type Inserted = { readonly rows: number; readonly elapsedMs: number }

const rowsInOneStatement = 500

const columns = [
  'workspace_id, shard, id, link_id, account_id, identity_key, content_mac, body, sealed_body, collected_at, created_at',
  'removed_at, removal, accounting_date, amount, currency, bill_name, reference, status, type, value_date',
]
  .join(', ')
  .split(', ')

/** Takes the transactions of a link out, then measures how long the same rows take to get back in: one transaction. */
async function insertAgain(db: Bare, linkId: string): Promise<Inserted> {
  const { rows } = await db.query(`select ${columns.join(', ')} from transactions where link_id = $1`, [linkId])
  await db.query('delete from transactions where link_id = $1', [linkId])
  const startedAt = performance.now()
  await db.transaction(async (query) => {
    for (let start = 0; start < rows.length; start += rowsInOneStatement) {
      const batch = rows.slice(start, start + rowsInOneStatement)
      await query(`insert into transactions (${columns.join(', ')}) values ${places(batch.length)}`, valuesOf(batch))
    }
  })
  return { rows: rows.length, elapsedMs: performance.now() - startedAt }
}

function places(rows: number): string {
  const row = (index: number) => columns.map((_, column) => `$${index * columns.length + column + 1}`).join(', ')
  return Array.from({ length: rows }, (_, index) => `(${row(index)})`).join(', ')
}

const valuesOf = (rows: readonly Record<string, unknown>[]) =>
  rows.flatMap((row) => columns.map((column) => (column === 'body' ? JSON.stringify(row.body) : row[column])))

const { place, linkIds } = JSON.parse(argv[2] ?? '') as Insertion
const db = await openBare(place)
const inserted: Inserted[] = []
for (const linkId of linkIds) inserted.push(await insertAgain(db, linkId))
await db.close()
process.stdout.write(JSON.stringify(inserted))
