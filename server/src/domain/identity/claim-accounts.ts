import type { Arrived, Claim, Evidence, Missing } from './evidence.ts'
import { confirms, contradicts } from './movement.ts'
import { onlyPairs } from './only-pairs.ts'

/** What an account is recognised by when a renewed consent gave it another key. */
export type AccountTraits = {
  readonly type: string | null
  readonly category: string | null
  readonly currency: string | null
  readonly agency: string | null
  readonly number: string | null
  readonly publicNumber: string | null
  readonly internalNumber: string | null
}

const textIn = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null)

const numberIn = (value: unknown): string | null => textIn(value)?.replace(/[\s.-]/g, '') || null

/** What an account as an institution has it is recognised by. */
export const accountTraitsOf = (body: Readonly<Record<string, unknown>>): AccountTraits => ({
  type: textIn(body.type),
  category: textIn(body.category),
  currency: textIn(body.currency),
  agency: numberIn(body.agency),
  number: numberIn(body.number),
  publicNumber: numberIn(body.public_identification_value),
  internalNumber: textIn(body.internal_identification),
})

const numbers = ['number', 'publicNumber', 'internalNumber'] as const

const shownAs = {
  type: 'type',
  category: 'category',
  currency: 'currency',
  agency: 'agency',
  number: 'number',
  publicNumber: 'public_identification_value',
  internalNumber: 'internal_identification',
} as const satisfies Record<keyof AccountTraits, string>

/**
 * Whether the two are one account: of one type and currency, one number in common, and neither branch nor number
 * another.
 */
function isSameAccount(stored: AccountTraits, came: AccountTraits): boolean {
  if (stored.type !== came.type || stored.category !== came.category || stored.currency !== came.currency) return false
  if (contradicts(stored.agency, came.agency) || contradicts(stored.number, came.number)) return false
  return numbers.some((name) => confirms(stored[name], came[name]))
}

/** Accounts of one link; more than a person or a company has. */
const accountsMax = 2_000

/** Which stored accounts came under other keys: those of which each could only be the other one. */
export function claimAccounts(
  stored: readonly Missing<AccountTraits>[],
  came: readonly Arrived<AccountTraits>[],
): Claim[] {
  if (stored.length > accountsMax || came.length > accountsMax) return []
  return onlyPairs(stored, came, isSameAccount).map(({ stored: one, came: other }) => ({
    ...{ id: one.id, key: other.key },
    evidence: sameAccount(one.traits, other.traits),
  }))
}

function sameAccount(one: AccountTraits, other: AccountTraits): Evidence {
  const fields = Object.keys(shownAs) as (keyof AccountTraits)[]
  return {
    strategy: 'exact',
    rule: 'same_account',
    agreed: fields.filter((field) => confirms(one[field], other[field])).map((field) => shownAs[field]),
    differed: fields
      .filter((field) => contradicts(one[field], other[field]))
      .map((field) => ({ field: shownAs[field] })),
  }
}
