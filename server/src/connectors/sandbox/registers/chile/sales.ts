import type { Dice } from '../../../../kit/random.ts'
import { type Day, daysIn, firstDay, type Month, weekday } from '../../world/calendar.ts'
import type { Some } from '../../world/countries/country.ts'
import { remembering } from '../../world/memory.ts'
import {
  type Amounts,
  countIn,
  courseOf,
  courseOfNote,
  creditNote,
  type Document,
  debitNote,
  drawEnding,
  type Ending,
  exportInvoice,
  noteAmounts,
  noteTimes,
  openingTimes,
  priced,
  sumIn,
  taxed,
  untaxed,
} from './documents.ts'
import { makeCompany, makePerson, type Party } from './people.ts'
import type { Taxpayer } from './taxpayer.ts'
import type { ReceiptCode, Trade } from './trades.ts'

/** What somebody sells: documents by month, and what receipts come to by day. */
export type Sales = {
  /** Everything that is issued in a month. */
  month(month: Month): readonly Document[]
  /** Receipts of a month up to a day: how many and what they come to, VAT included. */
  receipts(month: Month, until: Day): readonly Receipts[]
}

export type Receipts = { readonly code: ReceiptCode; readonly count: number; readonly gross: number }

type Trader = Taxpayer & { readonly trade: Trade }

/** How many of a kind a month has, and how the invoices among them end; quick, as folios need all months before. */
type Plan = { readonly counts: Counts; readonly endings: readonly Ending[] }

type Counts = { readonly taxed: number; readonly exempt: number; readonly exports: number }

export function makeSales(seller: Trader): Sales {
  const planOf = remembering((month: Month) => plan(seller, month), 600)
  const customers = makeCustomers(seller)
  const before = makeRunningCounts(seller.firstMonth, planOf)
  const firstFolio = seller.dice('first folio').between(1, 400)
  const invoicesOf = remembering((month: Month) => {
    const folios = before(month)
    return invoices(seller, month, { plan: planOf(month), customers, folios, firstFolio })
  }, 3)
  return {
    month: (month) => (month < seller.firstMonth ? [] : [...invoicesOf(month), ...notesOf(month)]),
    receipts: (month, until) => (month < seller.firstMonth ? [] : receipts(seller, month, until)),
  }

  function notesOf(month: Month): readonly Document[] {
    if (month === seller.firstMonth) return []
    const dice = seller.dice('notes', month)
    const endings = planOf(month - 1).endings
    const about = invoicesOf(month - 1).filter((_each, index) => (endings[index] ?? 'kept') !== 'kept')
    const times = noteTimes(month, about.length, dice)
    const folios = before(month)
    const next = { credit: firstFolio + folios.credit, debit: firstFolio + folios.debit }
    const open = endings.filter((ending) => ending !== 'kept')
    return about.map((invoice, index) => {
      const ending = open[index] as Ending
      const code = ending === 'debited' ? debitNote : creditNote
      const folio = ending === 'debited' ? next.debit++ : next.credit++
      const course = courseOfNote(times[index] as number, dice)
      return { ...invoice, code, folio, course, amounts: noteAmounts(invoice, ending, dice), about: invoice }
    })
  }
}

function plan({ trade, size, dice }: Trader, month: Month): Plan {
  const throws = dice('plan', month)
  const counts = {
    taxed: countIn(trade.invoices, size.factor, throws),
    exempt: trade.exempt ? countIn(trade.exempt, size.factor, throws) : 0,
    exports: trade.exports ? countIn(trade.exports, size.factor, throws) : 0,
  }
  return { counts, endings: Array.from({ length: counts.taxed + counts.exempt }, () => drawEnding(throws)) }
}

type Folios = Counts & { readonly credit: number; readonly debit: number }

/** How many of each kind were issued before a month. */
function makeRunningCounts(first: Month, planOf: (month: Month) => Plan): (month: Month) => Folios {
  const sums: Folios[] = [{ taxed: 0, exempt: 0, exports: 0, credit: 0, debit: 0 }]
  return (month) => {
    for (let index = sums.length; index <= month - first; index += 1) {
      const { counts } = planOf(first + index - 1)
      // The notes of a month are about the invoices of the one before it.
      const endings = index >= 2 ? planOf(first + index - 2).endings : []
      const debited = endings.filter((ending) => ending === 'debited').length
      const credited = endings.filter((ending) => ending === 'claimed' || ending === 'corrected').length
      const last = sums[index - 1] as Folios
      sums.push({
        taxed: last.taxed + counts.taxed,
        exempt: last.exempt + counts.exempt,
        exports: last.exports + counts.exports,
        credit: last.credit + credited,
        debit: last.debit + debited,
      })
    }
    return sums[month - first] as Folios
  }
}

type Invoicing = {
  readonly plan: Plan
  readonly customers: Customers
  readonly folios: Folios
  readonly firstFolio: number
}

