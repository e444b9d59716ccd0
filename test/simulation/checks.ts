import { getResource } from '../../contract/catalogue.ts'
import type { Body } from '../harness/api.ts'
import type { Row } from './machine.ts'
import {
  type Asked,
  access,
  Contradiction,
  demand,
  type ModelLink,
  type ModelWorkspace,
  startSchedule,
} from './model.ts'
import { type Known, type Shelf, shelfOf } from './shelves.ts'
import { dayMs, type firstSlot, isIn, midnightOf } from './slots.ts'
import { ask, listAll, type Stage } from './stage.ts'

/** What holds of one link at any time: both of its views say what the model says. */
export async function checkLink(stage: Stage, workspace: ModelWorkspace, link: ModelLink): Promise<void> {
  const get = (path: string) => ask(stage, workspace.keys, { method: 'GET', path })
  const [wire, inside] = [await get(`/api/links/${link.id}/`), await get(`/_enlace/links/${link.id}/`)]
  if (link.deleted)
    return demand(wire.status === 404 && inside.status === 404, `${link.id} is there after its deletion`)
  demand(wire.status === 200 && inside.status === 200, `${link.id} answers ${wire.status} and ${inside.status}`)
  const { perhapsAccessedAt: at } = link
  link.perhapsAccessedAt = null
  if (at !== null && wire.body.last_accessed_at === at.toISOString()) access(link, at)
  learn(link, inside.body)
  const { refresh_rate, failed_logins, refreshed_at, credentials_expire_at, stale_at, events_count } = inside.body
  const { access_mode, status, credentials_storage, last_accessed_at, created_at, stale_in } = wire.body
  const shown = {
    ...{ access_mode, status, refresh_rate, credentials_storage, last_accessed_at, created_at, stale_in },
    ...{ failed_logins, refreshed_at, credentials_expire_at, stale_at, events_count },
  }
  same(`the link ${link.id}`, shown, wireOf(link))
}

const text = (instant: Date | null): string | null => instant?.toISOString() ?? null

const wireOf = (link: ModelLink) => ({
  ...{ access_mode: link.accessMode, status: link.status, refresh_rate: link.refreshRate },
  credentials_storage: link.storage,
  last_accessed_at: text(link.accessedAt),
  created_at: text(link.registeredAt),
  stale_in: link.staleIn,
  failed_logins: link.failedLogins,
  refreshed_at: text(link.refreshedAt),
  credentials_expire_at: text(link.credentialsEndAt),
  stale_at: text(link.staleAt),
  events_count: link.sequence,
})

function same(what: string, shown: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(wanted))
    demand(shown[key] === value, `${what} shows ${key} ${shown[key]}, and the model has ${value}`)
}

/** The slot that is shown is one that is possible; the first one tells the link's minute of the day, for good. */
function learn(link: ModelLink, { next_refresh_at: at }: Body): void {
  const { next } = link
  demand((at === null) === (next === null), `${link.id} is due ${at}, and the model has ${JSON.stringify(next)}`)
  if (at === null || next === null) return
  const shown = new Date(at)
  if ('begun' in next) {
    link.minuteOfDayMs = shown.getTime() - midnightOf(shown)
    demand(link.minuteOfDayMs % 60_000 === 0, `${link.id} is due at ${at}, which is no whole minute`)
    const from = link.startsTomorrow ? new Date(next.begun.getTime() + link.minuteOfDayMs) : next.begun
    startSchedule(link, from)
    for (const owed of link.owed.values())
      if (owed.cause === 'access_mode_switch') owed.dueAt = new Date(midnightOf(owed.dueAt) + link.minuteOfDayMs)
  }
  const slot = link.next as ReturnType<typeof firstSlot>
  demand(isIn(slot, shown), `${link.id} is due at ${at}, and the model has ${JSON.stringify(slot)}`)
  link.next = { at: shown }
}

/** What has to hold of everything, looked at every month and after every crash. To add one: a line here. */
const invariants: readonly Invariant[] = [
  ['links', checkLinks],
  ['records', checkRecords],
  ['usage', checkUsage],
  ['deliveries', checkDeliveries],
  ['rows', checkRows],
]

type Check = (stage: Stage, workspace: ModelWorkspace) => Promise<void>
export type Invariant = readonly [name: string, check: Check]

