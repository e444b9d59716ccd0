import type { WorldChange } from '../../contract.ts'
import { filesMonthly, filesYearly } from '../registers/fiscal/compliance.ts'
import { type Filing, monthlyFilings, yearlyFilings } from '../registers/fiscal/filing.ts'
import { type Invoice, standing } from '../registers/fiscal/invoice.ts'
import type { InvoicesOf } from '../registers/fiscal/invoices.ts'
import type { Taxpayer } from '../registers/fiscal/taxpayer.ts'
import type { RegisterHappening } from '../registers/register.ts'
import { dayAt, type Instant, type Month, monthOf, yearOf } from '../world/calendar.ts'
import { changesOf } from './changes.ts'

export const fiscalHappenings: readonly RegisterHappening[] = [
  { kind: 'added', resource: 'INVOICES' },
  { kind: 'changed', resource: 'INVOICES' },
  { kind: 'added', resource: 'TAX_RETURNS' },
  { kind: 'added', resource: 'FINANCIAL_STATEMENTS' },
]

const recentDays = 30

/** Which invoices can be cancelled, newest first; the rest happens to nothing that is there, or not to this taxpayer. */
export function fiscalSubjects(
  taxpayer: Taxpayer,
  { now, invoices }: { readonly now: Instant; readonly invoices: InvoicesOf },
  { kind, resource }: RegisterHappening,
): readonly (string | null)[] {
  if (kind === 'changed') return recentlyValid(invoices, now).map(({ key }) => key)
  switch (resource) {
    case 'INVOICES':
      return modelOf(taxpayer, invoices, now) ? [null] : []
    case 'TAX_RETURNS':
      return lastFiled(taxpayer, now) ? [null] : []
    default:
      return taxpayer.client.business ? [null] : []
  }
}

/** A cancelled credit note or payment would bring back what it was about, so these stay. */
function recentlyValid(invoices: InvoicesOf, now: Instant): readonly Invoice[] {
  const month = monthOf(dayAt(now))
  return [...invoices(month - 1), ...invoices(month)]
    .filter(({ kind, cancelled }) => kind === 'Ingreso' && cancelled === null)
    .filter(({ certifiedAt, issuedAt }) => certifiedAt <= now && dayAt(issuedAt) > dayAt(now) - recentDays)
    .toReversed()
}

/** The invoices of a taxpayer with those that were issued or cancelled on demand; returns follow from them. */
export function changedInvoices(taxpayer: Taxpayer, invoices: InvoicesOf, changes: readonly WorldChange[]): InvoicesOf {
  const cancelled = new Map(changesOf(changes, 'changed', 'INVOICES').map(({ subject, at }) => [subject, at.getTime()]))
  const issued = changesOf(changes, 'added', 'INVOICES').flatMap((change) => issuedOnDemand(taxpayer, invoices, change))
  if (cancelled.size === 0 && issued.length === 0) return invoices
  return (month) =>
    [...invoices(month), ...issued.filter(({ issuedAt }) => monthOf(dayAt(issuedAt)) === month)]
      .map((invoice) => cancelledAt(invoice, cancelled.get(invoice.key)))
      .toSorted((one, other) => one.issuedAt - other.issuedAt || (one.key < other.key ? -1 : 1))
}

const cancelledAt = (invoice: Invoice, at: Instant | undefined): Invoice =>
  at === undefined ? invoice : { ...invoice, cancelled: { askedAt: at, at, how: 'Cancelado sin aceptación' } }

const modelMonths = 6

/** The last invoice that somebody else issued to the taxpayer. */
function modelOf({ party }: Taxpayer, invoices: InvoicesOf, now: Instant): Invoice | undefined {
  const month = monthOf(dayAt(now))
  for (let back = 0; back <= modelMonths; back += 1) {
    const found = invoices(month - back).findLast(
      (invoice) =>
        invoice.kind === 'Ingreso' &&
        invoice.sender.rfc !== party.rfc &&
        invoice.certifiedAt <= now &&
        standing(invoice, now) === 'Vigente',
    )
    if (found) return found
  }
  return undefined
}

/** The same once more, issued now and to be paid later: until then the bank has nothing of it. */
function issuedOnDemand(taxpayer: Taxpayer, invoices: InvoicesOf, { number, at }: WorldChange): Invoice[] {
  const now = at.getTime()
  const model = modelOf(taxpayer, invoices, now)
  if (!model) return []
  return [
    {
      ...model,
      key: taxpayer.uuid('invoice on demand', number),
      folio: String(Number(model.folio) + 500 + number),
      issuedAt: now,
      certifiedAt: now,
      method: 'PPD',
      form: '99',
      relations: [],
      payments: [],
      cancelled: null,
      settled: [],
    },
  ]
}

type Period = { readonly month: Month; readonly year: null } | { readonly month: null; readonly year: number }

/** The period whose return was handed in last. */
function lastFiled(taxpayer: Taxpayer, now: Instant): (Period & { readonly filing: Filing }) | undefined {
  const month = monthOf(dayAt(now))
  const isFiled = ({ filedAt }: Filing) => filedAt <= now
  const periods: Period[] = filesMonthly(taxpayer)
    ? Array.from({ length: 24 }, (_each, back) => ({ month: month - back, year: null }))
    : filesYearly(taxpayer)
      ? [1, 2, 3, 4].map((back) => ({ month: null, year: yearOf(month) - back }))
      : []
  for (const period of periods) {
    const filed = period.month === null ? yearlyFilings(taxpayer, period.year) : monthlyFilings(taxpayer, period.month)
    const filing = filed.findLast(isFiled)
    if (filing) return { ...period, filing }
  }
  return undefined
}

/** The returns of a period with those that were handed in once more on demand. */
export function withFilings(taxpayer: Taxpayer, changes: readonly WorldChange[]) {
  const again = changesOf(changes, 'added', 'TAX_RETURNS').flatMap(({ number, at }) => {
    const last = lastFiled(taxpayer, at.getTime())
    if (!last) return []
    const { filing, ...period } = last
    const dice = taxpayer.dice('filing on demand', number)
    const corrected: Filing = {
      ...filing,
      key: taxpayer.uuid('return on demand', number).toLowerCase(),
      filedAt: at.getTime(),
      operation: `4${dice.digits(8)}`,
      kind: 'corrects',
      incomplete: false,
    }
    return [{ ...period, filing: corrected }]
  })
  const of = (matches: (period: Period) => boolean) => again.filter(matches).map(({ filing }) => filing)
  return {
    monthly: (month: Month) => [...monthlyFilings(taxpayer, month), ...of((period) => period.month === month)],
    yearly: (year: number) => [...yearlyFilings(taxpayer, year), ...of((period) => period.year === year)],
  }
}
