import { join } from 'node:path'
import { argv } from 'node:process'
import { openPglite } from '../../server/src/store/engines/embedded.ts'
import type { Place } from '../candidates/enlace.ts'
import { openBare } from './database.ts'
import type { Inserted } from './insert.ts'

export type Copying = {
  readonly place: Place
  readonly table: 'transactions' | 'invoices'
  readonly linkIds: readonly string[]
}

type Copier = {
  query(text: string): Promise<{ readonly rows: readonly Record<string, unknown>[] }>
  /** `COPY` of the rows that a query gives, and back into the table. */
  takeOut(query: string): Promise<void>
  putBack(): Promise<void>
  close(): Promise<void>
}

async function openCopier({ place, table }: Copying): Promise<Copier> {
  if (place.kind === 'postgres') {
    const db = await openBare(place)
    // The server writes and reads the file, so it is where the server may.
    const { rows } = await db.query("select current_setting('data_directory') as folder")
    const file = join(String(rows[0]?.folder), `${table}.copy`)
    return {
      query: (text) => db.query(text),
      takeOut: async (query) => void (await db.query(`copy (${query}) to '${file}'`)),
      putBack: async () => void (await db.query(`copy ${table} from '${file}'`)),
      close: () => db.close(),
    }
  }
  const pglite = await openPglite(join(place.folder, 'database'), null)
  let blob = new Blob([])
  return {
    query: (text) => pglite.query<Record<string, unknown>>(text),
    takeOut: async (query) => {
      blob = (await pglite.query(`copy (${query}) to '/dev/blob'`)).blob ?? blob
    },
    putBack: async () => void (await pglite.query(`copy ${table} from '/dev/blob'`, [], { blob })),
    close: () => pglite.close(),
  }
}

/** Takes the rows of a link out of the table, then measures how long `COPY` takes to get the same rows back in. */
async function copyAgain(db: Copier, table: Copying['table'], linkId: string): Promise<Inserted> {
  const ofLink = `from ${table} where link_id = '${linkId}'`
  const { rows } = await db.query(`select count(*)::int as count ${ofLink}`)
  await db.takeOut(`select * ${ofLink}`)
  await db.query(`delete ${ofLink}`)
  // The product wrote to a table without gaps.
  await db.query(`vacuum ${table}`)
  const startedAt = performance.now()
  await db.putBack()
  return { rows: Number(rows[0]?.count), elapsedMs: performance.now() - startedAt }
}

const copying = JSON.parse(argv[2] ?? '') as Copying
const db = await openCopier(copying)
const copied: Inserted[] = []
for (const linkId of copying.linkIds) copied.push(await copyAgain(db, copying.table, linkId))
await db.close()
process.stdout.write(JSON.stringify(copied))
