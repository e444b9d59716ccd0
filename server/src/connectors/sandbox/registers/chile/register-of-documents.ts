import type { Question, SourceRecord } from '../../../contract.ts'
import { dayFromIso, firstDay, isoDay, lastDay, monthOf } from '../../world/calendar.ts'
import { rememberingLast } from '../../world/memory.ts'
import type { Look } from '../register.ts'
import { documentRecord, lastSummed, summaryRecord } from './invoice-records.ts'
import { makePurchases } from './purchases.ts'
import { makeSales } from './sales.ts'
import { santiagoDay } from './santiago.ts'
import type { Taxpayer } from './taxpayer.ts'

/** The register goes back three years. */
export const daysShown = 3 * 365

/** The documents of one taxpayer: whose they are, and what is sold and bought in a month. */
export function makeBooks(taxpayer: Taxpayer) {
  const { trade } = taxpayer
  return trade && { sales: makeSales({ ...taxpayer, trade }), purchases: makePurchases({ ...taxpayer, trade }) }
}

const booksOf = rememberingLast(
  64,
  (_seed: string, taxpayer: Taxpayer) => makeBooks(taxpayer),
  (seed, { rut }) => JSON.stringify([seed, rut]),
)

/** Every document that the tax office shows at the instant, by the day of issue. */
export function* invoiceRecords(
  taxpayer: Taxpayer,
  { seed, now }: Look,
  { from, to, direction }: Question,
): Iterable<SourceRecord> {
  const books = booksOf(seed, taxpayer)
  if (!books) return
  const today = santiagoDay(now)
  const first = Math.max(from === undefined ? 0 : dayFromIso(from), today - daysShown + 1)
  const last = Math.min(to === undefined ? today : dayFromIso(to), today)
  const [isoFirst, isoLast] = [isoDay(first), isoDay(last)]
  for (let month = monthOf(first); month <= monthOf(last); month += 1) {
    const sold = direction === 'INFLOW' ? [] : books.sales.month(month)
    const bought = direction === 'OUTFLOW' ? [] : books.purchases(month)
    const until = Math.min(lastSummed(now), lastDay(month))
    const summed = direction === 'INFLOW' || until < firstDay(month) ? [] : books.sales.receipts(month, until)
    const shown = [
      ...summed.map((total) => summaryRecord(taxpayer, total, { month, until })),
      ...[...sold, ...bought].flatMap((document) => documentRecord(taxpayer, document, now) ?? []),
    ]
    const dated = shown.map((record) => ({ record, day: String(record.body.issue_date) }))
    const within = dated.filter(({ day }) => day >= isoFirst && day <= isoLast)
    for (const { record } of within.sort((one, other) => (one.day < other.day ? -1 : Number(one.day > other.day))))
      yield record
  }
}
