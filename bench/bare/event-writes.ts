import { argv } from 'node:process'
import { openBare } from './database.ts'

/** Where the positions of events come from: a row that stays locked until the commit, a sequence, or nowhere. */
export type Numbering = 'row' | 'sequence' | 'none'
export type EventWrites = {
  readonly url: string
  readonly workspaceId: string
  readonly numbering: Numbering
  readonly writers: number
  readonly measuredMs: number
}
export type EventsWritten = { readonly transactions: number; readonly elapsedMs: number }

/** What the order of the log costs those who write: transactions of one event each, every writer with a link of its own. */
const { url, workspaceId, numbering, writers, measuredMs } = JSON.parse(argv[2] ?? '') as EventWrites
const db = await openBare({ kind: 'postgres', url })
await db.query(`create table if not exists tried_links (id integer primary key, events_count bigint not null)`)
await db.query(`create table if not exists tried_events (like events)`)
await db.query(`create index if not exists tried_events_of_feed on tried_events (workspace_id, position)`)
await db.query(`create sequence if not exists tried_positions`)
await db.query(
  `insert into tried_links select number, 0 from generate_series(1, ${writers}) as number on conflict do nothing`,
)

/** In one statement each, as the product does it. */
const positions: Readonly<Record<Numbering, string>> = {
  row: 'update event_feeds set position = position + 1 where workspace_id = $1 returning position',
  sequence: "select nextval('tried_positions') as position where $1::uuid is not null",
  none: 'select 0 as position where $1::uuid is not null',
}

let transactions = 0
const startedAt = performance.now()
const write = async (writer: number): Promise<void> => {
  while (performance.now() - startedAt < measuredMs) {
    await db.transaction(async (query) => {
      await query('update tried_links set events_count = events_count + 1 where id = $1', [writer])
      await query(
        `with placed as (${positions[numbering]})
          insert into tried_events (workspace_id, shard, id, position, link_id, sequence, kind, request_id, data, happened_at)
          select $1, 0, $2, position, $2, position, 'link_moved', 'tried', '{"reason":"tried"}', $3 from placed`,
        [workspaceId, '00000000-0000-4000-8000-000000000000', new Date()],
      )
    })
    transactions += 1
  }
}
await Promise.all(Array.from({ length: writers }, (_, index) => write(index + 1)))
const elapsedMs = performance.now() - startedAt
await db.query('truncate tried_events')
await db.close()
process.stdout.write(JSON.stringify({ transactions, elapsedMs } satisfies EventsWritten))
