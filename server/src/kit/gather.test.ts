import { expect, test } from 'vitest'
import { Gatherer } from './gather.ts'

/** Doubles numbers; every batch waits for its gate. */
function givenDoubler(atMost = 100) {
  const batches: (readonly number[])[] = []
  const gates: (() => void)[] = []
  const gatherer = new Gatherer<number, number>(atMost, async (asked) => {
    batches.push(asked)
    await new Promise<void>((open) => gates.push(open))
    if (asked.includes(13)) throw new Error('unlucky')
    return asked.map((each) => each * 2)
  })
  const ask = (...numbers: number[]) => numbers.map((each) => gatherer.ask(each))
  const openNext = async () => {
    await Promise.resolve()
    gates.shift()?.()
  }
  return { batches, ask, openNext }
}

test('what is asked for at once goes together, and everybody has the own answer', async () => {
  const { batches, ask, openNext } = givenDoubler()
  const answers = ask(1, 2, 3)
  await openNext()
  expect(await Promise.all(answers)).toEqual([2, 4, 6])
  expect(batches).toEqual([[1, 2, 3]])
})

test('what comes while a batch is on its way waits for the next, which is bounded', async () => {
  const { batches, ask, openNext } = givenDoubler(2)
  const first = ask(1)
  await Promise.resolve()
  const later = ask(2, 3, 4)
  await openNext()
  expect(await Promise.all(first)).toEqual([2])
  await openNext()
  expect(await Promise.all(later.slice(0, 2))).toEqual([4, 6])
  await openNext()
  expect(await later[2]).toBe(8)
  expect(batches).toEqual([[1], [2, 3], [4]])
})

test('a batch that fails takes nothing with it that came after', async () => {
  const { ask, openNext } = givenDoubler()
  const unlucky = ask(12, 13)
  const refusals = Promise.allSettled(unlucky)
  await Promise.resolve()
  const [lucky] = ask(14)
  await openNext()
  expect((await refusals).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await openNext()
  expect(await lucky).toBe(28)
})
