import { Dice } from '../../server/src/kit/random.ts'
import { type Answer, type Keys, type Sent, send } from './child-server.ts'

/** What the server has promised of one link, by an answer that arrived. */
export type Promised = {
  readonly life: Life
  readonly accounts: string[]
  readonly transactions: string[]
  /** Refreshes that were accepted, with what they retrieve. */
  readonly refreshes: { readonly requestId: string; readonly resources: readonly string[] }[]
  /** What may be stored: what was acknowledged last, and what was asked for after it without an answer. */
  readonly accessModes: Set<string>
  readonly staleIns: Set<string>
  confirmed: boolean
  passwordsCount: number
  /** A refresh without an answer may have left its claim. */
  refreshUnanswered: boolean
  deletion: 'none' | 'unanswered' | { readonly requestId: string }
}

/** By the id of the link. */
export type Ledger = Map<string, Promised>

/** Whom clients talk to, as what they are known, and until when. */
export type Stage = {
  readonly url: string
  readonly keys: Keys | undefined
  readonly ledger: Ledger
  /** Aborted before the server goes away; from then on broken connections are expected, and nothing new is begun. */
  readonly gone: AbortSignal
  /** Whether an answer of 500 counts as none. */
  readonly outages: boolean
  /** A day that is not in the future of the workspace's clock. */
  readonly today: Date
  /** The instant at which the clock was when the server last said so; null where nobody moves it. */
  readonly clock: { reached: string } | null
}

const lives = ['single', 'recurrent', 'recurrent', 'token', 'doomed'] as const
type Life = (typeof lives)[number]

const forms: Readonly<Record<Life, object>> = {
  single: { institution: 'erebor_mx_retail', password: 'full', access_mode: 'single', fetch_resources: ['OWNERS'] },
  recurrent: { institution: 'erebor_mx_retail', password: 'full', access_mode: 'recurrent' },
  token: { institution: 'heimdall_mx_retail', username: 'mfa_default', password: 'x', access_mode: 'recurrent' },
  // Let in once, and rejected by the first scheduled refresh.
  doomed: { institution: 'erebor_mx_retail', username: 'user_invalid', password: 'later', access_mode: 'recurrent' },
}

const everything = ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS'] as const

/** The server was gone, or said that it could not tell whether it did. */
class Unanswered extends Error {}

/** Registers people and lives with their links, one after the other, until the server is gone. */
export async function liveAsClient(stage: Stage, name: string, seed: string): Promise<void> {
  const dice = new Dice(seed, 'client', name)
  for (let number = 0; !stage.gone.aborted; number += 1) {
    try {
      await liveOneLink(stage, `${name}_${number}`, dice)
    } catch (thrown) {
      if (!(thrown instanceof Unanswered)) throw thrown
    }
  }
}

async function liveOneLink(stage: Stage, username: string, dice: Dice): Promise<void> {
  const life = dice.pick(lives)
  const link = await register(stage, username, life)
  if (life !== 'doomed' && link.promised.confirmed) await liveWith(stage, link, dice)
  // Now and then only: what is due is done one thing after the other until the clock arrives.
  if (dice.chance(0.2) && !stage.gone.aborted) await moveClock(stage, dice)
}

async function liveWith(stage: Stage, link: Living, dice: Dice): Promise<void> {
  const steps = link.promised.life === 'token' ? [refresh, change, renew] : [retrieve, refresh, change, renew]
  for (let count = dice.between(2, 5); count > 0 && !stage.gone.aborted; count -= 1) {
    await steps[dice.between(0, steps.length - 1)]?.(stage, link, dice)
  }
  if (dice.chance(0.2) && !stage.gone.aborted) await remove(stage, link)
}

type Living = { readonly id: string; readonly promised: Promised }

async function register(stage: Stage, username: string, life: Life): Promise<Living> {
  const form = { username, ...forms[life] }
  const { status, body } = await ask(stage, 'POST', '/api/links/', { body: form, expects: [201, 428] })
  const id = status === 201 ? idOf(body) : questionOf(body).link
  const accessMode = (form as { access_mode?: string }).access_mode ?? 'recurrent'
  const promised: Promised = {
    life,
    accounts: [],
    transactions: [],
    refreshes: [],
    accessModes: new Set([accessMode]),
    staleIns: new Set(['365d']),
    confirmed: status === 201,
    passwordsCount: 0,
    refreshUnanswered: false,
    deletion: 'none',
  }
  stage.ledger.set(id, promised)
  if (status === 428) promised.confirmed = await answerQuestion(stage, body)
  return { id, promised }
}

/** Whether the answer came in time: a clock that is advanced by somebody else can end the session. */
async function answerQuestion(stage: Stage, asked: unknown): Promise<boolean> {
  const { session, link } = questionOf(asked)
  const body = { session, link, token: '111111' }
  const { status } = await ask(stage, 'PATCH', '/api/links/', { body, expects: [200, 400] })
  return status === 200
}

