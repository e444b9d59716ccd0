import { getResource } from '../../../../contract/catalogue.ts'
import type { ResourceDefinition } from '../../../../contract/resource.ts'
import type { RetrievalRequest } from '../../../../contract/retrieval.ts'
import type { Connector, Credentials } from '../../connectors/contract.ts'
import { calculatedSpan } from '../../domain/enrichment/calculations.ts'
import { fault } from '../../domain/faults.ts'
import { askedBy, checkTerms } from '../../domain/links/retrieval-terms.ts'
import type { Reader, Scope, Tx } from '../../store/database.ts'
import { findLink, type StoredLink, saveLink, takeLink } from '../../store/links/links.ts'
import { type Coverage, findKnownRecord } from '../../store/records/records.ts'
import { assertConsent } from '../consents/assert-consent.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { askToken, type TokenAsked } from '../links/ask-token.ts'
import { endAnswered } from '../links/end-session.ts'
import { openCredentials } from '../links/link-secrets.ts'
import { loginCounted } from '../links/login-counted.ts'
import { moveLink } from '../links/move-link.ts'
import { beginRequest } from '../links/request-ids.ts'
import { type Calculating, calculateRecords, isKnown } from '../records/calculate-records.ts'
import { keepVisit, presentVisit } from '../records/keep-visit.ts'
import { presentPlain, type WireRecord } from '../records/present-records.ts'
import { accessed } from '../records/staleness.ts'
import { countUsage } from '../workspaces/count-usage.ts'
import { type Range, type ReadPart, readResource } from './read-resources.ts'
import { notYetRead } from './read-since.ts'
import { scheduleUpdate } from './schedule-update.ts'
import { visitInstitution } from './visit-institution.ts'

export type Retrieved =
  | {
      readonly kind: 'retrieved'
      readonly records: readonly WireRecord[]
      /** Whether any of them was not known before. */
      readonly fresh: boolean
      readonly requestId: string
    }
  | TokenAsked

/**
 * Logs in with the link's stored credentials, reads one resource (and what it needs) and keeps it, unless `save_data`
 * is false. What was read is stored in one transaction, or nothing of it is.
 */
export async function retrieveRecords(
  deps: Deps,
  scope: Scope,
  resource: ResourceDefinition,
  request: RetrievalRequest,
): Promise<Retrieved> {
  const ready = await readyToRetrieve(deps, scope, resource, request)
  const known = resource.source === 'known' && (await isKnown(deps.db.reader, scope, resource, ready.link.id))
  const retrieved = known
    ? await calculateAndKeep(deps, scope, { ...ready, resource })
    : await visitAndKeep(deps, scope, { ...ready, resource, session: null })
  deps.runner.wake(scope.workspaceId)
  return retrieved
}

/** Calculates from what is stored of the link; the institution is not visited. */
async function calculateAndKeep(
  deps: Deps,
  scope: Scope,
  asked: Ready & { readonly resource: ResourceDefinition },
): Promise<Retrieved> {
  const { world, link, connector, resource, request } = asked
  return deps.db.transaction(async (tx) => {
    const held = await takeLink(tx, scope, link.id)
    if (!held) throw fault('not_found')
    const requestId = await beginRequest(tx, scope, world, link.id)
    return calculate(tx, scope, world, { link: held, resource, request, connector, requestId, parts: null })
  })
}

/** Accepted, to be told of by a webhook under this request id; or asked first. */
export type Accepted = { readonly kind: 'accepted'; readonly requestId: string } | TokenAsked

/**
 * Logs in, so that whatever the person or the institution has against it is answered at once, and lets the retrieval
 * go on in the background.
 */
export async function retrieveLater(
  deps: Deps,
  scope: Scope,
  resource: ResourceDefinition,
  request: RetrievalRequest,
): Promise<Accepted> {
  const ready = await readyToRetrieve(deps, scope, resource, request)
  const { world, link, connector, credentials } = ready
  const { token, ...parameters } = ready.request
  const visit = {
    ...{ connector, credentials: withToken(credentials, token), world, purpose: 'access' as const },
    ...{ operation: deps.operation, linkId: link.id },
  }
  const visited = await loginCounted(deps, scope, { world, linkId: link.id }, () =>
    visitInstitution(visit, async () => undefined),
  )
  const accepted = await deps.db.transaction(async (tx): Promise<Accepted> => {
    const held = await takeLink(tx, scope, link.id)
    if (!held) throw fault('not_found')
    const requestId = await beginRequest(tx, scope, world, link.id)
    if (visited.kind === 'token') {
      const purpose = { kind: 'retrieval', resource: resource.name, request: parameters } as const
      return askToken(tx, scope, world, { link: held, challenge: visited.challenge, purpose, requestId })
    }
    await assertConsent(tx, scope, link.id)
    const event = { kind: 'login_accepted' } as const
    const moved = await moveLink(deps, tx, scope, { world, link: held, event, credentialsKept: true, requestId })
    const due = { cause: 'async_post', resources: [resource.name], dueAt: world.clock.now(), parameters } as const
    await scheduleUpdate(tx, scope, world, { link: moved, ...due, requestId })
    return { kind: 'accepted', requestId }
  })
  deps.runner.wake(scope.workspaceId)
  return accepted
}

