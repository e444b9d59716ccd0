import type { ResourceDefinition, ResourceName } from '../../../contract/resource.ts'
import type { Scope, Tx } from '../store/database.ts'
import { type StoredLink, saveLink } from '../store/links.ts'
import type { Coverage } from '../store/records.ts'
import type { World } from './deps.ts'
import { type Kept, keepRecords } from './keep-records.ts'
import { linkKey } from './link-secrets.ts'
import { type PlainRecord, presentPlain, type WireRecord } from './present-records.ts'
import type { ReadPart } from './read-resources.ts'
import { accessed } from './staleness.ts'

export type KeptVisit = {
  /** In the order in which it was read. */
  readonly parts: readonly { readonly resource: ResourceDefinition; readonly records: readonly PlainRecord[] }[]
  readonly counts: ReadonlyMap<ResourceName, Kept['counts']>
}

/**
 * Keeps what one visit brought, in the order in which it was read, inside the caller's transaction, which holds the
 * link's lock. Accounts come before what belongs to them.
 */
export async function keepVisit(
  tx: Tx,
  scope: Scope,
  world: World,
  visit: {
    readonly link: StoredLink
    readonly parts: readonly ReadPart[]
    readonly save: boolean
    /** Whether nothing happened to the link since the visit began; see Harvest. */
    readonly undisturbed: boolean
    /** What is known from now on to have been read, by resource. */
    readonly readAt?: StoredLink['read_at']
    /** For which part of a resource's records the visit speaks; everything where it is not named. */
    readonly coverageOf?: (resource: ResourceDefinition) => Omit<Coverage, 'linkId'>
  },
): Promise<KeptVisit> {
  const { link, parts, save, undisturbed, readAt, coverageOf } = visit
  const now = world.clock.now()
  await saveLink(tx, scope, link.id, { ...accessed(link, now), ...(readAt ? { read_at: readAt } : {}) })
  const dataKey = await linkKey(tx, scope, world, { linkId: link.id, purpose: 'data' })
  const accountIds = new Map<string, string>()
  const counts = new Map<ResourceName, Kept['counts']>()
  const keptParts: KeptVisit['parts'][number][] = []
  for (const part of parts) {
    const coverage = { linkId: link.id, ...coverageOf?.(part.resource) }
    const kept = await keepRecords(tx, scope, world, {
      ...part,
      link,
      coverage,
      accountIds,
      dataKey,
      save,
      undisturbed,
      now,
    })
    counts.set(part.resource.name, kept.counts)
    keptParts.push({ resource: part.resource, records: kept.records })
    if (part.resource.name !== 'ACCOUNTS') continue
    for (const record of kept.records) accountIds.set(record.identityKey, record.id)
  }
  return { parts: keptParts, counts }
}

/** What was asked for last, as it goes over the wire, with the accounts that were read before it. */
export async function presentVisit(
  tx: Tx,
  scope: Scope,
  { world, parts }: Pick<KeptVisit, 'parts'> & { readonly world: World },
): Promise<readonly WireRecord[]> {
  const accounts = new Map<string, WireRecord>()
  let shown: readonly WireRecord[] = []
  for (const { resource, records } of parts) {
    shown = await presentPlain(tx, scope, { resource, records, world, accounts })
    if (resource.name !== 'ACCOUNTS') continue
    for (const [index, record] of records.entries()) accounts.set(record.id, shown[index] as WireRecord)
  }
  return shown
}
