import { Compile, type Validator } from 'typebox/compile'
import { getResource } from '../../../../contract/catalogue.ts'
import type { RecordKind, Reference, ShownFact } from '../../../../contract/resource.ts'
import { fault } from '../../domain/faults.ts'
import { unseal } from '../../kit/seal.ts'
import type { Reader, Scope } from '../../store/database.ts'
import { findLinkKeys } from '../../store/links/link-secrets.ts'
import { findLinks, type StoredLink } from '../../store/links/links.ts'
import { findIdsBy, findRecords, parentIdOf, type StoredRecord } from '../../store/records/records.ts'
import type { World } from '../deps.ts'
import { openLinkKey } from '../workspaces/vault.ts'

/** A record with its body open, before the facts that the server adds. */
export type PlainRecord = {
  readonly id: string
  readonly linkId: string
  /** The record that it belongs to beside its link, where its kind has such. */
  readonly parentId: string | null
  readonly identityKey: string
  readonly body: Readonly<Record<string, unknown>>
  readonly collectedAt: Date
  readonly createdAt: Date
}

/** A record as it goes over the wire. */
export type WireRecord = Readonly<Record<string, unknown>>

/** What records show beside their own body: facts of their links and the records they belong to, as they are now. */
type Context = {
  readonly links: ReadonlyMap<string, StoredLink>
  readonly parents: ReadonlyMap<string, WireRecord>
  /** Ids of what objects inside of them name, by their links and those names. */
  readonly named?: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly now: Date
}

/** Opens stored records and completes them to the wire's form, in the given order. */
export async function presentStored(
  db: Reader,
  scope: Scope,
  { resource, rows, world }: { resource: RecordKind; rows: readonly StoredRecord[]; world: World },
): Promise<WireRecord[]> {
  const records = openRecords(resource, rows, await dataKeys(db, scope, { resource, rows, world }))
  return presentPlain(db, scope, { resource, records, world })
}

/** Completes open records to the wire's form; what they belong to is looked up where it is not given. */
export async function presentPlain(
  db: Reader,
  scope: Scope,
  given: {
    readonly resource: RecordKind
    readonly records: readonly PlainRecord[]
    readonly world: World
    readonly parents?: ReadonlyMap<string, WireRecord>
  },
): Promise<WireRecord[]> {
  const { resource, records } = given
  const links = resource.shows.some((fact) => fact === 'institution' || fact === 'last_accessed_at')
    ? await linksOf(db, scope, records)
    : new Map<string, StoredLink>()
  const parents = given.parents ?? (await parentsOf(db, scope, given))
  const named = await namedIds(db, scope, given)
  const now = given.world.clock.now()
  return records.map((record) => present(resource, record, { links, parents, named, now }))
}

/** Throws `connector_outdated` when the contract's form cannot hold the record. */
export function assertConforms(resource: RecordKind, record: PlainRecord, link: StoredLink): void {
  const links = new Map([[link.id, link]])
  const shown = present(resource, record, { links, parents: new Map(), now: record.collectedAt })
  const validator = validatorOf(resource)
  if (validator.Check(shown)) return
  const [first] = validator.Errors(shown)
  throw fault('connector_outdated', {
    log: { resource: resource.name, institution: link.institution, path: first?.instancePath, problem: first?.message },
  })
}

const validators = new Map<string, Validator>()

function validatorOf(resource: RecordKind): Validator {
  const known = validators.get(resource.name)
  if (known) return known
  const made = Compile(resource.schema)
  validators.set(resource.name, made)
  return made
}

function present(resource: RecordKind, record: PlainRecord, { links, parents, named, now }: Context): WireRecord {
  const shown: Record<string, unknown> = { id: record.id, ...shownParent(resource, record, parents) }
  for (const fact of resource.shows) {
    const key = resource.showsOnlyWith?.[fact]
    if (key === undefined || Object.hasOwn(record.body, key))
      shown[fact] = factOf(fact, record, { link: links.get(record.linkId), now })
  }
  Object.assign(shown, record.body)
  const collectedAt = record.collectedAt.toISOString()
  for (const path of resource.collectedInside) Object.assign(shown, collectedIn(shown, path.split('.'), collectedAt))
  const ids = named?.get(record.linkId)
  return resource.refersTo && ids ? withId(shown, resource.refersTo, ids) : shown
}

/** The key at which a path begins, with `collected_at` in the objects at its end, alone or in lists. */
function collectedIn(shown: WireRecord, [key = '', ...rest]: readonly string[], collectedAt: string): WireRecord {
  const mark = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(mark)
    if (typeof inner !== 'object' || inner === null) return inner
    if (rest.length === 0) return { collected_at: collectedAt, ...inner }
    return { ...inner, ...collectedIn(inner as WireRecord, rest, collectedAt) }
  }
  return Object.hasOwn(shown, key) ? { [key]: mark(shown[key]) } : {}
}

/** The record with the id of what an object inside names, where that is known. */
function withId(
  shown: WireRecord,
  { path, by }: Pick<Reference, 'path' | 'by'>,
  ids: ReadonlyMap<string, string>,
): WireRecord {
  const [key, ...rest] = path
  if (key === undefined) {
    const id = ids.get(String(shown[by]))
    return id === undefined ? shown : { id, ...shown }
  }
  const inner = shown[key]
  if (typeof inner !== 'object' || inner === null) return shown
  return { ...shown, [key]: withId(inner as WireRecord, { path: rest, by }, ids) }
}

