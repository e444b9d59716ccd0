import { expect, test } from 'vitest'
import { breathe } from '../kit/deadline.ts'
import type { Fired } from './contract.ts'
import { SerialRunner } from './serial.ts'

const at = (second: number) => new Date(second * 1_000)

/** A runner over workspaces in memory that have something due every second; `run` is each piece of work. */
function givenWorkspaces(run: (workspaceId: string) => Promise<void> = () => breathe()) {
  const clocks = new Map<string, Date>()
  const dones = new Map<string, number>()
  const standingOf = (workspaceId: string) => ({
    workspaceId,
    now: () => clocks.get(workspaceId) ?? at(0),
  })
  const doneBy = (workspaceId: string) => dones.get(workspaceId) ?? 0
  const tick = {
    name: 'tick',
    rank: 0,
    async run({ workspaceId }: { workspaceId: string }) {
      await run(workspaceId)
      dones.set(workspaceId, doneBy(workspaceId) + 1)
    },
  }
  const runner = new SerialRunner({
    kinds: () => [tick],
    async earliest(workspaceId) {
      const second = doneBy(workspaceId) + 1
      return [{ kind: 'tick', turn: 1, workspaceId, id: String(second), dueAt: at(second) }]
    },
    timelines: async (workspaceId) => (workspaceId === undefined ? [] : [standingOf(workspaceId)]),
    onFailure: (_kind, _item, thrown) => expect.unreachable(String(thrown)),
    onBlind: (thrown) => expect.unreachable(String(thrown)),
  })
  return {
    runner,
    doneBy,
    advance(workspaceId: string, seconds: number, told: (fired: Fired) => void = () => undefined) {
      const moveTo = async (instant: Date) => void clocks.set(workspaceId, instant)
      const to = at(standingOf(workspaceId).now().getTime() / 1_000 + seconds)
      return runner.advance({ ...standingOf(workspaceId), moveTo }, to, told)
    },
  }
}

test('who has little to do is done after as many steps of who has much', async () => {
  const { runner, advance, doneBy } = givenWorkspaces()
  const long = advance('long', 500)
  while (doneBy('long') < 10) await breathe()
  await advance('short', 5)
  expect(doneBy('short')).toBe(5)
  expect(doneBy('long')).toBeLessThan(10 + 10)
  await long
  expect(doneBy('long')).toBe(500)
  await runner.close()
})

test('several are advanced at once, and each is over when its own is done, in its own order', async () => {
  const { runner, advance } = givenWorkspaces()
  const over: string[] = []
  const fired: string[] = []
  const going = (['40', '4', '20', '10'] as const).map(async (seconds) => {
    await advance(seconds, Number(seconds), ({ id }) => void (seconds === '20' && fired.push(id)))
    over.push(seconds)
  })
  await Promise.all(going)
  expect(over).toEqual(['4', '10', '20', '40'])
  expect(fired).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)))
  await runner.close()
})

test('one that waits for somebody outside keeps no other waiting', async () => {
  const answer = Promise.withResolvers<void>()
  const { runner, advance, doneBy } = givenWorkspaces((workspaceId) =>
    workspaceId === 'asks' ? answer.promise : breathe(),
  )
  const asking = advance('asks', 1)
  await advance('goes on', 3)
  expect([doneBy('asks'), doneBy('goes on')]).toEqual([0, 3])
  answer.resolve()
  await asking
  await runner.close()
})

test('so many may wait for somebody outside at once; the next one goes on with the first that is answered', async () => {
  const asked: PromiseWithResolvers<void>[] = []
  const { runner, advance } = givenWorkspaces(() => {
    const answer = Promise.withResolvers<void>()
    asked.push(answer)
    return answer.promise
  })
  const all = Array.from({ length: 64 }, (_, index) => advance(String(index), 1))
  const settled = async () => {
    for (let turns = 0; turns < 20; turns += 1) await breathe()
    return asked.length
  }
  const atOnce = await settled()
  expect(atOnce).toBeGreaterThan(8)
  expect(atOnce).toBeLessThan(64)
  asked[0]?.resolve()
  expect(await settled()).toBe(atOnce + 1)
  for (let answered = 1; answered < 64; answered += 1) {
    while (!asked[answered]) await breathe()
    asked[answered]?.resolve()
  }
  await Promise.all(all)
  await runner.close()
})

test('closing ends what is under way in every workspace, and begins nothing more', async () => {
  const { runner, advance, doneBy } = givenWorkspaces()
  const all = ['one', 'other'].map((workspaceId) => advance(workspaceId, 1_000))
  while (doneBy('other') < 3) await breathe()
  await runner.close()
  await Promise.all(all)
  const done = [doneBy('one'), doneBy('other')]
  expect(Math.max(...done)).toBeLessThan(20)
  await advance('late', 3)
  expect([doneBy('one'), doneBy('other'), doneBy('late')]).toEqual([...done, 0])
})
