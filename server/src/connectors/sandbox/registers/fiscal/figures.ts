import { firstDay, lastDay, type Month, startOf } from '../../world/calendar.ts'
import { remembering } from '../../world/memory.ts'
import type { Line } from './amounts.ts'
import { isTax } from './household.ts'
import { type Invoice, totalOf } from './invoice.ts'
import type { InvoicesOf } from './invoices.ts'
import type { Taxpayer } from './taxpayer.ts'

/** What moved in a month between those who charge the tax on sales and those who pay it, in cents. */
export type Flow = {
  readonly base16: number
  readonly base8: number
  readonly base0: number
  readonly exempt: number
  readonly tax16: number
  readonly tax8: number
  /** What the buyer kept back of each tax. */
  readonly keptIva: number
  readonly keptIsr: number
}

/** One month in the taxpayer's books, in cents: what was invoiced, and what was paid of it. */
export type Figures = {
  /** Invoiced, less discounts and credit notes, without tax. */
  readonly income: number
  readonly purchases: number
  readonly rent: number
  /** Electricity, telephone, the bank's commissions. */
  readonly services: number
  readonly collected: Flow
  readonly paid: Flow
  /** What a company pays to its staff, and keeps back of it. */
  readonly wages: number
  readonly wageTax: number
  /** Contributions to social security and housing, as paid. */
  readonly contributions: number
  /** What the account cost in interest. */
  readonly interest: number
}

export type FiguresOf = (month: Month) => Figures

const keptMonths = 120

/** Invoices are paid for four months after they were issued, at the latest. */
const settledWithin = 4

export function figuresOf(taxpayer: Taxpayer, invoices: InvoicesOf): FiguresOf {
  return remembering((month: Month): Figures => {
    const own = taxpayer.party.rfc
    const issued = invoices(month).filter(counts)
    const recent = Array.from({ length: settledWithin + 1 }, (_each, index) => invoices(month - settledWithin + index))
      .flat()
      .filter(counts)
    const received = issued.filter(({ sender, kind }) => sender.rfc !== own && kind !== 'Nómina').filter(isForBusiness)
    const net = (of: (invoice: Invoice) => boolean) => received.filter(of).reduce((sum, each) => sum + netOf(each), 0)
    const book = taxpayer.books(month)
    return {
      income: issued
        .filter(({ sender, kind }) => sender.rfc === own && kind !== 'Nómina')
        .reduce((sum, each) => sum + netOf(each), 0),
      purchases: net((each) => sortOf(each) === 'purchase'),
      rent: net((each) => sortOf(each) === 'rent'),
      services: net((each) => sortOf(each) === 'service'),
      collected: flowOf(
        recent.filter(({ sender }) => sender.rfc === own),
        month,
      ),
      paid: flowOf(recent.filter(({ sender }) => sender.rfc !== own).filter(isForBusiness), month),
      ...wagesOf(issued.filter(({ sender, kind }) => kind === 'Nómina' && sender.rfc === own)),
      contributions: -book
        .entries('utility')
        .filter((entry) => isTax(entry) && !/ SAT /.test(entry.text))
        .reduce((sum, { cents }) => sum + cents, 0),
      interest: -book.entries('overdraftInterest').reduce((sum, { cents }) => sum + cents, 0),
    }
  }, keptMonths)
}

/** What is cancelled later counts as little as what moves no money; a cancellation is known before the return is due. */
const counts = ({ cancelled, kind }: Invoice): boolean => cancelled === null && kind !== 'Pago' && kind !== 'Traslado'

/** What a household pays for counts for nothing (c_UsoCFDI: S01, and D for personal deductions). */
const isForBusiness = ({ usage }: Invoice): boolean => /^[GI]/.test(usage)

const baseOf = ({ grossCents, discountCents }: Line): number => grossCents - discountCents

/** Without tax; what is given back counts against. */
const netOf = ({ kind, lines }: Invoice): number =>
  (kind === 'Egreso' ? -1 : 1) * lines.reduce((sum, line) => sum + baseOf(line), 0)

/** c_ClaveProdServ of rents, of what is piped and wired, and of the bank's commissions. */
function sortOf({ lines }: Invoice): 'purchase' | 'rent' | 'service' {
  const product = lines[0]?.good.product ?? ''
  if (product.startsWith('8013')) return 'rent'
  return /^(8310|8311|84121)/.test(product) ? 'service' : 'purchase'
}

const nothing: Flow = { base16: 0, base8: 0, base0: 0, exempt: 0, tax16: 0, tax8: 0, keptIva: 0, keptIsr: 0 }

/** The shares of invoices that were paid in the month. */
function flowOf(invoices: readonly Invoice[], month: Month): Flow {
  const from = startOf(firstDay(month))
  const until = startOf(lastDay(month) + 1)
  const sums = { ...nothing }
  for (const invoice of invoices) {
    if (invoice.kind === 'Nómina') continue
    const paid = invoice.settled.reduce((sum, { at, cents }) => sum + (at >= from && at < until ? cents : 0), 0)
    if (paid !== 0) addShare(sums, invoice, paid / totalOf(invoice))
  }
  return sums
}

function addShare(sums: { -readonly [key in keyof Flow]: number }, { lines }: Invoice, share: number): void {
  for (const line of lines) {
    const base = baseOf(line) * share
    const { rate, taxCents, retained } = line
    if (rate.factor === 'Exento') sums.exempt += base
    else if (rate.factor === 'Tasa' && rate.percent === 16) {
      sums.base16 += base
      sums.tax16 += taxCents * share
    } else if (rate.factor === 'Tasa' && rate.percent === 8) {
      sums.base8 += base
      sums.tax8 += taxCents * share
    } else sums.base0 += base
    for (const { tax, cents } of retained) sums[tax === 'ISR' ? 'keptIsr' : 'keptIva'] += cents * share
  }
}

function wagesOf(receipts: readonly Invoice[]): Pick<Figures, 'wages' | 'wageTax'> {
  const deductions = receipts.flatMap(({ payroll }) => payroll?.deductions ?? [])
  const tax = deductions.filter(({ type }) => type === 'INCOME_TAX')
  return {
    wages: receipts.reduce((sum, { lines }) => sum + (lines[0]?.grossCents ?? 0), 0),
    wageTax: tax.reduce((sum, { cents }) => sum + cents, 0),
  }
}

/** The months of a year. */
export const monthsOf = (year: number): readonly Month[] =>
  Array.from({ length: 12 }, (_each, index) => year * 12 + index)

/** Whole pesos, as returns have them. */
export const pesos = (cents: number): number => Math.round(cents / 100)
