import { type Alike, alikeBy, byKey, byStanding, pairsIn } from './alike.ts'
import type { Arrived, Claim, Evidence, Missing } from './evidence.ts'
import { confirms, contentOf, contradicts, type Movement, namesOf } from './movement.ts'
import { type Likeness, likenessBetween, limits } from './movement-likeness.ts'

type Stored = Missing<Movement>
type Came = Arrived<Movement>

/**
 * Which stored transactions came under other keys: first those of which nothing but the key is another, then those
 * that fit each other better than anything else fits either of them. What is left is new, or gone. Neither the order of
 * the rows nor that of the stages within one matters.
 */
export function claimMovements(stored: readonly Stored[], came: readonly Came[]): Claim[] {
  const claims: Claim[] = []
  const left = { stored, came }
  for (const claim of [claimSame, claimPostedAsTheyWere, claimNumberedAnew, claimClosest]) {
    const found = claim(left.stored, left.came)
    const ids = new Set(found.map(({ id }) => id))
    const keys = new Set(found.map(({ key }) => key))
    left.stored = left.stored.filter(({ id }) => !ids.has(id))
    left.came = left.came.filter(({ key }) => !keys.has(key))
    claims.push(...found)
  }
  return claims
}

/** Nothing but the key is another. Of several alike as many are taken as there are on both sides: two stay two. */
const claimSame = (stored: readonly Stored[], came: readonly Came[]): Claim[] =>
  claimBy(stored, came, ({ status }, content) => `${status} ${content}`)

/** The same where a row that was not posted yet is now; what is posted does not become pending again. */
const claimPostedAsTheyWere = (stored: readonly Stored[], came: readonly Came[]): Claim[] =>
  claimBy(
    stored.filter(({ traits }) => traits.status !== 'PROCESSED'),
    came.filter(({ traits }) => traits.status !== 'PENDING'),
    (_row, content) => content,
  )

/**
 * The same under another reference, where the instant says that it is no other purchase of that day. Where there are
 * several references on one side it could be either of them, and all are left alone.
 */
function claimNumberedAnew(stored: readonly Stored[], came: readonly Came[]): Claim[] {
  const unnumbered = ({ traits }: Stored | Came) => namesOf(traits).unnumbered
  const isTold = ({ traits: { moment, reference } }: Stored | Came) => saysTime(moment) && reference !== null
  const ones = Map.groupBy(stored.filter(isTold), unnumbered)
  const others = Map.groupBy(
    came.filter((row) => isTold(row) && row.traits.status === 'PROCESSED'),
    unnumbered,
  )
  const isClear = (row: Stored | Came) => [ones, others].every((side) => areAlike(side.get(unnumbered(row)) ?? []))
  return claimBy(
    [...ones.values()].flat().filter(isClear),
    [...others.values()].flat().filter(isClear),
    (row) => namesOf(row).unnumbered,
  )
}

const areAlike = (rows: readonly (Stored | Came)[]): boolean =>
  new Set(rows.map(({ traits: { status, reference } }) => `${status} ${reference}`)).size <= 1

/** Midnight is what is written where only the day is known. */
const saysTime = (moment: string | null): boolean => moment !== null && /T(?!00:00(:00)?([^:\d]|$))/.test(moment)

function claimBy(
  stored: readonly Stored[],
  came: readonly Came[],
  nameOf: (row: Movement, content: string) => string,
): Claim[] {
  const name = ({ traits }: { readonly traits: Movement }) => nameOf(traits, contentOf(traits))
  const others = alikeBy(came.filter(isTelling), name, byKey)
  const claims: Claim[] = []
  for (const [content, ones] of alikeBy(stored.filter(isTelling), name, byStanding)) {
    const same = others.get(content) ?? []
    for (const [one, other] of pairsIn(ones, same)) {
      const evidence = sameContent(one.traits, other.traits, { stored: ones.length, came: same.length })
      claims.push({ id: one.id, key: other.key, evidence })
    }
  }
  return claims
}

/** A row without a day is like any other of its kind, unless it has a reference. */
const isTelling = ({ traits: { date, amount, reference } }: { readonly traits: Movement }): boolean =>
  amount !== null && (date !== null || reference !== null)

function sameContent(one: Movement, other: Movement, alike: NonNullable<Evidence['alike']>): Evidence {
  const sameStatus = one.status === other.status
  return {
    strategy: 'exact',
    rule: 'same_content',
    agreed: [
      ...['account', 'type', 'amount', 'currency', 'description'],
      ...(confirms(one.date, other.date) ? ['value_date'] : []),
      ...(confirms(one.reference, other.reference) ? ['reference'] : []),
      ...(confirms(one.moment, other.moment) ? ['transacted_at'] : []),
      ...(sameStatus ? ['status'] : []),
    ],
    differed: [
      ...(sameStatus ? [] : [{ field: 'status' }]),
      ...(contradicts(one.reference, other.reference) ? [{ field: 'reference' }] : []),
    ],
    ...(alike.stored > 1 || alike.came > 1 ? { alike } : {}),
  }
}

type Pair = { readonly stored: Alike<Stored>; readonly came: Alike<Came>; readonly likeness: Likeness }

