import type { CheckName, CheckReport, Verdict } from '../../../../contract/doctor.ts'
import { pause } from '../../kit/deadline.ts'
import { dashed, hexId } from '../../kit/ids.ts'
import type { StoredLink } from '../../store/links/links.ts'
import type { Deps, World } from '../deps.ts'
import { type Envelope, envelopeOf } from '../webhooks/announce.ts'
import type { Look, LookAtBelief } from './belief.ts'
import type { DoctorLimits } from './limits.ts'
import type { News, Subject } from './subject.ts'
import { type Answer, type Consumer, type Forgery, isAcknowledged, tell } from './tell.ts'
import type { Call, Watch } from './watch.ts'

/** What a check came to. */
export type Finding = {
  readonly verdict: Verdict
  readonly seen: readonly string[]
  readonly advice?: string
  readonly figures?: NonNullable<CheckReport['figures']>
}

/** One thing that happens in production. */
export type Check = {
  readonly name: CheckName
  readonly title: string
  readonly played: string
  readonly expected: string
  /** The page, and the place on it, that says more. */
  readonly docs: string
  examine(exam: Exam): Promise<Finding>
}

/** What was seen while something was played, until the application was quiet again. */
export type Scene = {
  readonly answers: readonly Answer[]
  readonly calls: readonly Call[]
  /** When the last answer was there; milliseconds since the examination began. */
  readonly answeredMs: number
  /** Mistakes that were not there before; null where nobody can see what the application believes in. */
  readonly mistakes: ReadonlySet<string> | null
  /** Why what it believes in could not be read, where it should have been. */
  readonly unread: string | null
}

export type Exam = {
  readonly limits: DoctorLimits
  readonly subject: Subject
  readonly watch: Watch
  readonly consumer: Consumer
  /** Plays, waits until the application is quiet, and looks at what it believes in. */
  scene(play: () => Promise<readonly Answer[]>): Promise<Scene>
  /** A webhook with ids of its own, about the examined link or another. */
  envelope(news: News, link?: StoredLink): Envelope
  send(envelope: Envelope, forgery?: Forgery): Promise<Answer>
  /** Whether the application has asked anything about the link so far. */
  readsBack(): boolean
  /** Whether nobody has answered any webhook so far, not even too late. */
  unanswered(): boolean
  /** Whether it comes to believe in these within so many milliseconds; null where it does not say what it believes in. */
  readonly believesIn: ((ids: readonly string[], waitMaxMs: number) => Promise<boolean>) | null
  /** The first webhook about transactions, to be told again much later. */
  first: Envelope | null
}

type Making = {
  readonly deps: Deps
  readonly world: World
  readonly runId: string
  readonly limits: DoctorLimits
  readonly subject: Subject
  readonly watch: Watch
  readonly consumer: Consumer
  readonly look: LookAtBelief
  /** Throws when the examination is to end. */
  readonly assertGoing: () => void
}

export function makeExam({ deps, world, runId, look, assertGoing, ...made }: Making): Exam {
  const { limits, subject, watch, consumer } = made
  const allCalls = watch.from()
  let number = 0
  let unanswered = true
  let believed: ReadonlySet<string> = new Set()
  const lookAgain = () => lookUntilRight(look, { watch, limits, before: believed, assertGoing })
  return {
    ...made,
    first: null,
    envelope({ type, code, process, data }, link = subject.link) {
      number += 1
      const webhookId = hexId(world.ids.bytes('doctor webhook', runId, number))
      const requestId = dashed(hexId(world.ids.bytes('doctor request', runId, number)))
      return envelopeOf(link, webhookId, { type, code, process, data, requestId })
    },
    async send(envelope, forgery) {
      assertGoing()
      const timeoutMs = limits.answerMaxMs
      const answer = await tell(deps, consumer, envelope, { timeoutMs, ...(forgery ? { forgery } : {}) })
      if (answer.status !== null || answer.problem === 'timeout') unanswered = false
      return answer
    },
    unanswered: () => unanswered,
    async scene(play) {
      const calls = watch.from()
      const answers = await play()
      const answeredMs = watch.elapsedMs()
      await watch.quiet(limits)
      const seen = await lookAgain()
      const mistakes = seen?.kind === 'seen' ? new Set([...seen.mistakes].filter((each) => !believed.has(each))) : null
      if (seen?.kind === 'seen') believed = seen.mistakes
      return { answers, calls: calls(), answeredMs, mistakes, unread: seen?.kind === 'unread' ? seen.why : null }
    },
    readsBack: () => allCalls().length > 0,
    believesIn: look && ((ids, waitMaxMs) => lookUntilBelieved(look, watch, { ids, waitMaxMs })),
  }
}

