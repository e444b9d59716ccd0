import { dayInMonth, hourMs, type Month, startOf } from '../../world/calendar.ts'
import type { Line } from './amounts.ts'
import { anything, goodsOf } from './goods.ts'
import { type Draft, plain } from './invoice.ts'
import { withoutForm } from './parties.ts'
import type { Taxpayer } from './taxpayer.ts'

/** What a company carries from one of its places to another, which costs nobody anything. */
export function carriageNotes(taxpayer: Taxpayer, month: Month): readonly Draft[] {
  const own = goodsOf(withoutForm(taxpayer.holder.displayName)).filter(({ countable }) => countable)
  const [first = anything, ...others] = own
  const dice = taxpayer.dice('carriage', month)
  return Array.from({ length: dice.between(1, 3) }, (_each, index): Draft => {
    const lines = Array.from({ length: dice.between(1, 2) }, (): Line => {
      const good = dice.pick([first, ...others])
      const quantity = dice.between(4, 120)
      const free = { unitCents: 0, grossCents: 0, discountCents: 0, taxCents: 0, retained: [], identifier: null }
      return { ...free, good, description: good.name, quantity, rate: { factor: 'none' } }
    })
    return {
      ...plain,
      key: taxpayer.uuid('carriage', month, index),
      kind: 'Traslado',
      issuedAt: startOf(dayInMonth(month, dice.between(2, 27))) + dice.between(14 * hourMs, 20 * hourMs),
      sender: taxpayer.party,
      receiver: taxpayer.party,
      series: 'T',
      usage: 'S01',
      method: null,
      form: null,
      currency: 'XXX',
      exchangeRate: null,
      lines,
    }
  })
}