export async function checkAll(stage: Stage): Promise<void> {
  for (const workspace of stage.workspaces) {
    for (const [name, check] of invariants) {
      await check(stage, workspace).catch((thrown) => {
        throw thrown instanceof Contradiction ? new Contradiction(`${name}: ${thrown.message}`) : thrown
      })
    }
  }
}

/** Every link is there, no other is, and each is as it was left. */
async function checkLinks(stage: Stage, workspace: ModelWorkspace): Promise<void> {
  const listed = (await listAll(stage, workspace, '/api/links/?page_size=1000')).map(({ id }) => id).toSorted()
  const there = [...workspace.links.values()].filter(({ deleted }) => !deleted).map(({ id }) => id)
  demand(listed.join() === there.toSorted().join(), `${listed} are listed of the links ${there.toSorted()}`)
  for (const link of workspace.links.values()) await checkLink(stage, workspace, link)
}

async function checkRecords(stage: Stage, workspace: ModelWorkspace): Promise<void> {
  for (const link of workspace.links.values()) {
    if (link.deleted) continue
    for (const resource of link.person.resources) {
      const path = `/api/${getResource(resource).path}/?link=${link.id}&page_size=1000`
      const records = await listAll(stage, workspace, path)
      compareShelf(`${resource} of ${link.id}`, shelfOf(link, resource), records)
    }
  }
}

/** Nothing is lost, nothing comes back, whatever stays keeps its id and the time at which it was made. */
function compareShelf(what: string, shelf: Shelf, records: readonly Body[]): void {
  const shown = new Map<string, Known>(records.map((record) => [record.id, knownOf(record)]))
  demand(shown.size === records.length, `${what}: an id is shown twice`)
  for (const [id, { key }] of shown) {
    demand(!shelf.deleted.has(id), `${what}: ${id} was deleted and is there`)
    demand(key === null || !shelf.deletedKeys.has(key), `${what}: ${key} was deleted and is there as ${id}`)
  }
  const keys = new Map([...shelf.known].flatMap(([id, { key }]) => (key === null ? [] : [[key, id] as const])))
  let [lost, fresh] = [0, 0]
  const mayBeBack = shelf.gone.size
  for (const [id, known] of shelf.known) {
    const now = shown.get(id)
    if (now)
      demand(
        now.createdAt === known.createdAt,
        `${what}: ${id} was made at ${known.createdAt}, and now at ${now.createdAt}`,
      )
    else shelf.gone.set(id, known)
    if (!now) lost += 1
  }
  for (const [id, { key, createdAt }] of shown) {
    if (shelf.known.has(id)) continue
    const gone = shelf.gone.get(id)
    shelf.gone.delete(id)
    if (!gone) fresh += 1
    demand(!gone || gone.createdAt === createdAt, `${what}: ${id} went and came back as made at ${createdAt}`)
    const before = key === null ? undefined : keys.get(key)
    demand(before === undefined, `${what}: ${key} was ${before} and is ${id}`)
  }
  const { count, goneSince, freshSince } = shelf
  demand(goneSince === null || lost <= goneSince, `${what}: ${lost} are lost, and ${goneSince} were told to have gone`)
  demand(freshSince === null || fresh <= freshSince, `${what}: ${fresh} are new, and ${freshSince} were told of`)
  const isCounted = count === null || (shown.size >= count && shown.size <= count + mayBeBack + (goneSince ?? 0))
  demand(isCounted, `${what}: there are ${shown.size} and there should be ${count}`)
  shelf.known.clear()
  for (const [id, known] of shown) shelf.known.set(id, known)
  Object.assign(shelf, { count: shown.size, goneSince: 0, freshSince: 0 })
}

/** What a record is known by from one look to the next. Balances and reports are made anew each time. */
export const knownOf = ({ created_at, internal_identification: key, account }: Body): Known => ({
  createdAt: created_at,
  key: typeof key === 'string' && account !== undefined ? `${account?.id ?? account} ${key}` : null,
  account: account?.id ?? null,
})

