import { sql } from 'kysely'
import { describe, expect, test, vi } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { hexId, uuidInShard } from '../../kit/ids.ts'
import { drawBytes } from '../../kit/random.ts'
import { beforeCommit, type Reader, type Tx } from '../database.ts'
import { deleteLink, findLink, saveLinkAtEnd, takeLink } from '../links/links.ts'
import { appendEvent, ownShard } from './event-log.ts'

const api = await startApi()
const { db } = api.app.deps
const links: string[] = []
while (links.length < 4) links.push((await api.givenLink({ access_mode: 'single' })).id)
await api.drain()
const [first, second] = links as [string, string]
const { workspace_id: workspaceId } = await db.reader
  .selectFrom('links')
  .select('workspace_id')
  .where('id', '=', first)
  .executeTakeFirstOrThrow()
const scope = { workspaceId }
const now = new Date('2026-03-18T15:00:00.123Z')

function append(tx: Tx, linkId: string | null, kind = 'tried'): void {
  const idOf = () => uuidInShard(linkId === null ? ownShard : Number.parseInt(linkId.slice(0, 3), 16), drawBytes(16))
  appendEvent(tx, scope, { linkId, kind, requestId: hexId(drawBytes(16)), data: {}, happenedAt: now, idOf })
}

const eventsAfter = (position: number, limit = 10_000, reader: Reader = db.reader) =>
  reader
    .selectFrom('events')
    .select(['id', 'position', 'link_id', 'sequence', 'kind'])
    .where('workspace_id', '=', workspaceId)
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit)
    .execute()

type Seen = Awaited<ReturnType<typeof eventsAfter>>

const feedEnd = async (): Promise<number> =>
  (
    await db.reader
      .selectFrom('event_feeds')
      .select('position')
      .where('workspace_id', '=', workspaceId)
      .executeTakeFirstOrThrow()
  ).position

/** The numbers of each link's events, and that they go on where the link's row says. */
async function expectNoGapsOf(seen: Seen): Promise<void> {
  for (const [linkId, events] of Map.groupBy(seen, ({ link_id }) => link_id)) {
    if (linkId === null) continue
    const { events_count } = await db.reader
      .selectFrom('links')
      .select('events_count')
      .where('id', '=', linkId)
      .executeTakeFirstOrThrow()
    const firstNumber = events_count - events.length + 1
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => firstNumber + index))
  }
}

describe('what one transaction appends', () => {
  test('is in the log in that order, with the numbers of its links, once the transaction is over', async () => {
    const before = await feedEnd()
    await db.transaction(async (tx) => {
      for (const linkId of [second, first, null, second]) append(tx, linkId)
      expect(await eventsAfter(before, 1, tx)).toEqual([])
    })
    const seen = await eventsAfter(before)
    expect(seen.map(({ position }) => position)).toEqual([1, 2, 3, 4].map((more) => before + more))
    expect(seen.map(({ link_id }) => link_id)).toEqual([second, first, null, second])
    expect(seen[2]).toMatchObject({ sequence: null, id: expect.stringMatching(/^000/) })
    await expectNoGapsOf(seen)
  })

  test('comes with what changes of a link at the end, whether that has events or none', async () => {
    const before = await feedEnd()
    const count = async (id: string) => (await findLink(db.reader, scope, id))?.events_count ?? 0
    const [ofFirst, ofSecond] = [await count(first), await count(second)]
    await db.transaction(async (tx) => {
      await saveLinkAtEnd(tx, scope, first, { failed_logins: 2, read_at: { TRANSACTIONS: now.toISOString() } })
      await saveLinkAtEnd(tx, scope, first, { failed_logins: 3, refreshed_at: now })
      await saveLinkAtEnd(tx, scope, second, { stale_at: now })
      append(tx, first)
    })
    const changed = { failed_logins: 3, read_at: { TRANSACTIONS: now.toISOString() }, refreshed_at: now }
    expect(await findLink(db.reader, scope, first)).toMatchObject({ ...changed, events_count: ofFirst + 1 })
    expect(await findLink(db.reader, scope, second)).toMatchObject({ stale_at: now, events_count: ofSecond })
    await expectNoGapsOf(await eventsAfter(before))
  })

  test('says nothing of a link that is deleted after it was to change', async () => {
    const last = (await api.givenLink({ access_mode: 'single' })).id
    await db.transaction(async (tx) => {
      await saveLinkAtEnd(tx, scope, last, { failed_logins: 1 })
      append(tx, last)
      await deleteLink(tx, scope, last)
    })
    expect(await findLink(db.reader, scope, last)).toBeUndefined()
  })

  test('is in the log as it was said, whatever characters are in it', async () => {
    const before = await feedEnd()
    const data = { text: '"quoted" \\ {braces}, NULL, ünï\n\u2028', nothing: null, many: [1.5, '{}', 'a"b'] }
    await db.transaction(async (tx) => {
      const idOf = () => uuidInShard(ownShard, drawBytes(16))
      appendEvent(tx, scope, { linkId: null, kind: 'tried', requestId: null, data, happenedAt: now, idOf })
    })
    const row = db.reader.selectFrom('events').select(['data', 'request_id', 'happened_at'])
    const { position } = (await eventsAfter(before))[0] as Seen[number]
    const stored = await row.where('workspace_id', '=', workspaceId).where('position', '=', position).execute()
    expect(stored).toEqual([{ data, request_id: null, happened_at: now }])
  })

  test('leaves no trace when the transaction fails, however late', async () => {
    const before = await feedEnd()
    const failing = db.transaction(async (tx) => {
      append(tx, first)
      beforeCommit(tx, () => Promise.reject(new Error('too late')))
    })
    await expect(failing).rejects.toThrow('too late')
    expect([await feedEnd(), await eventsAfter(before)]).toEqual([before, []])
  })

  test('is written once when the transaction is played again', async () => {
    const before = await feedEnd()
    let tries = 0
    await db.transaction(async (tx) => {
      tries += 1
      append(tx, first)
      if (tries < 3) beforeCommit(tx, () => loseRace(tx))
    })
    expect([tries, (await eventsAfter(before)).length]).toEqual([3, 1])
    await expectNoGapsOf(await eventsAfter(before))
  })

  test('has the last numbers of a link that the same transaction deletes', async () => {
    const { id } = await api.givenLink({ access_mode: 'single' })
    await api.drain()
    const before = await feedEnd()
    const { events_count: had } = await db.transaction(async (tx) => {
      const link = await takeLink(tx, scope, id)
      append(tx, id, 'before')
      await deleteLink(tx, scope, id)
      append(tx, id, 'after')
      return link as NonNullable<typeof link>
    })
    const seen = await eventsAfter(before)
    expect(seen.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ['before', had + 1],
      ['after', had + 2],
    ])
  })
})