/** In the order of the plan's endings; exports, which nobody claims, come last. */
function invoices(seller: Trader, month: Month, { plan, customers, folios, firstFolio }: Invoicing): Document[] {
  const { trade } = seller
  const dice = seller.dice('invoices', month)
  const { counts, endings } = plan
  const series = (code: number, count: number, issued: number, make: (index: number) => Made): Document[] =>
    openingTimes(month, count, dice, trade.closedOnSundays ?? false).map((at, index) => {
      const { ending = 'kept', ...made } = make(index)
      const course = code === exportInvoice ? courseOfNote(at, dice) : courseOf(at, ending, dice)
      return { ...common, code, folio: firstFolio + issued + index, course, ...made }
    })
  return [
    ...series(33, counts.taxed, folios.taxed, (index) => {
      const amounts = withExtra(taxed(sumIn(trade.net, dice, month)), trade)
      return {
        other: dice.pick(customers.home),
        amounts,
        extraTax: trade.extra ?? null,
        ending: endings[index] ?? 'kept',
      }
    }),
    ...series(34, counts.exempt, folios.exempt, (index) => {
      const ending = endings[counts.taxed + index] ?? 'kept'
      return { other: dice.pick(customers.home), amounts: untaxed(sumIn(trade.net, dice, month)), ending }
    }),
    ...series(exportInvoice, counts.exports, folios.exports, () => {
      const { name, ...foreign } = dice.pick(customers.abroad)
      const amounts = untaxed(sumIn(trade.net, dice, month) * 3)
      return { other: { rut: foreignersRut, name }, amounts, foreign }
    }),
  ]
}

type Made = Pick<Document, 'other' | 'amounts'> &
  Partial<Pick<Document, 'extraTax' | 'foreign'>> & { readonly ending?: Ending }

const common = {
  direction: 'OUTFLOW',
  extraTax: null,
  about: null,
  vatUse: 'refundable',
  fixedAsset: false,
  foreign: null,
} as const

const withExtra = (amounts: Amounts, { extra }: Trade): Amounts =>
  extra?.rate ? { ...amounts, extra: Math.round((amounts.net * extra.rate) / 100) } : amounts

/** The number that stands for everybody without one. */
export const foreignersRut = '55555555-5'

type Foreigner = { readonly name: string; readonly id: string; readonly nationality: string }

type Customers = { readonly home: Some<Party>; readonly abroad: Some<Foreigner> }

const lines = ['COMERCIAL', 'DISTRIBUIDORA', 'SERVICIOS', 'INVERSIONES', 'INDUSTRIAS', 'HOTELERA', 'CLINICA'] as const

const buyersAbroad: Some<readonly [name: string, nationality: string]> = [
  ['Importadora Horizonte S.A.C.', 'Peru'],
  ['Casa Boreal Ltda.', 'Brasil'],
  ['North Quay Imports Ltd.', 'Reino Unido'],
  ['Blue Ridge Trading LLC', 'Estados Unidos'],
  ['Handelshaus Linden GmbH', 'Alemania'],
]

function makeCustomers({ dice, size }: Trader): Customers {
  const throws = dice('customers')
  const count = Math.round(6 + 10 * size.factor)
  const home = Array.from({ length: count }, () =>
    throws.chance(0.15) ? makePerson(throws) : makeCompany(throws, throws.pick(lines)),
  )
  const abroad = buyersAbroad.map(([name, nationality]) => ({ name, nationality, id: `${throws.digits(9)}` }))
  return { home: home as unknown as Some<Party>, abroad: abroad as unknown as Some<Foreigner> }
}

/** Drawn day by day, so that the total of a month that goes on only grows. */
function receipts({ trade, size, dice }: Trader, month: Month, until: Day): readonly Receipts[] {
  if (!trade.receipts) return []
  const { daily, gross, codes } = trade.receipts
  return codes.flatMap((code) => {
    const throws = dice('receipts', code, month)
    const first = firstDay(month)
    const sums = { count: 0, gross: 0 }
    for (let index = 0; index < daysIn(month) && first + index <= until; index += 1) {
      const day = receiptsOfDay(throws, { daily, gross, factor: size.factor / codes.length })
      if (trade.closedOnSundays && weekday(first + index) === 0) continue
      sums.count += day.count
      sums.gross += priced(day.gross, month)
    }
    return sums.count > 0 ? [{ code, ...sums }] : []
  })
}

function receiptsOfDay(
  dice: Dice,
  { daily, gross, factor }: { daily: readonly [number, number]; gross: readonly [number, number]; factor: number },
): { count: number; gross: number } {
  const count = countIn(daily, factor, dice)
  const each = gross[0] * (gross[1] / gross[0]) ** ((dice.fraction() + dice.fraction()) / 2)
  return { count, gross: Math.round(count * each) }
}
