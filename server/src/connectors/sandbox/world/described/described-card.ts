import type { Bill, Card } from '../accounts/card.ts'
import { type Day, dayAt, dayInMonth, hourMs, isoMonth, type Month, monthOf, startOf } from '../calendar.ts'
import { remembering } from '../memory.ts'
import { type Draft, type Movement, phrase, sumOf } from '../movement.ts'
import { printedMonth } from '../people/client.ts'
import { type Described, inCents, settleDescribed, staysShown } from './described-lines.ts'

/** A card as described; its bills are paid from the checking account on the day they are due. */
export function describedCard({ client, account, drafts }: Described): Card {
  const { country } = client
  const key = client.key(40, 'described', account.name)
  const dice = client.dice('described', account.name)
  const last4 = String(dice.between(1, 9)) + dice.digits(3)
  const closesOn = (month: Month): Day => dayInMonth(month, account.closing_day ?? 1)
  const dueOn = (month: Month): Day => closesOn(month) + (account.due_days ?? 1)
  const told = remembering((month: Month) => settleDescribed(client, key, drafts(month)))
  const spent = (month: Month): readonly Movement[] => told(month).filter(staysShown)

  const bill = remembering((month: Month): Bill => {
    const rows = [...spent(month - 1), ...spent(month)]
    const own = rows.filter(({ at }) => dayAt(at) > closesOn(month - 1) && dayAt(at) <= closesOn(month))
    return {
      key: client.key(40, key, 'bill', isoMonth(month)),
      month,
      closesOn: closesOn(month),
      dueOn: dueOn(month),
      paidAt: startOf(dueOn(month)) + 15 * hourMs,
      cents: 0 - sumOf(own),
      charges: [],
    }
  })
  /** Bills that something is owed on, in the month in which they are due. */
  const paidIn = (month: Month): readonly Bill[] =>
    [bill(month - 1), bill(month)].filter((each) => monthOf(each.dueOn) === month && each.cents > 0)
  const paymentOf = (each: Bill, side: 'cardPaid' | 'cardPayment'): Draft => {
    const words = { last4, month: printedMonth(country, each.month) }
    const cents = side === 'cardPaid' ? each.cents : -each.cents
    const settles = side === 'cardPaid' ? ({ settlesBill: true } as const) : {}
    return { at: each.paidAt, cents, ...settles, ...phrase(country, side, client.dice(side, each.key), words) }
  }

  return {
    key,
    last4,
    network: dice.pick(['VISA', 'MASTERCARD']),
    limitAt: () => inCents(account.limit ?? 0),
    bill,
    billOf: (day) => bill(day <= closesOn(monthOf(day)) ? monthOf(day) : monthOf(day) + 1),
    movements: remembering((month) => {
      const paid = paidIn(month).map((each) => paymentOf(each, 'cardPaid'))
      const settled = settleDescribed(client, `${key} payments`, paid)
      return [...spent(month), ...settled].sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1))
    }),
    slips: (month) => told(month).filter((each) => !staysShown(each)),
    checkingDrafts: (month) => paidIn(month).map((each) => paymentOf(each, 'cardPayment')),
    instalmentsToCome: () => 0,
  }
}
