import { getResource } from '../../contract/catalogue.ts'
import type { ResourceName } from '../../contract/resource.ts'
import type { Dice } from '../../server/src/kit/random.ts'
import { bodiesFor } from '../harness/sandbox.ts'
import type { ModelLink, ModelWorkspace } from './model.ts'
import { findPerson, people } from './people.ts'
import { dayMs, hourMs, minuteMs } from './slots.ts'
import type { RememberedDice } from './steps.ts'
import { wordOf } from './webhooks.ts'

/** One thing that is done, as plain data; what follows from it is the model's to say. */
export type Intent = {
  readonly operation: string
  readonly linkId: string | null
  /** What the model has to know of it. */
  readonly terms: Readonly<Record<string, unknown>>
  /** How far time goes on; a second where nothing is said. */
  readonly passesMs?: number
  readonly request: {
    readonly method: string
    readonly path: string
    readonly body?: unknown
    readonly headers?: Readonly<Record<string, string>>
  } | null
}

type Chooser = { readonly dice: Dice; readonly workspace: ModelWorkspace; readonly link: ModelLink | null }

/** To add an operation: a line here, what it is answered in `answers.ts`, what it does in `history.ts`. */
export const operations: readonly Operation[] = [
  { name: 'pass', weight: 30, choose: pass },
  { name: 'register', weight: 9, choose: register },
  { name: 'answer', weight: 9, choose: answer },
  { name: 'refresh', weight: 9, choose: refresh },
  { name: 'retrieve', weight: 12, choose: retrieve },
  { name: 'modify', weight: 7, choose: modify },
  { name: 'put', weight: 4, choose: put },
  { name: 'delete_link', weight: 1, choose: deleteLink },
  { name: 'delete_record', weight: 4, choose: deleteRecord },
  { name: 'rate', weight: 4, choose: changeRate },
  { name: 'workspace_rate', weight: 1, choose: changeWorkspaceRate },
  { name: 'consent', weight: 3, choose: changeConsent },
  { name: 'list', weight: 5, choose: list },
  { name: 'endpoint_add', weight: 4, choose: addEndpoint },
  { name: 'endpoint_remove', weight: 1, choose: removeEndpoint },
  { name: 'fault_order', weight: 3, choose: orderFault },
  { name: 'fault_clear', weight: 3, choose: clearFaults },
  { name: 'stranger', weight: 2, choose: askForStrangers },
]

export type Operation = {
  readonly name: string
  readonly weight: number
  /** Null where there is nothing to do it to. */
  choose(chooser: Chooser): Intent | null
}

/** What was decided on, and by which throws. */
export type Choice = {
  readonly operation: string
  /** What it is done to; null where that is no link. */
  readonly link: ModelLink | null
  readonly throws: readonly number[]
  readonly intent: Intent
}

/** The next thing that is done in a workspace. */
export function chooseIntent(dice: RememberedDice, workspace: ModelWorkspace): Choice {
  const total = weightUpTo(operations.length)
  for (;;) {
    const drawn = dice.fraction() * total
    const operation = operations.find((_, index) => drawn < weightUpTo(index))
    if (!operation) continue
    const link = chooseLink(dice, workspace, operation.name)
    dice.forget()
    const intent = operation.choose({ dice, workspace, link })
    if (!intent) continue
    const isOfLink = intent.linkId !== null || operation.name === 'answer'
    return { operation: operation.name, link: isOfLink ? link : null, throws: dice.thrown, intent }
  }
}

/** The same once more, as things stand now; null where there is nothing to do it to. */
export const chooseAgain = (name: string, chooser: Chooser): Intent | null =>
  operations.find((operation) => operation.name === name)?.choose(chooser) ?? null

/** The weights of the first operations, this one included. */
const weightUpTo = (index: number): number =>
  operations.slice(0, index + 1).reduce((sum, { weight }) => sum + weight, 0)

const linksMax = 9

