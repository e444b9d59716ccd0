import { sql } from 'kysely'
import { describe, expect, test, vi } from 'vitest'
import { type Answer, type Api, type Body, startApi } from '../../../../../test/harness/api.ts'
import { givenAdvancing, givenFork } from '../../../../../test/harness/forks.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { lastingDatabase } from '../../../../../test/harness/lasting.ts'
import { startReceiver } from '../../../../../test/harness/receiver.ts'
import { authorizationOf } from '../../../../../test/harness/request.ts'
import { databaseUnderTest } from '../../../../../test/harness/under-test.ts'
import { demoKeys } from '../../../config.ts'

const noon = '2026-03-18T12:00:00.000Z'
const api = await startApi({ ENLACE_CLOCK: noon })
const clock = async (of: Pick<Api, 'get'> = api): Promise<Body> => (await of.get('/_enlace/clock/')).body
const move = (how: string, body?: object, of: Pick<Api, 'post'> = api): Promise<Answer> =>
  of.post(`/_enlace/clock/${how}/`, body)

describe('GetClock', () => {
  test('200: where the clock stands, for any key', async () => {
    const key = api.as(await givenKey(api, ['links:read']))
    expect(await key.get('/_enlace/clock/')).toMatchObject({ status: 200, body: { now: noon, frozen: true } })
  })

  test("200: another workspace's clock is another one", async () => {
    const own = await startApi({ ENLACE_CLOCK: noon })
    const stranger = own.as(await own.givenStranger())
    const before = await clock(stranger)
    await move('advance', { by: '1d' }, own)
    expect(await clock(stranger)).toEqual(before)
  })
})

// A server needs PostgreSQL, so the embedded run has nothing to show here.
describe.skipIf(databaseUnderTest().kind === 'embedded')('GetClock and all that move it', () => {
  test('404: in server mode time is the machine’s', async () => {
    const own = { id: 'the-server-s-own-id', password: 'the-server-s-own-password' }
    const server = (
      await startApi({ ENLACE_MODE: 'server', ENLACE_SECRET_ID: own.id, ENLACE_SECRET_PASSWORD: own.password })
    ).as(own)
    expect((await server.get('/_enlace/clock/')).status).toBe(404)
    for (const [how, body] of [
      ['freeze'],
      ['resume'],
      ['set', { to: '2030-01-01T00:00:00Z' }],
      ['advance', { by: '1d' }],
    ]) {
      expect((await move(how as string, body as object | undefined, server)).status).toBe(404)
    }
  })
})

describe('FreezeClock', () => {
  test('200: time stands still, and work does not', async () => {
    const own = await startApi()
    expect(await move('freeze', undefined, own)).toMatchObject({ status: 200, body: { frozen: true } })
    const link = await own.givenLink({ access_mode: 'recurrent' })
    own.advance({ days: 30 })
    expect((await clock(own)).now).toBe('2026-03-18T15:00:00.000Z')
    await vi.waitFor(async () => expect((await own.get(`/api/accounts/?link=${link.id}`)).body.count).toBe(4), 20_000)
  })

  test('403: a key without the admin scope moves nothing', async () => {
    const key = api.as(await givenKey(api, ['links:write', 'banking:write']))
    for (const how of ['freeze', 'resume', 'set', 'advance']) expect((await move(how, {}, key)).status).toBe(403)
  })
})

describe('ResumeClock', () => {
  test('200: time runs on from where it stood', async () => {
    const own = await startApi({ ENLACE_CLOCK: noon })
    own.advance({ hours: 5 })
    expect(await move('resume', undefined, own)).toMatchObject({ status: 200, body: { now: noon, frozen: false } })
    own.advance({ hours: 1 })
    expect((await clock(own)).now).toBe('2026-03-18T13:00:00.000Z')
  })
})

describe('SetClock', () => {
  test('200: what became due on the way is done at the new instant', async () => {
    const own = await startApi({ ENLACE_CLOCK: noon })
    const link = await own.givenLink({ access_mode: 'recurrent' })
    const there = '2026-06-01T00:00:00.000Z'
    expect(await move('set', { to: there }, own)).toMatchObject({ status: 200, body: { now: there, frozen: true } })
    const inside = async () => (await own.get(`/_enlace/links/${link.id}/`)).body
    await vi.waitFor(
      async () => expect((await inside()).updates.map(({ cause }: Body) => cause)).toContain('recurrent'),
      20_000,
    )
    const { updates } = await inside()
    expect(updates.filter(({ cause }: Body) => cause === 'recurrent')).toMatchObject([{ created_at: there }])
  })

  test.each([
    [{}, { code: 'required', field: 'to' }],
    [{ to: 'tomorrow' }, { code: 'invalid', field: 'to' }],
    [{ to: '2026-03-18T11:59:59.999Z' }, { code: 'invalid', field: 'to' }],
    [{ to: '2036-12-01T00:00:00Z' }, { code: 'invalid', field: 'to' }],
  ])('400: %o', async (body, error) => {
    expect(await move('set', body)).toMatchObject({ status: 400, body: [error] })
  })
})

