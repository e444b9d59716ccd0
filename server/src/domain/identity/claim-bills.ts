import type { Arrived, Claim, Evidence, Missing } from './evidence.ts'
import { confirms, contradicts } from './movement.ts'
import { onlyPairs } from './only-pairs.ts'

/** What the bill of a card is recognised by when a renewed consent gave it another key. */
export type BillTraits = {
  /** The account. */
  readonly parentId: string | null
  /** YYYY-MM-DD. */
  readonly dueDate: string | null
  readonly currency: string | null
  readonly name: string | null
  /** Of a bill that is running it grows, so it says nothing of which one it is. */
  readonly total: number | null
}

const textIn = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null)

/** What a bill as an institution has it is recognised by. */
export const billTraitsOf = (body: Readonly<Record<string, unknown>>, parentId: string | null): BillTraits => ({
  parentId,
  dueDate: textIn(body.due_date),
  currency: textIn(body.currency),
  name: textIn(body.bill_name),
  total: typeof body.total_amount === 'number' ? body.total_amount : null,
})

const isSameBill = (stored: BillTraits, came: BillTraits): boolean =>
  !contradicts(stored.currency, came.currency) && !contradicts(stored.name, came.name)

/** Which stored bills came under other keys: of one account, due on one day, where each could only be the other one. */
export function claimBills(stored: readonly Missing<BillTraits>[], came: readonly Arrived<BillTraits>[]): Claim[] {
  const others = Map.groupBy(came, slotOf)
  return [...Map.groupBy(stored, slotOf)].flatMap(([slot, ones]) =>
    slot === null
      ? []
      : onlyPairs(ones, others.get(slot) ?? [], isSameBill).map(({ stored: one, came: other }) => ({
          ...{ id: one.id, key: other.key },
          evidence: sameBill(one.traits, other.traits),
        })),
  )
}

/** An account has one bill that is due on a day; of one without a day nobody knows which it is. */
const slotOf = ({ traits: { parentId, dueDate } }: { readonly traits: BillTraits }): string | null =>
  dueDate === null ? null : `${dueDate} ${parentId}`

function sameBill(one: BillTraits, other: BillTraits): Evidence {
  return {
    strategy: 'exact',
    rule: 'same_bill',
    agreed: [
      ...['account', 'due_date'],
      ...(confirms(one.currency, other.currency) ? ['currency'] : []),
      ...(confirms(one.name, other.name) ? ['bill_name'] : []),
      ...(confirms(one.total, other.total) ? ['total_amount'] : []),
    ],
    differed: contradicts(one.total, other.total) ? [{ field: 'total_amount' }] : [],
  }
}