/** One that is there, mostly, and one that waits for an answer where an answer is given. */
function chooseLink(dice: Dice, { links }: ModelWorkspace, operation: string): ModelLink | null {
  const all = [...links.values()]
  const there = all.filter(({ deleted }) => !deleted)
  const waiting = there.filter(({ session }) => session?.id)
  const asking = there.filter(({ consent, person }) => consent !== null || person.consents)
  const fitting = operation === 'answer' ? waiting : operation === 'consent' ? asking : there
  const among = dice.chance(0.05) && operation !== 'answer' && operation !== 'consent' ? all : fitting
  return among.length === 0 ? null : (among[dice.between(0, among.length - 1)] ?? null)
}

const passes: readonly [number, ...number[]] = [
  ...([minuteMs, 11 * minuteMs, 13 * minuteMs, hourMs, 5 * hourMs, 13 * hourMs, dayMs] as const),
  ...([2 * dayMs, 3 * dayMs, 5 * dayMs, 7 * dayMs, 10 * dayMs, 17 * dayMs, 24 * dayMs, 31 * dayMs] as const),
]

function pass({ dice }: Chooser): Intent {
  return { operation: 'pass', linkId: null, terms: {}, passesMs: dice.pick([...passes]), request: null }
}

function register({ dice, workspace }: Chooser): Intent | null {
  const there = [...workspace.links.values()].filter(({ deleted }) => !deleted)
  if (there.length >= linksMax) return null
  const index = dice.between(0, people.length - 1)
  const { institution, credentials, resources, token } = findPerson(index)
  const single = dice.chance(0.35)
  const storage = single ? dice.pick(['365d', '30d', '200d', 'nostore', 'store']) : 'store'
  const named = resources
    .slice(0, 3)
    .filter((name) => name !== 'BALANCES' && dice.chance(0.5))
    .map(wordOf)
  const terms = {
    access_mode: single ? 'single' : 'recurrent',
    credentials_storage: storage,
    stale_in: dice.pick(['365d', '365d', '40d', '9d']),
    fetch_resources: storage === 'nostore' && named.length === 0 ? resources.slice(0, 1).map(wordOf) : named,
  }
  const given = typeof token === 'string' && dice.chance(0.4) ? { token } : {}
  const body = { institution, ...credentials, ...given, ...terms }
  return {
    ...{ operation: 'register', linkId: null, terms: { ...terms, person: index } },
    request: { method: 'POST', path: '/api/links/', body },
  }
}

/** To the question that is open: rightly, wrongly, or too late. */
function answer({ dice, link }: Chooser): Intent | null {
  if (!link?.session?.id) return null
  const { token } = link.person
  const manner = dice.pick(['right', 'right', 'right', 'wrong', 'late'])
  if (manner === 'late') return { operation: 'pass', linkId: null, terms: {}, passesMs: 13 * minuteMs, request: null }
  const right = token === null || token === undefined ? {} : { token }
  const body = { session: link.session.id, link: link.id, ...(manner === 'wrong' ? { token: '999999' } : right) }
  return {
    ...{ operation: 'answer', linkId: link.id, terms: { manner, purpose: link.session.purpose } },
    request: { method: 'PATCH', path: link.session.at, body },
  }
}

function refresh({ link }: Chooser): Intent | null {
  if (!link) return null
  return {
    ...{ operation: 'refresh', linkId: link.id, terms: {} },
    request: { method: 'POST', path: `/api/links/${link.id}/refresh/` },
  }
}

function retrieve({ dice, workspace, link }: Chooser): Intent | null {
  if (!link) return null
  const resource = dice.pick(link.person.resources as readonly [ResourceName, ...ResourceName[]] as [ResourceName])
  const definition = getResource(resource)
  const bodies = bodiesFor(definition, workspace.now)
  const period = bodies[dice.between(0, bodies.length - 1)]
  const saves = dice.chance(0.85)
  const background = dice.chance(0.4)
  const path = `/api/${definition.path}/`
  return {
    ...{ operation: 'retrieve', linkId: link.id, terms: { resource, saves, background, path } },
    request: {
      ...{ method: 'POST', path, body: { link: link.id, ...period, ...(saves ? {} : { save_data: false }) } },
      ...(background ? { headers: inBackground } : {}),
    },
  }
}

