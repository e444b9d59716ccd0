import type { RecordKind } from '../../../../contract/resource.ts'
import type { Known, Match } from '../../domain/identity/by-key.ts'
import type { Claim, Evidence, Missing } from '../../domain/identity/evidence.ts'
import { type Matching, matchingOf } from '../../domain/identity/matching.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { type Coverage, listKnownByIds } from '../../store/records.ts'
import type { World } from '../deps.ts'
import { type FormerHolders, findFormerHolders } from './former-keys.ts'
import { readStored } from './keep-documents.ts'
import { openTraces } from './traces.ts'

/** A record as it came, ready to be kept. */
export type Came = {
  readonly key: string
  readonly replaces?: string
  readonly body: Readonly<Record<string, unknown>>
  readonly parentId: string | null
  readonly contentMac: Buffer
}

/** What a visit brought of one resource, and what it speaks for. */
export type Looking = {
  readonly resource: RecordKind
  readonly link: { readonly id: string }
  readonly dataKey: Buffer | null
  readonly coverage: Coverage
  /** Whether what was not shown is gone. */
  readonly undisturbed: boolean
  readonly now: Date
}

/** A stored record that another row has to do with, and why. */
type Told<More> = More & { readonly known: Known; readonly evidence: Evidence }

/** What a retrieval means for what is stored, with what the institution's keys alone do not tell. */
export type Recognised<In extends Came> = {
  readonly match: Match<In>
  /** Those that the institution knows by another key from now on. */
  readonly moved: readonly Told<{ readonly key: string }>[]
  /** Those whose key was given to another record. */
  readonly displaced: readonly Told<{ readonly key: string }>[]
  /** Those that another stored record stands for. */
  readonly superseded: readonly Told<{ readonly by: Known }>[]
  /** By the keys of new records, the records that they meant before. */
  readonly holders: FormerHolders
}

/**
 * Recognises what came under keys that nobody has, and finds out which keys were given to something else. What the
 * institution says itself comes before what rows have in common; what is not certain stays two records (decision 15).
 */
export async function recognise<In extends Came>(
  tx: Tx,
  scope: Scope,
  world: World,
  given: { readonly match: Match<In>; readonly known: readonly Known[]; readonly looking: Looking },
): Promise<Recognised<In>> {
  const { match, looking } = given
  const matching = matchingOf(looking.resource)
  const gone = looking.undisturbed ? match.gone : []
  if (!matching) return { match: { ...match, gone }, moved: [], displaced: [], superseded: [], holders: new Map() }
  const work = { tx, scope, world, match, looking, matching, stored: given.known }
  const displaced = await findDisplaced(work)
  const taken = new Set(displaced.map(({ key }) => key))
  const rekeyed = match.changed.filter(({ incoming }) => taken.has(incoming.key)).map(({ incoming }) => incoming)
  const unknown = [...match.fresh, ...rekeyed]
  const { holders, claims, superseded } = await claimAll(work, { unknown, displaced, gone })
  return composed({ match, unknown, displaced, gone, claims, superseded, holders })
}

type Work<In extends Came> = {
  readonly tx: Tx
  readonly scope: Scope
  readonly world: World
  readonly match: Match<In>
  readonly stored: readonly Known[]
  readonly looking: Looking
  readonly matching: Matching<unknown>
}

/** Rows under the key of a stored record that they cannot be. */
async function findDisplaced<In extends Came>({ tx, scope, match, looking, matching }: Work<In>) {
  const changed = new Map(
    match.changed.filter(({ known }) => known.removal === null).map((pair) => [pair.known.id, pair]),
  )
  const displaced: Told<{ readonly key: string }>[] = []
  for await (const { id, body, parentId } of readStored(tx, scope, looking, [...changed.keys()])) {
    const pair = changed.get(id)
    if (!pair) continue
    const { known, incoming } = pair
    const evidence = matching.reused(
      matching.traitsOf(body, parentId),
      matching.traitsOf(incoming.body, incoming.parentId),
    )
    if (evidence) displaced.push({ known, key: incoming.key, evidence })
  }
  return displaced
}

/** A claim with the record that is claimed. */
type Claimed = Claim & { readonly known: Known }

type Leftovers<In extends Came> = {
  readonly unknown: readonly In[]
  readonly displaced: readonly Told<{ readonly key: string }>[]
  readonly gone: readonly Known[]
}

