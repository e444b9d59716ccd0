import type { Dice } from '../../../../kit/random.ts'
import {
  dayAt,
  dayMs,
  firstDay,
  hourMs,
  type Instant,
  lastDay,
  type Month,
  monthOf,
  startOf,
} from '../../world/calendar.ts'
import { remembering } from '../../world/memory.ts'
import type { Client, Contact } from '../../world/people/client.ts'
import { type Line, priced } from './amounts.ts'
import { goodsOf, service } from './goods.ts'
import { type Cancellation, type Draft, type Payment, type PaymentSide, plain } from './invoice.ts'
import type { Entry } from './ledger.ts'
import { companyNamed, isAtBorder, type Party, withoutForm } from './parties.ts'
import type { Taxpayer } from './taxpayer.ts'

/** Sold to customers, or bought from suppliers. */
type Side = 'customer' | 'supplier'

/**
 * Invoices between companies, which follow from what was paid: an account is paid at once, or later, perhaps in two or
 * three parts, of which each has its payment receipt. What a partner pays is shared out quarter by quarter, so that any
 * quarter can be told alone.
 */
export function tradeOf(taxpayer: Taxpayer): (month: Month) => readonly Draft[] {
  const quarter = remembering((number: number) =>
    (['customer', 'supplier'] as const).flatMap((side) => quarterOf(taxpayer, side, number)),
  )
  // Nobody waits for more than forty days, so what is issued in a month is paid in its quarter or in the next.
  return (month) => {
    const first = Math.floor(month / 3)
    return [...quarter(first - 1), ...quarter(first), ...quarter(first + 1)].filter(
      ({ issuedAt }) => monthOf(dayAt(issuedAt)) === month,
    )
  }
}

function quarterOf(taxpayer: Taxpayer, side: Side, number: number): Draft[] {
  const entries = [0, 1, 2].flatMap((month) => taxpayer.books(number * 3 + month).entries(side))
  const byPartner = new Map<string, Entry[]>()
  for (const entry of entries) {
    const name = entry.contact?.name ?? ''
    byPartner.set(name, [...(byPartner.get(name) ?? []), entry])
  }
  return [...byPartner].flatMap(([name, paid]) => {
    const partner = companyNamed(taxpayer.client, name)
    const sorted = paid.toSorted((one, other) => one.at - other.at)
    return accountsOf(taxpayer.dice('accounts', side, number, name), sorted).flatMap((account) =>
      invoicesOf({ taxpayer, side, partner, name, account }),
    )
  })
}

/** Payments one after the other: most settle an account of their own, some two or three the same. */
function accountsOf(dice: Dice, entries: readonly Entry[]): Entry[][] {
  const accounts: Entry[][] = []
  for (let index = 0; index < entries.length; ) {
    const size = dice.chance(0.3) ? dice.between(2, 3) : 1
    accounts.push(entries.slice(index, index + size))
    index += size
  }
  return accounts
}

type Account = {
  readonly taxpayer: Taxpayer
  readonly side: Side
  readonly partner: Party
  readonly name: string
  readonly account: readonly Entry[]
}

function invoicesOf(trade: Account): Draft[] {
  const { taxpayer, account } = trade
  const [first] = account as [Entry, ...Entry[]]
  const dice = taxpayer.dice('account', first.key)
  return account.length === 1 && dice.chance(0.55) ? [paidAtOnce(trade, first, dice)] : paidLater(trade, dice)
}

/** By transfer, or by cheque, as the bank's text says. */
const formOf = ({ text }: Entry): string => (text.includes('CHEQUE') ? '02' : '03')

function sides({ taxpayer, side, partner }: Account): Pick<Draft, 'sender' | 'receiver'> {
  return side === 'customer'
    ? { sender: taxpayer.party, receiver: partner }
    : { sender: partner, receiver: taxpayer.party }
}

function linesFor(trade: Account, payable: number, dice: Dice): readonly Line[] {
  const { taxpayer, side, name } = trade
  const seller = side === 'customer' ? taxpayer.holder.displayName : name
  const { sender } = sides(trade)
  const goods = goodsOf(withoutForm(seller))
  return priced({ payable, goods, dice, linesMax: 4, discounts: true, atBorder: isAtBorder(sender) })
}

function paidAtOnce(trade: Account, entry: Entry, dice: Dice): Draft {
  const month = monthOf(dayAt(entry.at))
  const issuedAt = Math.max(entry.at - dice.between(1_800_000, 3 * dayMs), startOf(firstDay(month)) + 15 * hourMs)
  return {
    ...plain,
    ...sides(trade),
    key: trade.taxpayer.uuid('account', entry.key),
    kind: 'Ingreso',
    issuedAt: Math.min(issuedAt, entry.at),
    series: 'A',
    usage: usageOf(dice),
    method: 'PUE',
    form: formOf(entry),
    lines: linesFor(trade, Math.abs(entry.cents), dice),
    settled: [settlementOf(entry)],
  }
}

const usageOf = (dice: Dice): string => dice.pick(['G01', 'G03', 'G03'])

const settlementOf = ({ at, cents, key }: Entry) => ({ at, cents: Math.abs(cents), movement: key })

