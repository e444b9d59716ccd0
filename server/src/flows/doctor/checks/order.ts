import { getResource } from '../../../../../contract/catalogue.ts'
import { againstIt, allSeen, type Check, type Exam, type Finding, readsNothing, type Scene } from '../exam.ts'

const { list } = getResource('TRANSACTIONS').operations

export const reordering: Check = {
  name: 'reordering',
  title: 'Out of order',
  played:
    'Two changes, one soon after the other, the accounts told of between them; what is read after the first one ' +
    'arrives after what is read after the second one.',
  expected: 'A 2xx each time, and at the end the newest state.',
  docs: 'docs/doctor.md#out-of-order',
  async examine(exam) {
    let changedMs = 0
    let passed: Passed | 'not_played' = 'not_played'
    const scene = await exam.scene(async () => {
      const held = exam.watch.hold(list)
      try {
        const older = await readIsHeld(exam)
        held.takeNoMore()
        const accounts = exam.send(exam.envelope(await exam.subject.totals('ACCOUNTS')))
        const { news, fresh } = await broughtTo(exam.subject)
        const newer = exam.envelope(news)
        changedMs = exam.watch.elapsedMs()
        const calls = exam.watch.from()
        const answer = exam.send(newer)
        if (older.tookMs !== null) passed = await newerPasses(exam, { calls, fresh, tookMs: older.tookMs })
        held.release()
        return Promise.all([older.answer, accounts, answer])
      } finally {
        held.release()
      }
    })
    if (passed === 'not_played') return againstIt(scene, lastReadWins) ?? notPlayed(exam, scene)
    const finding = judged(exam, scene, { changedMs, advice: lastReadWins })
    return passed === 'unseen' ? { ...finding, seen: [...finding.seen, notTakenIn] } : finding
  },
}

export const removal: Check = {
  name: 'removal',
  title: 'Removal before addition',
  played:
    'New transactions come in, and one of them goes again, with an older one. transactions_deleted arrives first, ' +
    'new_transactions_available afterwards.',
  expected: 'A 2xx each time; at the end what is new is there, and what was removed is not.',
  docs: 'docs/doctor.md#removal-before-addition',
  async examine(exam) {
    const { subject } = exam
    if (!subject.own) return { verdict: 'skipped', seen: ['The link is yours, so nothing is removed from it.'] }
    const { news, before, fresh } = await broughtTo(subject)
    const added = exam.envelope(news)
    const gone = [...fresh.slice(0, 1), ...[...before].slice(0, 1)]
    await subject.remove(gone)
    const changedMs = exam.watch.elapsedMs()
    const deleted = exam.envelope({
      ...{ type: 'TRANSACTIONS', code: 'transactions_deleted', process: 'recurrent_update' },
      data: { deleted_transactions: gone.length },
    })
    const scene = await exam.scene(async () => [await exam.send(deleted), await exam.send(added)])
    return judged(exam, scene, { changedMs, advice: readAll })
  },
}

const lastReadWins =
  'Read one link at a time, or let the read that began last win: a reply may be older than one that came before it.'

const readAll =
  'After transactions_deleted read the whole list and drop what is no longer in it; a webhook names no ids, and adding alone keeps what is gone.'

/** Nothing was held, so nothing can have been overtaken: whatever is believed says nothing about the order. */
function notPlayed(exam: Exam, scene: Scene): Finding {
  if (scene.mistakes === null && !exam.readsBack()) return readsNothing
  const within = `${exam.limits.readMaxMs / 1_000} s`
  const why = `Your application did not read within ${within} of the webhook, so this could not be played.`
  return { verdict: 'skipped', seen: [...allSeen(scene), why], advice: `List the transactions within ${within} of it.` }
}

type Older = {
  readonly answer: ReturnType<Exam['send']>
  /** After how long the reply was there to be kept back; null where nothing was read in time. */
  readonly tookMs: number | null
}

/** Tells of a change, and waits until the application has asked for the transactions as they are now. */
async function readIsHeld({ watch, limits, subject, ...exam }: Exam): Promise<Older> {
  const envelope = exam.envelope(await subject.bringNews())
  const calls = watch.from()
  const toldMs = watch.elapsedMs()
  const answer = exam.send(envelope)
  const isReady = () => calls().some((call) => call.operation === list && call.ready)
  const ready = await watch.until(isReady, limits.readMaxMs)
  // Not awaited: it may come only after what is held.
  return { answer, tookMs: ready ? watch.elapsedMs() - toldMs : null }
}

/** Lets news come in, and says which records they are of. */
async function broughtTo(subject: Exam['subject']) {
  const before = await subject.truth()
  const news = await subject.bringNews()
  return { news, before, fresh: [...(await subject.truth())].filter((id) => !before.has(id)) }
}

/** Whether the newer reply was there before the older one; `unseen` where the application does not show it. */
type Passed = 'taken_in' | 'in_turns' | 'unseen' | 'not_looked_at'

/**
 * Waits for a read of the transactions as they are now, and until the application says that it has what is new: that a
 * reply was sent is no proof that it is there. One that reads in turns begins none yet. Where it says nothing, its
 * beliefs are not judged, and which of the replies was the last to come in does not matter.
 */
async function newerPasses(
  { watch, limits, believesIn }: Exam,
  { calls, fresh, tookMs }: { calls: () => Scene['calls']; fresh: readonly string[]; tookMs: number },
): Promise<Passed> {
  const began = () => calls().some(({ operation }) => operation === list)
  if (!(await watch.until(began, tookMs + limits.heldMaxMs))) return 'in_turns'
  if (believesIn) return (await believesIn(fresh, limits.heldMaxMs)) ? 'taken_in' : 'unseen'
  await watch.until(() => calls().some(isOver), limits.heldMaxMs)
  return 'not_looked_at'
}

const isOver = ({ operation, endedMs }: Scene['calls'][number]): boolean => operation === list && endedMs !== null

const notTakenIn =
  'What was read last was not shown at the state_url before the older reply was sent, so it may have come in after that.'

/** Where nobody can see what it believes in, a read after the last change has to do. */
function judged(exam: Exam, scene: Scene, { changedMs, advice }: { changedMs: number; advice: string }) {
  const against = againstIt(scene, advice)
  if (against) return against
  const seen = allSeen(scene)
  if (scene.mistakes !== null) return { verdict: 'passed', seen } as const
  if (!exam.readsBack()) return readsNothing
  const hasNewest = scene.calls.some(({ beganMs }) => beganMs >= changedMs)
  if (!hasNewest)
    return { verdict: 'warned', seen: [...seen, 'It has not read since the last change.'], advice } as const
  const blind = 'It has read since the last change; what it made of that was not looked at, as there is no state_url.'
  return { verdict: 'passed', seen: [...seen, blind] } as const
}
