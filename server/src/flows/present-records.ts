import { Compile, type Validator } from 'typebox/compile'
import { getResource } from '../../../contract/catalogue.ts'
import type { ResourceDefinition } from '../../../contract/resource.ts'
import { fault } from '../domain/faults.ts'
import { unseal } from '../kit/seal.ts'
import type { Reader, Scope } from '../store/database.ts'
import { findLinkKeys } from '../store/link-secrets.ts'
import { findLinks, type StoredLink } from '../store/links.ts'
import { findRecords, type StoredRecord } from '../store/records.ts'
import type { World } from './deps.ts'
import { openLinkKey } from './vault.ts'

/** A record with its body open, before the facts that the server adds. */
export type PlainRecord = {
  readonly id: string
  readonly linkId: string
  readonly accountId: string | null
  readonly identityKey: string
  readonly body: Readonly<Record<string, unknown>>
  readonly collectedAt: Date
  readonly createdAt: Date
}

/** A record as it goes over the wire. */
export type WireRecord = Readonly<Record<string, unknown>>

/** What records show beside their own body: facts of their links and their accounts, as they are now. */
type Context = {
  readonly links: ReadonlyMap<string, StoredLink>
  readonly accounts: ReadonlyMap<string, WireRecord>
}

/** Opens stored records and completes them to the wire's form, in the given order. */
export async function presentStored(
  db: Reader,
  scope: Scope,
  { resource, rows, world }: { resource: ResourceDefinition; rows: readonly StoredRecord[]; world: World },
): Promise<WireRecord[]> {
  const plain = await openRecords(db, scope, { resource, rows, world })
  return presentPlain(db, scope, { resource, records: plain, world })
}

/** Completes open records to the wire's form; accounts that are not given are looked up. */
export async function presentPlain(
  db: Reader,
  scope: Scope,
  given: {
    readonly resource: ResourceDefinition
    readonly records: readonly PlainRecord[]
    readonly world: World
    readonly accounts?: ReadonlyMap<string, WireRecord>
  },
): Promise<WireRecord[]> {
  const { resource, records } = given
  const links = resource.shows.some((fact) => fact === 'institution' || fact === 'last_accessed_at')
    ? await linksOf(db, scope, records)
    : new Map<string, StoredLink>()
  const accounts = resource.shows.includes('account')
    ? (given.accounts ?? (await accountsOf(db, scope, records, given.world)))
    : new Map<string, WireRecord>()
  return records.map((record) => present(resource, record, { links, accounts }))
}

/** Throws `connector_outdated` when the contract's form cannot hold the record. */
export function assertConforms(resource: ResourceDefinition, record: PlainRecord, link: StoredLink): void {
  const shown = present(resource, record, { links: new Map([[link.id, link]]), accounts: new Map() })
  const validator = validatorOf(resource)
  if (validator.Check(shown)) return
  const [first] = validator.Errors(shown)
  throw fault('connector_outdated', {
    log: { resource: resource.name, institution: link.institution, path: first?.instancePath, problem: first?.message },
  })
}

const validators = new Map<string, Validator>()

function validatorOf(resource: ResourceDefinition): Validator {
  const known = validators.get(resource.name)
  if (known) return known
  const made = Compile(resource.schema)
  validators.set(resource.name, made)
  return made
}

function present(resource: ResourceDefinition, record: PlainRecord, { links, accounts }: Context): WireRecord {
  const collectedAt = record.collectedAt.toISOString()
  const shown: Record<string, unknown> = { id: record.id }
  for (const fact of resource.shows) {
    if (fact === 'link') shown.link = record.linkId
    else if (fact === 'account') shown.account = record.accountId ? (accounts.get(record.accountId) ?? null) : null
    else if (fact === 'institution') shown.institution = institutionOf(links.get(record.linkId))
    else shown.last_accessed_at = links.get(record.linkId)?.last_accessed_at?.toISOString() ?? null
  }
  shown.collected_at = collectedAt
  shown.created_at = record.createdAt.toISOString()
  Object.assign(shown, record.body)
  for (const key of resource.collectedInside) {
    const inner = shown[key]
    if (typeof inner === 'object' && inner !== null) shown[key] = { collected_at: collectedAt, ...inner }
  }
  return shown
}

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

async function accountsOf(
  db: Reader,
  scope: Scope,
  records: readonly PlainRecord[],
  world: World,
): Promise<Map<string, WireRecord>> {
  const ids = [...new Set(records.flatMap(({ accountId }) => (accountId ? [accountId] : [])))]
  const resource = getResource('ACCOUNTS')
  const rows = await findRecords(db, scope, resource, ids)
  const shown = await presentStored(db, scope, { resource, rows, world })
  return new Map(shown.map((account) => [account.id as string, account]))
}

async function openRecords(
  db: Reader,
  scope: Scope,
  { resource, rows, world }: { resource: ResourceDefinition; rows: readonly StoredRecord[]; world: World },
): Promise<PlainRecord[]> {
  const linkIds = resource.sealed ? [...new Set(rows.map((row) => row.link_id))] : []
  const sealedKeys = await findLinkKeys(db, scope, { linkIds, purpose: 'data' })
  const keys = new Map(
    [...sealedKeys].map(([linkId, sealedKey]) => [
      linkId,
      openLinkKey(world.keys, { linkId, purpose: 'data', sealedKey }),
    ]),
  )
  return rows.map((row) => ({
    id: row.id,
    linkId: row.link_id,
    accountId: row.account_id,
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
