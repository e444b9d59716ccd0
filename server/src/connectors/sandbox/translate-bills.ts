import { centsToWire } from '../../kit/money.ts'
import type { SourceRecord } from '../contract.ts'
import { billName, type Look } from './translate.ts'
import { spentIn } from './translate-accounts.ts'
import type { Bill, Card } from './world/accounts/card.ts'
import { dayAt, daysShown, isoDay } from './world/calendar.ts'

/** Every bill that fell due in the year shown, and the one that is running, oldest first. */
export function billRecords({ world, now }: Look): SourceRecord[] {
  const today = dayAt(now)
  return world.cards.flatMap((card) => {
    const running = card.billOf(today)
    return Array.from({ length: 14 }, (_each, index) => card.bill(running.month - 13 + index))
      .filter(({ dueOn }) => dueOn > today - daysShown)
      .map((bill) => billRecord({ world, now }, card, bill))
  })
}

export function billRecord({ world, now }: Look, card: Card, bill: Bill): SourceRecord {
  const { currency } = world.client.country
  const closed = bill.closesOn < dayAt(now)
  const cents = closed ? bill.cents : spentIn(card, bill, now)
  const charges = closed ? bill.charges : []
  const paid = closed && bill.paidAt <= now
  const body = {
    internal_identification: bill.key,
    bill_name: closed ? billName(bill) : null,
    due_date: isoDay(bill.dueOn),
    currency,
    total_amount: centsToWire(cents),
    minimum_amount: centsToWire(Math.round(Math.max(0, cents) * 0.15)),
    is_installment: false,
    finance_charges:
      charges.length > 0
        ? charges.map(({ type, cents: charged }) => ({
            type,
            additional_info: null,
            currency,
            amount: centsToWire(charged),
          }))
        : [{ type: 'NO_CHARGE', additional_info: null, currency, amount: 0 }],
    payments: paid
      ? [
          {
            type: 'FULL',
            payment_date: isoDay(dayAt(bill.paidAt)),
            payment_mode: 'DIRECT_DEBIT',
            currency,
            amount: centsToWire(cents),
          },
        ]
      : [],
  }
  return { key: bill.key, account: card.key, body }
}
