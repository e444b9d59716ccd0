import pg from 'pg'
import { openPglite } from '../../server/src/store/engines/embedded.ts'
import { PgliteSession } from '../../server/src/store/engines/pglite-session.ts'
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
  return place.kind === 'embedded' ? openSession(place.folder) : openPool(place.url)
}

async function openSession(folder: string): Promise<Bare> {
  const session = new PgliteSession(await openPglite(`${folder}/database`, null))
  // One statement at a time, as Kysely has it for the product.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    query: (text, values) => inTurn(() => session.query(text, values)),
    transaction: (work) =>
      inTurn(async () => {
        await session.begin()
        await work((text, values) => session.query(text, values))
        await session.commit()
      }),
    close: () => session.close(),
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
