import { getResource } from '../../../../contract/catalogue.ts'
import type { ResourceDefinition, ResourceName } from '../../../../contract/resource.ts'
import type { Manifest } from '../../connectors/contract.ts'
import type { Known } from '../../domain/identity/by-key.ts'
import type { Reader, Scope } from '../../store/database.ts'
import type { StoredLink } from '../../store/links/links.ts'
import { listKnownRecords } from '../../store/records/records.ts'
import type { World } from '../deps.ts'
import { listGone } from '../records/traces.ts'
import type { ReadPart } from './read-resources.ts'

const dayMs = 86_400_000

/** The day from which one more reading of a resource finds all that changed; undefined: everything has to be read. */
export type Since = (resource: ResourceDefinition, before: readonly ReadPart[]) => string | undefined

/** Everything, whatever was read before. */
export const readWhole: Since = () => undefined

/**
 * Leaves out what was read before and is settled by now, but for what is gone since little and could come back: an
 * institution may have shown only a part. Not where the accounts are others than those that are known: of a new one
 * nothing was read, and of one that is gone everything is.
 */
export async function makeSince(
  db: Reader,
  scope: Scope,
  world: World,
  { link, manifest }: { link: StoredLink; manifest: Manifest },
): Promise<Since> {
  const { settledAfterDays } = manifest
  if (settledAfterDays === null || Object.keys(link.read_at).length === 0) return readWhole
  const known = await listKnownRecords(db, scope, getResource('ACCOUNTS'), { linkId: link.id })
  const goneFrom = await firstGone(db, scope, world, { linkId: link.id, accounts: known })
  return (resource, before) => {
    const readAt = link.read_at[resource.name]
    if (readAt === undefined || !accountsAreThose(known, before)) return undefined
    const open = new Date(Date.parse(readAt) - settledAfterDays * dayMs).toISOString().slice(0, 10)
    const gone = goneFrom.get(resource.name)
    return gone !== undefined && gone < open ? gone : open
  }
}

/** The first day of what is gone of accounts that are there, by resource. */
async function firstGone(
  db: Reader,
  scope: Scope,
  world: World,
  { linkId, accounts }: { linkId: string; accounts: readonly Known[] },
): Promise<ReadonlyMap<ResourceName, string>> {
  const present = new Set(accounts.filter(({ removal }) => removal === null).map(({ id }) => id))
  const first = new Map<ResourceName, string>()
  for (const { resource, parentId, day } of await listGone(db, scope, world, linkId)) {
    if (day === null || (parentId !== null && !present.has(parentId))) continue
    const before = first.get(resource)
    if (before === undefined || day < before) first.set(resource, day)
  }
  return first
}

function accountsAreThose(known: readonly Known[], before: readonly ReadPart[]): boolean {
  const accounts = before.find(({ resource }) => resource.name === 'ACCOUNTS')
  if (!accounts) return true
  const read = new Set(accounts.source.map(({ key }) => key))
  const expected = known.filter(({ removal }) => removal === null || removal === 'deleted')
  const kept = expected.filter(({ removal }) => removal === null)
  const keys = new Set(expected.map(({ identity_key }) => identity_key))
  return [...read].every((key) => keys.has(key)) && kept.every(({ identity_key }) => read.has(identity_key))
}

type ReadAt = StoredLink['read_at']

/** What is known to have been read after a visit that began at `at` and missed nothing. */
export const afterReading = (readAt: ReadAt, parts: readonly ReadPart[], at: Date): ReadAt => ({
  ...readAt,
  ...Object.fromEntries(parts.filter(isDated).map(({ resource }) => [resource.name, at.toISOString()])),
})

/** What has to be read as a whole once more counts as never read. */
export const notYetRead = (readAt: ReadAt, doubted: ReadonlySet<ResourceName>): ReadAt =>
  Object.fromEntries(Object.entries(readAt).filter(([name]) => !doubted.has(name as ResourceName)))

const isDated = ({ resource }: { resource: ResourceDefinition }): boolean => resource.retrieval.period !== 'none'

/** The resources that were read from a day on only. */
export type ReadFrom = ReadonlyMap<ResourceName, string>