const inBackground = { 'x-belvo-request-mode': 'async' }

function modify({ dice, link }: Chooser): Intent | null {
  if (!link) return null
  const mode = dice.chance(0.6) ? { access_mode: link.accessMode === 'single' ? 'recurrent' : 'single' } : {}
  const stale = dice.chance(0.4) || !mode.access_mode ? { stale_in: dice.pick(['365d', '90d', '25d', '9d']) } : {}
  const body = { ...mode, ...stale }
  const changes = mode.access_mode !== undefined || (stale.stale_in !== undefined && stale.stale_in !== link.staleIn)
  return {
    ...{ operation: 'modify', linkId: link.id, terms: { body, changes } },
    request: { method: 'PATCH', path: `/api/links/${link.id}/`, body },
  }
}

function put({ dice, link }: Chooser): Intent | null {
  if (!link) return null
  const right = dice.chance(0.7)
  const password = right ? (link.person.credentials.password ?? 'renewed') : 'pass_invalid'
  return {
    ...{ operation: 'put', linkId: link.id, terms: { right } },
    request: { method: 'PUT', path: `/api/links/${link.id}/`, body: { password } },
  }
}

function deleteLink({ dice, link }: Chooser): Intent | null {
  if (!link) return null
  const background = dice.chance(0.5)
  return {
    ...{ operation: 'delete_link', linkId: link.id, terms: { background } },
    request: {
      ...{ method: 'DELETE', path: `/api/links/${link.id}/` },
      ...(background ? { headers: inBackground } : {}),
    },
  }
}

/** What is made anew by each retrieval and cannot be deleted by itself. */
const undeletable: readonly ResourceName[] = [
  ...(['BALANCES', 'INCOMES', 'RECURRING_EXPENSES', 'RISK_INSIGHTS', 'EMPLOYMENT_METRICS'] as const),
]

function deleteRecord({ dice, link }: Chooser): Intent | null {
  if (!link) return null
  const kept = [...link.shelves].filter(([name, { known }]) => known.size > 0 && !undeletable.includes(name))
  const [resource, shelf] = kept[dice.between(0, Math.max(0, kept.length - 1))] ?? []
  if (!resource || !shelf) return null
  const ids = [...shelf.known.keys()].toSorted()
  const id = ids[dice.between(0, ids.length - 1)] as string
  return {
    ...{ operation: 'delete_record', linkId: link.id, terms: { resource, id } },
    request: { method: 'DELETE', path: `/api/${getResource(resource).path}/${id}/` },
  }
}

function changeRate({ dice, link }: Chooser): Intent | null {
  if (!link) return null
  const rate = dice.pick(['24h', '7d', '12h', '30d', '24h'])
  return {
    ...{ operation: 'rate', linkId: link.id, terms: { rate } },
    request: { method: 'PATCH', path: `/_enlace/links/${link.id}/`, body: { refresh_rate: rate } },
  }
}

function changeWorkspaceRate({ dice }: Chooser): Intent {
  const rate = dice.pick(['24h', '7d', '30d'])
  return {
    ...{ operation: 'workspace_rate', linkId: null, terms: { rate } },
    request: { method: 'PATCH', path: '/_enlace/settings/', body: { refresh_rate: rate } },
  }
}

function changeConsent({ dice, link }: Chooser): Intent | null {
  if (!link?.consent) return null
  const body = dice.pick([
    ...[{ status: 'AUTHORISED' }, { status: 'AUTHORISED' }, { status: 'REJECTED' }, { status: 'EXPIRED' }],
    ...[{ duration_days: 92 }, { duration_days: 183 }, { duration_days: null }],
  ] as [{ status: string } | { duration_days: number | null }])
  return {
    ...{ operation: 'consent', linkId: link.id, terms: { body } },
    request: { method: 'PATCH', path: `/_enlace/consents/${link.consent.id}/`, body },
  }
}

