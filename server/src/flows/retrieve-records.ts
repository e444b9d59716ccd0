import { getResource } from '../../../contract/catalogue.ts'
import type { ResourceDefinition } from '../../../contract/resource.ts'
import type { RetrievalRequest } from '../../../contract/retrieval.ts'
import type { Credentials, Question, Session, SourceRecord } from '../connectors/contract.ts'
import { fault } from '../domain/faults.ts'
import { dateProblem, isDate } from '../domain/filters.ts'
import { unseal } from '../kit/seal.ts'
import type { Reader, Scope, Tx } from '../store/database.ts'
import { findCredentials, findLinkKeys } from '../store/link-secrets.ts'
import { findLink, type StoredLink, saveLinkAccess, takeLink } from '../store/links.ts'
import { type Coverage, findKnownRecord } from '../store/records.ts'
import type { Deps, World } from './deps.ts'
import { type Kept, keepRecords } from './keep-records.ts'
import { presentPlain, type WireRecord } from './present-records.ts'
import { recordEvent } from './record-event.ts'
import { openLinkKey } from './vault.ts'
import { visitInstitution } from './visit-institution.ts'

/** How many records one visit may bring of one resource: more would not fit the one text of a reply. */
export const recordsMax = 200_000

export type Retrieved = { readonly records: readonly WireRecord[]; readonly requestId: string }

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
  const world = await deps.worlds.of(scope)
  const link = await findLink(deps.db.reader, scope, request.link)
  if (!link) throw fault('not_found')
  checkPeriod(request, world.clock.now())
  const credentials = await openCredentials(deps.db.reader, scope, world, link)
  const connector = deps.connectors.findByName(link.institution)
  if (!connector) throw fault('institution_inactive')
  if (!connector.manifest.resources.includes(resource.name)) throw fault('resource_unsupported')
  const account = await accountKey(deps.db.reader, scope, link, request.account)
  const visit = { connector, credentials, world, purpose: 'access' } as const
  const read = await visitInstitution(visit, (session) => readAll(session, resource, { request, account }))
  return deps.db.transaction(async (tx) => {
    const held = await takeLink(tx, scope, link.id)
    if (!held) throw fault('not_found')
    const covered = coverageOf(resource, request, { daysShown: connector.manifest.daysShown, now: world.clock.now() })
    const undisturbed = held.events_count === link.events_count
    return keepVisit(tx, scope, world, { link: held, resource, request, read, covered, undisturbed })
  })
}

/** Both are days that the database knows, `date_from` is not after `date_to`, and neither lies in the future. */
function checkPeriod({ date_from: from, date_to: to }: RetrievalRequest, now: Date): void {
  for (const [field, date] of Object.entries({ date_from: from, date_to: to })) {
    if (date !== undefined && !isDate(date)) throw fault('field_invalid', { field, values: { problem: dateProblem } })
  }
  const today = dateOf(now)
  if (to !== undefined && to > today) {
    throw fault('field_invalid', { field: 'date_to', values: { problem: 'The date cannot be in the future.' } })
  }
  if (from !== undefined && from > (to ?? today)) {
    throw fault('field_invalid', { field: 'date_from', values: { problem: 'date_from cannot be after date_to.' } })
  }
}

/** Throws the Fault that tells why a link cannot be used, if it cannot; lapsed credentials come before an invalid link. */
async function openCredentials(db: Reader, scope: Scope, world: World, link: StoredLink): Promise<Credentials> {
  if (link.status === 'unconfirmed') throw fault('link_unconfirmed')
  const lapsed = link.credentials_expire_at !== null && link.credentials_expire_at <= world.clock.now()
  const sealed = lapsed ? undefined : await findCredentials(db, scope, link.id)
  const keys = await findLinkKeys(db, scope, { linkIds: [link.id], purpose: 'credentials' })
  const sealedKey = keys.get(link.id)
  if (!sealed || !sealedKey) throw fault('credentials_expired')
  if (link.status === 'invalid') throw fault('link_invalid')
  const key = openLinkKey(world.keys, { linkId: link.id, purpose: 'credentials', sealedKey })
  return JSON.parse(unseal(key, sealed, `link ${link.id} credentials`).toString('utf8')) as Credentials
}

