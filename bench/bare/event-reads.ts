import { argv } from 'node:process'
import { openBare } from './database.ts'

export type EventReads = { readonly url: string; readonly workspaceId: string; readonly limit: number }
export type EventsRead = { readonly events: number; readonly elapsedMs: number }

/** The limit of the log: the whole of it, page after page, with the product's statements and nothing made of the rows. */
const { url, workspaceId, limit } = JSON.parse(argv[2] ?? '') as EventReads
const db = await openBare({ kind: 'postgres', url })

async function readAll(): Promise<number> {
  let after = 0
  for (let events = 0; ; ) {
    const { rows: ends } = await db.query('select position from event_feeds where workspace_id = $1', [workspaceId])
    const { rows } = await db.query(
      `select workspace_id, shard, id, position, link_id, sequence, kind, request_id, data, happened_at from events
        where workspace_id = $1 and position > $2 and position <= $3 order by position limit $4`,
      [workspaceId, after, ends[0]?.position, limit],
    )
    events += rows.length
    if (rows.length < limit) return events
    after = rows.at(-1)?.position as number
  }
}

await readAll()
const startedAt = performance.now()
const events = await readAll()
const elapsedMs = performance.now() - startedAt
await db.close()
process.stdout.write(JSON.stringify({ events, elapsedMs } satisfies EventsRead))
