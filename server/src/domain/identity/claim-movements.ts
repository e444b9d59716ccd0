import { type Alike, alikeBy, byKey, byStanding, pairsIn } from './alike.ts'
import type { Arrived, Claim, Evidence, Missing } from './evidence.ts'
import { confirms, contentOf, type Movement } from './movement.ts'
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
  for (const claim of [claimSame, claimPostedAsTheyWere, claimClosest]) {
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
    differed: sameStatus ? [] : [{ field: 'status' }],
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

/** So many pairs of one account and one direction are compared; among more, a match would say nothing. */
const comparisonsMax = 200_000

function candidates(stored: readonly Alike<Stored>[], came: readonly Alike<Came>[]): Pair[] {
  const bySide = (rows: Alike<{ readonly traits: Movement }>) =>
    JSON.stringify([rows[0].traits.parentId, rows[0].traits.direction])
  const others = Map.groupBy(came, bySide)
  return [...Map.groupBy(stored, bySide)].flatMap(([side, ones]) => {
    const pairs = within(ones, others.get(side) ?? [])
    if (pairs === null) return []
    return pairs.flatMap(([one, other]) => {
      const likeness = likenessBetween(one[0].traits, other[0].traits)
      return likeness ? [{ stored: one, came: other, likeness }] : []
    })
  })
}

type Window = readonly [Alike<Stored>, Alike<Came>]

/** The pairs whose days lie close enough to be looked at; null where they are too many. */
function within(stored: readonly Alike<Stored>[], came: readonly Alike<Came>[]): Window[] | null {
  const byDay = Map.groupBy(came, ([{ traits }]) => traits.date)
  const pairs: Window[] = []
  for (const one of stored) {
    const { date } = one[0].traits
    if (date === null) continue
    for (const day of daysAround(date)) {
      for (const other of byDay.get(day) ?? []) {
        if (!isNear(one[0].traits, other[0].traits)) continue
        pairs.push([one, other])
        if (pairs.length > comparisonsMax) return null
      }
    }
  }
  return pairs
}

/** What needs no look at words: most rows of the same days are far from each other in what they are worth. */
function isNear(stored: Movement, came: Movement): boolean {
  if (stored.amount === came.amount) return true
  if (stored.status !== 'PENDING' || came.status !== 'PROCESSED') return false
  return stored.currency !== came.currency || (came.amount ?? 0) <= (stored.amount ?? 0) * limits.highestRatioWithTip
}

const dayMs = 86_400_000

const daysAround = (date: string): string[] =>
  Array.from({ length: 2 * limits.days + 1 }, (_, index) =>
    new Date(Date.parse(date) + (index - limits.days) * dayMs).toISOString().slice(0, 10),
  )
