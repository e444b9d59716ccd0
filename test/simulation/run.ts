import { demoKeys } from '../../server/src/config.ts'
import type { Dice } from '../../server/src/kit/random.ts'
import { judgeAnswer } from './answers.ts'
import { checkAll, checkFilter, checkLink, knownOf, monthOf } from './checks.ts'
import { live } from './history.ts'
import { type Crash, Machine, type Place, startedAt } from './machine.ts'
import { type Asked, Contradiction, demand, later, type ModelWorkspace, newWorkspace } from './model.ts'
import { chooseAgain, chooseIntent, type Intent } from './operations.ts'
import { findPerson } from './people.ts'
import { shelfOf } from './shelves.ts'
import { dayMs } from './slots.ts'
import { ask, openReceiver, type Reply, readHistory, type Stage, send } from './stage.ts'
import { RememberedDice, RepeatedDice, type Step } from './steps.ts'

export type Plan = {
  readonly seed: string
  readonly days: number
  readonly place: Place
  /** Taken in place of those that the seed decides on; what nothing can be done to any more is left out. */
  readonly history?: readonly Step[]
  /** Looks at everything after each step, and throws where something is not as it should be. */
  readonly also?: (stage: Stage) => void
}

/** What a run came to; `steps` are those that were taken, in order, as plain text, and `history` as they can be repeated. */
export type Report = {
  readonly steps: readonly string[]
  readonly history: readonly Step[]
  readonly crashes: number
  readonly links: number
  readonly webhooks: number
  /** What the product and the model have contradicted each other in, if they have. */
  readonly contradiction: string | null
}

const crashShare = 0.03
const crashTransactionsMax = 6

/**
 * A year of two workspaces beside the model of them: whatever is done, in the order that the seed decides, with crashes
 * in the middle of it. Ends with the first contradiction.
 */
export async function simulate(plan: Plan): Promise<Report> {
  const { seed, place } = plan
  const receiver = await openReceiver(seed)
  const machine = await Machine.start(place, seed)
  const steps: string[] = []
  const history: Step[] = []
  const stage: Stage = { machine, receiver, workspaces: [] }
  const registered: Registered = new Map()
  let contradiction: string | null = null
  try {
    stage.workspaces.push(...(await openWorkspaces(stage)))
    for (const { step, workspace, intent } of plan.history
      ? repeated(stage, registered, { seed, history: plan.history })
      : decided(stage, registered, plan)) {
      const doing = { intent, crash: step.crash }
      history.push(step)
      steps.push(lineOf(step.number, workspace, doing))
      await take(stage, workspace, doing)
      for (const id of workspace.links.keys()) if (!registered.has(id)) registered.set(id, step.number)
      plan.also?.(stage)
    }
    await checkAll(stage)
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown
    contradiction = thrown instanceof Contradiction ? thrown.message : (thrown.stack ?? thrown.message)
  } finally {
    await machine.stop()
    await receiver.close()
  }
  const links = stage.workspaces.reduce((sum, workspace) => sum + workspace.links.size, 0)
  const crashes = history.filter(({ crash }) => crash !== null).length
  return { steps, history, crashes, links, webhooks: receiver.arrived.size, contradiction }
}

type Decided = { readonly step: Step; readonly workspace: ModelWorkspace; readonly intent: Intent }

/** In which step each link was registered. */
type Registered = Map<string, number>

/** What the seed decides on, step by step, as things stand then. */
function* decided(stage: Stage, registered: Registered, { seed, days }: Plan): Generator<Decided> {
  const dice = new RememberedDice(seed, 'simulation')
  const end = later(startedAt, days * dayMs)
  for (let number = 1; stage.workspaces.some(({ now }) => now < end); number += 1) {
    const workspace = nextWorkspace(dice, stage)
    const { operation, link, throws, intent } = chooseIntent(dice, workspace)
    const crash = dice.chance(crashShare) ? drawCrash(dice) : null
    const registeredIn = link ? (registered.get(link.id) ?? null) : null
    yield {
      step: { number, workspace: workspace.name, operation, link: registeredIn, throws, crash },
      workspace,
      intent,
    }
  }
}

/** The same steps again, to the same links, as things stand now. */
function* repeated(
  { workspaces }: Stage,
  registered: Registered,
  { seed, history }: { readonly seed: string; readonly history: readonly Step[] },
): Generator<Decided> {
  for (const step of history) {
    const workspace = workspaces.find(({ name }) => name === step.workspace)
    if (!workspace) continue
    const links = [...workspace.links.values()]
    const link = links.find(({ id }) => step.link !== null && registered.get(id) === step.link) ?? null
    const intent = chooseAgain(step.operation, { dice: new RepeatedDice(seed, step), workspace, link })
    if (intent) yield { step, workspace, intent }
  }
}

