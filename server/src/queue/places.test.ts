import { expect, test } from 'vitest'
import { breathe } from '../kit/deadline.ts'
import { Places } from './places.ts'

/** Pieces of work that last until they are let go, and the names of those that have begun. */
function givenWork(places: Places) {
  const begun: string[] = []
  const gates = new Map<string, PromiseWithResolvers<void>>()
  return {
    begun,
    begin(name: string): Promise<void> {
      const gate = Promise.withResolvers<void>()
      gates.set(name, gate)
      return places.take(async () => {
        begun.push(name)
        await gate.promise
      })
    },
    async end(name: string) {
      gates.get(name)?.resolve()
      await breathe()
    },
  }
}

test('so many work at once, and who waits has the next place that is free, in the order of coming', async () => {
  const { begun, begin, end } = givenWork(new Places(2))
  const all = ['a', 'b', 'c', 'd'].map(begin)
  expect(begun).toEqual(['a', 'b'])
  await end('b')
  expect(begun).toEqual(['a', 'b', 'c'])
  await end('a')
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
  await Promise.all([end('c'), end('d'), ...all])
})

test('who comes again at once goes behind those that wait', async () => {
  const places = new Places(1)
  const turns: string[] = []
  const goRound = async (name: string) => {
    for (let turn = 0; turn < 3; turn += 1) await places.take(async () => void turns.push(name))
  }
  await Promise.all([goRound('a'), goRound('b'), goRound('c')])
  expect(turns.join('')).toBe('abcabcabc')
})

test('work that throws gives its place back', async () => {
  const places = new Places(1)
  await expect(places.take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await places.take(async () => 'done')).toBe('done')
})
