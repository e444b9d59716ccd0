import { describe, expect, test, vi } from 'vitest'
import { breathe } from '../kit/deadline.ts'
import type { DueItem, WorkKind } from './contract.ts'
import type { Locks } from './one-kind.ts'
import { ParallelRunner } from './parallel.ts'

const item = (id: string): DueItem => ({ workspaceId: 'w', id, dueAt: new Date(0) })

/** Locks that several runners of one process share, as processes share a database's. */
function sharedLocks(): () => Locks {
  const held = new Set<string>()
  return () => ({
    async take(names) {
      const free = names.filter((name) => !held.has(name))
      for (const name of free) held.add(name)
      return new Set(free)
    },
    async release(name) {
      held.delete(name)
    },
    async close() {},
  })
}

function givenKind(name: string, rows: string[], run: (id: string) => Promise<void>): WorkKind {
  return {
    name,
    rank: 0,
    find: async ({ limit, exceptWorkspaces = [] }) =>
      exceptWorkspaces.includes('w') ? [] : rows.slice(0, limit).map(item),
    async run({ id }) {
      await run(id)
      rows.splice(rows.indexOf(id), 1)
    },
  }
}

const runnerOf = (locks: Locks, kinds: readonly WorkKind[], now = () => new Date(1_000)) => {
  const failures: string[] = []
  const onFailure = (kind: string, { id }: DueItem) => void failures.push(`${kind} ${id}`)
  const blind: string[] = []
  const onBlind = (kind: string, thrown: unknown) => void blind.push(`${kind}: ${thrown}`)
  return { runner: new ParallelRunner({ kinds: () => kinds, locks, now, onFailure, onBlind }), failures, blind }
}

test('two runners share the work and do nothing twice', async () => {
  const rows = Array.from({ length: 200 }, (_each, index) => `item ${index}`)
  const done: string[] = []
  const kind = givenKind('work', rows, async (id) => void done.push(id))
  const locks = sharedLocks()
  const [one, other] = [runnerOf(locks(), [kind]).runner, runnerOf(locks(), [kind]).runner]
  one.wake()
  other.wake()
  await vi.waitFor(() => expect(rows).toEqual([]), { timeout: 10_000 })
  await Promise.all([one.close(), other.close()])
  expect(done).toHaveLength(200)
  expect(new Set(done).size).toBe(200)
})

test('a kind that waits for others keeps no other kind from running', async () => {
  const gate = Promise.withResolvers<void>()
  const slow = Array.from({ length: 60 }, (_each, index) => `slow ${index}`)
  const quick = ['quick']
  const kinds = [givenKind('slow', slow, () => gate.promise), givenKind('quick', quick, async () => undefined)]
  const { runner } = runnerOf(sharedLocks()(), kinds)
  runner.wake()
  await vi.waitFor(() => expect(quick).toEqual([]))
  expect(slow).toHaveLength(60)
  gate.resolve()
  await runner.close()
})