const drawCrash = (dice: Dice): Crash => ({
  transaction: dice.between(1, crashTransactionsMax),
  moment: dice.pick(['before', 'inside', 'after']),
})

function lineOf(step: number, { name, now }: ModelWorkspace, { intent, crash }: Doing): string {
  const { operation, request, passesMs, terms } = intent
  const asked = request
    ? `${request.method} ${request.path} ${JSON.stringify(request.body ?? terms)}`
    : `${passesMs ?? ''}`
  const end = crash ? `, crash ${crash.moment} transaction ${crash.transaction}` : ''
  return `${step} ${now.toISOString()} ${name} ${operation} ${asked}${end}`
}

async function openWorkspaces(stage: Stage): Promise<ModelWorkspace[]> {
  const [first] = await stage.machine.ask('select id from workspaces')
  const made = await ask(stage, demoKeys, { method: 'POST', path: '/_enlace/workspaces/', body: { name: 'second' } })
  demand(made.status === 201, `there is no second workspace: ${JSON.stringify(made.body)}`)
  const { id, key } = made.body
  const keys = { id: key.secret_id, password: key.secret_password }
  const receiverUrl = stage.receiver.url
  return [
    newWorkspace({ name: 'first', id: String(first?.id), keys: demoKeys, receiverUrl }, startedAt),
    newWorkspace({ name: 'second', id, keys, receiverUrl }, startedAt),
  ]
}

/** Mostly the one whose clock is behind. */
function nextWorkspace(dice: Dice, { workspaces }: Stage): ModelWorkspace {
  const [behind, ahead] = workspaces.toSorted((one, other) => one.now.getTime() - other.now.getTime())
  return (dice.chance(0.75) ? behind : ahead) as ModelWorkspace
}

type Doing = { readonly intent: Intent; readonly crash: Crash | null }

/** One thing is done, and all that follows from it; then what was touched is looked at, and all of it now and then. */
async function take(stage: Stage, workspace: ModelWorkspace, { intent, crash }: Doing): Promise<void> {
  const { machine } = stage
  workspace.wasFaulty = workspace.faulty
  if (crash) machine.order(crash)
  const intended = intent.operation === 'stranger' ? atStrangers(stage, workspace, intent) : intent
  const reply = intended.request ? await send(stage, workspace.keys, intended.request) : null
  const asked = askedBy(intended, reply, machine.dead)
  workspace.asked = intended.request ? asked : null
  workspace.target = later(workspace.now, intended.passesMs ?? 1_000)
  if (reply) judgeAnswer(workspace, asked)
  followSettings(workspace, asked)
  await arrive(stage, workspace)
  if (crash) {
    await machine.crash()
    await relearn(stage, workspace)
    await arrive(stage, workspace)
  }
  for (const each of stage.workspaces) {
    live(each, await readHistory(stage, each))
    each.asked = each === workspace ? each.asked : null
  }
  await learnConsents(stage, workspace)
  if (reply && !crash) await look(stage, workspace, { asked, reply })
  const link = asked.linkId === null ? undefined : workspace.links.get(asked.linkId)
  if (link) await checkLink(stage, workspace, link)
  else for (const each of workspace.links.values()) await checkLink(stage, workspace, each)
  const isNewMonth = monthOf(workspace.now) !== workspace.checkedMonth
  workspace.checkedMonth = monthOf(workspace.now)
  workspace.asked = null
  if (isNewMonth || crash) await checkAll(stage)
}

function askedBy({ operation, linkId, terms, request }: Intent, reply: Reply | null, dead: boolean): Asked {
  const isUnknown = reply === null || (dead && reply.status >= 500)
  const person = typeof terms.person === 'number' ? { person: findPerson(terms.person) } : {}
  const { status = null, body = null } = isUnknown ? {} : reply
  const isRefused = status !== null && status >= 400
  // What is not of the published API keeps the name of its request to itself.
  const isOurs = request?.path.startsWith('/_enlace/')
  return {
    ...{ operation, linkId, terms, ...person, status, body },
    code: isRefused ? (body?.[0]?.code ?? null) : null,
    requestId: isUnknown || isRefused || isOurs ? null : (reply.headers.get('x-request-id') ?? null),
  }
}

/**
 * Goes to where the clocks have to be and does everything on the way; a crashed machine does not arrive. First in the
 * workspace in which something was asked for: what follows from that is under way there, and a crash counts its
 * transactions, among which there must be no others.
 */
