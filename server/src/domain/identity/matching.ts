import type { RecordKind } from '../../../../contract/resource.ts'
import { type AccountTraits, accountTraitsOf, claimAccounts } from './claim-accounts.ts'
import { type BillTraits, billTraitsOf, claimBills } from './claim-bills.ts'
import { claimMovements } from './claim-movements.ts'
import type { Arrived, Claim, Evidence, Missing } from './evidence.ts'
import { mayBeReused, reusedKey } from './key-reuse.ts'
import { contradicts, type Movement, movementOf } from './movement.ts'

/** How records of a kind are recognised where the institution's key does not do. */
export type Matching<Traits> = {
  /** What a record is recognised by; `parentId` is that of its account. */
  traitsOf(body: Readonly<Record<string, unknown>>, parentId: string | null): Traits
  claim(stored: readonly Missing<Traits>[], came: readonly Arrived<Traits>[]): Claim[]
  /** Why a row under the key of a stored one is another one; null where it is the same. */
  reused(stored: Traits, came: Traits): Evidence | null
  /** The key columns by which it is seen that it could be; without any, it never is. */
  readonly suspectColumns: readonly string[]
  /** Whether it could be, by what stands in those columns: most rows need not be looked at any closer. */
  suspect(columns: Readonly<Record<string, string | null>>, came: Traits): boolean
  /** Whether a row may be what it says that it replaces. */
  mayReplace(stored: Traits, came: Traits): boolean
  /** The day that a period is about. */
  dateOf(traits: Traits): string | null
  parentOf(traits: Traits): string | null
}

const movements: Matching<Movement> = {
  traitsOf: movementOf,
  claim: claimMovements,
  reused: reusedKey,
  suspectColumns: ['type', 'amount', 'value_date'],
  suspect({ type, amount, value_date }, came) {
    const stored = movementOf({ type, amount: amount == null ? null : Number(amount), value_date }, null)
    return mayBeReused(stored, came)
  },
  mayReplace: (stored, came) => !contradicts(stored.direction, came.direction),
  dateOf: ({ date }) => date,
  parentOf: ({ parentId }) => parentId,
}

const accounts: Matching<AccountTraits> = {
  traitsOf: (body) => accountTraitsOf(body),
  claim: claimAccounts,
  reused: () => null,
  suspectColumns: [],
  suspect: () => false,
  mayReplace: (stored, came) => stored.currency === came.currency,
  dateOf: () => null,
  parentOf: () => null,
}

const bills: Matching<BillTraits> = {
  traitsOf: billTraitsOf,
  claim: claimBills,
  reused: () => null,
  suspectColumns: [],
  suspect: () => false,
  mayReplace: (stored, came) => !contradicts(stored.currency, came.currency),
  dateOf: ({ dueDate }) => dueDate,
  parentOf: ({ parentId }) => parentId,
}

const matchings = { movements, accounts, bills } as const satisfies Record<NonNullable<RecordKind['matching']>, unknown>

/** The matching of a kind of records; null where the institution's key is all that there is. */
export const matchingOf = ({ matching }: Pick<RecordKind, 'matching'>): Matching<unknown> | null =>
  matching === undefined ? null : (matchings[matching] as Matching<unknown>)