describe('workspaces that have much to do', () => {
  /** Rows in due order, `workspace number`, and in which order they were begun. */
  function givenRows(counts: Readonly<Record<string, number>>) {
    const rows = Object.entries(counts).flatMap(([workspaceId, count]) =>
      Array.from({ length: count }, (_each, index) => ({
        workspaceId,
        id: `${workspaceId} ${index}`,
        dueAt: new Date(0),
      })),
    )
    const begun: string[] = []
    const searches = { all: 0, beyond: 0 }
    let together = 0
    let togetherMost = 0
    const kind: WorkKind = {
      name: 'work',
      rank: 0,
      async find({ limit, exceptWorkspaces = [] }) {
        searches.all += 1
        if (exceptWorkspaces.length > 0) searches.beyond += 1
        return rows.filter(({ workspaceId }) => !exceptWorkspaces.includes(workspaceId)).slice(0, limit)
      },
      async run({ id }) {
        begun.push(id)
        together += 1
        togetherMost = Math.max(together, togetherMost)
        await breathe()
        together -= 1
        rows.splice(
          rows.findIndex((row) => row.id === id),
          1,
        )
      },
    }
    return { rows, begun, searches, kind, togetherMost: () => togetherMost }
  }

  test('keep no other waiting for more than a turn', async () => {
    const { rows, begun, kind } = givenRows({ much: 3_000, more: 3_000, little: 3 })
    const { runner } = runnerOf(sharedLocks()(), [kind])
    runner.wake()
    await vi.waitFor(() => expect(rows.some(({ workspaceId }) => workspaceId === 'little')).toBe(false))
    await runner.close()
    expect(begun.indexOf('little 2')).toBeLessThan(12)
    expect(begun.filter((id) => id.startsWith('little'))).toEqual(['little 0', 'little 1', 'little 2'])
  })

  test('are looked past only now and then, however often something becomes due', async () => {
    const { rows, searches, kind } = givenRows({ much: 3_000 })
    let nowMs = 0
    const waking: WorkKind = {
      ...kind,
      async run(item) {
        await kind.run(item)
        runner.wake()
      },
    }
    const { runner } = runnerOf(sharedLocks()(), [waking], () => new Date(nowMs))
    runner.wake()
    await vi.waitFor(() => expect(rows.length).toBeLessThan(2_000))
    expect([searches.all > 3, searches.beyond]).toEqual([true, 1])
    nowMs = 500
    await vi.waitFor(() => expect(searches.beyond).toBe(2))
    rows.splice(0)
    await runner.close()
  })

  test('have every place that nobody else wants', async () => {
    const { rows, begun, kind, togetherMost } = givenRows({ much: 300 })
    const { runner } = runnerOf(sharedLocks()(), [kind])
    runner.wake()
    await vi.waitFor(() => expect(rows).toEqual([]))
    await runner.close()
    expect([begun.length, togetherMost()]).toEqual([300, 8])
  })
})

test('items that fail again and again do not hide those behind them', async () => {
  const rows = [...Array.from({ length: 120 }, (_each, index) => `broken ${index}`), 'sound']
  const kind = givenKind('work', rows, async (id) => {
    if (id.startsWith('broken')) throw new Error('broken')
  })
  const { runner, failures } = runnerOf(sharedLocks()(), [kind])
  runner.wake()
  await vi.waitFor(() => expect(rows).not.toContain('sound'), { timeout: 10_000 })
  await runner.close()
  expect(new Set(failures).size).toBe(failures.length)
})

test('what failed is tried again after a while', async () => {
  let nowMs = 0
  const rows = ['moody']
  let tries = 0
  const kind = givenKind('work', rows, async () => {
    tries += 1
    if (tries === 1) throw new Error('not today')
  })
  const { runner } = runnerOf(sharedLocks()(), [kind], () => new Date(nowMs))
  runner.wake()
  await vi.waitFor(() => expect(tries).toBe(1))
  nowMs = 6_000
  runner.wake()
  await vi.waitFor(() => expect(rows).toEqual([]))
  await runner.close()
})

test('closing finishes what runs', async () => {
  const begun = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const rows = ['one']
  const kind = givenKind('work', rows, async () => {
    begun.resolve()
    await gate.promise
  })
  const { runner } = runnerOf(sharedLocks()(), [kind])
  runner.wake()
  await begun.promise
  const closing = runner.close()
  gate.resolve()
  await closing
  expect(rows).toEqual([])
})

test('work that goes on failing is tried again after ever longer pauses', async () => {
  let nowMs = 0
  const triedAt: number[] = []
  const kind = givenKind('work', ['broken'], async () => {
    triedAt.push(nowMs / 1_000)
    throw new Error('broken')
  })
  const { runner } = runnerOf(sharedLocks()(), [kind], () => new Date(nowMs))
  for (const [second, tries] of [
    [0, 1],
    [4, 1],
    [5, 2],
    [14, 2],
    [15, 3],
    [35, 4],
  ] as const) {
    nowMs = second * 1_000
    runner.wake()
    await vi.waitFor(() => expect(triedAt).toHaveLength(tries))
  }
  expect(triedAt).toEqual([0, 5, 15, 35])
  await runner.close()
})

