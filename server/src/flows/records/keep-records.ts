import type { KeyColumn, RecordKind } from '../../../../contract/resource.ts'
import type { SourceRecord } from '../../connectors/contract.ts'
import { isDate } from '../../domain/filters.ts'
import { type Incoming, type Known, type Match, matchByInstitutionKey } from '../../domain/identity/by-key.ts'
import { shardOf, uuidInShard } from '../../kit/ids.ts'
import { piecesOf, pipelined } from '../../kit/pipeline.ts'
import { mac } from '../../kit/random.ts'
import { seal } from '../../kit/seal.ts'
import type { Scope, Tx } from '../../store/database.ts'
import type { StoredLink } from '../../store/links/links.ts'
import { rowsInOneStatement, upsertRecords } from '../../store/records/record-writes.ts'
import {
  type Coverage,
  listKnownByKeys,
  listKnownRecords,
  pointersOf,
  type RecordRow,
  removeRecords,
  touchRecords,
} from '../../store/records/records.ts'
import type { World } from '../deps.ts'
import { blindIndex, blindKey } from '../workspaces/vault.ts'
import { bare, type Changed, completed } from './keep-documents.ts'
import { beginLineage, finishLineage } from './keep-lineage.ts'
import { assertConforms, type PlainRecord, valueAt, valuesAt } from './present-records.ts'
import { recognise } from './recognise.ts'
import type { Recognised } from './recognition.ts'

/** What one visit brought of one resource, and for which part of the link's records it speaks. */
export type Harvest = {
  readonly resource: RecordKind
  readonly link: StoredLink
  readonly source: readonly SourceRecord[]
  readonly coverage: Coverage
  /** Public ids, by the institution's keys, of what the records belong to; those of anything else are dropped. */
  readonly parentIds: ReadonlyMap<string, string>
  /** The link's data key; needed where the resource is sealed. */
  readonly dataKey: Buffer | null
  readonly save: boolean
  /** Whether the records are wanted, and not only what they are known by. */
  readonly shown: boolean
  /** Whether the link is as it was when the visit began; if not, somebody may have seen more, and nothing is gone. */
  readonly undisturbed: boolean
  /** When the visit began: what was seen after it is left alone where somebody else came in between. */
  readonly begunAt: Date
  /** Whether it is looked into what has changed. */
  readonly compares?: boolean
  /** The instant of the visit: when everything it brought was collected. */
  readonly now: Date
  /** The request, or the scheduled work, that the visit was made for. */
  readonly requestId: string
}

export type Kept = {
  /** In the order in which the institution gave them, without what the application has deleted; none if not wanted. */
  readonly records: readonly PlainRecord[]
  /** Their ids by the institution's keys. */
  readonly ids: ReadonlyMap<string, string>
  readonly counts: { readonly fresh: number; readonly changed: number; readonly gone: number }
  /** What is new, and what is not as it was. */
  readonly news: { readonly fresh: readonly SourceRecord[]; readonly changed: readonly SourceRecord[] }
  /** What was stored and says something else now, where that was looked into. */
  readonly changes: readonly Changed[]
  /** The ids of those that the institution no longer shows. */
  readonly goneIds: readonly string[]
}

/**
 * Recognises what came, and writes it when `save` says so, inside the caller's transaction, which holds the link's
 * lock. A record that the server cannot show in the contract's form is refused with `connector_outdated`.
 */