const withToken = (credentials: Credentials, token: string | undefined): Credentials =>
  token === undefined ? credentials : { ...credentials, token }

export type Ready = {
  readonly world: World
  readonly link: StoredLink
  readonly connector: Connector
  readonly credentials: Credentials
  readonly range: Range
  /** What was asked for, with the period that stands for none. */
  readonly request: RetrievalRequest
}

/** Everything that can be refused before the institution is asked. */
async function readyToRetrieve(
  deps: Deps,
  scope: Scope,
  resource: ResourceDefinition,
  asked: RetrievalRequest,
): Promise<Ready> {
  const world = await deps.worlds.of(scope)
  const link = await findLink(deps.db.reader, scope, asked.link)
  if (!link) throw fault('not_found')
  checkTerms(resource.retrieval, asked, dateOf(world.clock.now()))
  if (resource.source === 'known') calculatedSpan(resource.name, { request: asked, today: dateOf(world.clock.now()) })
  const request = { ...asked, ...periodOf(resource, asked, world.clock.now()) }
  const credentials = await openCredentials(deps.db.reader, scope, world, link)
  const connector = deps.connectors.findByName(link.institution)
  if (!connector) throw fault('institution_inactive')
  if (!connector.manifest.resources.includes(resource.name)) throw fault('resource_unsupported')
  const range = await rangeOf(deps.db.reader, scope, link, { resource, request })
  return { world, link, connector, credentials, range, request }
}

/** Visits the institution and keeps what it brought; used again when the person has answered a challenge. */
export async function visitAndKeep(
  deps: Deps,
  scope: Scope,
  asked: Ready & {
    readonly resource: ResourceDefinition
    /** The session that the person has answered, which ends with this visit. */
    readonly session: string | null
    /** The question was ordered. */
    readonly answersOrder?: boolean
  },
): Promise<Retrieved> {
  const { world, link, connector, range, resource, request, session, answersOrder = false } = asked
  const credentials = withToken(asked.credentials, request.token)
  const { operation } = deps
  const about = { world, operation, linkId: link.id }
  const answered = { resumes: session !== null, answersOrder }
  const begunAt = world.clock.now()
  const visit = { ...about, ...answered, connector, credentials, purpose: 'access' } as const
  const visited = await loginCounted(deps, scope, { world, linkId: link.id }, () =>
    visitInstitution(visit, (opened) => readResource(opened, resource, range)),
  )
  if (visited.kind === 'token' && resource.retrieval.neverAsks) throw recordsNeeded(resource)
  const retrieved = await deps.db.transaction(async (tx): Promise<Retrieved | null> => {
    const held = await takeLink(tx, scope, link.id)
    if (!held) throw fault('not_found')
    if (session !== null) await endAnswered(tx, scope, { linkId: link.id, session })
    const requestId = await beginRequest(tx, scope, world, link.id)
    if (visited.kind === 'done')
      return keep(deps, tx, scope, {
        ...{ world, link: held, resource, request, connector, requestId },
        parts: visited.result,
        undisturbed: held.events_count === link.events_count,
        begunAt,
      })
    if (session !== null && resource.retrieval.asksOnce) return null
    const { token: _, ...rest } = request
    const purpose = { kind: 'retrieval', resource: resource.name, request: rest } as const
    return askToken(tx, scope, world, { link: held, challenge: visited.challenge, purpose, requestId })
  })
  // The session has ended with the wrong answer, and there is no other to go on with.
  if (!retrieved) throw fault('session_expired')
  return retrieved
}

function recordsNeeded({ retrieval }: ResourceDefinition) {
  const records = retrieval.needs.map((name) => getResource(name).noun.many).join(' and ')
  return fault('records_needed', { field: 'link', values: { records } })
}

type Keeping = {
  readonly world: World
  readonly link: StoredLink
  readonly resource: ResourceDefinition
  readonly request: RetrievalRequest
  readonly connector: Connector
  readonly parts: readonly ReadPart[]
  readonly undisturbed: boolean
  readonly begunAt: Date
  readonly requestId: string
}

