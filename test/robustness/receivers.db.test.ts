import { randomBytes } from 'node:crypto'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Deps } from '../../server/src/flows/deps.ts'
import { uuidInShard } from '../../server/src/kit/ids.ts'
import { Dice } from '../../server/src/kit/random.ts'
import { startApi } from '../harness/api.ts'
import { openHook } from '../harness/hook.ts'
import { lastingDatabase } from '../harness/lasting.ts'
import { startReceiver } from '../harness/receiver.ts'
import { dueDelivery, insertDue, type ServerWorkOptions, startServerWork } from '../harness/server-work.ts'
import { databaseUnderTest } from '../harness/under-test.ts'

const masterKey = Buffer.alloc(32, 7).toString('base64')

/** As many of the server's processes as are asked for, on one migrated database. */
async function givenProcesses(count: number, more: Pick<ServerWorkOptions, 'outbound'> = {}) {
  const place = await lastingDatabase()
  const keys = { ENLACE_SECRET_ID: 'of-the-test', ENLACE_SECRET_PASSWORD: 'of-the-test' }
  const migrated = await startApi({ ...place, ...keys, ENLACE_MODE: 'server', ENLACE_MASTER_KEY: masterKey })
  await migrated.app.close()
  const log: string[] = []
  const write = (line: string) => void log.push(line)
  const options = { databaseUrl: place.DATABASE_URL as string, masterKey, log: { write }, ...more }
  const processes = await Promise.all(Array.from({ length: count }, () => startServerWork(options)))
  afterAll(() => Promise.all(processes.map((each) => each.close())))
  const [first] = processes as [(typeof processes)[number]]
  const { deps, scope } = first
  /** `counts` of deliveries for each endpoint, those of one endpoint after the other. */
  const tell = async (counts: Readonly<Record<string, number>>) => {
    const ids = Object.entries(counts).flatMap(([endpointId, many]) => Array<string>(many).fill(endpointId))
    const deliveries = ids.map((endpointId) => dueDelivery(scope, endpointId, deps.wall.now()))
    await insertDue(deps.db, deliveries)
    for (const each of processes) each.deps.runner.wake()
    return deliveries
  }
  /** The webhooks of some links, each of which is to arrive in the order of its numbers. */
  const tellInOrder = async (endpointId: string, linksCount: number, each: number) => {
    const deliveries = Array.from({ length: linksCount }, () => {
      const first = dueDelivery(scope, endpointId, deps.wall.now())
      return Array.from({ length: each }, (_, index) => ({
        ...dueDelivery(scope, endpointId, deps.wall.now()),
        ...{ shard: first.shard, link_id: first.link_id, event_sequence: 2 * index + 1, ordered: true },
      })).map((delivery) => ({ ...delivery, id: uuidInShard(first.shard, randomBytes(16)) }))
    }).flat()
    await insertDue(deps.db, deliveries.toReversed())
    for (const each of processes) each.deps.runner.wake()
    return deliveries
  }
  return {
    ...first,
    processes,
    log,
    tell,
    tellInOrder,
    idsOf: (lines: readonly string[]) => lines.map((line) => JSON.parse(line).delivery),
  }
}

const pendingCount = async ({ db }: Deps) => {
  const rows = await db.reader.selectFrom('deliveries').select('id').where('status', '=', 'pending').execute()
  return rows.length
}

/** What waits for a later try is made due: nobody can move the clock of a server. */
const hurry = async ({ db, wall }: Deps) => {
  const later = db.reader.updateTable('deliveries').set({ next_attempt_at: wall.now() })
  await later.where('next_attempt_at', '>', wall.now()).execute()
  await db.reader.updateTable('webhook_endpoints').set({ slowed_until: null }).execute()
}

