import { expect, test, vi } from 'vitest'
import type { DueItem, WorkKind } from './contract.ts'
import { type Locks, ParallelRunner } from './parallel.ts'

const item = (id: string): DueItem => ({ workspaceId: 'w', id, dueAt: new Date(0) })

/** Locks that several runners of one process share, as processes share a database's. */
function sharedLocks(): () => Locks {
  const held = new Set<string>()
  return () => ({
    async take(name) {
      return held.has(name) ? false : Boolean(held.add(name))
    },
    async release(name) {
      held.delete(name)
    },
    async close() {
      held.size
    },
  })
}

function givenKind(name: string, rows: string[], run: (id: string) => Promise<void>): WorkKind {
  return {
    name,
    rank: 0,
    find: async ({ limit }) => rows.slice(0, limit).map(item),
    async run({ id }) {
      await run(id)
      rows.splice(rows.indexOf(id), 1)
    },
  }
}

const runnerOf = (locks: Locks, kinds: readonly WorkKind[], now = () => new Date(1_000)) => {
  const failures: string[] = []
  const onFailure = (kind: string, { id }: DueItem) => void failures.push(`${kind} ${id}`)
  return { runner: new ParallelRunner({ kinds: () => kinds, locks, now, onFailure }), failures }
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