export async function keepRecords(tx: Tx, scope: Scope, world: World, harvest: Harvest): Promise<Kept> {
  const { resource, link, save, now } = harvest
  const incoming = harvest.source
    .filter((record) => belongs(record, harvest))
    .map((record) => prepare(record, harvest, world))
  const isSnapshot = resource.identity === 'snapshot'
  const coverage = resource.identity === 'institution-key' ? harvest.coverage : nothing(link.id)
  const { covered, beyond } = await listKnown(tx, scope, resource, { coverage, incoming })
  const known = [...covered, ...beyond]
  const byKey = withoutGone(matchByInstitutionKey(isSnapshot ? known.map(takenAnew) : known, incoming), beyond)
  const recognised = await recognise(tx, scope, world, { match: byKey, known, looking: { ...harvest, coverage } })
  const { match } = recognised
  const identities = identify(recognised, { world, harvest })
  // What is as it was stored was looked at then; documents were not.
  const again = await completed(tx, scope, harvest, match)
  const written = [...match.fresh, ...again.written]
  const makeRows = (piece: readonly Prepared[]) =>
    piece.map((record) => toRow(record, identities.get(record.key) as Identity, { harvest, world }))
  const write = (rows: readonly RecordRow[]) => upsertRecords(tx, scope, resource, { linkId: link.id, rows, now })
  const steps = save ? await beginLineage(tx, scope, world, { recognised, harvest }) : null
  await pipelined(piecesOf(written, rowsInOneStatement), makeRows, save ? write : async () => undefined)
  const gone = match.gone.map(({ id }) => id)
  if (save) {
    const seen = match.unchanged.map(({ known: twin }) => twin.id)
    await touchRecords(tx, scope, resource, { ids: seen, linkId: link.id, now })
    if (gone.length > 0)
      await removeRecords(tx, scope, resource, { linkId: link.id, which: { ids: gone }, reason: 'gone', now })
  }
  const ids = new Map([...identities].map(([key, { id }]) => [key, id]))
  if (steps) await finishLineage(tx, scope, world, { recognised, harvest, steps, ids })
  const counts = { fresh: match.fresh.length, changed: match.changed.length, gone: gone.length }
  const news = { fresh: match.fresh, changed: match.changed.map(({ incoming: each }) => each) }
  const records = harvest.shown ? plainRecords(incoming, identities, harvest) : []
  return { records, ids, counts, news, changes: again.changes, goneIds: gone }
}

/** What is stored of what the visit covers, and beyond that under the keys that came or that are said to be replaced. */
async function listKnown(
  tx: Tx,
  scope: Scope,
  resource: RecordKind,
  { coverage, incoming }: { readonly coverage: Coverage; readonly incoming: readonly Prepared[] },
): Promise<{ readonly covered: readonly Known[]; readonly beyond: readonly Known[] }> {
  const { linkId, parentIds, period } = coverage
  const covered = parentIds?.length === 0 ? [] : await listKnownRecords(tx, scope, resource, coverage)
  if (!parentIds && !period) return { covered, beyond: [] }
  const found = new Set(covered.map(({ identity_key }) => identity_key))
  const named = incoming.flatMap(({ key, replaces }) => (replaces === undefined ? key : [key, replaces]))
  const keys = [...new Set(named)].filter((key) => !found.has(key))
  return { covered, beyond: await listKnownByKeys(tx, scope, resource, { linkId, keys }) }
}

/** What lies beyond the visit is not gone because it was not shown, even if a row names it as what it replaces. */
function withoutGone<In extends Incoming>(match: Match<In>, beyond: readonly Known[]): Match<In> {
  const ids = new Set(beyond.map(({ id }) => id))
  return { ...match, gone: match.gone.filter(({ id }) => !ids.has(id)) }
}

/** What a record is known by; a new one gets an id of its own. */
type Identity = { readonly id: string; readonly createdAt: Date }

function identify({ match, holders }: Recognised<Prepared>, { world, harvest }: { world: World; harvest: Harvest }) {
  const { now } = harvest
  const identities = new Map<string, Identity>()
  for (const { known, incoming } of [...match.changed, ...match.unchanged]) {
    identities.set(incoming.key, { id: known.id, createdAt: known.created_at })
  }
  for (const { key } of match.fresh) {
    identities.set(key, { id: newId(world, harvest, key, holders.get(key) ?? []), createdAt: now })
  }
  return identities
}