async function accountKey(db: Reader, scope: Scope, link: StoredLink, id: string | undefined): Promise<string | null> {
  if (id === undefined) return null
  const account = await findKnownRecord(db, scope, getResource('ACCOUNTS'), { id, linkId: link.id })
  if (!account) throw fault('not_found')
  return account.identity_key
}

type Reading = { readonly request: RetrievalRequest; readonly account: string | null }

/** Everything that one visit brought, by resource; what is needed comes before what needs it. */
type Read = readonly { readonly resource: ResourceDefinition; readonly source: readonly SourceRecord[] }[]

async function readAll(session: Session, resource: ResourceDefinition, reading: Reading): Promise<Read> {
  const read: { resource: ResourceDefinition; source: readonly SourceRecord[] }[] = []
  for (const name of resource.retrieval.needs) {
    read.push({ resource: getResource(name), source: await collect(session, { resource: name }) })
  }
  const { request, account } = reading
  const question: Question = {
    resource: resource.name,
    ...(account === null ? {} : { account }),
    ...(request.date_from === undefined ? {} : { from: request.date_from }),
    ...(request.date_to === undefined ? {} : { to: request.date_to }),
  }
  read.push({ resource, source: await collect(session, question) })
  return read
}

async function collect(session: Session, question: Question): Promise<SourceRecord[]> {
  const records: SourceRecord[] = []
  for await (const batch of session.ask(question)) {
    for (const record of batch) records.push(record)
    if (records.length > recordsMax)
      throw fault('request_timed_out', { log: { question, problem: 'too many records' } })
  }
  return records
}

type Visited = {
  readonly link: StoredLink
  readonly resource: ResourceDefinition
  readonly request: RetrievalRequest
  readonly read: Read
  readonly covered: Omit<Coverage, 'linkId'>
  readonly undisturbed: boolean
}

async function keepVisit(tx: Tx, scope: Scope, world: World, visited: Visited): Promise<Retrieved> {
  const { link, resource, request, read, covered, undisturbed } = visited
  const save = request.save_data ?? true
  const now = world.clock.now()
  await saveLinkAccess(tx, scope, link.id, now)
  const dataKey = await openDataKey(tx, scope, world, link)
  const accountIds = new Map<string, string>()
  const accounts = new Map<string, WireRecord>()
  const counts: Record<string, Kept['counts']> = {}
  let shown: readonly WireRecord[] = []
  for (const part of read) {
    const asked = part.resource === resource
    const coverage = { linkId: link.id, ...(asked ? covered : {}) }
    const harvest = { ...part, link, coverage, accountIds, dataKey, save, undisturbed, now }
    const kept = await keepRecords(tx, scope, world, harvest)
    counts[part.resource.name] = kept.counts
    shown = await presentPlain(tx, scope, { resource: part.resource, records: kept.records, world, accounts })
    if (part.resource.name === 'ACCOUNTS') {
      for (const [index, record] of kept.records.entries()) {
        accountIds.set(record.identityKey, record.id)
        accounts.set(record.id, shown[index] as WireRecord)
      }
    }
  }
  const data = { resource: resource.name, saved: save, counts }
  const requestId = await recordEvent(tx, scope, world, { linkId: link.id, kind: 'records_retrieved', data })
  return { records: shown, requestId }
}

/** What an institution no longer shows for its age is not gone, so it lies outside of what a visit covers. */
function coverageOf(
  { retrieval }: ResourceDefinition,
  { account, date_from, date_to: to }: RetrievalRequest,
  { daysShown, now }: { daysShown: number | null; now: Date },
): Omit<Coverage, 'linkId'> {
  if (retrieval.period === 'none') return {}
  const firstShown = daysShown === null ? '' : dateOf(new Date(now.getTime() - (daysShown - 1) * 86_400_000))
  const from = date_from !== undefined && date_from > firstShown ? date_from : firstShown
  return {
    ...(account === undefined ? {} : { accountIds: [account] }),
    ...(from === '' ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}

const dateOf = (instant: Date): string => instant.toISOString().slice(0, 10)

async function openDataKey(tx: Tx, scope: Scope, world: World, link: StoredLink): Promise<Buffer | null> {
  const keys = await findLinkKeys(tx, scope, { linkIds: [link.id], purpose: 'data' })
  const sealedKey = keys.get(link.id)
  return sealedKey ? openLinkKey(world.keys, { linkId: link.id, purpose: 'data', sealedKey }) : null
}