function shownParent({ parent }: RecordKind, { parentId }: PlainRecord, parents: Context['parents']): WireRecord {
  if (!parent) return {}
  const value = parent.as === 'id' ? parentId : parentId && parents.get(parentId)
  if (value) return { [parent.key]: value }
  return parent.missing === 'null' ? { [parent.key]: null } : {}
}

function factOf(
  fact: ShownFact,
  record: PlainRecord,
  { link, now }: { link: StoredLink | undefined; now: Date },
): unknown {
  switch (fact) {
    case 'link':
      return record.linkId
    case 'institution':
      return institutionOf(link)
    case 'last_accessed_at':
      return link?.last_accessed_at?.toISOString() ?? null
    case 'collected_at':
    // What was looked at again is as it was then.
    case 'updated_at':
      return record.collectedAt.toISOString()
    case 'days_since_extraction':
      return Math.max(0, Math.floor((now.getTime() - record.collectedAt.getTime()) / dayMs))
    case 'created_at':
      return record.createdAt.toISOString()
  }
}

const dayMs = 86_400_000

/** An institution's kind is the last part of what its name says of it; every bank ends in retail or business. */
function institutionOf(link: StoredLink | undefined) {
  if (!link) return null
  const kind = link.institution.split('_').at(-1)
  return { name: link.institution, type: kind === 'fiscal' || kind === 'employment' ? kind : 'bank' }
}

async function linksOf(db: Reader, scope: Scope, records: readonly PlainRecord[]): Promise<Map<string, StoredLink>> {
  const rows = await findLinks(db, scope, [...new Set(records.map(({ linkId }) => linkId))])
  return new Map(rows.map((row) => [row.id, row]))
}

/** By link and by name, the ids of the records that objects inside of these name. */
async function namedIds(
  db: Reader,
  scope: Scope,
  { resource: { refersTo }, records }: { resource: RecordKind; records: readonly PlainRecord[] },
): Promise<Map<string, ReadonlyMap<string, string>>> {
  const ids = new Map<string, ReadonlyMap<string, string>>()
  if (!refersTo) return ids
  for (const [linkId, ofLink] of Map.groupBy(records, (record) => record.linkId)) {
    const names = ofLink.map(({ body }) => valueAt(body, [...refersTo.path, refersTo.by]))
    const values = [...new Set(names.filter((name) => typeof name === 'string'))]
    if (values.length === 0) continue
    const given = { linkId, column: refersTo.by, values }
    ids.set(linkId, await findIdsBy(db, scope, getResource(refersTo.resource), given))
  }
  return ids
}

/** The records that are shown whole inside of others, by their ids. */
async function parentsOf(
  db: Reader,
  scope: Scope,
  { resource: { parent }, records, world }: { resource: RecordKind; records: readonly PlainRecord[]; world: World },
): Promise<Map<string, WireRecord>> {
  if (parent?.as !== 'object') return new Map()
  const ids = [...new Set(records.flatMap(({ parentId }) => (parentId ? [parentId] : [])))]
  const resource = getResource(parent.resource)
  const rows = await findRecords(db, scope, resource, ids)
  const shown = await presentStored(db, scope, { resource, rows, world })
  return new Map(shown.map((record) => [record.id as string, record]))
}

async function dataKeys(
  db: Reader,
  scope: Scope,
  { resource, rows, world }: { resource: RecordKind; rows: readonly StoredRecord[]; world: World },
): Promise<Map<string, Buffer>> {
  const linkIds = resource.sealed ? [...new Set(rows.map((row) => row.link_id))] : []
  const sealedKeys = await findLinkKeys(db, scope, { linkIds, purpose: 'data' })
  return new Map(
    [...sealedKeys].map(([linkId, sealedKey]) => [
      linkId,
      openLinkKey(world.keys, { linkId, purpose: 'data', sealedKey }),
    ]),
  )
}

/** Stored records with their bodies open, sealed ones by the data keys of their links. */
export function openRecords(
  resource: RecordKind,
  rows: readonly StoredRecord[],
  keys: ReadonlyMap<string, Buffer>,
): PlainRecord[] {
  return rows.map((row) => ({
    id: row.id,
    linkId: row.link_id,
    parentId: parentIdOf(resource, row),
    identityKey: row.identity_key,
    body: row.body ?? openBody(row, keys.get(row.link_id)),
    collectedAt: row.collected_at,
    createdAt: row.created_at,
  }))
}

function openBody(row: StoredRecord, key: Buffer | undefined): Readonly<Record<string, unknown>> {
  if (!row.sealed_body || !key)
    throw fault('unexpected', { log: { record: row.id, problem: 'no key for a sealed record' } })
  return JSON.parse(unseal(key, row.sealed_body, `record ${row.id}`).toString('utf8')) as Record<string, unknown>
}

/** The value at a path of keys; null where there is none. */
export function valueAt(body: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = body
  for (const key of path) value = (value as Record<string, unknown> | null | undefined)?.[key]
  return value ?? null
}

/** All values at a path of keys, through the lists on the way. */
export function valuesAt(body: Readonly<Record<string, unknown>>, path: readonly string[]): readonly unknown[] {
  return path.reduce<unknown[]>(
    (values, key) => values.flatMap((value) => (value as Record<string, unknown> | null | undefined)?.[key] ?? []),
    [body],
  )
}