describe('AdvanceClock', () => {
  test('200: everything that falls due is done in order, deliveries included, and counted', async () => {
    const receiver = await startReceiver()
    const own = await startApi({ ENLACE_CLOCK: noon, ENLACE_WEBHOOK_URL: receiver.url })
    const link = await own.givenLink({ access_mode: 'recurrent' })
    const { status, body } = await move('advance', { by: '30d' }, own)
    expect([status, body.now, body.frozen, body.failed_count]).toEqual([200, '2026-04-17T12:00:00.000Z', true, 0])
    expect(body.counts.slot).toBe(4)
    expect(body.counts.delivery).toBeGreaterThan(4)
    const instants = body.fired.map(({ at }: Body) => at)
    expect(instants).toEqual(instants.toSorted())
    const [slot, update] = body.fired.filter(({ kind }: Body) => kind !== 'delivery').slice(-2)
    expect([slot.kind, slot.id, update.kind]).toEqual(['slot', link.id, 'update'])
    expect(receiver.received.length).toBe((await own.get('/_enlace/deliveries/')).body.count)
  })

  test('200: to an instant; a clock that ran goes on running', async () => {
    const own = await startApi()
    const { body } = await move('advance', { to: '2026-04-01T00:00:00Z' }, own)
    expect(body).toMatchObject({ now: '2026-04-01T00:00:00.000Z', frozen: false })
    own.advance({ hours: 2 })
    expect(await clock(own)).toEqual({ now: '2026-04-01T02:00:00.000Z', frozen: false })
  })

  test('200: as lines, one for every item as it is done and the whole at the end', async () => {
    const own = await startApi({ ENLACE_CLOCK: noon })
    await own.givenLink({ access_mode: 'recurrent' })
    const headers = { accept: 'application/x-ndjson' }
    const answer = await own.post('/_enlace/clock/advance/', { by: '8d' }, { headers })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
    const lines = String(answer.body)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const whole = lines.at(-1)
    expect(whole).toMatchObject({ now: '2026-03-26T12:00:00.000Z', failed_count: 0 })
    expect(lines.slice(0, -1)).toEqual(whole.fired)
  })

  test('200: it goes on when the caller hangs up', async () => {
    const own = await startApi({ ENLACE_CLOCK: noon })
    await own.givenLink({ access_mode: 'recurrent' })
    await own.send('PATCH', '/_enlace/settings/', { body: { refresh_rate: '24h' } })
    const caller = new AbortController()
    const reply = await fetch(`${own.url}/_enlace/clock/advance/`, {
      method: 'POST',
      headers: { ...asDemo, accept: 'application/x-ndjson', 'content-type': 'application/json' },
      body: JSON.stringify({ by: '40d' }),
      signal: caller.signal,
    })
    await reply.body?.getReader().read()
    caller.abort()
    await vi.waitFor(async () => expect((await clock(own)).now).toBe('2026-04-27T12:00:00.000Z'), 30_000)
    // The clock is there before the last line of it would have been written.
    await vi.waitFor(async () => expect((await move('advance', { by: '1d' }, own)).status).toBe(200), 30_000)
  })

  test('409: a second one of the same workspace, and whatever else moves its clock', async () => {
    const own = await startApi({ ENLACE_CLOCK: noon })
    await own.send('PATCH', '/_enlace/settings/', { body: { refresh_rate: '24h' } })
    await own.givenLink({ access_mode: 'recurrent' })
    const stranger = own.as(await own.givenStranger())
    const first = move('advance', { by: '30d' }, own)
    await vi.waitFor(async () => expect((await clock(own)).now > noon).toBe(true), { timeout: 20_000, interval: 5 })
    const refused = await Promise.all([
      move('advance', { by: '1d' }, own),
      own.post('/_enlace/clock/advance/', { by: '1d' }, { headers: { accept: 'application/x-ndjson' } }),
      move('freeze', undefined, own),
      move('resume', undefined, own),
      move('set', { to: '2030-01-01T00:00:00Z' }, own),
    ])
    expect(refused.map(({ status }) => status)).toEqual([409, 409, 409, 409, 409])
    expect((await move('advance', { by: '1d' }, stranger)).status).toBe(200)
    expect((await first).body.now).toBe('2026-04-17T12:00:00.000Z')
  })

  test('200: beside ninety days of another workspace a week takes its own time, and both arrive', async () => {
    const own = await startApi({ ENLACE_CLOCK: noon })
    await own.send('PATCH', '/_enlace/settings/', { body: { refresh_rate: '24h' } })
    await own.givenLink({ access_mode: 'recurrent', username: 'bnk102', password: 'low' })
    const [worker, other] = [await givenFork(own), await givenFork(own)]
    const long = move('advance', { by: '90d' }, own)
    await vi.waitFor(async () => expect((await clock(own)).now > noon).toBe(true), { timeout: 20_000, interval: 5 })
    const weeks = await Promise.all([worker, other].map(({ api: fork }) => move('advance', { by: '7d' }, fork)))
    // It would have arrived if they had waited for it.
    expect((await clock(own)).now < '2026-06-01T12:00:00.000Z').toBe(true)
    expect(weeks[0]?.body).toMatchObject({ now: '2026-03-25T12:00:00.000Z', failed_count: 0 })
    expect(weeks[0]?.body.counts.update).toBeGreaterThan(4)
    expect(weeks[1]?.body).toEqual(weeks[0]?.body)
    const { now, counts } = (await long).body
    expect([now, counts.update > 80]).toEqual(['2026-06-16T12:00:00.000Z', true])
  })

  test('200: one whose receiver says nothing keeps no other waiting', async () => {
    const own = await startApi()
    const [worker, other] = [await givenFork(own), await givenFork(own)]
    const silent = await givenAdvancing(worker)
    expect((await move('advance', { by: '30d' }, other.api)).status).toBe(200)
    expect((await move('freeze', undefined, worker.api)).status).toBe(409)
    await silent.finish()
  })

  test.each([
    [{}, 'by'],
    [{ by: '1d', to: '2030-01-01T00:00:00Z' }, 'by'],
    [{ by: '1y' }, 'by'],
    [{ by: '-1d' }, 'by'],
    [{ by: '99999d' }, 'by'],
    [{ to: '2080-01-01T00:00:00Z' }, 'to'],
    [{ to: '2020-01-01T00:00:00Z' }, 'to'],
  ])('400: %o', async (body, field) => {
    expect(await move('advance', body)).toMatchObject({ status: 400, body: [{ code: 'invalid', field }] })
  })

  test('200: a receiver that hangs costs ten seconds at most, and the rest is told that it did', async () => {
    const [dead, alive] = [await startReceiver('hang'), await startReceiver()]
    const own = await startApi({ ENLACE_CLOCK: noon, ENLACE_WEBHOOK_URL: dead.url })
    await own.post('/_enlace/webhooks/', { url: alive.url })
    await own.givenLink({ access_mode: 'recurrent' })
    const begun = performance.now()
    expect((await move('advance', { by: '9d' }, own)).body.failed_count).toBe(0)
    // Ten seconds for the advance, and as many for the look in the background that began before it.
    expect(performance.now() - begun).toBeLessThan(30_000)
    const deliveries = (await own.get('/_enlace/deliveries/')).body.results
    const outcomes = Object.groupBy(deliveries, ({ status }: Body) => status)
    expect(outcomes.delivered).toHaveLength(alive.received.length)
    expect(outcomes.abandoned?.every(({ attempts }: Body) => attempts.length === 5)).toBe(true)
    const problems = (outcomes.abandoned ?? []).flatMap(({ attempts }: Body) =>
      attempts.map((each: Body) => each.problem),
    )
    expect(new Set(problems)).toEqual(new Set(['timeout', 'receiver_silent']))
    expect(outcomes.pending).toBeUndefined()
  })
})

