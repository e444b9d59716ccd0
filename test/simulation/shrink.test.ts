import { expect, test } from 'vitest'
import { shrink } from './shrink.ts'

type Step = { readonly id: number; readonly crash?: true }

const stepsUpTo = (count: number): Step[] => Array.from({ length: count }, (_, index) => ({ id: index + 1 }))
const idsOf = (steps: readonly Step[]) => steps.map(({ id }) => id)

/** Replays steps that end the same way while all of `needed` are among them, in order. */
function givenReplays(isSame: (ids: readonly number[], steps: readonly Step[]) => boolean, triesMax = 1_000) {
  const tried: number[][] = []
  return {
    tried,
    shrinking: {
      async replay(steps: readonly Step[]) {
        tried.push(idsOf(steps))
        return isSame(idsOf(steps), steps) ? steps : null
      },
      groupsOf: ({ id }: Step) => [`tens ${Math.floor(id / 10)}`],
      simpler: ({ id, crash }: Step) => (crash ? { id } : null),
      mayGoOn: () => tried.length < triesMax,
    },
  }
}

test.each([[[7]], [[1, 100]], [[3, 4, 5]], [[12, 48, 49, 93]], [[100]]])(
  'what is left is what is needed: %j of a hundred',
  async (needed) => {
    const { shrinking, tried } = givenReplays((ids) => needed.every((id) => ids.includes(id)))
    expect(idsOf(await shrink(stepsUpTo(100), shrinking))).toEqual(needed)
    expect(tried.length).toBeLessThan(70)
  },
)

test('each of what is left is needed, where one may stand for another', async () => {
  const isSame = (ids: readonly number[]) => ids.filter((id) => id % 9 === 0).length >= 3
  const left = idsOf(await shrink(stepsUpTo(100), givenReplays(isSame).shrinking))
  expect(left).toHaveLength(3)
  expect(isSame(left)).toBe(true)
})

test('what can only be left out together with something later is found in a second round', async () => {
  // 2 is needed as long as 40 is there.
  const isSame = (ids: readonly number[]) => ids.includes(60) && (ids.includes(2) || !ids.includes(40))
  expect(idsOf(await shrink(stepsUpTo(60), givenReplays(isSame).shrinking))).toEqual([60])
})

test('whole groups go first, the largest before the others', async () => {
  const { shrinking, tried } = givenReplays((ids) => ids.includes(5))
  await shrink(stepsUpTo(32), shrinking)
  const upTo9 = idsOf(stepsUpTo(9))
  expect(tried.slice(0, 3)).toEqual([
    [...upTo9, ...idsOf(stepsUpTo(32)).slice(19)],
    [...upTo9, 30, 31, 32],
    [30, 31, 32],
  ])
})

test('what a replay leaves out by itself is gone', async () => {
  const { shrinking } = givenReplays((ids) => ids.includes(8))
  const replay = async (steps: readonly Step[]) => {
    const taken = await shrinking.replay(steps)
    // Nothing can be done to 3 without 2.
    return taken && (idsOf(taken).includes(2) ? taken : taken.filter(({ id }) => id !== 3))
  }
  expect(idsOf(await shrink(stepsUpTo(9), { ...shrinking, replay }))).toEqual([8])
})

test('a step is made simpler where the end stays the same without it', async () => {
  const steps: Step[] = [{ id: 1, crash: true }, { id: 2, crash: true }, { id: 3 }]
  const { shrinking } = givenReplays((ids, all) => ids.length === 3 && all[1]?.crash === true)
  expect(await shrink(steps, shrinking)).toEqual([{ id: 1 }, { id: 2, crash: true }, { id: 3 }])
})

test('when it may not go on, the fewest so far are given, and nothing more is tried', async () => {
  const { shrinking, tried } = givenReplays((ids) => ids.includes(50), 3)
  const left = idsOf(await shrink(stepsUpTo(100), shrinking))
  expect(tried).toHaveLength(3)
  expect(left).toContain(50)
  expect(left.length).toBeLessThan(100)
})
