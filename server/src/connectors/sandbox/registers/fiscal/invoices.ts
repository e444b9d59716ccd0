import { dayAt, type Month, monthIn, monthOf, monthOfYear, yearOf } from '../../world/calendar.ts'
import { remembering } from '../../world/memory.ts'
import { carriageNotes } from './carriage.ts'
import { counterSales } from './counter.ts'
import { householdBills } from './household.ts'
import { certified, type Draft, type Invoice } from './invoice.ts'
import { ownServices } from './services.ts'
import { makeStaff } from './staff.ts'
import type { Taxpayer } from './taxpayer.ts'
import { tradeOf } from './trade.ts'
import { wageReceipts } from './wages.ts'

/** Every invoice that a taxpayer issues or receives in a month, oldest first, whatever becomes of it later. */
export type InvoicesOf = (month: Month) => readonly Invoice[]

export function invoicesOf(taxpayer: Taxpayer): InvoicesOf {
  const makers: Makers = { trade: tradeOf(taxpayer), staff: makeStaff(taxpayer) }
  const drafted = remembering((month: Month) => draftsOf(taxpayer, month, makers), keptMonths(taxpayer))
  return remembering((month: Month) => {
    // What is issued late on the last day of a month may have the next month's date.
    const drafts = [...drafted(month - 1), ...drafted(month)].filter(
      ({ issuedAt }) => monthOf(dayAt(issuedAt)) === month,
    )
    return numbered(taxpayer, month, drafts.toSorted(byIssue))
  }, keptMonths(taxpayer))
}

/** What is looked back on when a month's payments are told; a year of the very large company would not fit in. */
const keptMonths = ({ persona }: Taxpayer): number => (persona === 'very_large' ? 8 : 24)

const byIssue = (one: Draft, other: Draft): number => one.issuedAt - other.issuedAt || (one.key < other.key ? -1 : 1)

type Makers = Readonly<Record<'trade' | 'staff', (month: Month) => readonly Draft[]>>

function draftsOf(taxpayer: Taxpayer, month: Month, { trade, staff }: Makers): readonly Draft[] {
  if (!taxpayer.world) return []
  const company = taxpayer.client.business
  return [
    ...trade(month),
    ...counterSales(taxpayer, month),
    ...householdBills(taxpayer, month),
    ...ownServices(taxpayer, month),
    ...wageReceipts(taxpayer, month),
    ...(company ? [...staff(month), ...carriageNotes(taxpayer, month)] : []),
  ]
}

/** Numbers that rise within each sender's series; the taxpayer's own begin with the year and the month. */
function numbered(taxpayer: Taxpayer, month: Month, drafts: readonly Draft[]): readonly Invoice[] {
  const counts = new Map<string, number>()
  return drafts.map((draft) => {
    const series = `${draft.sender.rfc} ${draft.series}`
    const count = (counts.get(series) ?? 0) + 1
    counts.set(series, count)
    const own = draft.sender.rfc === taxpayer.party.rfc
    const number = own ? numberBefore(month) + count : (month - monthIn(2009, 1)) * 40 + count
    return { ...draft, folio: String(number), certifiedAt: certified(taxpayer, draft) }
  })
}

const numberBefore = (month: Month): number => ((yearOf(month) % 100) * 100 + monthOfYear(month)) * 10_000