test('a transaction that appends nothing leaves the feed alone', async () => {
  const writer = async () => (await sql<{ xmin: string }>`select xmin from event_feeds`.execute(db.reader)).rows
  const before = await writer()
  await db.transaction((tx) => takeLink(tx, scope, first))
  expect(await writer()).toEqual(before)
})

test('an event of another link waits for one that has its place and is not committed', async () => {
  const before = await feedEnd()
  const { promise: placed, resolve: hasPlace } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const slow = db.transaction(async (tx) => {
    append(tx, first, 'slow')
    beforeCommit(tx, async () => {
      hasPlace()
      await released
    })
  })
  await placed
  let overtaken = false
  const quick = db
    .transaction(async (tx) => append(tx, second, 'quick'))
    .then(() => {
      overtaken = true
    })
  // The embedded database has one connection: who waits for it does so before the first statement.
  if (db.kind === 'postgres') await vi.waitFor(async () => expect(await waitingForLocks()).toBe(1), { interval: 5 })
  expect(overtaken).toBe(false)
  release()
  await Promise.all([slow, quick])
  expect((await eventsAfter(before)).map(({ kind }) => kind)).toEqual(['slow', 'quick'])
})

async function waitingForLocks(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
  `.execute(db.reader)
  return Number(rows[0]?.count)
}

test('every reader sees every committed event once and in one order, while many write', {
  timeout: 60_000,
}, async () => {
  const before = await feedEnd()
  const written = { committed: 0, failed: 0 }
  const writers = Array.from({ length: 12 }, async (_, writer) => {
    for (let round = 0; round < 20; round += 1) written[await write(writer * 20 + round)] += 1
  })
  let done = false
  const readers = Array.from({ length: 3 }, (_, reader) =>
    read(before, { pageSize: 3 + 4 * reader, isDone: () => done }),
  )
  await Promise.all(writers)
  done = true
  const [seen, ...others] = (await Promise.all(readers)) as [Seen, ...Seen[]]
  expect(written).toEqual({ committed: 192, failed: 48 })
  expect(seen).toHaveLength(192 * 2)
  expect(seen.map(({ position }) => position)).toEqual(seen.map((_, index) => before + 1 + index))
  expect(await feedEnd()).toBe(before + seen.length)
  for (const other of others) expect(other).toEqual(seen)
  await expectNoGapsOf(seen)
})

/** Two events of two links, in either order; some take their time after they have their places, or lose everything. */
async function write(number: number): Promise<'committed' | 'failed'> {
  let tries = 0
  const own = number % 7 === 0 ? null : (links[(number + 1) % 4] as string)
  const work = db.transaction(async (tx) => {
    tries += 1
    append(tx, links[number % 4] as string)
    append(tx, own)
    if (number % 5 === 0) beforeCommit(tx, () => Promise.reject(new Error('rolled back')))
    if (number % 5 === 1 && tries === 1) beforeCommit(tx, () => loseRace(tx))
    if (number % 5 === 2) beforeCommit(tx, () => linger(tx))
  })
  return work.then(
    () => 'committed',
    (thrown: Error) => {
      if (thrown.message !== 'rolled back') throw thrown
      return 'failed'
    },
  )
}

/** Reads page after page behind what it has seen, until there is nothing more and nobody writes. */
async function read(before: number, { pageSize, isDone }: { pageSize: number; isDone: () => boolean }): Promise<Seen> {
  const seen: Seen = []
  for (;;) {
    const last = isDone()
    const page = await eventsAfter(seen.at(-1)?.position ?? before, pageSize)
    seen.push(...page)
    if (last && page.length === 0) return seen
  }
}

const linger = async (tx: Tx): Promise<void> => void (await sql`select pg_sleep(0.005)`.execute(tx))

const loseRace = async (tx: Tx): Promise<void> =>
  void (await sql.raw("do $$ begin raise sqlstate '40001'; end $$").execute(tx))
