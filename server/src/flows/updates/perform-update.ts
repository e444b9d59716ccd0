import { resources as definitions, getResource } from '../../../../contract/catalogue.ts'
import type { ResourceDefinition, ResourceName } from '../../../../contract/resource.ts'
import type { RetrievalRequest } from '../../../../contract/retrieval.ts'
import type { Manifest, Session } from '../../connectors/contract.ts'
import type { FaultName } from '../../domain/faults.ts'
import type { LifeEvent } from '../../domain/links/link-life.ts'
import { updateRetryAt } from '../../domain/links/schedule.ts'
import { Fault } from '../../kit/fault.ts'
import type { Scope, Tx } from '../../store/database.ts'
import {
  findLink,
  type LinkChange,
  type StoredLink,
  saveLink,
  saveLinkAtEnd,
  takeLink,
} from '../../store/links/links.ts'
import { findUpdate, saveUpdateOutcome, takeUpdate, type Update } from '../../store/links/updates.ts'
import { remindOfConsent } from '../consents/tell-of-consent.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { endUnkeptCredentials } from '../links/lapse-credentials.ts'
import { findKeptCredentials } from '../links/link-secrets.ts'
import { moveLink, resourcesOfUpdate } from '../links/move-link.ts'
import { calculateRecords } from '../records/calculate-records.ts'
import type { Kept } from '../records/keep-records.ts'
import { type KeptVisit, keepVisit } from '../records/keep-visit.ts'
import { accessed } from '../records/staleness.ts'
import { announceAll, type Webhook } from '../webhooks/announce.ts'
import { countUsage } from '../workspaces/count-usage.ts'
import { collect, type Range, type ReadPart } from './read-resources.ts'
import { afterReading, makeSince, notYetRead, type ReadFrom, readWhole, type Since } from './read-since.ts'
import { coverageOf, rangeOf } from './retrieve-records.ts'
import { usageOf } from './schedule-update.ts'
import { webhooksOf } from './tell-of-update.ts'
import { visitInstitution } from './visit-institution.ts'

/** What one resource of an update came to. */
type Outcome =
  | { readonly kind: 'kept'; readonly counts: Kept['counts'] }
  | { readonly kind: 'failed'; readonly fault: string }

/** What the institution gave: every resource by itself, so that one that fails does not stop the rest. */
type Visit =
  | {
      readonly kind: 'done'
      readonly manifest: Manifest
      readonly begunAt: Date
      readonly parts: readonly ReadPart[]
      readonly readFrom: ReadFrom
      readonly failed: ReadonlyMap<ResourceName, string>
    }
  | { readonly kind: 'token' }
  | { readonly kind: 'failed'; readonly fault: string }

/**
 * Does an update that is due: visits the institution, keeps what it brought and tells of it, all in one transaction
 * after the visit. Done twice, the second time finds the update finished and changes nothing.
 */
export async function performUpdate(deps: Deps, scope: Scope, id: string): Promise<void> {
  const world = await deps.worlds.of(scope)
  const found = await findUpdate(deps.db.reader, scope, id)
  const link = found && (await findLink(deps.db.reader, scope, found.link_id))
  if (!found?.due_at || found.due_at > world.clock.now() || !link) return
  const resources = resourcesNow(deps, found, link)
  const update = { ...found, resources }
  const visit = await visitFor(deps, scope, { world, update, link })
  await finishOnce(deps, scope, { world, update, link, visit })
  deps.runner.wake(scope.workspaceId)
}

/** In one transaction; where a record of a resource cannot be shown, once more without that resource. */
async function finishOnce(deps: Deps, scope: Scope, visited: Updating & { readonly visit: Visit }): Promise<void> {
  const { world, update, link, visit } = visited
  try {
    await deps.db.transaction(async (tx) => {
      const held = await takeLink(tx, scope, update.link_id)
      const due = await takeUpdate(tx, scope, update.id)
      if (!held || !due?.due_at || due.due_at > world.clock.now()) return
      const undisturbed = held.events_count === link.events_count
      const updating = { world, update: { ...due, resources: update.resources }, link: held }
      await finish(deps, tx, scope, { ...updating, visit, undisturbed })
    })
  } catch (thrown) {
    const less = withoutRefused(visit, thrown)
    if (!less) throw thrown
    deps.log.error({ workspace: scope.workspaceId, update: update.id, err: thrown }, 'a resource cannot be kept')
    await finishOnce(deps, scope, { ...visited, visit: less })
  }
}