/** With a filter that is then tried on the whole list; a list that does not know it shows everything. */
function list({ dice, workspace, link }: Chooser): Intent | null {
  if (!link) return null
  const shelves = [...link.shelves].filter(([, { known }]) => known.size > 0)
  const [resource] = shelves[dice.between(0, Math.max(0, shelves.length - 1))] ?? []
  if (!resource) return null
  const since = new Date(workspace.now.getTime() - dice.between(0, 60) * dayMs).toISOString()
  const filter = dice.pick(['created_at__gte', 'created_at__lt', 'created_at'])
  const value = filter === 'created_at' ? since.slice(0, 10) : since
  const { path: name, list: shown } = getResource(resource)
  const isKnown = shown.filters.some(({ field }) => field === 'created_at')
  const path = `/api/${name}/?link=${link.id}&page_size=1000`
  return {
    ...{ operation: 'list', linkId: link.id, terms: { path, filter, value, isKnown } },
    request: { method: 'GET', path: `${path}&${filter}=${value}` },
  }
}

const endpointsMax = 2

function addEndpoint({ workspace }: Chooser): Intent | null {
  if (workspace.endpoints.filter(({ removedAt }) => removedAt === null).length >= endpointsMax) return null
  const url = `${workspace.receiverUrl}/${workspace.name}-${workspace.endpoints.length}`
  return {
    ...{ operation: 'endpoint_add', linkId: null, terms: { url } },
    request: { method: 'POST', path: '/_enlace/webhooks/', body: { url } },
  }
}

function removeEndpoint({ dice, workspace }: Chooser): Intent | null {
  const [endpoint] = workspace.endpoints.filter(({ removedAt }) => removedAt === null)
  if (!endpoint || dice.chance(0.5)) return null
  return {
    ...{ operation: 'endpoint_remove', linkId: null, terms: { id: endpoint.id } },
    request: { method: 'DELETE', path: `/_enlace/webhooks/${endpoint.id}/` },
  }
}

type Rule = { readonly match: object; readonly count: number; readonly effect: object }

/** An answer that nobody hears, and perhaps nothing to hear of. */
function unheard(operation: string): Rule[] {
  return [
    { match: { operation }, count: 1, effect: { kind: 'dropped_connection', when: 'before' } },
    { match: { operation }, count: 1, effect: { kind: 'dropped_connection', when: 'after' } },
    { match: { operation }, count: 1, effect: { kind: 'garbage' } },
  ]
}

const rules: readonly Rule[] = [
  { match: { operation: 'Update' }, count: 2, effect: { kind: 'error', fault: 'institution_down' } },
  { match: { operation: 'Update' }, count: 6, effect: { kind: 'error', fault: 'request_timed_out' } },
  { match: { operation: 'Update', probability: 0.5 }, count: 9, effect: { kind: 'error', fault: 'login_failed' } },
  { match: { operation: 'Update' }, count: 1, effect: { kind: 'error', fault: 'credentials_rejected' } },
  { match: { operation: 'Update' }, count: 1, effect: { kind: 'error', fault: 'token_required' } },
  { match: { resource: 'OWNERS' }, count: 3, effect: { kind: 'error', fault: 'institution_unavailable' } },
  { match: { resource: 'TRANSACTIONS' }, count: 2, effect: { kind: 'partial_data', share: 0.5 } },
  { match: { probability: 0.3 }, count: 5, effect: { kind: 'error', fault: 'institution_down' } },
  ...unheard('RefreshHistoricalDataForLink'),
  ...unheard('RetrieveTransactions'),
  ...unheard('RegisterLink'),
]

function orderFault({ dice }: Chooser): Intent {
  const rule = dice.pick([...rules] as unknown as [Rule, ...Rule[]])
  return {
    ...{ operation: 'fault_order', linkId: null, terms: { rule } },
    request: { method: 'POST', path: '/_enlace/faults/', body: rule },
  }
}

function clearFaults({ workspace }: Chooser): Intent | null {
  if (!workspace.faulty) return null
  return {
    ...{ operation: 'fault_clear', linkId: null, terms: {} },
    request: { method: 'DELETE', path: '/_enlace/faults/' },
  }
}

/** What belongs to another workspace; which, `run.ts` fills in. */
function askForStrangers(): Intent {
  return { operation: 'stranger', linkId: null, terms: {}, request: null }
}
