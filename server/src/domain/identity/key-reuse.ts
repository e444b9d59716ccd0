import { type Difference, type Evidence, rounded } from './evidence.ts'
import { contradicts, daysBetween, type Movement } from './movement.ts'
import { limits, namesAnother, ratioOf, wordingOf } from './movement-likeness.ts'

/**
 * Whether a row that came under a key is another transaction than the one that is stored under it, so that the
 * institution has given the key away again: money that went the other way; or another amount, on another day, for
 * somebody else, all three. Less than that is a correction.
 */
export function reusedKey(stored: Movement, came: Movement): Evidence | null {
  const otherWay = contradicts(stored.direction, came.direction)
  const ratio = ratioOf(stored, came)
  const days = daysBetween(stored, came)
  if (!otherWay && !(isOther(stored, came) || isFar(stored, came))) return null
  const likeness = wordingOf(stored, came)?.likeness ?? 0
  const differed: Difference[] = [
    ...(otherWay ? [{ field: 'type' }] : []),
    ...(ratio === 1 ? [] : [{ field: 'amount', ...(ratio === null ? {} : { ratio: rounded(ratio) }) }]),
    ...(days === 0 || days === null ? [] : [{ field: 'value_date', days }]),
    ...(likeness === 1 ? [] : [{ field: 'description', likeness: rounded(likeness) }]),
  ]
  return { strategy: 'explicit', rule: 'key_reused', agreed: ['key'], differed }
}

/** Nothing that both say is the same, not even in part: neither amount nor day, and the names of two. */
function isOther(stored: Movement, came: Movement): boolean {
  const days = daysBetween(stored, came)
  return days !== null && days > 0 && ratioOf(stored, came) !== 1 && namesAnother(stored, came)
}

/** Where one of the two names nobody, or part of the name is the same, the rest has to be out of all proportion. */
function isFar(stored: Movement, came: Movement): boolean {
  const ratio = ratioOf(stored, came)
  const days = daysBetween(stored, came)
  const otherAmount = ratio === null || ratio < limits.lowestRatio || ratio > limits.highestRatioWithTip
  return otherAmount && days !== null && days > limits.days && wordingOf(stored, came) === null
}

/** What every reused key shows without a look at words or currencies. */
export function mayBeReused(stored: Movement, came: Movement): boolean {
  const days = daysBetween(stored, came)
  return contradicts(stored.direction, came.direction) || (days !== null && days > 0)
}