describe('a clock that cannot be kept', () => {
  // After a crash it would go back, and what was written at the later instant would lie in the future.
  test.each(['advance', 'set'])('500: %s leaves it where it is', async (verb) => {
    const own = await startApi({ ENLACE_CLOCK: noon })
    const link = await own.givenLink({ access_mode: 'recurrent' })
    await own.drain()
    const { reader } = own.app.deps.db
    const to = { to: '2026-04-18T12:00:00Z' }
    await sql`alter table workspaces rename column clock_frozen_at to clock_broken`.execute(reader)
    expect((await move(verb, to, own)).status).toBe(500)
    await sql`alter table workspaces rename column clock_broken to clock_frozen_at`.execute(reader)
    expect(await clock(own)).toEqual({ now: noon, frozen: true })
    expect((await move('advance', to, own)).status).toBe(200)
    expect((await own.get(`/api/links/${link.id}/`)).body.last_accessed_at > noon).toBe(true)
  })
})

describe('a clock over a restart', () => {
  test('stands where it stood', async () => {
    const place = { ...(await lastingDatabase()), ENLACE_CLOCK: noon }
    const before = await startApi(place)
    await move('advance', { by: '10d' }, before)
    await before.app.close()
    const after = await startApi(place)
    expect(await clock(after)).toEqual({ now: '2026-03-28T12:00:00.000Z', frozen: true })
  })

  test('runs on when the process died in the middle of an advance', async () => {
    const place = await lastingDatabase()
    const before = await startApi(place)
    await before.send('PATCH', '/_enlace/settings/', { body: { refresh_rate: '24h' } })
    await before.givenLink({ access_mode: 'recurrent' })
    const advancing = move('advance', { by: '90d' }, before).catch(() => 'cut off')
    const began = before.now().toISOString()
    await vi.waitFor(async () => expect((await clock(before)).now > began).toBe(true), { timeout: 20_000, interval: 5 })
    const kept = await before.app.deps.db.reader.selectFrom('workspaces').select('clock_frozen_at').execute()
    expect(kept.map(({ clock_frozen_at }) => clock_frozen_at)).toEqual([null])
    await before.app.close()
    await advancing
    const after = await startApi(place)
    expect(await clock(after)).toMatchObject({ frozen: false })
    expect((await clock(after)).now < '2026-06-16').toBe(true)
  })
})

const asDemo = { authorization: authorizationOf(demoKeys) }
