import type { ResourceDefinition, ResourceName } from '../../../../contract/resource.ts'
import type { Scope, Tx } from '../../store/database.ts'
import type { StoredLink } from '../../store/links/links.ts'
import { type Coverage, removeRecords } from '../../store/records/records.ts'
import type { World } from '../deps.ts'
import { linkKey } from '../links/link-secrets.ts'
import type { ReadPart } from '../updates/read-resources.ts'
import { categoriseVisit } from './categorise-visit.ts'
import { isTraced } from './keep-lineage.ts'
import { type Harvest, type Kept, keepRecords } from './keep-records.ts'
import { type PlainRecord, presentPlain, type WireRecord } from './present-records.ts'

export type KeptVisit = {
  /** In the order in which it was read. */
  readonly parts: readonly { readonly resource: ResourceDefinition; readonly records: readonly PlainRecord[] }[]
  readonly counts: ReadonlyMap<ResourceName, Kept['counts']>
  readonly news: ReadonlyMap<ResourceName, Kept['news']>
  /** What has changed, of the resources that tell of it in words. */
  readonly changes: ReadonlyMap<ResourceName, Kept['changes']>
  /** Of which something is gone, and nothing is kept that tells from which day on it may come back. */
  readonly doubted: ReadonlySet<ResourceName>
  /** Of an account that was not known, nothing was read before, whatever was read of its link. */
  readonly hasNewAccounts: boolean
}

/**
 * Keeps what one visit brought, in the order in which it was read, inside the caller's transaction, which holds the
 * link's lock. Accounts come before what belongs to them. That the link was accessed is the caller's to save, and what
 * has to be read as a whole once more: what is doubted, and with new accounts everything.
 */
export async function keepVisit(
  tx: Tx,
  scope: Scope,
  world: World,
  visit: {
    readonly link: StoredLink
    readonly parts: readonly ReadPart[]
    readonly save: boolean
    /** Whether the records are shown; without that only their counts are told. */
    readonly shown: boolean
    /** Whether nothing happened to the link since the visit began; see Harvest. */
    readonly undisturbed: boolean
    readonly begunAt: Date
    readonly requestId: string
    /** For which part of a resource's records the visit speaks; everything where it is not named. */
    readonly coverageOf?: (resource: ResourceDefinition) => Omit<Coverage, 'linkId'>
  },
): Promise<KeptVisit> {
  const { link, parts, save, shown, undisturbed, begunAt, requestId, coverageOf } = visit
  const now = world.clock.now()
  const dataKey = await linkKey(tx, scope, world, { linkId: link.id, purpose: 'data' })
  const harvest = { link, dataKey, save, shown, undisturbed, begunAt, requestId, now }
  const ids = new Map<string, ReadonlyMap<string, string>>()
  const kept: KeptVisit['parts'][number][] = []
  const counts = new Map<ResourceName, Kept['counts']>()
  const news = new Map<ResourceName, Kept['news']>()
  const changes = new Map<ResourceName, Kept['changes']>()
  for (const { resource, source } of categoriseVisit(parts)) {
    const coverage = { linkId: link.id, ...coverageOf?.(resource) }
    const parentIds = (resource.parent && ids.get(resource.parent.resource)) ?? nobody
    const compares = [resource.webhooks.changed ?? []].flat().some(({ tells }) => tells !== undefined)
    const part = await keepRecords(tx, scope, world, { ...harvest, resource, source, coverage, parentIds, compares })
    counts.set(resource.name, part.counts)
    news.set(resource.name, part.news)
    changes.set(resource.name, part.changes)
    kept.push({ resource, records: part.records })
    ids.set(resource.name, part.ids)
    await keepParts(tx, scope, world, { ...harvest, resource, source, ids: part.ids, goneIds: part.goneIds })
  }
  const doubted = new Set<ResourceName>()
  for (const { resource } of save ? parts : [])
    if (isDoubted(resource, counts.get(resource.name)?.gone ?? 0)) doubted.add(resource.name)
  const hasNewAccounts = save && (counts.get('ACCOUNTS')?.fresh ?? 0) > 0
  return { parts: kept, counts, news, changes, doubted, hasNewAccounts }
}

const isDoubted = (resource: ResourceDefinition, goneCount: number): boolean =>
  goneCount > 0 && !isTraced(resource, goneCount)

const nobody: ReadonlyMap<string, string> = new Map()

/** Keeps what came with the records of a resource; it goes when they do. */
async function keepParts(
  tx: Tx,
  scope: Scope,
  world: World,
  whole: Omit<Harvest, 'resource' | 'coverage' | 'parentIds'> & {
    readonly resource: ResourceDefinition
    readonly ids: ReadonlyMap<string, string>
    readonly goneIds: readonly string[]
  },
): Promise<void> {
  const { resource, ids, goneIds, ...harvest } = whole
  const { link, save, now } = harvest
  if (!resource.part) return
  const source = harvest.source.flatMap(({ key, parts = [] }) => parts.map((part) => ({ ...part, parent: key })))
  const coverage = { linkId: link.id, parentIds: [...ids.values()] }
  const kept = { ...harvest, resource: resource.part, source, coverage, parentIds: ids, shown: false }
  await keepRecords(tx, scope, world, kept)
  if (!save || goneIds.length === 0) return
  const which = { parentIds: goneIds }
  await removeRecords(tx, scope, resource.part, { linkId: link.id, which, reason: 'gone', now })
}

/** What was asked for last, as it goes over the wire, with what was read before and stands inside of it. */
export async function presentVisit(
  tx: Tx,
  scope: Scope,
  { world, parts }: Pick<KeptVisit, 'parts'> & { readonly world: World },
): Promise<readonly WireRecord[]> {
  const asked = parts.at(-1)?.resource
  const shown = new Map<string, readonly WireRecord[]>()
  for (const { resource, records } of parts) {
    if (resource !== asked && resource.name !== asked?.parent?.resource) continue
    const inside = resource.parent && shown.get(resource.parent.resource)
    const parents = inside && new Map(inside.map((record) => [record.id as string, record]))
    shown.set(
      resource.name,
      await presentPlain(tx, scope, { resource, records, world, ...(parents ? { parents } : {}) }),
    )
  }
  return shown.get(asked?.name ?? '') ?? []
}