/** The visit without the resource of which a record was refused, and what needs it; null where it was not that. */
function withoutRefused(visit: Visit, thrown: unknown): Visit | null {
  if (visit.kind !== 'done' || !(thrown instanceof Fault) || thrown.name !== 'connector_outdated') return null
  const named = thrown.options.log?.resource
  const refused = visit.parts.find(({ resource: { name, part } }) => name === named || part?.name === named)?.resource
    .name
  if (refused === undefined) return null
  const lost = definitions.filter(({ name, retrieval }) => name === refused || isNeeded(refused, retrieval))
  const failed = new Map([...visit.failed, ...lost.map(({ name }) => [name, thrown.name] as const)])
  return { ...visit, failed, parts: visit.parts.filter(({ resource: { name } }) => !failed.has(name)) }
}

const isNeeded = (name: ResourceName, { needs }: ResourceDefinition['retrieval']): boolean => needs.includes(name)

/** What it reads: the update of the day after a switch follows the link as it is then. */
const resourcesNow = (deps: Deps, update: Update, link: StoredLink): ResourceName[] =>
  update.cause === 'access_mode_switch' ? [...resourcesOfUpdate(deps, link)] : (update.resources as ResourceName[])

type Updating = { readonly world: World; readonly update: Update; readonly link: StoredLink }

async function visitFor(deps: Deps, scope: Scope, { world, update, link }: Updating): Promise<Visit> {
  const begunAt = world.clock.now()
  const connector = deps.connectors.findByName(link.institution)
  if (!connector) return { kind: 'failed', fault: 'institution_inactive' }
  const credentials = await findKeptCredentials(deps.db.reader, scope, world, link)
  if (!credentials) return { kind: 'failed', fault: 'credentials_expired' }
  try {
    const range = await rangeOfUpdate(deps, scope, { world, update, link })
    const { manifest } = connector
    const since =
      update.cause === 'recurrent' ? await makeSince(deps.db.reader, scope, world, { link, manifest }) : readWhole
    const continues = update.tries === 0 && afterLogin.has(update.cause)
    const about = { world, operation: 'Update', linkId: link.id }
    const visit = { ...about, connector, credentials, purpose: 'access', continues } as const
    const visited = await visitInstitution(visit, (session) => readAll(session, update, { range, since }))
    return visited.kind === 'token' ? { kind: 'token' } : { kind: 'done', manifest, begunAt, ...visited.result }
  } catch (thrown) {
    return { kind: 'failed', fault: nameOf(thrown) }
  }
}

/** What is made due by a login that the institution has just accepted; asked again, the person would not be there. */
const afterLogin: ReadonlySet<Update['cause']> = new Set<Update['cause']>([
  'registration',
  'refresh',
  'credentials_changed',
  'async_post',
])

/** What is asked of the one resource that a retrieval in the background is about. */
async function rangeOfUpdate(deps: Deps, scope: Scope, { update, link }: Updating): Promise<Range> {
  const [name] = update.resources as ResourceName[]
  if (update.cause !== 'async_post' || name === undefined) return {}
  const request = update.parameters as RetrievalRequest
  return rangeOf(deps.db.reader, scope, link, { resource: getResource(name), request })
}

/** Whether the update was asked for this resource, or it is only read because another one needs it. */
const isAsked = (resource: ResourceDefinition, update: Update): boolean =>
  update.cause === 'async_post' && update.resources.includes(resource.name)