// Many things are done at once in server mode alone.
describe.skipIf(databaseUnderTest().kind === 'embedded')('receivers of a server', () => {
  test('one that hangs keeps no other waiting, however much is due for it', async () => {
    const [hanging, sound] = [await startReceiver('hang'), await startReceiver()]
    const { addEndpoints, tell, deps, close } = await givenProcesses(1)
    const [first, second] = (await addEndpoints([hanging.url, sound.url])) as [string, string]
    await tell({ [first]: 2_000, [second]: 300 })
    // The first ones that hang are waited for during five seconds.
    await vi.waitFor(() => expect(sound.received).toHaveLength(300), { timeout: 4_000 })
    expect(hanging.received).toHaveLength(8)
    await deps.outbound.close()
    await close()
  })

  test('every one is told once by two processes, with an attempt and a line in the log for each', async () => {
    const receivers = await Promise.all(Array.from({ length: 3 }, () => startReceiver()))
    const { addEndpoints, tell, deps, log, idsOf } = await givenProcesses(2)
    const ids = await addEndpoints(receivers.map(({ url }) => url))
    const told = await tell(Object.fromEntries(ids.map((id) => [id, 300])))
    await vi.waitFor(async () => expect(await pendingCount(deps)).toBe(0), { timeout: 20_000 })
    const received = receivers.flatMap((each) => each.received.map(({ body }) => body.webhook_id))
    expect(received.toSorted()).toEqual(told.map(({ webhook_id }) => webhook_id).toSorted())
    const attempts = await deps.db.reader.selectFrom('delivery_attempts').selectAll().execute()
    expect(attempts.map(({ delivery_id }) => delivery_id).toSorted()).toEqual(told.map(({ id }) => id).toSorted())
    expect(attempts.every(({ attempt, status, reply }) => attempt === 1 && status === 200 && reply)).toBe(true)
    const lines = log.filter((line) => line.includes('delivery attempted'))
    expect(idsOf(lines).toSorted()).toEqual(told.map(({ id }) => id).toSorted())
  })

  test('order: each link arrives in order by two processes, whatever the receiver does, and nothing is lost', async () => {
    const dice = new Dice('order under fire', '')
    const taken: { link: string; sequence: number }[] = []
    let hangsLeft = 2
    const hook = await openHook(({ headers }) => {
      const mood = dice.fraction()
      if (mood < 0.02 && hangsLeft-- > 0) return 'hang'
      if (mood < 0.1) return 'reset'
      if (mood < 0.2) return 500
      if (mood < 0.22) return { status: 429, retryAfter: '1' }
      taken.push({ link: String(headers['enlace-link']), sequence: Number(headers['enlace-sequence']) })
      return 200
    })
    afterAll(() => hook.close())
    const { addEndpoints, tellInOrder, deps, processes } = await givenProcesses(2)
    const [endpointId] = (await addEndpoints([hook.url])) as [string]
    const patient = { retries: 'patient', ordered: true } as const
    await deps.db.reader.updateTable('webhook_endpoints').set(patient).where('id', '=', endpointId).execute()
    const told = await tellInOrder(endpointId, 20, 15)
    await vi.waitFor(
      async () => {
        await hurry(deps)
        for (const each of processes) each.deps.runner.wake()
        expect(await pendingCount(deps)).toBe(0)
      },
      { timeout: 60_000, interval: 200 },
    )
    for (const [link, deliveries] of Map.groupBy(told, ({ link_id }) => String(link_id))) {
      const sequences = taken.filter((each) => each.link === link).map(({ sequence }) => sequence)
      expect(sequences).toEqual(deliveries.map(({ event_sequence }) => event_sequence))
    }
    expect(taken).toHaveLength(300)
  })

  test('an outcome that cannot be written takes no other with it, and its delivery stays due', async () => {
    const outbound: NonNullable<ServerWorkOptions['outbound']> = {
      // No column of the database holds such a status.
      post: async ({ url }) => ({
        kind: 'status',
        status: url.endsWith('/odd') ? 99_999 : 200,
        reply: '',
        durationMs: 1,
      }),
      close: async () => undefined,
    }
    const { addEndpoints, tell, deps, log, idsOf } = await givenProcesses(1, { outbound })
    const [odd, sound] = (await addEndpoints(['http://one.test/odd', 'http://other.test/'])) as [string, string]
    const [bad] = await tell({ [odd]: 1, [sound]: 40 })
    await vi.waitFor(async () => expect(await pendingCount(deps)).toBe(1), { timeout: 10_000 })
    await vi.waitFor(() => expect(log.filter((line) => line.includes('due work failed'))).toHaveLength(1))
    expect(idsOf(log.filter((line) => line.includes('delivery attempted')))).not.toContain(bad?.id)
    const attempts = await deps.db.reader.selectFrom('delivery_attempts').select('delivery_id').execute()
    expect(attempts).toHaveLength(40)
  })

  test('a removed endpoint is told nothing more, and what waits for it is abandoned without an attempt', async () => {
    const receiver = await startReceiver()
    const { addEndpoints, tell, deps } = await givenProcesses(1)
    const [endpointId] = (await addEndpoints([receiver.url])) as [string]
    const removed = { removed_at: deps.wall.now() }
    await deps.db.reader.updateTable('webhook_endpoints').set(removed).where('id', '=', endpointId).execute()
    await tell({ [endpointId]: 100 })
    await vi.waitFor(async () => expect(await pendingCount(deps)).toBe(0), { timeout: 10_000 })
    const rows = await deps.db.reader.selectFrom('deliveries').select(['status', 'attempts_count']).execute()
    expect(rows).toEqual(Array(100).fill({ status: 'abandoned', attempts_count: 0 }))
    expect(receiver.received).toEqual([])
  })
})
