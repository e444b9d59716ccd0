import { describe, expect, test } from 'vitest'
import { fault } from '../../domain/faults.ts'
import type { Look } from './belief.ts'
import { makeExam } from './exam.ts'
import { doctorLimits } from './limits.ts'
import { Watch } from './watch.ts'

/** An examination that begins with a look at what the application believes in. */
function examOf(more: { readonly look: () => Promise<Look>; readonly assertGoing?: () => void }) {
  const limits = { ...doctorLimits, quietMs: 0, settleMaxMs: 0 }
  const making = { limits, watch: new Watch(), runId: 'run', ...more }
  return makeExam(making as unknown as Parameters<typeof makeExam>[0])
}

/** One of an application that believes what is wrong for ever, and that is to end after so many looks. */
function examThatEndsAfter(looksMax: number) {
  let looks = 0
  const look = async (): Promise<Look> => {
    looks += 1
    return { kind: 'seen', mistakes: new Set(['missing a']) }
  }
  const assertGoing = () => {
    if (looks >= looksMax) throw fault('request_timed_out')
  }
  return { exam: examOf({ look, assertGoing }), looks: () => looks }
}

test('an application that is never right is not waited for when the examination is over', async () => {
  const { exam, looks } = examThatEndsAfter(1)
  await expect(exam.scene(async () => [])).rejects.toThrow('request_timed_out')
  expect(looks()).toBe(1)
})

test('one that is not right yet is looked at three times more', async () => {
  const { exam, looks } = examThatEndsAfter(Number.POSITIVE_INFINITY)
  expect((await exam.scene(async () => [])).mistakes).toEqual(new Set(['missing a']))
  expect(looks()).toBe(4)
})

describe('what it comes to believe in is waited for', () => {
  test('until it shows it, and no longer', async () => {
    const beliefs: Look[] = [
      { kind: 'unread', why: 'timeout' },
      { kind: 'seen', mistakes: new Set(['missing b']) },
      { kind: 'seen', mistakes: new Set(['missing a']) },
    ]
    const exam = examOf({ look: async () => beliefs.shift() as Look })
    expect(await exam.believesIn?.(['b'], 10_000)).toBe(true)
    expect(beliefs).toEqual([])
  })

  test('for as long as was said, also where it does not answer', async () => {
    const exam = examOf({ look: () => new Promise(() => undefined) })
    expect(await exam.believesIn?.(['b'], 20)).toBe(false)
  })
})