test('a search that fails is told of once a minute, and what is due is done when it works again', async () => {
  let nowMs = 0
  let broken = true
  let searches = 0
  const rows = ['one']
  const sound = givenKind('work', rows, async () => undefined)
  const kind: WorkKind = {
    ...sound,
    async find(search) {
      searches += 1
      if (broken) throw new Error('no database')
      return sound.find(search)
    },
  }
  const { runner, blind } = runnerOf(sharedLocks()(), [kind], () => new Date(nowMs))
  for (const second of [0, 1, 30, 59, 60, 61]) {
    nowMs = second * 1_000
    const before = searches
    runner.wake()
    await vi.waitFor(() => expect(searches).toBeGreaterThan(before))
  }
  expect(blind).toEqual(Array(2).fill('work: Error: no database'))
  broken = false
  runner.wake()
  await vi.waitFor(() => expect(rows).toEqual([]))
  await runner.close()
})

test('locks that cannot be taken are told of, and their items are done later', async () => {
  const shared = sharedLocks()()
  let broken = true
  const locks: Locks = {
    ...shared,
    take: (names) => (broken ? Promise.reject(new Error('no connection')) : shared.take(names)),
  }
  const rows = Array.from({ length: 20 }, (_, index) => `item ${index}`)
  const { runner, blind, failures } = runnerOf(locks, [givenKind('work', rows, async () => undefined)])
  runner.wake()
  await vi.waitFor(() => expect(blind).toHaveLength(1))
  broken = false
  runner.wake()
  await vi.waitFor(() => expect(rows).toEqual([]))
  expect(failures).toEqual([])
  await runner.close()
})

describe('lanes', () => {
  /** Rows that know their lane, found as the contract says; those of lanes that hang wait for the gate. */
  function givenLanes(rows: string[], { gate }: { gate: Promise<void> }) {
    const running: string[] = []
    let most = 0
    const laneOf = (id: string) => id.split(' ')[0] as string
    const kind: WorkKind = {
      name: 'work',
      rank: 0,
      together: 16,
      togetherInLane: 8,
      async find({ limit, lanes, exceptWorkspaces = [] }) {
        if (exceptWorkspaces.includes('w')) return []
        const turns = [...Map.groupBy(rows, laneOf)].flatMap(([lane, ids]) =>
          lanes?.except.includes(lane) ? [] : ids.slice(0, lanes?.each).map((id, turn) => ({ id, lane, turn })),
        )
        const ordered = turns.toSorted((one, other) => one.turn - other.turn).slice(0, limit)
        return ordered.map(({ id, lane }) => ({ ...item(id), lane }))
      },
      async run({ id }) {
        running.push(id)
        most = Math.max(most, running.filter((each) => laneOf(each) === 'hanging').length)
        if (laneOf(id) === 'hanging') await gate
        running.splice(running.indexOf(id), 1)
        rows.splice(rows.indexOf(id), 1)
      },
    }
    return { kind, most: () => most }
  }

  test('thousands of items of a lane that hangs keep nothing of the others from being done', async () => {
    const gate = Promise.withResolvers<void>()
    const hanging = Array.from({ length: 3_000 }, (_, index) => `hanging ${index}`)
    const others = Array.from({ length: 500 }, (_, index) => `${index % 5 === 0 ? 'busy' : `lane${index}`} ${index}`)
    const rows = [...hanging, ...others]
    const { kind, most } = givenLanes(rows, { gate: gate.promise })
    const { runner } = runnerOf(sharedLocks()(), [kind])
    runner.wake()
    await vi.waitFor(() => expect(rows).toHaveLength(3_000), { timeout: 10_000 })
    expect(most()).toBe(2)
    rows.splice(2)
    gate.resolve()
    await runner.close()
  })

  test('all of every lane is done, with few searches and few questions for locks', async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => `lane${index % 4} ${index}`)
    const { kind } = givenLanes(rows, { gate: Promise.resolve() })
    const asked = { searches: 0, locks: 0 }
    const counting: WorkKind = {
      ...kind,
      together: 64,
      togetherInLane: 32,
      find(search) {
        asked.searches += 1
        return kind.find(search)
      },
    }
    const shared = sharedLocks()()
    const locks: Locks = {
      ...shared,
      take(names) {
        asked.locks += 1
        return shared.take(names)
      },
    }
    const { runner } = runnerOf(locks, [counting])
    runner.wake()
    await vi.waitFor(() => expect(rows).toEqual([]), { timeout: 10_000 })
    await runner.close()
    expect(asked.searches).toBeLessThan(40)
    expect(asked.locks).toBeLessThan(400)
  })
})