async function keep(deps: Deps, tx: Tx, scope: Scope, keeping: Keeping): Promise<Retrieved> {
  const { world, resource, request, connector, parts, undisturbed, begunAt, requestId } = keeping
  const save = request.save_data ?? true
  const event = { kind: 'login_accepted' } as const
  const also = accessed(keeping.link, world.clock.now())
  const moving = { world, link: keeping.link, event, credentialsKept: true, requestId, also } as const
  const link = await moveLink(deps, tx, scope, moving)
  const shownAs = { daysShown: connector.manifest.daysShown, now: world.clock.now() }
  const covered = (part: ResourceDefinition) => (part === resource ? coverageOf(resource, request, shownAs) : {})
  const kept = await keepVisit(tx, scope, world, {
    ...{ link, parts, save, undisturbed, begunAt, requestId },
    shown: true,
    coverageOf: covered,
  })
  const readAt = kept.hasNewAccounts ? {} : notYetRead(link.read_at, kept.doubted)
  if (Object.keys(readAt).length < Object.keys(link.read_at).length)
    await saveLink(tx, scope, link.id, { read_at: readAt })
  if (resource.source === 'known')
    return calculate(tx, scope, world, { link, resource, request, connector, requestId, parts: kept.parts })
  const data = { resource: resource.name, saved: save, counts: Object.fromEntries(kept.counts) }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'records_retrieved', data, requestId })
  await countUsage(tx, scope, world, { linkId: link.id, kind: 'retrieval', requestId })
  const records = await presentVisit(tx, scope, { world, parts: kept.parts })
  const fresh = (kept.counts.get(resource.name)?.fresh ?? 0) > 0
  return { kind: 'retrieved', records, fresh, requestId }
}

/** Calculates, and counts it like a retrieval. */
async function calculate(
  tx: Tx,
  scope: Scope,
  world: World,
  asked: Pick<Keeping, 'link' | 'resource' | 'request' | 'connector' | 'requestId'> & Pick<Calculating, 'parts'>,
): Promise<Retrieved> {
  const { link, resource, request, connector, requestId, parts } = asked
  const save = request.save_data ?? true
  const { manifest } = connector
  const { records, counts } = await calculateRecords(tx, scope, world, {
    ...{ link, resource, request, manifest, parts, save, requestId, shown: true },
  })
  const data = { resource: resource.name, saved: save, counts: { [resource.name]: counts } }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'records_retrieved', data, requestId })
  await countUsage(tx, scope, world, { linkId: link.id, kind: 'retrieval', requestId })
  const accounts = parts?.find((part) => part.resource.name === resource.parent?.resource)
  const parents =
    accounts &&
    new Map((await presentPlain(tx, scope, { ...accounts, world })).map((record) => [String(record.id), record]))
  const shown = await presentPlain(tx, scope, { resource, records, world, ...(parents ? { parents } : {}) })
  return { kind: 'retrieved', records: shown, fresh: counts.fresh > 0, requestId }
}

/** Where a period may be left out, it is the last 365 days, or those before `date_to`. */
function periodOf(
  { retrieval }: ResourceDefinition,
  { date_from: from, date_to: to }: RetrievalRequest,
  now: Date,
): Pick<RetrievalRequest, 'date_from' | 'date_to'> {
  const { period, periodColumn, lastsUntil } = retrieval
  if (period !== 'optional' || periodColumn === null || lastsUntil || from !== undefined) return {}
  const last = to === undefined ? now : new Date(`${to}T00:00:00Z`)
  return { date_from: dateOf(new Date(last.getTime() - 365 * dayMs)) }
}

/** What to ask for, in the institution's words: the key of the account in place of its public id. */
export async function rangeOf(
  db: Reader,
  scope: Scope,
  link: StoredLink,
  { resource, request }: { resource: ResourceDefinition; request: RetrievalRequest },
): Promise<Range> {
  const { account: id } = request
  const account =
    id === undefined ? undefined : await findKnownRecord(db, scope, getResource('ACCOUNTS'), { id, linkId: link.id })
  if (id !== undefined && !account) throw fault('not_found')
  return { ...(account ? { account: account.identity_key } : {}), ...askedBy(resource.retrieval, request) }
}

/** What an institution no longer shows for its age is not gone, so it lies outside of what a visit covers. */
export function coverageOf(
  { retrieval }: ResourceDefinition,
  { account, date_from, date_to: to }: Pick<RetrievalRequest, 'account' | 'date_from' | 'date_to'>,
  { daysShown, now }: { daysShown: number | null; now: Date },
): Omit<Coverage, 'linkId'> {
  const column = retrieval.periodColumn
  if (column === null) return {}
  const firstShown = daysShown === null ? '' : dateOf(new Date(now.getTime() - (daysShown - 1) * dayMs))
  const from = date_from !== undefined && date_from > firstShown ? date_from : firstShown
  return {
    ...(account === undefined ? {} : { parentIds: [account] }),
    period: {
      ...{ column, lastsUntil: retrieval.lastsUntil ?? column },
      ...(from === '' ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
  }
}

const dayMs = 86_400_000

const dateOf = (instant: Date): string => instant.toISOString().slice(0, 10)
