import type { Question, SourceRecord, WorldChange } from '../../contract.ts'
import { debtRecords } from '../registers/chile/debts.ts'
import { invoiceRecords } from '../registers/chile/register-of-documents.ts'
import { printedInstant, santiagoDay } from '../registers/chile/santiago.ts'
import type { Taxpayer } from '../registers/chile/taxpayer.ts'
import type { Look, RegisterHappening } from '../registers/register.ts'
import { isoDay } from '../world/calendar.ts'
import { changesOf } from './changes.ts'

export const chileanHappenings: readonly RegisterHappening[] = [
  { kind: 'added', resource: 'INVOICES_CHILE' },
  { kind: 'added', resource: 'DEBT_REPORTS' },
]

/** Nothing can be added to what somebody has never had. */
export function chileanSubjects(taxpayer: Taxpayer, look: Look, { resource }: RegisterHappening): readonly null[] {
  const model =
    resource === 'DEBT_REPORTS' ? debtRecords(taxpayer, look.now)[0] : lastPurchase(taxpayer, look, look.now)
  return model ? [null] : []
}

/** What the tax office shows, with the invoices that somebody issued to the taxpayer on demand. */
export function* invoicesAfter(taxpayer: Taxpayer, look: Look, question: Question): Iterable<SourceRecord> {
  yield* invoiceRecords(taxpayer, look, question)
  if (question.direction === 'OUTFLOW') return
  for (const change of changesOf(look.changes ?? [], 'added', 'INVOICES_CHILE')) {
    const model = lastPurchase(taxpayer, look, change.at.getTime())
    const day = isoDay(santiagoDay(change.at.getTime()))
    const { from = day, to = day } = question
    if (model && day >= from && day <= to) yield onceMore(model, change, day)
  }
}

const invoice = 33
const modelDays = 120

/** The last invoice of somebody else, whatever became of it. */
function lastPurchase(taxpayer: Taxpayer, look: Look, now: number): SourceRecord | undefined {
  const from = isoDay(santiagoDay(now) - modelDays)
  const records = [
    ...invoiceRecords(taxpayer, { ...look, now }, { resource: 'INVOICES_CHILE', direction: 'INFLOW', from }),
  ]
  return records.findLast(({ body }) => body.document_code === invoice)
}

/** The same was bought again: received at once, and neither accepted nor claimed. */
function onceMore({ body }: SourceRecord, { number, at }: WorldChange, day: string): SourceRecord {
  const folio = String(Number(body.folio) + 5_000 + number)
  return {
    key: `INFLOW ${body.sender_id} ${invoice} ${folio}`,
    body: {
      ...body,
      folio,
      issue_date: day,
      received_at: printedInstant(at.getTime()),
      acknowledged_at: null,
      claim_date: null,
      status: 'PENDING',
    },
  }
}

/** The newest report; and those that banks have handed in between two months, as of their day. */
export function* debtsAfter(taxpayer: Taxpayer, { now, changes = [] }: Look): Iterable<SourceRecord> {
  yield* debtRecords(taxpayer, now)
  for (const { number, at } of changesOf(changes, 'added', 'DEBT_REPORTS')) {
    const [report] = debtRecords(taxpayer, at.getTime())
    const day = isoDay(santiagoDay(at.getTime()))
    if (report) yield { key: `${day} ${number}`, body: { ...report.body, debt_data_last_update: day } }
  }
}