async function readAll(session: Session, update: Update, { range, since }: { range: Range; since: Since }) {
  const parts: ReadPart[] = []
  const readFrom = new Map<ResourceName, string>()
  const failed = new Map<ResourceName, string>()
  for (const resource of inOrder(update.resources as ResourceName[])) {
    const missing = resource.retrieval.needs.find((name) => failed.has(name))
    try {
      if (missing !== undefined) throw new Fault(failed.get(missing) ?? 'unexpected')
      if (resource.source === 'known') continue
      const from = since(resource, parts)
      const asked = from !== undefined ? { from } : isAsked(resource, update) ? range : {}
      parts.push({ resource, source: await collect(session, { resource: resource.name, ...asked }) })
      if (from !== undefined) readFrom.set(resource.name, from)
    } catch (thrown) {
      failed.set(resource.name, nameOf(thrown))
    }
  }
  return { parts, readFrom, failed }
}

/** What is named together with what it needs, needs first, each once. */
function inOrder(names: readonly ResourceName[]): readonly ResourceDefinition[] {
  const ordered = new Map<ResourceName, ResourceDefinition>()
  for (const name of names) {
    for (const needed of getResource(name).retrieval.needs) ordered.set(needed, getResource(needed))
    ordered.set(name, getResource(name))
  }
  return [...ordered.values()]
}

/** `undisturbed`: nothing happened to the link since the visit began. */
type Finishing = Updating & { readonly undisturbed: boolean }

async function finish(deps: Deps, tx: Tx, scope: Scope, finishing: Finishing & { visit: Visit }): Promise<void> {
  const { world, update, link, visit } = finishing
  const now = world.clock.now()
  const { resources, request_id: requestId } = update
  if (update.cause === 'access_mode_switch' && update.tries === 0)
    await countUsage(tx, scope, world, { linkId: link.id, kind: usageOf(update.cause), requestId })
  if (visit.kind === 'failed' && retried.has(visit.fault as FaultName) && update.cause !== 'recurrent') {
    const dueAt = updateRetryAt(now, update.tries)
    const putOff = { dueAt, finishedAt: null, outcome: visit, tries: update.tries + 1, resources }
    if (dueAt) {
      const data = { cause: update.cause, fault: visit.fault, due_at: dueAt.toISOString() }
      recordEvent(tx, scope, world, { linkId: link.id, kind: 'update_put_off', data, requestId })
      return saveUpdateOutcome(tx, scope, update.id, putOff)
    }
  }
  const kept = visit.kind === 'done' ? await keepAndTell(tx, scope, { ...finishing, visit }) : null
  const event = lifeEventOf(update, visit)
  if (event) {
    const also = kept?.change ?? {}
    // What a registration leaves behind is read once more, when credentials that nobody keeps are given up.
    const save = update.cause === 'registration' ? saveLink : saveLinkAtEnd
    await moveLink(deps, tx, scope, { world, link, event, credentialsKept: true, requestId, also, save })
  }
  if (kept && update.cause === 'recurrent') await remindOfConsent(deps, tx, scope, { world, link, requestId })
  const outcome = kept === null ? visit : { kind: 'done', resources: Object.fromEntries(kept.outcomes) }
  const finished = { dueAt: null, finishedAt: now, outcome, tries: update.tries + 1, resources }
  await saveUpdateOutcome(tx, scope, update.id, finished)
  const data = { cause: update.cause, outcome }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'update_finished', data, requestId })
  if (update.cause === 'registration')
    await endUnkeptCredentials(deps, tx, scope, { world, linkId: link.id, requestId })
}

/** The institution, not the person, is in the way: an update tries again later. */
const retried: ReadonlySet<FaultName> = new Set<FaultName>([
  'institution_down',
  'institution_unavailable',
  'too_many_sessions',
  'request_timed_out',
  'login_failed',
  'unexpected',
])

/** What became of the visit, for the life of the link; only scheduled work speaks for the schedule. */
function lifeEventOf(update: Update, visit: Visit): LifeEvent | null {
  const scheduled = update.cause === 'recurrent' || update.cause === 'access_mode_switch'
  if (visit.kind === 'done') return { kind: update.cause === 'recurrent' ? 'refreshed' : 'login_accepted' }
  if (visit.kind === 'token') return scheduled ? { kind: 'refresh_wants_token' } : null
  if (visit.fault === 'credentials_rejected') return { kind: scheduled ? 'refresh_rejected' : 'login_rejected' }
  return update.cause === 'recurrent' ? { kind: 'refresh_failed' } : null
}

