import { expect, test } from 'vitest'
import { piecesOf, pipelined } from './pipeline.ts'

/** Runs items that wait for their gate, and tells what happened in which order. */
function givenPipeline(items: readonly number[], failing: { readonly ready?: number; readonly run?: number } = {}) {
  const told: string[] = []
  const gates = new Map(items.map((item) => [item, Promise.withResolvers<void>()]))
  const done = pipelined(
    items,
    (item) => {
      told.push(`ready ${item}`)
      if (item === failing.ready) throw new Error(`cannot make ${item} ready`)
      return item
    },
    async (item) => {
      told.push(`begin ${item}`)
      await gates.get(item)?.promise
      if (item === failing.run) throw new Error(`cannot run ${item}`)
      told.push(`end ${item}`)
    },
  )
  const settled = done.then(
    () => 'done',
    (thrown: Error) => thrown.message,
  )
  const turn = () => new Promise(setImmediate)
  return { told, settled, turn, open: (item: number) => gates.get(item)?.resolve() }
}

test('while one runs the next is made ready, and no more than that', async () => {
  const { told, settled, turn, open } = givenPipeline([1, 2, 3])
  await turn()
  await turn()
  expect(told).toEqual(['ready 1', 'begin 1', 'ready 2'])
  for (const item of [1, 2, 3]) open(item)
  expect(await settled).toBe('done')
  expect(told.filter((each) => !each.startsWith('ready'))).toEqual(
    [1, 2, 3].flatMap((item) => [`begin ${item}`, `end ${item}`]),
  )
})

test('nothing is still running when one could not be made ready', async () => {
  const { told, settled, turn, open } = givenPipeline([1, 2, 3], { ready: 2 })
  await turn()
  await turn()
  expect(told).toEqual(['ready 1', 'begin 1', 'ready 2'])
  open(1)
  expect(await settled).toBe('cannot make 2 ready')
  expect(told.at(-1)).toBe('end 1')
})

test('nothing is begun after one that failed', async () => {
  const { told, settled, open } = givenPipeline([1, 2, 3], { run: 1 })
  open(1)
  expect(await settled).toBe('cannot run 1')
  expect(told).not.toContain('begin 2')
})

test('the last one that fails fails the whole', async () => {
  const { settled, open } = givenPipeline([1, 2], { run: 2 })
  open(1)
  open(2)
  expect(await settled).toBe('cannot run 2')
})

test('pieces hold everything once, in order, and none is larger than it may be', () => {
  expect([...piecesOf([1, 2, 3, 4, 5], 2)]).toEqual([[1, 2], [3, 4], [5]])
  expect([...piecesOf([], 2)]).toEqual([])
})