async function retrieve(stage: Stage, { id, promised }: Living, dice: Dice): Promise<void> {
  if (dice.chance(0.5)) {
    const { body } = await ask(stage, 'POST', '/api/accounts/', { body: { link: id }, expects: [201] })
    promised.accounts.push(...idsOf(body))
    return
  }
  const period = { date_from: daysBefore(stage.today, 20), date_to: daysBefore(stage.today, 0) }
  const { body } = await ask(stage, 'POST', '/api/transactions/', { body: { link: id, ...period }, expects: [201] })
  promised.transactions.push(...idsOf(body))
}

async function refresh(stage: Stage, { id, promised }: Living, dice: Dice): Promise<void> {
  const resources = dice.chance(0.5) ? ['ACCOUNTS'] : [...everything]
  promised.refreshUnanswered = true
  const given = { body: { fetch_resources: resources }, expects: [202, 409, 428] }
  const { status, body } = await ask(stage, 'POST', `/api/links/${id}/refresh/`, given)
  promised.refreshUnanswered = false
  if (status === 202) promised.refreshes.push({ requestId: requestIdOf(body), resources })
  if (status !== 428) return
  const { requestId } = questionOf(body)
  if (await answerQuestion(stage, body)) promised.refreshes.push({ requestId, resources })
}

async function change(stage: Stage, { id, promised }: Living, dice: Dice): Promise<void> {
  const wanted = { access_mode: dice.pick(['single', 'recurrent']), stale_in: `${dice.between(100, 300)}d` }
  const before = [[...promised.accessModes], [...promised.staleIns]] as const
  promised.accessModes.add(wanted.access_mode)
  promised.staleIns.add(wanted.stale_in)
  const { status, body } = await ask(stage, 'PATCH', `/api/links/${id}/`, { body: wanted, expects: [200, 428] })
  keepOnly(promised.accessModes, status === 200 ? [wanted.access_mode] : before[0])
  keepOnly(promised.staleIns, status === 200 ? [wanted.stale_in] : before[1])
  // A schedule that met the question stands still, so the switch back to recurrent is asked for it first.
  if (status === 428) await answerQuestion(stage, body)
}

async function renew(stage: Stage, { id, promised }: Living): Promise<void> {
  const password = promised.life === 'token' ? 'y' : 'full'
  const { status, body } = await ask(stage, 'PUT', `/api/links/${id}/`, { body: { password }, expects: [200, 428] })
  if (status === 200 || (await answerQuestion(stage, body))) promised.passwordsCount += 1
}

/** Somebody else may be moving it; the instant that was reached counts, not who did it. */
async function moveClock(stage: Stage, dice: Dice): Promise<void> {
  if (!stage.clock) return
  const body = { by: dice.pick(['1s', '1m', '11m', '3h']) }
  const { status, body: moved } = await ask(stage, 'POST', '/_enlace/clock/advance/', { body, expects: [200, 409] })
  if (status === 409) return
  const { now } = moved as { now: string }
  if (now > stage.clock.reached) stage.clock.reached = now
}

/** In the background, as only so many a minute may wait for it. */
async function remove(stage: Stage, { id, promised }: Living): Promise<void> {
  promised.deletion = 'unanswered'
  const headers = { 'x-belvo-request-mode': 'async' }
  const { body } = await ask(stage, 'DELETE', `/api/links/${id}/`, { headers, expects: [202] })
  promised.deletion = { requestId: requestIdOf(body) }
}

type Asked = Sent & { readonly expects: readonly number[] }

async function ask(stage: Stage, method: string, path: string, { expects, ...sent }: Asked): Promise<Answer> {
  const keys = stage.keys ? { keys: stage.keys } : {}
  const answer = await send(stage.url, { method, path, ...keys, ...sent }).catch((thrown: unknown) => {
    if (stage.gone.aborted && thrown instanceof TypeError) throw new Unanswered()
    throw thrown
  })
  if (stage.outages && answer.status === 500) throw new Unanswered()
  if (!expects.includes(answer.status)) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  }
  return answer
}

const idOf = (record: unknown): string => (record as { id: string }).id
const idsOf = (records: unknown): string[] => (records as { id: string }[]).map(({ id }) => id)
const requestIdOf = (body: unknown): string => (body as { request_id: string }).request_id

function questionOf(body: unknown): { readonly session: string; readonly link: string; readonly requestId: string } {
  const [asked] = body as { session: string; link: string; request_id: string }[]
  if (!asked) throw new Error(`no question: ${JSON.stringify(body)}`)
  return { session: asked.session, link: asked.link, requestId: asked.request_id }
}

function keepOnly(values: Set<string>, kept: readonly string[]): void {
  values.clear()
  for (const value of kept) values.add(value)
}

const daysBefore = (instant: Date, count: number): string =>
  new Date(instant.getTime() - count * 86_400_000).toISOString().slice(0, 10)
