import { againstIt, allSeen, type Check, type Exam, type Finding, isBlind, readsNothing, type Scene } from '../exam.ts'
import { type Answer, isAcknowledged } from '../tell.ts'
import type { Call } from '../watch.ts'

export const delivery: Check = {
  name: 'delivery',
  title: 'Plain deliveries',
  played: 'The accounts and the transactions of a new link are told of, one after the other.',
  expected: 'A 2xx within five seconds, better within a fraction of one; then the data is read.',
  docs: 'docs/webhooks.md#tries',
  async examine(exam) {
    const accounts = exam.envelope(await exam.subject.totals('ACCOUNTS'))
    const transactions = exam.envelope(await exam.subject.totals('TRANSACTIONS'))
    exam.first = transactions
    const scene = await exam.scene(async () => {
      const answers = [await exam.send(accounts), await exam.send(transactions)]
      // Whether it reads at all is found out here, and it may have a queue before it.
      if (answers.every(isAcknowledged)) await exam.watch.until(exam.readsBack, exam.limits.readMaxMs)
      return answers
    })
    const against = againstIt(
      scene,
      'Read GET /api/transactions/?link=… to the last page whenever you are told of a link.',
    )
    if (against) return against
    if (isBlind(exam, scene))
      return { ...readsNothing, verdict: 'warned', seen: [...allSeen(scene), ...readsNothing.seen] }
    return slowOr(exam, scene.answers, { verdict: 'passed', seen: allSeen(scene) })
  },
}

export const duplicates: Check = {
  name: 'duplicates',
  title: 'The same webhook again',
  played: 'One webhook twice at the same moment, and once more when all is quiet: the same webhook_id each time.',
  expected: 'A 2xx each time; the data is read once, and nothing is there twice.',
  docs: 'docs/webhooks.md#what-a-receiver-should-do',
  async examine(exam) {
    const told = exam.envelope(await exam.subject.bringNews())
    const both = await exam.scene(() => Promise.all([exam.send(told), exam.send(told)]))
    const later = await exam.scene(async () => [await exam.send(told)])
    const scene = joined(both, later)
    const against = againstIt(scene, `${rememberIds} Store records by their id, so that a second time changes nothing.`)
    if (against) return against
    if (isBlind(exam, scene)) return readsNothing
    const again = repeated(both.calls) + later.calls.length
    if (again === 0) return { verdict: 'passed', seen: allSeen(scene) }
    const seen = [...allSeen(scene), `${again} requests asked once more for what had been read.`]
    return { verdict: 'warned', seen, advice: rememberIds }
  },
}

export const replay: Check = {
  name: 'replay',
  title: "Yesterday's webhook",
  played: 'The first webhook about transactions once more, after everything else, with its old webhook_id.',
  expected: 'A 2xx, nothing is read, and nothing changes.',
  docs: 'docs/webhooks.md#what-a-receiver-should-do',
  async examine(exam) {
    const { first } = exam
    if (!first) return { verdict: 'skipped', seen: ['Nothing had been told before.'] }
    const scene = await exam.scene(async () => [await exam.send(first)])
    const against = againstIt(scene, `${rememberLong} Let the data decide what is true, never the webhook.`)
    if (against) return against
    if (isBlind(exam, scene)) return readsNothing
    const verdict = scene.calls.length === 0 ? 'passed' : 'warned'
    return { verdict, seen: allSeen(scene), ...(verdict === 'warned' ? { advice: rememberLong } : {}) }
  },
}

const rememberIds =
  'Note webhook_id under a unique key in the moment in which you take a webhook, and leave out known ones.'

const rememberLong =
  'Remember each webhook_id for days: an endpoint that was down is told of what it missed much later.'

/** An answer that takes half of the time is one bad day away from being late. */
function slowOr({ limits }: Exam, answers: readonly Answer[], finding: Finding): Finding {
  const slowest = Math.max(...answers.map(({ durationMs }) => durationMs))
  if (slowest * 2 < limits.answerMaxMs) return finding
  const advice = 'Answer first and work afterwards: more than half of the time was used up, with nobody else asking.'
  return { ...finding, verdict: 'warned', advice }
}

function joined(one: Scene, other: Scene): Scene {
  const mistakes = one.mistakes && other.mistakes ? new Set([...one.mistakes, ...other.mistakes]) : null
  return {
    answers: [...one.answers, ...other.answers],
    calls: [...one.calls, ...other.calls],
    answeredMs: other.answeredMs,
    mistakes,
    unread: one.unread ?? other.unread,
  }
}

/** How many questions had been asked before. */
const repeated = (calls: readonly Call[]): number => calls.length - new Set(calls.map(({ question }) => question)).size