/** The invoice, what was taken off it or done again, and a receipt for each payment. */
function paidLater(trade: Account, dice: Dice): Draft[] {
  const { taxpayer, account } = trade
  const [first] = account as [Entry, ...Entry[]]
  const paid = account.reduce((sum, { cents }) => sum + Math.abs(cents), 0)
  const issuedAt = first.at - dice.between(5 * 24, 33 * 24) * hourMs
  const rebate = dice.chance(0.1) ? Math.max(2_000, Math.round((paid * dice.between(15, 60)) / 100_000) * 100) : 0
  const invoice: Draft = {
    ...plain,
    ...sides(trade),
    key: taxpayer.uuid('account', first.key),
    kind: 'Ingreso',
    issuedAt,
    series: 'A',
    usage: usageOf(dice),
    method: 'PPD',
    form: '99',
    lines: linesFor(trade, paid + rebate, dice),
    settled: account.map(settlementOf),
  }
  const note = rebate > 0 ? [creditNote(trade, invoice, { cents: rebate, before: first.at, dice })] : []
  const mistaken = dice.chance(0.07) ? mistake(trade, invoice, dice) : undefined
  const receipts = receiptsOf(trade, invoice, paid)
  if (!mistaken) return [invoice, ...note, ...receipts]
  return [mistaken, { ...invoice, relations: [{ type: '04', key: mistaken.key }] }, ...note, ...receipts]
}

type Rebate = { readonly cents: number; readonly before: Instant; readonly dice: Dice }

/** Takes a part off an invoice before its first payment. */
function creditNote(trade: Account, invoice: Draft, { cents, before, dice }: Rebate): Draft {
  const [line] = invoice.lines as [Line, ...Line[]]
  const good = { ...service('84111506', 'Bonificación', line.rate), unit: 'ACT', unitName: 'Actividad' }
  return {
    ...plain,
    ...sides(trade),
    key: trade.taxpayer.uuid('credit note', invoice.key),
    kind: 'Egreso',
    issuedAt: Math.round((invoice.issuedAt + before) / 2),
    series: 'NC',
    usage: 'G02',
    method: 'PUE',
    form: '15',
    lines: priced({ payable: cents, goods: [good], dice }),
    relations: [{ type: '01', key: invoice.key }],
  }
}

const hows = ['Cancelado con aceptación', 'Cancelado con aceptación', 'Plazo vencido'] as const

/** The same invoice with an error in it: some days later it is done again and cancelled. */
function mistake(trade: Account, invoice: Draft, dice: Dice): Draft {
  const { taxpayer } = trade
  const issuedAt = invoice.issuedAt - dice.between(20, 6 * 24) * hourMs
  const how = dice.pick(hows)
  const askedAt = invoice.issuedAt + dice.between(1, 20) * hourMs
  // Silence is consent after three days.
  const waits = how === 'Plazo vencido' ? 3 * dayMs : dice.between(1, 60) * hourMs
  const cancelled: Cancellation = { askedAt, at: askedAt + waits, how }
  const usage = invoice.usage === 'G01' ? 'G03' : 'G01'
  return { ...invoice, key: taxpayer.uuid('mistake', invoice.key), issuedAt, usage, cancelled, settled: [] }
}

function receiptsOf(trade: Account, invoice: Draft, paid: number): Draft[] {
  const { taxpayer, account } = trade
  let left = paid
  let earliest = 0
  return account.map((entry, index) => {
    const dice = taxpayer.dice('receipt', entry.key)
    const before = left
    left -= Math.abs(entry.cents)
    // A receipt is due on the fifth day of the next month.
    const latest = startOf(lastDay(monthOf(dayAt(entry.at))) + 5)
    const issuedAt = Math.max(Math.min(entry.at + dice.between(1, 96) * hourMs, latest), earliest)
    // Nobody certifies the second part before the first.
    earliest = issuedAt + hourMs / 2
    const payment: Payment = {
      ...movementOf(trade, entry),
      documents: [
        { key: invoice.key, partiality: index + 1, before, paid: Math.abs(entry.cents), lines: invoice.lines },
      ],
    }
    return {
      ...plain,
      ...sides(trade),
      key: taxpayer.uuid('receipt', entry.key),
      kind: 'Pago',
      issuedAt,
      series: 'P',
      usage: 'CP01',
      method: null,
      form: null,
      currency: 'XXX',
      exchangeRate: null,
      lines: [],
      payments: [payment],
    }
  })
}

function movementOf({ taxpayer, side }: Account, entry: Entry): Omit<Payment, 'documents'> {
  const own: PaymentSide = bankSide(taxpayer.client, 'Erebor México', taxpayer.world?.checking.number.clabe ?? '')
  const other = contactSide(taxpayer.client, entry.contact)
  const [payer, beneficiary] = side === 'customer' ? [other, own] : [own, other]
  const operation = /\d{7}/.exec(entry.text)?.[0] ?? taxpayer.dice('operation', entry.key).digits(7)
  return { at: entry.at, form: formOf(entry), cents: Math.abs(entry.cents), operation, payer, beneficiary }
}

const contactSide = (client: Client, contact: Contact | undefined): PaymentSide =>
  bankSide(client, contact?.bank ?? '', contact?.number ?? '')

/** Banks have invented RFCs like everybody else. */
const bankSide = (client: Client, bankName: string, account: string): PaymentSide => ({
  bankName,
  bankRfc: companyNamed(client, bankName).rfc,
  account,
})