/** Those that fit each other by a margin better than any other that one of them could be. */
function claimClosest(stored: readonly Stored[], came: readonly Came[]): Claim[] {
  const nameOf = ({ traits }: { readonly traits: Movement }) =>
    JSON.stringify([traits.status, traits.merchant, contentOf(traits)])
  const ones = [...alikeBy(stored, nameOf, byStanding).values()]
  const others = [...alikeBy(came, nameOf, byKey).values()]
  const pairs = candidates(ones, others)
  const ofStored = rankedBy(pairs, (pair) => pair.stored)
  const ofCame = rankedBy(pairs, (pair) => pair.came)
  return pairs.flatMap((pair) => {
    const rivals = [rivalOf(ofStored, pair.stored, pair), rivalOf(ofCame, pair.came, pair)]
    const runnerUp = Math.max(...rivals.map((rival) => rival?.likeness.score ?? Number.NEGATIVE_INFINITY))
    if (pair.likeness.score - runnerUp < limits.margin) return []
    return claimsOf(pair, Number.isFinite(runnerUp) ? runnerUp : null)
  })
}

function claimsOf({ stored, came, likeness }: Pair, runnerUp: number | null): Claim[] {
  const { rule, score, agreed, differed } = likeness
  const several = stored.length > 1 || came.length > 1
  const alike = several ? { alike: { stored: stored.length, came: came.length } } : {}
  const evidence = { strategy: 'conservative', rule, agreed, differed, score, runnerUp, ...alike } as const
  return [...pairsIn(stored, came)].map(([one, other]) => ({ id: one.id, key: other.key, evidence }))
}

/** The best two pairs of each: more are not looked at. */
function rankedBy<Side>(pairs: readonly Pair[], side: (pair: Pair) => Side): Map<Side, readonly Pair[]> {
  const best = new Map<Side, readonly Pair[]>()
  for (const pair of pairs) {
    const ranked = [...(best.get(side(pair)) ?? []), pair]
    best.set(side(pair), ranked.toSorted((one, other) => other.likeness.score - one.likeness.score).slice(0, 2))
  }
  return best
}

/** The best pair beside this one that the same side could form. */
const rivalOf = <Side>(ranked: ReadonlyMap<Side, readonly Pair[]>, side: Side, pair: Pair): Pair | undefined =>
  ranked.get(side)?.find((other) => other !== pair)

/** So many pairs of one account and one direction are looked at; among more, a match would say nothing. */
const comparisonsMax = 200_000

function candidates(stored: readonly Alike<Stored>[], came: readonly Alike<Came>[]): Pair[] {
  const sideOf = ([{ traits }]: Alike<{ readonly traits: Movement }>) =>
    JSON.stringify([traits.parentId, traits.direction])
  const others = Map.groupBy(came, sideOf)
  return [...Map.groupBy(stored, sideOf)].flatMap(([side, ones]) => {
    const pairs = nearPairs(ones, others.get(side) ?? [])
    return pairs.flatMap(([one, other]) => {
      const likeness = likenessBetween(one[0].traits, other[0].traits)
      return likeness ? [{ stored: one, came: other, likeness }] : []
    })
  })
}

/** The pairs of which the amounts let it be; none where they are too many. */
function nearPairs(
  stored: readonly Alike<Stored>[],
  came: readonly Alike<Came>[],
): readonly (readonly [Alike<Stored>, Alike<Came>])[] {
  const priced = came
    .filter(([{ traits }]) => traits.amount !== null)
    .toSorted(([one], [other]) => amountOf(one) - amountOf(other))
  const byAmount = Map.groupBy(priced, ([row]) => amountOf(row))
  const byCurrency = Map.groupBy(priced, ([{ traits }]) => traits.currency)
  const pairs: (readonly [Alike<Stored>, Alike<Came>])[] = []
  for (const one of stored) {
    const { amount, status, currency } = one[0].traits
    if (amount === null) continue
    const near =
      status === 'PENDING'
        ? [...inRange(priced, amount), ...inOtherCurrencies(byCurrency, currency)]
        : (byAmount.get(amount) ?? [])
    for (const other of near) pairs.push([one, other])
    if (pairs.length > comparisonsMax) return []
  }
  return pairs
}

const amountOf = ({ traits }: Came): number => traits.amount ?? 0

/** The rows that what is pending may post as, of those that are sorted by amount. */
function inRange(priced: readonly Alike<Came>[], amount: number): readonly Alike<Came>[] {
  const least = firstFrom(priced, (amount * limits.lowestRatio) / beyond)
  const above = firstFrom(priced, amount * limits.highestRatioWithTip * beyond)
  return priced.slice(least, above)
}

/** The limit itself is within, however it is rounded. */
const beyond = 1.000_001

/** Where the rows from an amount on begin. */
function firstFrom(priced: readonly Alike<Came>[], amount: number): number {
  let [low, high] = [0, priced.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const row = priced[middle]?.[0]
    if (row && amountOf(row) < amount) low = middle + 1
    else high = middle
  }
  return low
}

const inOtherCurrencies = (
  byCurrency: ReadonlyMap<string | null, readonly Alike<Came>[]>,
  currency: string | null,
): readonly Alike<Came>[] =>
  currency === null
    ? []
    : [...byCurrency].flatMap(([other, rows]) => (other === null || other === currency ? [] : rows))