type Done = Finishing & { readonly visit: Extract<Visit, { kind: 'done' }> }

/** What became of each resource, and what the visit changes of the link. */
type Told = { readonly outcomes: ReadonlyMap<ResourceName, Outcome>; readonly change: LinkChange }

async function keepAndTell(tx: Tx, scope: Scope, done: Done): Promise<Told> {
  const { world, update, link, visit, undisturbed } = done
  const { parts, readFrom } = visit
  const { daysShown } = visit.manifest
  const covered = (resource: ResourceDefinition) =>
    coverageOf(resource, periodOf(update, resource, readFrom), { daysShown, now: world.clock.now() })
  const save = update.parameters.save_data !== false
  const since = world.clock.now()
  const requestId = update.request_id
  const visited = await keepVisit(tx, scope, world, {
    ...{ link, parts, save, shown: false, undisturbed, requestId, coverageOf: covered },
    begunAt: visit.begunAt,
  })
  const counts = new Map(visited.counts)
  const news = new Map(visited.news)
  const failed = new Map(visit.failed)
  for (const resource of calculatedIn(update, visit)) {
    const { manifest } = visit
    const asked = { link, resource, request: {}, manifest, parts: null, save, requestId, shown: false }
    try {
      const calculated = await calculateRecords(tx, scope, world, asked)
      counts.set(resource.name, calculated.counts)
      news.set(resource.name, calculated.news)
    } catch (thrown) {
      // Nothing was written yet where what is known does not do to calculate from.
      if (!(thrown instanceof Fault)) throw thrown
      failed.set(resource.name, thrown.name)
    }
  }
  const outcomes = new Map<ResourceName, Outcome>()
  const webhooks: Webhook[] = []
  for (const name of update.resources as ResourceName[]) {
    const kept = counts.get(name)
    outcomes.set(
      name,
      kept ? { kind: 'kept', counts: kept } : { kind: 'failed', fault: failed.get(name) ?? 'unexpected' },
    )
    const brought = news.get(name)
    if (!kept || !brought) continue
    const changes = visited.changes.get(name) ?? []
    const told = { since, update, resource: getResource(name), counts: kept, news: brought, changes }
    for (const webhook of await webhooksOf(tx, scope, told)) webhooks.push({ ...webhook, requestId })
  }
  await announceAll(tx, scope, world, { link, webhooks })
  return { outcomes, change: afterVisit(done, visited) }
}

/** What a visit changes of the link: that it was accessed, and what is known from now on to have been read. */
function afterVisit({ world, update, link, visit, undisturbed }: Done, kept: KeptVisit): LinkChange {
  const before = kept.hasNewAccounts ? {} : link.read_at
  const missedNothing = undisturbed && update.cause !== 'async_post'
  const readAt = missedNothing ? afterReading(before, visit.parts, visit.begunAt) : before
  return { ...accessed(link, world.clock.now()), read_at: notYetRead(readAt, kept.doubted) }
}

/** For which period the update speaks of a resource: the one that was asked for, or from where it went on reading. */
function periodOf(update: Update, resource: ResourceDefinition, readFrom: ReadFrom): Partial<RetrievalRequest> {
  const from = readFrom.get(resource.name)
  if (from !== undefined) return { date_from: from }
  return isAsked(resource, update) ? (update.parameters as RetrievalRequest) : {}
}

/** What the update names that is calculated, as far as what it needs was read. */
const calculatedIn = (update: Update, { failed }: Extract<Visit, { kind: 'done' }>): readonly ResourceDefinition[] =>
  (update.resources as ResourceName[])
    .filter((name) => !failed.has(name))
    .map(getResource)
    .filter(({ source }) => source === 'known')

const nameOf = (thrown: unknown): string => (thrown instanceof Fault ? thrown.name : 'unexpected')
