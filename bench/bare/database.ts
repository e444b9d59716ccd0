import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { oids } from '../../server/src/store/oids.ts'
import type { Place } from '../candidates/enlace.ts'

export type Rows = { readonly rows: Record<string, unknown>[] }

/** A driver with nothing around it. */
export type Bare = {
  query(text: string, values?: readonly unknown[]): Promise<Rows>
  transaction(work: (query: Bare['query']) => Promise<void>): Promise<void>
  close(): Promise<void>
}

const asText = (value: string) => value

/** The drivers and settings of `server/src/store`, so that what is compared is what stands on top of them. */
export async function openBare(place: Place): Promise<Bare> {
  return place.kind === 'embedded' ? openPglite(place.folder) : openPool(place.url)
}

async function openPglite(folder: string): Promise<Bare> {
  const parsers = { [oids.int8]: Number, [oids.date]: asText }
  const pglite = await PGlite.create({ dataDir: `${folder}/database`, parsers })
  return {
    query: (text, values) => pglite.query(text, values as unknown[]),
    transaction: (work) => pglite.transaction((tx) => work((text, values) => tx.query(text, values as unknown[]))),
    close: () => pglite.close(),
  }
}

async function openPool(url: string): Promise<Bare> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    idle_in_transaction_session_timeout: 30_000,
    statement_timeout: 60_000,
    types: { getTypeParser: typeParser },
  })
  return {
    query: (text, values) => pool.query(text, values as unknown[]),
    async transaction(work) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        await work((text, values) => client.query(text, values as unknown[]))
        await client.query('commit')
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}

function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === oids.date) return asText
  if (oid === oids.int8) return Number
  return pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown
}
