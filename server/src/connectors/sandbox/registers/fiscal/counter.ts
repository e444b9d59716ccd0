import { type Day, dayAt, dayMs, hourMs, isoDay, isoMonth, lastDay, type Month, startOf } from '../../world/calendar.ts'
import type { Some } from '../../world/countries/country.ts'
import { mexico } from '../../world/countries/mexico.ts'
import { priced } from './amounts.ts'
import { goodsOf, service } from './goods.ts'
import { type Draft, plain } from './invoice.ts'
import type { Entry } from './ledger.ts'
import { generalPublic, personNamed, somebody, withoutForm } from './parties.ts'
import type { Taxpayer } from './taxpayer.ts'

/**
 * What is sold over the counter: an invoice for whoever asks for one, and one for everybody else together, by the day
 * where much is sold and by the month where little is.
 */
export function counterSales(taxpayer: Taxpayer, month: Month): readonly Draft[] {
  const { invoiced, counter, entries } = taxpayer.books(month)
  const own = invoiced.map((entry) => ownInvoice(taxpayer, entry))
  const cards = entries('acquirer').reduce((sum, { cents }) => sum + cents, 0)
  if (taxpayer.persona === 'very_large') {
    const days = counter.flatMap(({ day, sold, refunded }) => daily(taxpayer, { day, sold, refunded }))
    return [...own, ...days, ...(cards > 0 ? [everybodys(taxpayer, monthly(month, cards, '04'))] : [])]
  }
  const sold = counter.reduce((sum, each) => sum + each.sold, 0)
  return [
    ...own,
    ...(cards > 0 ? [everybodys(taxpayer, monthly(month, cards, '04'))] : []),
    ...(sold > 0 ? [everybodys(taxpayer, monthly(month, sold, '03'))] : []),
  ]
}

const buyers: Some<{ readonly regime: string; readonly usage: string }> = [
  { regime: '605', usage: 'S01' },
  { regime: '612', usage: 'G03' },
  { regime: '626', usage: 'G03' },
]

/** To the person who paid; a company's own shop sells what the company sells. */
function ownInvoice(taxpayer: Taxpayer, entry: Entry): Draft {
  const dice = taxpayer.dice('counter', entry.key)
  const { regime, usage } = dice.pick(buyers)
  const name = entry.contact?.name ?? somebody(mexico, dice)
  return {
    ...plain,
    key: taxpayer.uuid('counter', entry.key),
    kind: 'Ingreso',
    issuedAt: entry.at + dice.between(1, 90) * 60_000,
    sender: taxpayer.party,
    receiver: personNamed(taxpayer.client, name, regime),
    series: 'B',
    usage,
    method: 'PUE',
    form: '03',
    lines: priced({
      payable: entry.cents,
      goods: goodsOf(withoutForm(taxpayer.holder.displayName)),
      dice,
      linesMax: 2,
    }),
    settled: [{ at: entry.at, cents: entry.cents, movement: entry.key }],
  }
}

type Together = {
  readonly name: string
  /** The last day of what is put together. */
  readonly day: Day
  readonly cents: number
  readonly form: string
}

const monthly = (month: Month, cents: number, form: string): Together => ({
  name: `ventas de ${isoMonth(month)}`,
  day: lastDay(month),
  cents,
  form,
})

/** One for the public in general, late on its last day. */
function everybodys(taxpayer: Taxpayer, { name, day, cents, form }: Together): Draft {
  const dice = taxpayer.dice('global', name, form)
  const at = startOf(day) + 23 * hourMs + dice.between(5, 50) * 60_000
  const good = { ...service('01010101', 'Venta'), unit: 'ACT', unitName: 'Actividad' }
  return {
    ...plain,
    key: taxpayer.uuid('global', name, form),
    kind: 'Ingreso',
    issuedAt: at,
    sender: taxpayer.party,
    receiver: generalPublic(taxpayer.party.postcode),
    series: 'G',
    usage: 'S01',
    method: 'PUE',
    form,
    lines: priced({ payable: cents, goods: [good], dice, remark: name }),
    settled: [{ at, cents, movement: `${name} ${form}` }],
  }
}

/** A day's sales, and one credit note for what was given back on it. */
function daily(taxpayer: Taxpayer, { day, sold, refunded }: { day: Day; sold: number; refunded: number }): Draft[] {
  if (sold <= 0) return []
  const sale = everybodys(taxpayer, { name: `ventas de ${isoDay(day)}`, day, cents: sold, form: '03' })
  if (refunded >= 0) return [sale]
  const dice = taxpayer.dice('refunds', day)
  const good = { ...service('84111506', 'Devoluciones'), unit: 'ACT', unitName: 'Actividad' }
  const issuedAt = Math.min(sale.issuedAt + dice.between(60_000, 300_000), startOf(dayAt(sale.issuedAt)) + dayMs - 1)
  return [
    sale,
    {
      ...sale,
      key: taxpayer.uuid('refunds', day),
      kind: 'Egreso',
      issuedAt,
      series: 'NC',
      usage: 'S01',
      lines: priced({ payable: -refunded, goods: [good], dice }),
      relations: [{ type: '03', key: sale.key }],
      settled: [{ at: issuedAt, cents: refunded, movement: `refunds ${isoDay(day)}` }],
    },
  ]
}