/** Whatever was accepted was counted, once. */
async function checkUsage(stage: Stage, workspace: ModelWorkspace): Promise<void> {
  const entries = await listAll(stage, workspace, '/_enlace/usage/?page_size=1000')
  const counted = new Map<string, number>()
  for (const { link, kind } of entries) counted.set(`${link} ${kind}`, (counted.get(`${link} ${kind}`) ?? 0) + 1)
  for (const link of workspace.links.values()) {
    for (const [kind, count] of Object.entries(link.used)) {
      const times = counted.get(`${link.id} ${kind}`) ?? 0
      demand(times === count, `${kind} of ${link.id} was counted ${times} times, and happened ${count} times`)
      counted.delete(`${link.id} ${kind}`)
    }
  }
  demand(counted.size === 0, `counted of nobody: ${[...counted.keys()]}`)
}

const settledAfterMs = 11 * 60_000

/** Every webhook went to every endpoint that there was, in the same words and under one id. */
async function checkDeliveries(stage: Stage, workspace: ModelWorkspace): Promise<void> {
  const { told, endpoints, now, id } = workspace
  const from = new Date(workspace.deliveriesSeenAt.getTime() - dayMs)
  const rows = await stage.machine.ask(`select webhook_id, endpoint_id, link_id, webhook_type, webhook_code, created_at,
    status, attempts_count, next_attempt_at, payload::json->>'request_id' as request_id from deliveries
    where workspace_id = '${id}' and created_at > '${from.toISOString()}'`)
  const keyOf = (row: Row) => `${row.webhook_id} ${row.endpoint_id}`
  demand(new Set(rows.map(keyOf)).size === rows.length, 'a webhook goes to an endpoint twice')
  const fresh = rows.filter((row) => !workspace.sent.has(keyOf(row)))
  const wanted = tally(told.flatMap((each) => each.endpoints.map((endpoint) => wordsOf(each, endpoint))))
  const found = tally(fresh.map((row) => wordsOf(toldBy(row), String(row.endpoint_id))))
  for (const [words, times] of wanted)
    demand(found.get(words) === times, `told ${times} times, and sent ${found.get(words) ?? 0} times: ${words}`)
  for (const words of found.keys()) demand(wanted.has(words), `sent, and not told: ${words}`)
  for (const row of rows) checkDelivery(stage, workspace, row)
  const pathsOf = new Map(endpoints.map(({ url, id: endpoint }) => [new URL(url).pathname, endpoint]))
  for (const key of stage.receiver.arrived.keys()) {
    const [path = '', webhookId = ''] = key.split(' ')
    const endpoint = pathsOf.get(path)
    if (endpoint === undefined) continue
    workspace.arrived.add(`${webhookId} ${endpoint}`)
  }
  for (const row of rows) workspace.sent.add(keyOf(row))
  for (const each of workspace.arrived) demand(workspace.sent.has(each), `${each} arrived and was never to be sent`)
  workspace.told.splice(0)
  workspace.deliveriesSeenAt = now
}

function checkDelivery({ receiver }: Stage, { endpoints, now }: ModelWorkspace, row: Row) {
  const { webhook_id: webhookId, status, attempts_count: attempts, endpoint_id, created_at, next_attempt_at } = row
  const endpoint = endpoints.find(({ id }) => id === endpoint_id)
  demand(endpoint !== undefined, `${webhookId} goes to an endpoint that is not there`)
  const arrivals = receiver.arrived.get(`${new URL(endpoint.url).pathname} ${webhookId}`)
  const about = `the webhook ${webhookId} to ${endpoint.url}, ${status} after ${attempts} tries`
  demand((arrivals?.bodies.size ?? 0) <= 1, `${about}, was told in other words the next time`)
  demand((arrivals?.posts ?? 0) >= Number(attempts), `${about}, came ${arrivals?.posts ?? 0} times`)
  if (status === 'delivered') demand((arrivals?.accepted ?? 0) > 0, `${about}, was never taken`)
  if (status === 'abandoned') demand(endpoint.removedAt !== null || attempts === 5, `${about}, was given up`)
  if (status !== 'pending') return demand(next_attempt_at === null, `${about}, is due`)
  demand((next_attempt_at as Date) > now, `${about}, should have been tried at ${next_attempt_at}`)
  demand(now.getTime() - (created_at as Date).getTime() < settledAfterMs, `${about}, is not settled`)
}

type Words = { readonly linkId: string; readonly requestId: string; readonly type: string; readonly code: string }