async function arrive(stage: Stage, first: ModelWorkspace): Promise<void> {
  const { machine, workspaces } = stage
  for (const each of [first, ...workspaces.filter((other) => other !== first)]) {
    const to = each.target.toISOString()
    const sent = { method: 'POST', path: '/_enlace/clock/advance/', body: { to } }
    const reply = await send(stage, each.keys, sent)
    if (machine.dead) return
    demand(reply?.status === 200, `the clock of ${each.name} was advanced with ${reply?.status}`)
    const { now, failed_count: failed } = reply.body
    demand(now === to && failed === 0, `the clock of ${each.name} stands at ${now}, and ${failed} failed`)
    each.now = each.target
  }
}

/** What is no link's, and therefore in no history. */
function followSettings(workspace: ModelWorkspace, { operation, status, terms, body }: Asked): void {
  const accepted = status !== null && status < 300
  if (!accepted) return
  if (operation === 'workspace_rate') workspace.refreshRate = terms.rate as ModelWorkspace['refreshRate']
  if (operation === 'fault_order') workspace.faulty = true
  if (operation === 'fault_clear') workspace.faulty = false
  const { id } = (body ?? {}) as { id: string }
  if (operation === 'endpoint_add')
    workspace.endpoints.push({ id, url: String(terms.url), addedAt: workspace.now, removedAt: null })
  const removed = workspace.endpoints.find((endpoint) => endpoint.id === terms.id)
  if (operation === 'endpoint_remove' && removed) removed.removedAt = workspace.now
}

/** Nobody heard whether settings were changed: what is so now is what was decided. */
async function relearn(stage: Stage, workspace: ModelWorkspace): Promise<void> {
  const { asked } = workspace
  if (!asked || asked.status !== null) return
  const get = (path: string) => ask(stage, workspace.keys, { method: 'GET', path })
  const { machine } = stage
  if (asked.operation === 'workspace_rate') {
    const [row] = await machine.ask(`select refresh_rate from workspaces where id = '${workspace.id}'`)
    workspace.refreshRate = row?.refresh_rate as ModelWorkspace['refreshRate']
  }
  if (asked.operation.startsWith('fault')) {
    const { body } = await get('/_enlace/faults/')
    workspace.faulty = (body.results ?? body).length > 0
  }
  if (!asked.operation.startsWith('endpoint')) return
  const { body } = await get('/_enlace/webhooks/')
  const listed = (body.results ?? body) as { id: string; url: string }[]
  for (const endpoint of workspace.endpoints)
    if (!listed.some(({ id }) => id === endpoint.id)) endpoint.removedAt ??= workspace.now
  for (const { id, url } of listed)
    if (!workspace.endpoints.some((endpoint) => endpoint.id === id))
      workspace.endpoints.push({ id, url, addedAt: workspace.now, removedAt: null })
}

/** A consent comes with its link; what it is called has to be looked up. */
async function learnConsents({ machine }: Stage, { links }: ModelWorkspace): Promise<void> {
  for (const link of links.values()) {
    if (!link.person.consents || link.consent || link.deleted || link.status === 'unconfirmed') continue
    const [row] = await machine.ask(`select id from consents where link_id = '${link.id}'`)
    demand(row !== undefined, `${link.id} has no consent`)
    link.consent = { id: String(row.id), status: 'AUTHORISED', endsAt: null }
  }
}

/** What an answer itself shows has to be there from now on. */
async function look(stage: Stage, workspace: ModelWorkspace, { asked, reply }: { asked: Asked; reply: Reply }) {
  if (asked.operation === 'list' && asked.status === 200)
    await checkFilter(stage, workspace, { asked, found: reply.body.results })
  const link = asked.linkId === null ? undefined : workspace.links.get(asked.linkId)
  if (!link || asked.operation !== 'retrieve' || asked.status !== 201 || !asked.terms.saves) return
  const shelf = shelfOf(link, asked.terms.resource as Parameters<typeof shelfOf>[1])
  for (const record of Array.isArray(reply.body) ? reply.body : [reply.body]) {
    const before = shelf.known.get(record.id)
    demand(!shelf.deleted.has(record.id), `${record.id} was deleted and is retrieved`)
    const known = knownOf(record)
    demand(!before || before.createdAt === known.createdAt, `${record.id} was made at ${before?.createdAt}`)
    if (!before && shelf.freshSince !== null) shelf.freshSince -= 1
    shelf.known.set(record.id, known)
  }
}

/** Something of another workspace, which has to look as if it were nowhere. */
function atStrangers({ workspaces }: Stage, workspace: ModelWorkspace, intent: Intent): Intent {
  const ids = workspaces.filter((each) => each !== workspace).flatMap(({ links }) => [...links.keys()])
  const id = ids.toSorted()[0] ?? '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
  return { ...intent, request: { method: 'PATCH', path: `/api/links/${id}/`, body: { access_mode: 'single' } } }
}
