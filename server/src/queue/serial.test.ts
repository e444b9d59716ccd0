import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { breathe } from '../kit/deadline.ts'
import type { DueItem, Fired, WorkKind } from './contract.ts'
import { SerialRunner } from './serial.ts'

const at = (second: number) => new Date(second * 1_000)

/** Work in memory: rows with an instant, and what was done, in order. */
function givenWork(rows: { kind: string; id: string; due: number }[], run?: (name: string) => Promise<void>) {
  const done: string[] = []
  const failures: string[] = []
  let now = at(0)
  let asked = 0
  let trouble: Error | null = null
  const kind = (name: string, rank: number): WorkKind => ({
    name,
    rank,
    async find({ until, limit }) {
      return rows
        .filter((row) => row.kind === name && at(row.due) <= until)
        .toSorted((one, other) => one.due - other.due || (one.id < other.id ? -1 : 1))
        .map((row): DueItem => ({ workspaceId: 'w', id: row.id, dueAt: at(row.due) }))
        .slice(0, limit)
    },
    async run({ id }) {
      await run?.(`${name} ${id}`)
      done.push(`${name} ${id} at ${now.getTime() / 1_000}`)
      const index = rows.findIndex((row) => row.kind === name && row.id === id)
      rows.splice(index, 1)
    },
  })
  const kinds = [kind('late', 2), kind('early', 1)]
  const standing = { workspaceId: 'w', now: () => now }
  const moveTo = async (instant: Date) => {
    now = instant
  }
  const runner = new SerialRunner({
    kinds: () => kinds,
    async earliest(workspaceId, limit) {
      asked += 1
      if (trouble) throw trouble
      const search = { workspaceId, until: at(1_000_000), limit }
      const found = await Promise.all(
        kinds.map(async ({ name, find }) => (await find(search)).map((item, turn) => ({ kind: name, turn, ...item }))),
      )
      return found.flat()
    },
    timelines: async (workspaceId = 'w') => (workspaceId === 'w' ? [standing] : []),
    onFailure: (name, item) => void failures.push(`${name} ${item.id}`),
    onBlind: (thrown) => void failures.push(String(thrown)),
  })
  return {
    rows,
    done,
    failures,
    runner,
    timeline: { ...standing, moveTo },
    now: () => now,
    setNow(second: number) {
      now = at(second)
    },
    asked: () => asked,
    breakSearch(thrown: Error | null) {
      trouble = thrown
    },
    /** Work in memory is done when this process has nothing else to do. */
    async settled() {
      for (let turns = 0; turns < 20; turns += 1) await breathe()
    },
  }
}

test('everything is done in the order of instant, rank and turn, with the clock at each instant', async () => {
  const work = givenWork([
    { kind: 'late', id: 'a', due: 5 },
    { kind: 'early', id: 'c', due: 5 },
    { kind: 'early', id: 'b', due: 5 },
    { kind: 'late', id: 'd', due: 2 },
    { kind: 'early', id: 'e', due: 11 },
  ])
  const fired: Fired[] = []
  await work.runner.advance(work.timeline, at(10), (item) => fired.push(item))
  expect(work.done).toEqual(['late d at 2', 'early b at 5', 'early c at 5', 'late a at 5'])
  expect(fired.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['late d', 'early b', 'early c', 'late a'])
  expect(work.now()).toEqual(at(10))
  await work.runner.close()
})

test('what work makes due is done in its turn', async () => {
  const work = givenWork([{ kind: 'early', id: 'a', due: 1 }], async (name) => {
    if (name === 'early a') work.rows.push({ kind: 'late', id: 'made', due: 3 })
  })
  await work.runner.advance(work.timeline, at(4), () => undefined)
  expect(work.done).toEqual(['early a at 1', 'late made at 3'])
  await work.runner.close()
})

test('work that throws is set aside and holds nothing up', async () => {
  const work = givenWork(
    [
      { kind: 'early', id: 'broken', due: 1 },
      { kind: 'early', id: 'sound', due: 1 },
    ],
    async (name) => {
      if (name.endsWith('broken')) throw new Error('broken')
    },
  )
  const fired: Fired[] = []
  await work.runner.advance(work.timeline, at(2), (item) => fired.push(item))
  expect(fired.map(({ id, failed }) => [id, failed])).toEqual([
    ['broken', true],
    ['sound', false],
  ])
  expect(work.failures).toEqual(['early broken'])
  expect(work.rows).toHaveLength(1)
  await work.runner.close()
})

test('work that leaves its reason behind does not go round for ever', async () => {
  const work = givenWork([])
  const item = { workspaceId: 'w', id: 'sticky', dueAt: at(0) }
  let runs = 0
  const sticky: WorkKind = {
    name: 'sticky',
    rank: 0,
    find: async () => [item],
    run: async () => {
      runs += 1
    },
  }
  const failures: string[] = []
  const runner = new SerialRunner({
    kinds: () => [sticky],
    earliest: async () => [{ kind: 'sticky', turn: 1, ...item }],
    timelines: async () => [work.timeline],
    onFailure: (_kind, _item, thrown) => void failures.push(String(thrown)),
    onBlind: (thrown) => void failures.push(String(thrown)),
  })
  await runner.drain('w')
  expect(runs).toBe(1)
  expect(failures).toEqual(['Error: the work was done and is still due'])
  await runner.close()
  await work.runner.close()
})