async function claimAll<In extends Came>(work: Work<In>, leftovers: Leftovers<In>) {
  const { tx, scope, world, match, looking } = work
  const { unknown, displaced, gone } = leftovers
  const naming = [...match.changed, ...match.unchanged].filter(({ incoming }) => incoming.replaces !== undefined)
  const nothing = { holders: new Map() as FormerHolders, claims: [] as Claimed[], superseded: [] }
  if (unknown.length === 0 && naming.length === 0) return nothing
  const named = [...unknown, ...naming.map(({ incoming }) => incoming)]
  const asked = [...unknown.map(({ key }) => key), ...named.flatMap(({ replaces }) => replaces ?? [])]
  const holders = await findFormerHolders(tx, scope, world, { ...looking, keys: asked })
  const traces = unknown.length === 0 ? [] : await openTraces(tx, scope, looking)
  const ids = [...[...holders.values()].flat(), ...traces.map(({ id }) => id)]
  const found = await listKnownByIds(tx, scope, looking.resource, { linkId: looking.link.id, ids: [...new Set(ids)] })
  const known = new Map([...work.stored, ...found].map((record) => [record.id, record]))
  const byKey = new Map([...known.values()].map((record) => [record.identity_key, record.id]))
  const shown = new Set([...match.changed, ...match.unchanged].map((pair) => pair.known.id))
  for (const { key } of match.suppressed) shown.add(byKey.get(key) ?? '')
  for (const each of displaced) shown.delete(each.known.id)
  const search = { ...work, unknown, holders, known, byKey, shown, displaced }
  const explicit = await claimExplicitly(search)
  const claimedIds = new Set(explicit.map(({ id }) => id))
  const claimedKeys = new Set(explicit.map(({ key }) => key))
  const left = unknown.filter(({ key }) => !claimedKeys.has(key))
  const missing = await missingRows(search, { gone, traces, claimedIds })
  const came = left.map(({ key, body, parentId }) => ({ key, traits: work.matching.traitsOf(body, parentId) }))
  const alike = left.length === 0 ? [] : work.matching.claim(missing, came)
  const claims = [...explicit, ...alike].flatMap((claim) => {
    const claimed = known.get(claim.id)
    return claimed ? [{ ...claim, known: claimed }] : []
  })
  const superseded = supersededBy(search, { naming, claimed: new Set(claims.map(({ id }) => id)) })
  return { holders, claims, superseded }
}

type Search<In extends Came> = Work<In> & {
  readonly unknown: readonly In[]
  readonly holders: FormerHolders
  readonly known: ReadonlyMap<string, Known>
  /** The ids of the same by the keys that they have. */
  readonly byKey: ReadonlyMap<string, string>
  /** The records that came under their own keys. */
  readonly shown: ReadonlySet<string>
  readonly displaced: Leftovers<In>['displaced']
}

type Wanted<In extends Came> = { readonly id: string; readonly row: In; readonly rule: Evidence['rule'] }

/** What the institution says itself: a key that it used before, or the key that a row had before. */
async function claimExplicitly<In extends Came>(search: Search<In>): Promise<Claim[]> {
  const { unknown, holders, shown } = search
  const wanted = unknown.flatMap((row): readonly Wanted<In>[] => {
    const before = row.replaces === undefined ? undefined : recordOf(search, row.replaces)
    if (before !== undefined && !shown.has(before)) return [{ id: before, row, rule: 'named_predecessor' }]
    const [once, another] = (holders.get(row.key) ?? []).filter((id) => !shown.has(id))
    return once !== undefined && another === undefined ? [{ id: once, row, rule: 'former_key' }] : []
  })
  // Two rows that say to be the same one are none of it.
  const byId = Map.groupBy(wanted, ({ id }) => id)
  const single = wanted.filter(({ id }) => byId.get(id)?.length === 1)
  const refused = await contradicted(search, single)
  return single
    .filter(({ id }) => !refused.has(id))
    .map(({ id, row, rule }) => {
      const evidence = { strategy: 'explicit', rule, agreed: ['key'], differed: [] } as const
      return { id, key: row.key, evidence }
    })
}

/** The record that the institution knows by a key, or knew last. */
const recordOf = <In extends Came>({ byKey, holders }: Search<In>, key: string): string | undefined =>
  byKey.get(key) ?? holders.get(key)?.[0]

/** Those that are stored and say something that the row which wants them cannot. */
async function contradicted<In extends Came>(
  { tx, scope, looking, matching }: Search<In>,
  wanted: readonly Wanted<In>[],
): Promise<ReadonlySet<string>> {
  const rows = new Map(wanted.map((each) => [each.id, each]))
  const refused = new Set<string>()
  for await (const { id, body, parentId } of readStored(tx, scope, looking, [...rows.keys()])) {
    const each = rows.get(id)
    if (!each) continue
    const [stored, came] = [matching.traitsOf(body, parentId), matching.traitsOf(each.row.body, each.row.parentId)]
    const isOther =
      each.rule === 'former_key' ? matching.reused(stored, came) !== null : !matching.mayReplace(stored, came)
    if (isOther) refused.add(id)
  }
  return refused
}

