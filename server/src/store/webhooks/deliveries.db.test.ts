import { expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { dueDelivery, insertDue } from '../../../../test/harness/server-work.ts'
import { dueWork } from '../../flows/due-work.ts'
import type { DueSearch } from '../due.ts'
import { findFirstWorkspace, listWorkspaceIds } from '../workspaces/workspaces.ts'
import {
  type DeliveryMove,
  findDelivery,
  findDueDeliveries,
  insertDeliveries,
  moveDeliveries,
  rowName,
} from './deliveries.ts'
import { beginRounds } from './replays.ts'

const api = await startApi({ ENLACE_CLOCK: '2026-03-18T12:00:00Z' })
const { db } = api.app.deps
const workspace = await findFirstWorkspace(db.reader)
const scope = { workspaceId: workspace?.id ?? '' }
// Later than the workspace's clock, so that its runner leaves them alone.
const secondsLater = (seconds: number) => new Date(Date.parse('2026-03-19T12:00:00Z') + seconds * 1_000)
const [crowded, quiet, later] = [1, 2, 3].map((digit) => `${digit}0000000-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
]
const dueFor = (endpointId: string, count: number, second: number) =>
  Array.from({ length: count }, () => dueDelivery(scope, endpointId, secondsLater(second)))
await insertDue(db, [...dueFor(crowded, 700, 0), ...dueFor(quiet, 3, 10), ...dueFor(later, 3, 60)])

const until = secondsLater(20)
const countOf = (found: readonly { lane?: string }[], lane: string) => found.filter((row) => row.lane === lane).length

test('thousands of rows of one endpoint hide nothing of another one, and come in turns', async () => {
  const found = await findDueDeliveries(db.reader, { until, limit: 100, lanes: { except: [], each: 32 } })
  expect([countOf(found, crowded), countOf(found, quiet), countOf(found, later)]).toEqual([32, 3, 0])
  expect(found.slice(0, 4).map(({ lane }) => lane)).toEqual([crowded, quiet, crowded, quiet])
})

test('an endpoint that is not to be looked at is left out, and the limit holds for all together', async () => {
  const lanes = { except: [crowded], each: 32 }
  expect(countOf(await findDueDeliveries(db.reader, { until, limit: 100, lanes }), quiet)).toBe(3)
  const found = await findDueDeliveries(db.reader, { until, limit: 3, lanes: { except: [], each: 32 } })
  expect([countOf(found, crowded), countOf(found, quiet)]).toEqual([2, 1])
})

test('nothing is found where nothing is due', async () => {
  const found = await findDueDeliveries(db.reader, {
    until: secondsLater(-1),
    limit: 9,
    lanes: { except: [], each: 9 },
  })
  expect(found).toEqual([])
})

test('what is due in a workspace that is not to be looked in is left out, of any kind', async () => {
  const stranger = await api.givenStranger()
  const link = { institution: 'erebor_mx_retail', username: 'stranger', password: 'x', access_mode: 'recurrent' }
  expect((await api.as(stranger).post('/api/links/', link)).status).toBe(201)
  const strangers = (await listWorkspaceIds(db.reader)).find((id) => id !== scope.workspaceId) ?? ''
  await api.drain()
  await insertDue(db, [dueDelivery({ workspaceId: strangers }, quiet, secondsLater(5))])
  const inSight = { until: secondsLater(30 * 86_400), limit: 1_000, exceptWorkspaces: [scope.workspaceId] }
  const workspacesOf = async (kind: keyof typeof dueWork, search: DueSearch) =>
    new Set((await dueWork[kind](db.reader, search)).map(({ workspaceId }) => workspaceId))
  for (const kind of Object.keys(dueWork) as (keyof typeof dueWork)[]) {
    const expected = ['slots', 'deliveries', 'history'].includes(kind) ? [strangers] : []
    expect([kind, ...(await workspacesOf(kind, inSight))]).toEqual([kind, ...expected])
  }
  const lanes = { except: [], each: 32 }
  expect(await workspacesOf('deliveries', { ...inSight, lanes })).toEqual(new Set([strangers]))
})

test('without lanes they come in due order, whoever they are for', async () => {
  const found = await findDueDeliveries(db.reader, { until: secondsLater(90), limit: 1_000 })
  const instants = found.map(({ dueAt }) => dueAt.getTime())
  expect(found.filter(({ workspaceId }) => workspaceId === scope.workspaceId)).toHaveLength(706)
  expect(instants).toEqual(instants.toSorted((one, other) => one - other))
})

test('a delivery is moved from where it was known to be, and only from there', async () => {
  const [one, other] = dueFor(quiet, 2, 100)
  if (!one || !other) throw new Error('two were asked for')
  await insertDue(db, [one, other])
  const retry = (id: string, attemptsBefore: number): DeliveryMove => ({
    workspaceId: scope.workspaceId,
    id,
    attemptsBefore,
    attemptsAfter: attemptsBefore + 1,
    roundBefore: 0,
    status: 'pending',
    nextAttemptAt: secondsLater(160),
    settledAt: null,
  })
  const nameOf = (id: string) => rowName(scope.workspaceId, id)
  const move = (...moves: readonly DeliveryMove[]) => db.transaction((tx) => moveDeliveries(tx, moves))
  expect(await move(retry(one.id, 0), retry(other.id, 1))).toEqual(new Set([nameOf(one.id)]))
  expect(await move(retry(one.id, 0))).toEqual(new Set())
  expect(await findDelivery(db.reader, scope, one.id)).toMatchObject({
    attempts_count: 1,
    status: 'pending',
    next_attempt_at: secondsLater(160),
    settled_at: null,
  })
  const settled = { status: 'delivered', nextAttemptAt: null, settledAt: secondsLater(170) } as const
  expect(await move({ ...retry(one.id, 1), ...settled })).toEqual(new Set([nameOf(one.id)]))
  expect(await move({ ...retry(one.id, 2), ...settled })).toEqual(new Set())
  expect(await findDelivery(db.reader, scope, other.id)).toMatchObject({ attempts_count: 0, status: 'pending' })
  expect(await findDelivery(db.reader, scope, one.id)).toMatchObject({
    attempts_count: 2,
    status: 'delivered',
    next_attempt_at: null,
    settled_at: secondsLater(170),
  })
})

test('a delivery that is made due once more while it is tried keeps a fresh round, unless that try is taken', async () => {
  const [refused, taken] = dueFor(quiet, 2, 200)
  if (!refused || !taken) throw new Error('two were asked for')
  await insertDue(db, [
    { ...refused, attempts_count: 4 },
    { ...taken, attempts_count: 4 },
  ])
  const again = [refused, taken].map(({ id }) => ({ id, at: secondsLater(210) }))
  await db.transaction((tx) => beginRounds(tx, scope, again))
  const lastOfRound = { attemptsBefore: 4, attemptsAfter: 5, roundBefore: 0, nextAttemptAt: null } as const
  const settledAt = secondsLater(220)
  const moved = await db.transaction((tx) =>
    moveDeliveries(tx, [
      { workspaceId: scope.workspaceId, id: refused.id, ...lastOfRound, status: 'abandoned', settledAt },
      { workspaceId: scope.workspaceId, id: taken.id, ...lastOfRound, status: 'delivered', settledAt },
    ]),
  )
  expect(moved.size).toBe(2)
  expect(await findDelivery(db.reader, scope, refused.id)).toMatchObject({
    ...{ status: 'pending', next_attempt_at: secondsLater(210), settled_at: null },
    ...{ attempts_count: 5, attempts_before_round: 5 },
  })
  expect(await findDelivery(db.reader, scope, taken.id)).toMatchObject({
    ...{ status: 'delivered', next_attempt_at: null, settled_at: settledAt, attempts_count: 5 },
  })
})

test('as many deliveries as one transaction may make are inserted', async () => {
  const endpointId = '40000000-0000-4000-8000-000000000000'
  const many = dueFor(endpointId, 4_000, 300)
  await db.transaction((tx) => insertDeliveries(tx, many))
  const stored = await db.reader.selectFrom('deliveries').select('id').where('endpoint_id', '=', endpointId).execute()
  expect(stored).toHaveLength(4_000)
})