const wordsOf = ({ linkId, requestId, type, code }: Words, endpoint: string): string =>
  `${type} ${code} of ${linkId} in ${requestId} to ${endpoint}`

const toldBy = (row: Row): Words => ({
  linkId: String(row.link_id),
  requestId: String(row.request_id),
  type: String(row.webhook_type),
  code: String(row.webhook_code),
})

function tally(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Rows that only half of a change would leave; each query finds none, whatever was swept and forgotten. */
const traces: Readonly<Record<string, string>> = {
  'events with gaps': `select link_id from events where link_id is not null group by link_id
    having count(*) <> max(sequence) - min(sequence) + 1 or count(distinct sequence) <> count(*)`,
  'a link whose events are not those that it counted': `select id from links where exists (select 1 from events
    where link_id = links.id) and events_count <> (select max(sequence) from events where link_id = links.id)`,
  'a log that ends elsewhere than where it says, or has a place twice': `select workspace_id from events
    join event_feeds as feed using (workspace_id) group by workspace_id, feed.position
    having max(events.position) <> feed.position or count(distinct events.position) <> count(*)`,
  'an event after the deletion': `select later.id from events as later join events as gone using (workspace_id, link_id)
    where gone.kind = 'link_deleted' and later.kind not in ('link_deleted', 'webhook')
    and later.sequence > gone.sequence`,
  'a transaction without an account': `select id from transactions where removed_at is null and not exists (select 1 from accounts
    where accounts.workspace_id = transactions.workspace_id and accounts.shard = transactions.shard
    and accounts.id = transactions.account_id and accounts.link_id = transactions.link_id)`,
  'a row of a link that is not there': `${['updates', 'link_keys', 'link_credentials', 'mfa_sessions', 'accounts']
    .map((table) => `select link_id from ${table} where not exists (select 1 from links where links.id = link_id)`)
    .join(' union all ')}`,
  'a row in the wrong shard': `${['events', 'updates', 'accounts', 'transactions', 'deliveries', 'usage']
    .map((table) => `select id from ${table} where shard <> ('x' || left(id::text, 3))::bit(12)::int`)
    .join(' union all ')}`,
  'an update that is neither due nor finished, or both': `select id from updates
    where (due_at is null) = (finished_at is null)`,
  'a delivery that is settled and due, or neither': `select id from deliveries
    where (status = 'pending') = (next_attempt_at is null)`,
  'a delivery whose tries are not those that were counted': `select id from deliveries where attempts_count <> (
    select count(*) from delivery_attempts where delivery_id = deliveries.id)`,
  'a link that a refresh still claims': 'select id from links where refresh_claimed_at is not null',
  'a schedule where there is none, or none where there is one': `select id from links
    where (access_mode = 'recurrent' and status = 'valid') <> (next_refresh_at is not null)`,
}

async function checkRows({ machine, workspaces }: Stage, workspace: ModelWorkspace): Promise<void> {
  if (workspace !== workspaces[0]) return
  for (const [name, query] of Object.entries(traces)) {
    const rows = await machine.ask(query)
    demand(rows.length === 0, `${name}: ${rows.length}, such as ${Object.values(rows[0] ?? {})[0]}`)
  }
}

type Filtering = {
  readonly path: string
  readonly filter: string
  readonly value: string
  readonly isKnown: boolean
}

/** A list with a filter shows what the whole list has of it, or all of it where the list has no such filter. */
export async function checkFilter(
  stage: Stage,
  workspace: ModelWorkspace,
  { asked, found }: { asked: Asked; found: readonly Body[] },
): Promise<void> {
  const { path, filter, value, isKnown } = asked.terms as Filtering
  const passes = ({ created_at: at }: Body): boolean => {
    if (!isKnown) return true
    if (filter === 'created_at') return at.slice(0, 10) === value
    return filter === 'created_at__gte' ? Date.parse(at) >= Date.parse(value) : Date.parse(at) < Date.parse(value)
  }
  const wanted = (await listAll(stage, workspace, path)).filter(passes).slice(0, 1_000)
  const ids = (records: readonly Body[]) => records.map(({ id }) => id).join()
  demand(ids(found) === ids(wanted), `${path}&${filter}=${value} shows ${found.length}, and there are ${wanted.length}`)
}

export const monthOf = (instant: Date): string => instant.toISOString().slice(0, 7)
