import type { Known, Match } from '../../domain/identity/by-key.ts'
import type { Claim, Evidence, Missing } from '../../domain/identity/evidence.ts'
import type { Matching } from '../../domain/identity/matching.ts'
import { type Coverage, listKnownByIds } from '../../store/records/records.ts'
import { type FormerHolders, findFormerHolders } from './former-keys.ts'
import { readStored } from './keep-documents.ts'
import type { Came, Claimed, Leftovers, Recognised, Work } from './recognition.ts'

/**
 * Which records the rows under unknown keys are, and which records another one replaces. Each row is at most one
 * record, and each record at most one row.
 */
export async function claimLeftovers<In extends Came>(
  work: Work<In>,
  leftovers: Leftovers<In>,
): Promise<{
  readonly holders: FormerHolders
  readonly claims: readonly Claimed[]
  readonly superseded: Recognised<In>['superseded']
}> {
  const { match } = work
  const { unknown, displaced } = leftovers
  const others = new Set(displaced.map(({ known: { id } }) => id))
  const recognised = [...match.changed, ...match.unchanged].filter(({ known: { id } }) => !others.has(id))
  const naming = recognised.filter(({ incoming }) => incoming.replaces !== undefined)
  if (unknown.length === 0 && naming.length === 0) return { holders: new Map(), claims: [], superseded: [] }
  const search = await beginSearch(work, { unknown, displaced, recognised, naming })
  const claims = await claimUnknown(search, leftovers.missing)
  const superseded = await supersededBy(search, { naming, claimed: new Set(claims.map(({ id }) => id)) })
  return { holders: search.holders, claims, superseded }
}

/** Finds every record that a row may be: those that its keys meant once, and removed ones that are still recognised. */
async function beginSearch<In extends Came>(
  work: Work<In>,
  given: Pick<Leftovers<In>, 'unknown' | 'displaced'> & {
    readonly recognised: Match<In>['changed']
    readonly naming: Match<In>['changed']
  },
): Promise<Search<In>> {
  const { tx, scope, world, match, looking } = work
  const { unknown, displaced, recognised, naming } = given
  const named = [...unknown, ...naming.map(({ incoming }) => incoming)]
  const asked = [...unknown.map(({ key }) => key), ...named.flatMap(({ replaces }) => replaces ?? [])]
  const holders = await findFormerHolders(tx, scope, world, { ...looking, keys: asked })
  const ids = [...[...holders.values()].flat(), ...work.traces.keys()]
  const found = await listKnownByIds(tx, scope, looking.resource, { linkId: looking.link.id, ids: [...new Set(ids)] })
  const known = new Map([...work.stored, ...found].map((record) => [record.id, record]))
  const byKey = new Map([...known.values()].map((record) => [record.identity_key, record.id]))
  const others = new Set(displaced.map((each) => each.known.id))
  const suppressed = match.suppressed.flatMap(({ key }) => byKey.get(key) ?? []).filter((id) => !others.has(id))
  const shown = new Set([...recognised.map((pair) => pair.known.id), ...suppressed])
  return { ...work, unknown, holders, known, byKey, shown, displaced }
}

/** Which records the rows are: first what the institution says itself, then what they have in common. */
async function claimUnknown<In extends Came>(search: Search<In>, stored: readonly Known[]): Promise<Claimed[]> {
  const { unknown, known, matching } = search
  const explicit = await claimExplicitly(search)
  const claimedIds = new Set(explicit.map(({ id }) => id))
  const claimedKeys = new Set(explicit.map(({ key }) => key))
  const left = unknown.filter(({ key }) => !claimedKeys.has(key))
  const missing = left.length === 0 ? [] : await missingRows(search, { missing: stored, claimedIds })
  const came = left.map(({ key, body, parentId }) => ({ key, traits: matching.traitsOf(body, parentId) }))
  return [...explicit, ...matching.claim(missing, came)].flatMap((claim) => {
    const claimed = known.get(claim.id)
    return claimed ? [{ ...claim, known: claimed }] : []
  })
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

/** Those of which it is known that they say something which the row that wants them cannot. */
async function contradicted<In extends Came>(
  { tx, scope, looking, matching, traces }: Search<In>,
  wanted: readonly Wanted<In>[],
): Promise<ReadonlySet<string>> {
  const rows = new Map(wanted.map((each) => [each.id, each]))
  const said = new Map([...traces].filter(([id]) => rows.has(id)))
  for await (const { id, body, parentId } of readStored(tx, scope, looking, [...rows.keys()]))
    said.set(id, matching.traitsOf(body, parentId))
  const refused = [...said].filter(([id, traits]) => {
    const { row, rule } = rows.get(id) as Wanted<In>
    const came = matching.traitsOf(row.body, row.parentId)
    return rule === 'former_key' ? matching.reused(traits, came) !== null : !matching.mayReplace(traits, came)
  })
  return new Set(refused.map(([id]) => id))
}

/** Stored rows that the institution no longer shows under their keys, and removed ones that are still recognised. */
async function missingRows<In extends Came>(
  { tx, scope, looking, matching, traces, known, shown, displaced }: Search<In>,
  left: {
    readonly missing: readonly Known[]
    readonly claimedIds: ReadonlySet<string>
  },
): Promise<Missing<unknown>[]> {
  const absent = [...left.missing, ...displaced.map((each) => each.known)].filter(({ id }) => !left.claimedIds.has(id))
  const missing: Missing<unknown>[] = []
  for await (const { id, body, parentId, createdAt } of readStored(
    tx,
    scope,
    looking,
    absent.map(({ id }) => id),
  )) {
    missing.push({ id, standing: 'present', createdAt, traits: matching.traitsOf(body, parentId) })
  }
  for (const [id, traits] of traces) {
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
async function supersededBy<In extends Came>(
  search: Search<In>,
  { naming, claimed }: { naming: Match<In>['changed']; claimed: ReadonlySet<string> },
): Promise<Recognised<In>['superseded']> {
  const wanted = naming.flatMap(({ known: by, incoming: row }) => {
    const id = row.replaces === undefined ? undefined : recordOf(search, row.replaces)
    const known = id === undefined ? undefined : search.known.get(id)
    if (!known || known.removal !== null || search.shown.has(known.id) || claimed.has(known.id)) return []
    return [{ id: known.id, row, rule: 'named_predecessor' as const, known, by }]
  })
  const byId = Map.groupBy(wanted, ({ id }) => id)
  const single = wanted.filter(({ id }) => byId.get(id)?.length === 1)
  const refused = await contradicted(search, single)
  const evidence: Evidence = { strategy: 'explicit', rule: 'named_predecessor', agreed: ['key'], differed: [] }
  return single.filter(({ id }) => !refused.has(id)).map(({ known, by }) => ({ known, by, evidence }))
}