/** An application may need a while after its last question until it believes what it read. */
async function lookUntilRight(
  look: LookAtBelief,
  {
    watch,
    limits,
    before,
    assertGoing,
  }: Pick<Making, 'watch' | 'limits' | 'assertGoing'> & { before: ReadonlySet<string> },
): Promise<Look | null> {
  if (!look) return null
  const isRight = (seen: Look) => seen.kind === 'seen' && [...seen.mistakes].every((each) => before.has(each))
  // What takes as long as it may to say nothing would make a run last for minutes.
  const againMax = (seen: Look) => (seen.kind === 'unread' ? 1 : looksMax)
  let seen = await look()
  for (let again = 0; again < againMax(seen) && !isRight(seen); again += 1) {
    await watch.quiet(limits)
    assertGoing()
    seen = await look()
  }
  return seen
}

const looksMax = 3
const lookAgainMs = 25

async function lookUntilBelieved(
  look: NonNullable<LookAtBelief>,
  watch: Watch,
  { ids, waitMaxMs }: { readonly ids: readonly string[]; readonly waitMaxMs: number },
): Promise<boolean> {
  const end = watch.elapsedMs() + waitMaxMs
  const untilShown = async (): Promise<boolean> => {
    while (!watch.isStopped && watch.elapsedMs() < end) {
      const seen = await look()
      if (seen.kind === 'seen' && !ids.some((id) => seen.mistakes.has(`missing ${id}`))) return true
      await pause(lookAgainMs)
    }
    return false
  }
  // A look may take longer than there is: what is kept back for it keeps an answer waiting.
  return Promise.race([untilShown(), pause(waitMaxMs).then(() => false)])
}

/** What the answers say against the application; empty where each was a 2xx in time. */
export function troublesIn(answers: readonly Answer[]): readonly string[] {
  return answers.filter((answer) => !isAcknowledged(answer)).map((answer) => `${answer.webhook}: ${outcomeOf(answer)}.`)
}

export const outcomeOf = ({ status, problem, durationMs }: Answer): string =>
  status === null ? `no answer, ${problem ?? 'failed'}, after ${ms(durationMs)}` : `${status} after ${ms(durationMs)}`

export const ms = (duration: number): string => `${duration < 10 ? duration.toFixed(1) : Math.round(duration)} ms`

/** How the answers were, in a sentence. */
export function answersSeen(answers: readonly Answer[]): string {
  const slowest = Math.max(...answers.map(({ durationMs }) => durationMs))
  const count = answers.filter(isAcknowledged).length
  return `${count} of ${answers.length} acknowledged with 2xx, the slowest answer after ${ms(slowest)}.`
}

/** What was asked back, in a sentence. */
export function callsSeen(calls: readonly Call[]): string {
  if (calls.length === 0) return 'Nothing was read back.'
  const counts = new Map<string, number>()
  for (const { operation } of calls) counts.set(operation, (counts.get(operation) ?? 0) + 1)
  return `Read back: ${[...counts].map(([operation, count]) => `${operation} ${count}`).join(', ')}.`
}

/** What the application believes in afterwards, in sentences. */
export function beliefSeen({ mistakes, unread }: Scene): readonly string[] {
  if (unread !== null) return [`The state_url could not be read: ${unread}.`]
  if (mistakes === null) return []
  if (mistakes.size === 0) return ['What it believes in is true.']
  const count = (word: string) => [...mistakes].filter((each) => each.startsWith(word)).length
  const [missing, removed, twice] = [count('missing'), count('removed'), count('twice')]
  return [`What it believes in is wrong: ${missing} missing, ${removed} that are removed, ${twice} twice.`]
}

/** What goes against the application whatever was played, with the advice for wrong beliefs; null where nothing does. */
export function againstIt(scene: Scene, advice: string): Finding | null {
  const seen = [...troublesIn(scene.answers), answersSeen(scene.answers), callsSeen(scene.calls), ...beliefSeen(scene)]
  if (troublesIn(scene.answers).length > 0) return { verdict: 'failed', seen, advice: acknowledge }
  if (scene.mistakes !== null && scene.mistakes.size > 0) return { verdict: 'failed', seen, advice }
  if (scene.unread !== null) return { verdict: 'warned', seen, advice: 'Let state_url answer 200 with its ids.' }
  return null
}

const acknowledge =
  'Answer 2xx to whatever is ours as soon as it is noted down, whether or not there is anything to do.'

/** What was seen where nothing went against it. */
export const allSeen = (scene: Scene): readonly string[] => [
  answersSeen(scene.answers),
  callsSeen(scene.calls),
  ...beliefSeen(scene),
]

/** Whether nobody can see what the application makes of what it is told. */
export const isBlind = ({ readsBack }: Pick<Exam, 'readsBack'>, { mistakes }: Pick<Scene, 'mistakes'>): boolean =>
  mistakes === null && !readsBack()

/** Why nothing can be said about an application that never reads: it cannot be told right from lucky. */
export const readsNothing = {
  verdict: 'skipped',
  seen: ['It has read nothing back about this link, and there is no state_url that says what it believes in.'],
  advice: 'Name a link that your application knows, or an external_id by which it finds its user, or a state_url.',
} as const satisfies Finding
