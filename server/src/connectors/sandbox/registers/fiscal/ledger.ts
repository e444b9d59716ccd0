import { type Day, dayAt, isoMonth, type Month } from '../../world/calendar.ts'
import type { PhraseName } from '../../world/countries/country.ts'
import { remembering } from '../../world/memory.ts'
import type { Movement } from '../../world/movement.ts'
import type { Client, Contact } from '../../world/people/client.ts'
import type { World } from '../../world/world.ts'

/** A movement of the bank account from which something follows for the taxes. */
export type Entry = Pick<Movement, 'key' | 'at' | 'cents' | 'text'> & {
  readonly what: PhraseName
  readonly contact?: Contact
}

/** What was sold over the counter on one day, whoever asked for no invoice of his own; refunds are negative. */
export type Counter = { readonly day: Day; readonly sold: number; readonly refunded: number }

/** One month of the account, as the taxpayer's books have it. */
export type BookMonth = {
  /** By what they were; sales over the counter are below. */
  entries(what: PhraseName): readonly Entry[]
  /** Sales whose buyer asked for an invoice. */
  readonly invoiced: readonly Entry[]
  readonly counter: readonly Counter[]
}

export type Books = (month: Month) => BookMonth

const followed: ReadonlySet<PhraseName> = new Set([
  'customer',
  'supplier',
  'acquirer',
  'payroll',
  'rent',
  'utility',
  'packageFee',
  'feeTax',
  'gigPayout',
  'remittanceIn',
  'transferReceived',
  'ownerDraw',
  'salary',
  'extraSalary',
  'dayWage',
  'pension',
  'tuition',
  'overdraftInterest',
] as const)

/** Seven years and a half: what is shown, and the years before it that coefficients come from. */
const keptMonths = 96

/** How many buyers over the counter ask for an invoice: few in a crowd, more in a small shop. */
const askingShare = ({ persona }: Client): number => (persona === 'very_large' ? 0.04 : 0.3)

/** The books of whoever holds the accounts; nothing where there are none. */
export function keepBooks(world: World): Books {
  const { client, checking } = world
  return remembering((month: Month): BookMonth => {
    const byName = new Map<PhraseName, Entry[]>()
    const counter = new Map<Day, { day: Day; sold: number; refunded: number }>()
    const invoiced: Entry[] = []
    const dice = client.dice('asks for an invoice', isoMonth(month))
    for (const { key, at, cents, text, what, contact } of checking.movements(month)) {
      if (what === undefined) continue
      const entry: Entry = { key, at, cents, text, what, ...(contact ? { contact } : {}) }
      const isRefund = what === 'transferSent' && client.persona === 'very_large'
      if (what === 'sale' && dice.chance(askingShare(client))) invoiced.push(entry)
      else if (what === 'sale' || isRefund) count(counter, dayAt(at), cents)
      else if (followed.has(what)) byName.set(what, [...(byName.get(what) ?? []), entry])
    }
    return { entries: (what) => byName.get(what) ?? [], invoiced, counter: [...counter.values()] }
  }, keptMonths)
}

function count(counter: Map<Day, { day: Day; sold: number; refunded: number }>, day: Day, cents: number): void {
  const found = counter.get(day) ?? { day, sold: 0, refunded: 0 }
  if (cents > 0) found.sold += cents
  else found.refunded += cents
  counter.set(day, found)
}
