import type { Dice } from '../../../../kit/random.ts'
import { type Month, monthIn } from '../../world/calendar.ts'
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
  noteAmounts,
  noteTimes,
  openingTimes,
  sumIn,
  taxed,
  untaxed,
  type VatUse,
} from './documents.ts'
import { makeCompany, type Party } from './people.ts'
import type { Taxpayer } from './taxpayer.ts'
import { nonRefundable, type Supply, type Trade } from './trades.ts'

type Trader = Taxpayer & { readonly trade: Trade }

/** Somebody who sells to the taxpayer, and to others: the folios that the taxpayer sees have gaps. */
type Supplier = {
  readonly party: Party
  readonly supply: Supply
  readonly firstFolio: number
  /** How many invoices the supplier issues in a month, at least. */
  readonly folios: number
}

type Bought = { readonly invoice: Document; readonly supplier: Supplier; readonly ending: Ending }

/** Everything that is bought in a month, supplier by supplier. */
export function makePurchases(buyer: Trader): (month: Month) => readonly Document[] {
  const suppliers = makeSuppliers(buyer)
  const boughtIn = remembering(
    (month: Month) => suppliers.flatMap((supplier, index) => invoices(buyer, { supplier, index, month })),
    3,
  )
  return (month) => {
    if (month < buyer.firstMonth) return []
    const notes = month === buyer.firstMonth ? [] : notesAbout(buyer, month, boughtIn(month - 1))
    return [...boughtIn(month).map(({ invoice }) => invoice), ...notes]
  }
}

function makeSuppliers({ trade, dice }: Trader): readonly Supplier[] {
  return trade.supplies.flatMap((supply, index) => {
    const throws = dice('suppliers', index)
    return Array.from({ length: supply.sellers }, () => ({
      party: makeCompany(throws, supply.line),
      supply,
      firstFolio: throws.between(1_000, 900_000),
      folios: throws.between(40, 4_000),
    }))
  })
}

function invoices(
  buyer: Trader,
  { supplier, index, month }: { supplier: Supplier; index: number; month: Month },
): readonly Bought[] {
  const { supply, party } = supplier
  const dice = buyer.dice('purchases', index, month)
  const wanted = countIn(supply.monthly, buyer.size.factor, dice)
  // What lasts for years is not bought every month.
  const count = supply.fixedAsset ? (dice.chance(0.12) ? 1 : 0) : wanted
  const folioOf = makeFolios(supplier, month, count)
  return openingTimes(month, count, dice, false).map((at, order) => {
    const ending = drawEnding(dice)
    const course = courseOf(at, ending, dice)
    const invoice: Document = {
      direction: 'INFLOW',
      code: supply.exempt ? 34 : 33,
      folio: folioOf(order, dice),
      other: party,
      course,
      amounts: amountsOf(supply, month, dice),
      extraTax: supply.extra ?? null,
      about: null,
      vatUse: supply.exempt ? 'refundable' : vatUseOf(buyer.trade, dice),
      fixedAsset: supply.fixedAsset ?? false,
      foreign: null,
    }
    return { invoice, supplier, ending }
  })
}

const folioBasis = monthIn(2010, 1)

/** The supplier's folio of the invoice that is so many-eth of the month; they rise with time. */
function makeFolios({ firstFolio, folios }: Supplier, month: Month, count: number) {
  const start = firstFolio + (month - folioBasis) * folios
  const room = Math.floor(folios / Math.max(1, count))
  return (order: number, dice: Dice): number => start + order * room + dice.between(0, Math.max(0, room - 1))
}

function amountsOf(supply: Supply, month: Month, dice: Dice): Amounts {
  const sum = sumIn(supply.net, dice, month)
  if (supply.exempt) return untaxed(sum)
  const amounts = taxed(sum)
  const { extra } = supply
  if (supply.tobacco) return { ...amounts, tobacco: tobaccoIn(sum, dice) }
  if (!extra) return amounts
  // The tax on fuel is by volume: so many pesos a litre.
  const tax = extra.rate === null ? sum * (dice.between(6, 14) / 100) : (sum * extra.rate) / 100
  return { ...amounts, extra: Math.round(tax) }
}

/** Taxes on tobacco, which are most of what it costs. */
function tobaccoIn(net: number, dice: Dice): Amounts['tobacco'] {
  const share = (low: number, high: number) => Math.round((net * dice.between(low, high)) / 100)
  return {
    cigarettes: share(60, 140),
    cigars: dice.chance(0.3) ? share(5, 20) : 0,
    processed: dice.chance(0.4) ? share(4, 15) : 0,
  }
}

/** Who sells without VAT gets none back, who sells both ways shares it, and some expenses are refused to anybody. */
function vatUseOf({ vat }: Trade, dice: Dice): VatUse {
  if (vat === 'exempt') return nonRefundable.untaxedBusiness
  if (vat === 'mixed' && dice.chance(0.5)) return 'common'
  if (!dice.chance(0.04)) return 'refundable'
  return dice.pick([
    nonRefundable.refusedExpense,
    nonRefundable.refusedExpense,
    nonRefundable.gift,
    nonRefundable.other,
  ])
}

/** What suppliers say in a month about their invoices of the month before. */
function notesAbout(buyer: Trader, month: Month, bought: readonly Bought[]): readonly Document[] {
  const open = bought.filter(({ ending }) => ending !== 'kept')
  const dice = buyer.dice('suppliers notes', month)
  const times = noteTimes(month, open.length, dice)
  return open.map(({ invoice, supplier, ending }, index) => ({
    ...invoice,
    code: ending === 'debited' ? debitNote : creditNote,
    folio: noteFolio(supplier, month, index),
    course: courseOfNote(times[index] as number, dice),
    amounts: noteAmounts(invoice, ending, dice),
    about: invoice,
  }))
}

/** Notes have folios of their own; fewer are issued than invoices, and never more than a hundred in a month here. */
const noteFolio = ({ firstFolio }: Supplier, month: Month, index: number): number =>
  (firstFolio % 1_000) + (month - folioBasis) * 100 + index
