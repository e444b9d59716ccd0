import { againstIt, allSeen, answersSeen, type Check, type Exam, ms, readsNothing, type Scene } from '../exam.ts'
import { isAcknowledged } from '../tell.ts'

export const lateAnswers: Check = {
  name: 'late_answers',
  title: 'The API answers late',
  played: 'What is read back is answered after 4.9 seconds, and after another webhook after 5.1 seconds.',
  expected: 'A 2xx at once both times: an answer that waits for what is read is lost with the second one.',
  docs: 'docs/doctor.md#the-api-answers-late',
  async examine(exam) {
    const near = await readSlowly(exam, exam.limits.nearMs)
    const far = await readSlowly(exam, exam.limits.farMs)
    const timings = [timing('just in time', exam.limits.nearMs, near), timing('just too late', exam.limits.farMs, far)]
    if (isLost(near) || isLost(far)) {
      return { verdict: 'failed', seen: [...timings, ...waitedSeen(near, far)], advice: answerFirst }
    }
    const against = againstIt(far, waitLonger) ?? againstIt(near, waitLonger)
    if (against) return { ...against, seen: [...timings, ...against.seen] }
    if (near.calls.length + far.calls.length === 0) return readsNothing
    return { verdict: 'passed', seen: [...timings, ...allSeen(far)] }
  },
}

const answerFirst =
  'Answer as soon as the webhook is noted down, and read afterwards, in a job: production tries again what it takes for lost.'

const waitLonger = 'Wait longer for the API than for a webhook, a minute at least, and try again what failed.'

/** Replies are late until the webhook is answered and the first of them was there. */
async function readSlowly(exam: Exam, delayMs: number): Promise<Scene> {
  const { watch, subject, limits } = exam
  const envelope = exam.envelope(await subject.bringNews())
  return exam.scene(async () => {
    const calls = watch.from()
    watch.delayBy(delayMs)
    try {
      const answer = await exam.send(envelope)
      if (await watch.until(() => calls().length > 0, limits.quietMs))
        await watch.until(() => calls().some(({ endedMs }) => endedMs !== null), limits.settleMaxMs)
      return [answer]
    } finally {
      watch.delayBy(0)
    }
  })
}

const isLost = ({ answers }: Scene): boolean => !answers.every(isAcknowledged)

const timing = (word: string, delayMs: number, { answers }: Scene): string =>
  `Replies after ${ms(delayMs)}, ${word}: ${answersSeen(answers)}`

/** Whether the answers waited for what was read. */
function waitedSeen(...scenes: readonly Scene[]): readonly string[] {
  const early = scenes.flatMap(({ calls, answeredMs }) => calls.filter(({ beganMs }) => beganMs < answeredMs))
  return early.length === 0 ? [] : [`${early.length} requests at the API began before the webhook was answered.`]
}