/** A key that came twice is shown where it came first, with what it said last. */
function plainRecords(
  incoming: readonly Prepared[],
  identities: ReadonlyMap<string, Identity>,
  harvest: Harvest,
): PlainRecord[] {
  return [...new Map(incoming.map((record) => [record.key, record])).values()].flatMap((record) => {
    const identity = identities.get(record.key)
    return identity ? [plain(record, identity, harvest)] : []
  })
}

/** A snapshot or a document speaks for itself alone: those before it are what they were. */
const nothing = (linkId: string): Coverage => ({ linkId, parentIds: [] })

/** One that was deleted is there again when it is asked for once more at the same moment. */
const takenAnew = (known: Known): Known => (known.removal === 'deleted' ? { ...known, removal: 'gone' } : known)

type Prepared = SourceRecord & { readonly contentMac: Buffer; readonly parentId: string | null }

const belongs = (record: SourceRecord, { resource, parentIds }: Harvest) => {
  const parent = parentKey(resource, record)
  return parent === undefined || parentIds.has(parent)
}

/** The institution's key of what the record belongs to beside its link. */
const parentKey = ({ parent }: RecordKind, record: SourceRecord): string | undefined =>
  parent?.resource === 'ACCOUNTS' ? record.account : record.parent

function prepare(record: SourceRecord, { resource, parentIds, now }: Harvest, world: World): Prepared {
  const parent = parentKey(resource, record)
  const parentId = parent === undefined ? null : (parentIds.get(parent) ?? null)
  const known = resource.keyBlind ? blindKey(world.keys, record.key) : record.key
  const key = resource.identity === 'snapshot' ? `${known}@${now.toISOString()}` : known
  const { body, content } = bare(resource, record.body)
  const contentMac = mac(world.keys.identity, 'content', parentId ?? '', JSON.stringify(content)).subarray(0, 16)
  return { ...record, key, body, contentMac, parentId }
}

/** A key that meant other records before makes another id than theirs. */
function newId(world: World, { resource, link }: Harvest, key: string, others: readonly string[]): string {
  const named = [resource.name, link.id, key, ...others.toSorted()]
  return uuidInShard(shardOf(link.id), world.ids.bytes('record', ...named))
}

function plain(record: Prepared, identity: Identity, harvest: Harvest): PlainRecord {
  return {
    id: identity.id,
    linkId: harvest.link.id,
    parentId: record.parentId,
    identityKey: record.key,
    body: record.body,
    collectedAt: harvest.now,
    createdAt: identity.createdAt,
  }
}

/** A row of a record that conforms to the contract. */
function toRow(
  record: Prepared,
  identity: Identity,
  { harvest, world }: { harvest: Harvest; world: World },
): RecordRow {
  const { resource, dataKey, link } = harvest
  assertConforms(resource, plain(record, identity, harvest), link)
  const { id } = identity
  const sealed = resource.sealed && dataKey ? seal(dataKey, JSON.stringify(record.body), `record ${id}`) : null
  return {
    id,
    ...pointersOf(resource, record.parentId),
    identity_key: record.key,
    content_mac: record.contentMac,
    body: sealed ? null : record.body,
    sealed_body: sealed,
    keys: Object.fromEntries(resource.keyColumns.map((key) => [key.column, keyValue(key, record, world)])),
  }
}

function keyValue({ type, path }: KeyColumn, { body }: Prepared, world: World): unknown {
  if (type === 'uuids') return [...new Set(valuesAt(body, path))]
  const value = valueAt(body, path)
  if (type === 'numeric') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string') return value
  if (type === 'blind') return blindIndex(world.keys, value)
  return type === 'date' ? dayIn(value) : value
}

/** Some dates are free text in the contract, and what an institution writes there need not be a day; it may be a time. */
function dayIn(text: string): string | null {
  const day = /^(\d{4}-\d{2}-\d{2})(T.*Z|T[\d:.]+)?$/.exec(text)?.[1] ?? ''
  return isDate(day) ? day : null
}
