import { argv } from 'node:process'
import type { Place } from '../candidates/enlace.ts'
import { forEach } from '../load/call.ts'
import { type Bare, openBare } from './database.ts'

/** The updates of some links after an instant; each has seen the transactions of its last `daysSeen` days. */
export type Batch = { readonly since: string; readonly linkIds: readonly string[]; readonly daysSeen: number }
export type Rewriting = { readonly place: Place; readonly batches: readonly Batch[]; readonly together: number }
export type Rewritten = { readonly updates: number; readonly rows: number; readonly elapsedMs: number }

/**
 * The limit of updates: takes out what they wrote (events, the updates themselves, usage, new records, deliveries), and
 * measures how long the same rows take to get back in. One transaction for each update, which also counts the link's
 * events and marks what was seen again; one for each attempt at a delivery. Nothing is read, decided or compared.
 */
type Row = Record<string, unknown> & { readonly link_id: string }
type Written = Readonly<Record<'events' | 'updates' | 'usage' | 'transactions' | 'deliveries', Row[]>>
type Update = { readonly at: Date; readonly head: Row; readonly written: Written; readonly attempts: Row[] }

const instants = {
  events: 'happened_at',
  updates: 'created_at',
  usage: 'happened_at',
  transactions: 'created_at',
  deliveries: 'created_at',
} as const
const tables = Object.keys(instants) as (keyof typeof instants)[]

async function rewrite(db: Bare, batch: Batch, together: number): Promise<Rewritten> {
  const updates = await takeOut(db, batch)
  const rows = updates.flatMap(({ written, attempts }) => [...Object.values(written), attempts]).flat().length
  const startedAt = performance.now()
  await forEach(updates, together, async (update) => {
    await db.transaction((query) => write(query, update, batch.daysSeen))
    for (const attempt of update.attempts) await insert(db.query, 'delivery_attempts', [attempt])
  })
  return { updates: updates.length, rows, elapsedMs: performance.now() - startedAt }
}

/** The rows of each update, in due order: what a link got from one of its updates until the next. */
async function takeOut(db: Bare, { since, linkIds }: Batch): Promise<Update[]> {
  const found: Partial<Record<keyof typeof instants, Row[]>> = {}
  const { rows: attempts } = await db.query(
    `select attempt.*, delivery.link_id from delivery_attempts attempt
      join deliveries delivery on delivery.id = attempt.delivery_id
      where delivery.created_at > $1 and delivery.link_id = any($2)`,
    [since, linkIds],
  )
  for (const table of tables) {
    const which = `from ${table} where ${instants[table]} > $1 and link_id = any($2)`
    found[table] = (await db.query(`select * ${which}`, [since, linkIds])).rows as Row[]
    await db.query(`delete ${which}`, [since, linkIds])
  }
  const heads = (found.updates ?? []).toSorted((one, other) => instantOf(one) - instantOf(other))
  const updates = heads.map((head): Update => {
    const written = { events: [], updates: [head], usage: [], transactions: [], deliveries: [] }
    return { at: head.created_at as Date, head, written, attempts: [] }
  })
  const byLink = Map.groupBy(updates, ({ head }) => head.link_id)
  const updateOf = (row: Row, at: unknown) => byLink.get(row.link_id)?.findLast((update) => update.at <= (at as Date))
  for (const table of tables.filter((each) => each !== 'updates')) {
    for (const row of found[table] ?? []) updateOf(row, row[instants[table]])?.written[table].push(row)
  }
  for (const { link_id, ...row } of attempts as Row[]) {
    updateOf({ link_id }, row.started_at)?.attempts.push(row as Row)
  }
  return updates
}

const instantOf = (row: Row): number => (row.created_at as Date).getTime()

async function write(query: Bare['query'], { at, head, written }: Update, daysSeen: number): Promise<void> {
  const link = [head.workspace_id, head.shard, head.link_id]
  const ofLink = 'workspace_id = $2 and shard = $3'
  await query(`update links set last_accessed_at = $1, events_count = events_count + $5 where ${ofLink} and id = $4`, [
    at,
    ...link,
    written.events.length,
  ])
  const firstDay = new Date(at.getTime() - daysSeen * 86_400_000).toISOString().slice(0, 10)
  await query(
    `update transactions set collected_at = $1
      where ${ofLink} and link_id = $4 and removed_at is null and value_date >= $5`,
    [at, ...link, firstDay],
  )
  for (const table of tables) await insert(query, table, written[table])
}

async function insert(query: Bare['query'], table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first)
  const places = rows.map((_row, index) => `(${columns.map((_, column) => `$${index * columns.length + column + 1}`)})`)
  const values = rows.flatMap((row) => columns.map((column) => written(row[column])))
  await query(`insert into ${table} (${columns.join(', ')}) values ${places.join(', ')}`, values)
}

const written = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
    ? JSON.stringify(value)
    : value

const { place, batches, together } = JSON.parse(argv[2] ?? '') as Rewriting
const db = await openBare(place)
const results: Rewritten[] = []
for (const batch of batches) results.push(await rewrite(db, batch, together))
await db.close()
process.stdout.write(JSON.stringify(results))
