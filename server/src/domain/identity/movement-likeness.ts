import { type Difference, type Rule, rounded } from './evidence.ts'
import { confirms, contradicts, daysBetween, type Movement, namesOf } from './movement.ts'
import { likenessOf } from './wording.ts'

/**
 * The numbers of the conservative rule (docs/identity.md tells them to users; decision 15 says why).
 * An amount that was only authorised may post lower or higher by the rate of the day, and what was spent may grow by a tip.
 */
export const limits = {
  /** Days between the two, where the amount is the same. */
  days: 8,
  /** Days between the two, where the amount is another. */
  daysWithOtherAmount: 3,
  /** Days by which a row is dated anew that was posted before. */
  daysRestated: 3,
  lowestRatio: 0.95,
  highestRatio: 1.05,
  highestRatioWithTip: 1.3,
  likeness: 0.5,
  /** By how much a pair has to be better than any other that either of the two could form. */
  margin: 0.1,
} as const

export type Likeness = {
  readonly rule: Extract<Rule, 'posted' | 'restated'>
  readonly score: number
  readonly agreed: readonly string[]
  readonly differed: readonly Difference[]
}

/** Whether a stored row may be the one that came, and how well the two fit; null where they may not. */
export function likenessBetween(stored: Movement, came: Movement): Likeness | null {
  if (stored.parentId !== came.parentId || stored.direction === null || stored.direction !== came.direction) return null
  if (contradicts(stored.reference, came.reference)) return null
  const days = daysBetween(stored, came)
  const ratio = ratioOf(stored, came)
  if (days === null || days > limits.days || ratio === null) return null
  const wording = wordingOf(stored, came)
  if (wording === null) return null
  const posted = stored.status === 'PENDING' && came.status === 'PROCESSED'
  const fits = posted ? mayPost(stored, { days, ratio }) : mayRestate(stored, came, { days, ratio, wording })
  if (!fits) return null
  return { rule: posted ? 'posted' : 'restated', ...judged(stored, came, { days, ratio, wording }) }
}

/** By what the amount has grown, in one currency or in the account's; null where the two cannot be compared. */
export function ratioOf(stored: Movement, came: Movement): number | null {
  const [before, after] = comparable(stored, came)
  if (before === null || after === null) return null
  if (before === after) return 1
  return before === 0 ? null : after / before
}

function comparable(stored: Movement, came: Movement): readonly [number | null, number | null] {
  if (!contradicts(stored.currency, came.currency)) return [stored.amount, came.amount]
  if (stored.localAmount !== null) return [stored.localAmount, came.localAmount ?? came.amount]
  return [stored.amount, came.localAmount]
}

type Wording = { readonly likeness: number; readonly same: boolean; readonly sameMerchant: boolean }

/** How alike the two are worded; null where they name others, or nothing at all to go by. */
export function wordingOf(stored: Movement, came: Movement): Wording | null {
  const [one, other] = [namesOf(stored), namesOf(came)]
  const sameMerchant = one.merchant !== '' && one.merchant === other.merchant
  if (one.merchant !== '' && other.merchant !== '' && !sameMerchant) return null
  const same = one.plain !== '' && one.plain === other.plain
  const likeness = same ? 1 : likenessOf(one.words, other.words)
  const wellKnown = sameMerchant || confirms(stored.reference, came.reference)
  return likeness >= limits.likeness || wellKnown ? { likeness, same, sameMerchant } : null
}

/** Both say whose it is, and no part of that is the same. */
export function namesAnother(stored: Movement, came: Movement): boolean {
  const [one, other] = [namesOf(stored), namesOf(came)]
  if (confirms(stored.reference, came.reference) || (one.merchant !== '' && one.merchant === other.merchant))
    return false
  const bothNamed = one.words.length > 0 && other.words.length > 0
  return bothNamed && one.plain !== other.plain && likenessOf(one.words, other.words) === 0
}

type Measured = { readonly days: number; readonly ratio: number }

function mayPost({ direction }: Movement, { days, ratio }: Measured): boolean {
  if (ratio === 1) return days <= limits.days
  const highest = direction === 'OUTFLOW' ? limits.highestRatioWithTip : limits.highestRatio
  return ratio >= limits.lowestRatio && ratio <= highest && days <= limits.daysWithOtherAmount
}

/** A row that was not pending keeps its amount, and is either dated or worded anew; both only where a reference ties them. */
function mayRestate(stored: Movement, came: Movement, measured: Measured & { readonly wording: Wording }): boolean {
  const { days, ratio, wording } = measured
  if (ratio !== 1 || contradicts(stored.currency, came.currency)) return false
  if (stored.status === 'PROCESSED' && came.status === 'PENDING') return false
  if (confirms(stored.reference, came.reference)) return days <= limits.days
  return days === 0 || (wording.same && days <= limits.daysRestated)
}

function judged(stored: Movement, came: Movement, measured: Measured & { readonly wording: Wording }) {
  const { days, ratio, wording } = measured
  const sameReference = confirms(stored.reference, came.reference)
  const sameMoment = confirms(stored.moment, came.moment)
  const score =
    0.35 * (1 - Math.abs(ratio - 1) / (limits.highestRatioWithTip - 1)) +
    0.2 * (1 - days / limits.days) +
    0.25 * (wording.sameMerchant ? Math.max(wording.likeness, 0.75) : wording.likeness) +
    (sameReference ? 0.1 : 0) +
    (sameMoment ? 0.1 : 0)
  const sides: readonly (readonly [string, boolean, Difference])[] = [
    ['amount', ratio === 1, { field: 'amount', ratio: rounded(ratio) }],
    ['value_date', days === 0, { field: 'value_date', days }],
    ['description', wording.same, { field: 'description', likeness: rounded(wording.likeness) }],
    ['currency', !contradicts(stored.currency, came.currency), { field: 'currency' }],
    ['status', stored.status === came.status, { field: 'status' }],
    ['transacted_at', !contradicts(stored.moment, came.moment), { field: 'transacted_at' }],
  ]
  return {
    score: rounded(score),
    agreed: [
      ...['account', 'type'],
      ...sides.filter(([field, agree]) => agree && (field !== 'transacted_at' || sameMoment)).map(([field]) => field),
      ...(wording.sameMerchant ? ['merchant'] : []),
      ...(sameReference ? ['reference'] : []),
    ],
    differed: sides.filter(([, agree]) => !agree).map(([, , difference]) => difference),
  }
}
