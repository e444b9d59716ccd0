import type { Known, Match } from '../../domain/identity/by-key.ts'
import { matchingOf } from '../../domain/identity/matching.ts'
import { piecesOf } from '../../kit/pipeline.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { listKeyColumns } from '../../store/records/records.ts'
import type { World } from '../deps.ts'
import { claimLeftovers } from './claim-leftovers.ts'
import type { FormerHolders } from './former-keys.ts'
import { readStored } from './keep-documents.ts'
import type { Came, Claimed, Leftovers, Looking, Recognised, Work } from './recognition.ts'
import { openTraces } from './traces.ts'

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
  const needed = needsTraces(match)
  const early = needed ? await openTraces(tx, scope, looking) : new Map<string, unknown>()
  const looked = { tx, scope, world, match, looking, matching, stored: given.known }
  const displaced = await findDisplaced({ ...looked, traces: early })
  // A row under a key that was given away may be one that was removed, though nothing else came anew.
  const traces = displaced.length > 0 && !needed ? await openTraces(tx, scope, looking) : early
  const work = { ...looked, traces }
  const taken = new Set(displaced.map(({ key }) => key))
  const came = [...match.changed.map(({ incoming }) => incoming), ...match.suppressed]
  const unknown = [...match.fresh, ...came.filter(({ key }) => taken.has(key))]
  const missing = missingOf(match, looking)
  const { holders, claims, superseded } = await claimLeftovers(work, { unknown, displaced, missing })
  return composed({ match, unknown, displaced, gone, claims, superseded, holders })
}

/**
 * What was not shown may have got another key. Where another visit came in between, that holds for what nobody has seen
 * since this one began; such a row is not gone for it, as this visit may have read what is no longer so.
 */
const missingOf = ({ gone }: Match<Came>, { undisturbed, begunAt }: Looking): readonly Known[] =>
  undisturbed ? gone : gone.filter(({ collected_at: seenAt }) => seenAt < begunAt)

/** Removed records matter where something is new, or comes back. */
const needsTraces = ({ fresh, suppressed, changed }: Match<Came>): boolean =>
  fresh.length > 0 || suppressed.length > 0 || changed.some(({ known }) => known.removal !== null)

/** Rows under the key of a stored record, or of a removed one, that they cannot be. */
async function findDisplaced<In extends Came>(work: Work<In>): Promise<Recognised<In>['displaced']> {
  const { tx, scope, match, looking, matching, traces } = work
  const removed = new Map(work.stored.filter(({ id }) => traces.has(id)).map((known) => [known.identity_key, known]))
  const withheld = match.suppressed.flatMap((incoming) => {
    const known = removed.get(incoming.key)
    return known ? [{ known, incoming }] : []
  })
  const pairs = new Map([...match.changed, ...withheld].map((pair) => [pair.known.id, pair]))
  const said = new Map([...traces].filter(([id]) => pairs.has(id)))
  const suspects = await findSuspects(work, pairs)
  const displaced: Recognised<In>['displaced'][number][] = []
  const judge = (id: string, traits: unknown) => {
    const { known, incoming } = pairs.get(id) as Match<In>['changed'][number]
    const evidence = matching.reused(traits, matching.traitsOf(incoming.body, incoming.parentId))
    if (evidence) displaced.push({ known, key: incoming.key, evidence })
  }
  for (const [id, traits] of said) judge(id, traits)
  for await (const { id, body, parentId } of readStored(tx, scope, looking, suspects))
    judge(id, matching.traitsOf(body, parentId))
  return displaced
}

const rowsAtOnce = 10_000

/** The records that are there and that what came under their keys could not be; few have to be read whole. */
async function findSuspects<In extends Came>(
  { tx, scope, looking, matching }: Work<In>,
  pairs: ReadonlyMap<string, Match<In>['changed'][number]>,
): Promise<readonly string[]> {
  const { suspectColumns: columns } = matching
  if (columns.length === 0) return []
  const present = [...pairs.values()].filter(({ known }) => known.removal === null).map(({ known }) => known.id)
  const suspects: string[] = []
  for (const ids of piecesOf(present, rowsAtOnce)) {
    const rows = await listKeyColumns(tx, scope, looking.resource, { linkId: looking.link.id, ids, columns })
    for (const { id, ...said } of rows) {
      const { body, parentId } = (pairs.get(id) as Match<In>['changed'][number]).incoming
      if (matching.suspect(said, matching.traitsOf(body, parentId))) suspects.push(id)
    }
  }
  return suspects
}

function composed<In extends Came>(
  parts: Omit<Leftovers<In>, 'missing'> & {
    readonly match: Match<In>
    readonly gone: readonly Known[]
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
  const taken = new Set(displaced.map(({ key }) => key))
  const suppressed = match.suppressed.filter(({ key }) => !taken.has(key))
  for (const { known, key } of claims) {
    const incoming = byKey.get(key)
    if (!incoming) continue
    if (known.removal === 'deleted') suppressed.push(incoming)
    else if (known.removal === null && incoming.contentMac.equals(known.content_mac))
      unchanged.push({ known, incoming })
    else changed.push({ known, incoming })
  }
  const ended = [...gone, ...displaced.map(({ known }) => known), ...superseded.map(({ known }) => known)]
  const stillGone = new Map(
    ended.filter(({ id, removal }) => removal === null && !claimedIds.has(id)).map((known) => [known.id, known]),
  )
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