test('the background waits while a clock is advanced, and nothing is done twice', async () => {
  const gate = Promise.withResolvers<void>()
  const running: string[] = []
  const work = givenWork(
    [
      { kind: 'early', id: 'a', due: 0 },
      { kind: 'early', id: 'b', due: 0 },
    ],
    async (name) => {
      running.push(name)
      if (name.endsWith('a')) await gate.promise
    },
  )
  const advancing = work.runner.advance(work.timeline, at(1), () => undefined)
  work.runner.wake()
  const draining = work.runner.drain('w')
  gate.resolve()
  await Promise.all([advancing, draining])
  expect(running).toEqual(['early a', 'early b'])
  await work.runner.close()
})

test('work that is made without end keeps nobody waiting who asked for a turn', async () => {
  const work = givenWork([{ kind: 'early', id: '0', due: 0 }], async (name) => {
    if (work.rows.length < 50) work.rows.push({ kind: 'early', id: `after ${name} ${work.done.length}`, due: 0 })
  })
  const begun = vi.waitFor(() => expect(work.done.length).toBeGreaterThan(3))
  work.runner.wake('w')
  await begun
  const before = work.done.length
  await work.runner.drain('nobody')
  expect(work.done.length).toBeLessThan(before + 4)
  work.rows.splice(0)
  await work.runner.close()
})

test('closing finishes what runs and leaves the rest due', async () => {
  const begun = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const work = givenWork(
    [
      { kind: 'early', id: 'a', due: 1 },
      { kind: 'early', id: 'b', due: 2 },
    ],
    async () => {
      begun.resolve()
      await gate.promise
    },
  )
  const advancing = work.runner.advance(work.timeline, at(9), () => undefined)
  await begun.promise
  const closing = work.runner.close()
  gate.resolve()
  await Promise.all([advancing, closing])
  expect(work.done).toEqual(['early a at 1'])
  expect(work.now()).toEqual(at(1))
  expect(work.rows.map(({ id }) => id)).toEqual(['b'])
})

describe('in the background', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'performance'] }))
  afterEach(() => void vi.useRealTimers())
  const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000)

  test('nothing is asked until the next instant comes, or somebody wakes it', async () => {
    const work = givenWork([{ kind: 'early', id: 'a', due: 30 }])
    work.runner.wake()
    await work.settled()
    const asked = work.asked()
    await seconds(10)
    expect(work.asked()).toBe(asked)
    work.setNow(30)
    await seconds(1)
    await work.settled()
    expect(work.done).toEqual(['early a at 30'])
    await work.runner.close()
  })

  test('a wake that somebody forgot is made up for within a minute', async () => {
    const work = givenWork([])
    work.runner.wake()
    await work.settled()
    work.rows.push({ kind: 'early', id: 'unannounced', due: 0 })
    await seconds(30)
    expect(work.done).toEqual([])
    await seconds(31)
    await work.settled()
    expect(work.done).toEqual(['early unannounced at 0'])
    await work.runner.close()
  })

  test('work that throws is tried again after pauses that grow, and holds nothing up meanwhile', async () => {
    let sound = false
    const work = givenWork([{ kind: 'early', id: 'broken', due: 0 }], async () => {
      if (!sound) throw new Error('broken')
    })
    work.runner.wake('w')
    for (const [passing, failures] of [
      [0.5, 1],
      [1, 2],
      [3, 2],
      [2, 3],
      [10, 3],
    ] as const) {
      await seconds(passing)
      await work.settled()
      expect(work.failures).toHaveLength(failures)
    }
    sound = true
    await seconds(10)
    await work.settled()
    expect(work.done).toEqual(['early broken at 0'])
    await work.runner.close()
  })

  test('work that threw and is there no more is looked for once more, and not at every tick', async () => {
    const work = givenWork([{ kind: 'early', id: 'broken', due: 0 }], async () => {
      throw new Error('broken')
    })
    work.runner.wake('w')
    await work.settled()
    expect(work.failures).toEqual(['early broken'])
    work.rows.pop()
    await seconds(2)
    await work.settled()
    const asked = work.asked()
    await seconds(10)
    await work.settled()
    expect(work.asked()).toBe(asked)
    await work.runner.close()
  })

  test('a database that does not answer is asked again, and somebody is told', async () => {
    const work = givenWork([{ kind: 'early', id: 'a', due: 0 }])
    work.breakSearch(new Error('gone'))
    work.runner.wake('w')
    await work.settled()
    expect(work.failures).toEqual(['Error: gone'])
    work.breakSearch(null)
    await seconds(1)
    await work.settled()
    expect(work.done).toEqual(['early a at 0'])
    await work.runner.close()
  })
})