/** Stored rows that the institution no longer shows under their keys, and removed ones that are still recognised. */
async function missingRows<In extends Came>(
  { tx, scope, looking, matching, known, shown, displaced }: Search<In>,
  left: {
    readonly gone: readonly Known[]
    readonly traces: readonly { readonly id: string; readonly traits: unknown }[]
    readonly claimedIds: ReadonlySet<string>
  },
): Promise<Missing<unknown>[]> {
  const absent = [...left.gone, ...displaced.map((each) => each.known)].filter(({ id }) => !left.claimedIds.has(id))
  const missing: Missing<unknown>[] = []
  for await (const { id, body, parentId, createdAt } of readStored(
    tx,
    scope,
    looking,
    absent.map(({ id }) => id),
  )) {
    missing.push({ id, standing: 'present', createdAt, traits: matching.traitsOf(body, parentId) })
  }
  for (const { id, traits } of left.traces) {
    const record = known.get(id)
    const standing = record?.removal === 'deleted' || record?.removal === 'gone' ? record.removal : null
    if (!record || standing === null || shown.has(id) || left.claimedIds.has(id)) continue
    if (covers(looking.coverage, matching, traits)) missing.push({ id, standing, createdAt: record.created_at, traits })
  }
  return missing
}

/** Whether the visit would have shown a row like this, had the institution still had it under its key. */
function covers({ parentIds, period }: Coverage, matching: Matching<unknown>, traits: unknown): boolean {
  const [date, parentId] = [matching.dateOf(traits), matching.parentOf(traits)]
  if (parentIds && parentId !== null && !parentIds.includes(parentId)) return false
  if (date === null || !period) return true
  return (period.from === undefined || date >= period.from) && (period.to === undefined || date <= period.to)
}

/** Stored records that another stored one says that it replaces. */
function supersededBy<In extends Came>(
  search: Search<In>,
  { naming, claimed }: { naming: Match<In>['changed']; claimed: ReadonlySet<string> },
) {
  const superseded = naming.flatMap(({ known: by, incoming }) => {
    const id = incoming.replaces === undefined ? undefined : recordOf(search, incoming.replaces)
    const known = id === undefined ? undefined : search.known.get(id)
    if (!known || known.removal !== null || known.id === by.id) return []
    if (search.shown.has(known.id) || claimed.has(known.id)) return []
    const evidence: Evidence = { strategy: 'explicit', rule: 'named_predecessor', agreed: ['key'], differed: [] }
    return [{ known, by, evidence }]
  })
  const byId = Map.groupBy(superseded, ({ known }) => known.id)
  return superseded.filter(({ known }) => byId.get(known.id)?.length === 1)
}

function composed<In extends Came>(
  parts: Leftovers<In> & {
    readonly match: Match<In>
    readonly claims: readonly Claimed[]
    readonly superseded: Recognised<In>['superseded']
    readonly holders: FormerHolders
  },
): Recognised<In> {
  const { match, unknown, displaced, gone, claims, superseded, holders } = parts
  const byKey = new Map(unknown.map((row) => [row.key, row]))
  const claimedIds = new Set(claims.map(({ id }) => id))
  const claimedKeys = new Set(claims.map(({ key }) => key))
  const others = new Set(displaced.map(({ known }) => known.id))
  const changed = match.changed.filter(({ known }) => !others.has(known.id))
  const unchanged = [...match.unchanged]
  const suppressed = [...match.suppressed]
  for (const { known, key } of claims) {
    const incoming = byKey.get(key)
    if (!incoming) continue
    if (known.removal === 'deleted') suppressed.push(incoming)
    else if (known.removal === null && incoming.contentMac.equals(known.content_mac))
      unchanged.push({ known, incoming })
    else changed.push({ known, incoming })
  }
  const ended = [...gone, ...displaced.map(({ known }) => known), ...superseded.map(({ known }) => known)]
  const stillGone = new Map(ended.filter(({ id }) => !claimedIds.has(id)).map((known) => [known.id, known]))
  return {
    match: {
      ...{ changed, unchanged, suppressed },
      fresh: unknown.filter(({ key }) => !claimedKeys.has(key)),
      gone: [...stillGone.values()],
    },
    moved: claims.filter(({ known, key }) => known.identity_key !== key),
    displaced: displaced.filter(({ known }) => !claimedIds.has(known.id)),
    superseded,
    holders: new Map([
      ...holders,
      ...displaced.map(({ known, key }) => [key, [known.id, ...(holders.get(key) ?? [])]] as const),
    ]),
  }
}
