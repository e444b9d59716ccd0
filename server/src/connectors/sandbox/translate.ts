import { centsToWire } from '../../kit/money.ts'
import type { SourceRecord } from '../contract.ts'
import type { Bill, Card } from './world/accounts/card.ts'
import { type Day, dayAt, type Instant, isoDay, yearOf } from './world/calendar.ts'
import { type Movement, type Shown, two } from './world/movement.ts'
import type { Contact } from './world/people/client.ts'
import { isPending } from './world/view.ts'
import type { World } from './world/world.ts'

/** The world as it stands at an instant, in the wire's shape. */
export type Look = { readonly world: World; readonly now: Instant }

/** What banks of the country note beside a movement that they print anew. */
const corrections = { MX: 'CONCEPTO CORREGIDO', BR: 'HISTORICO CORRIGIDO', CO: 'CONCEPTO CORREGIDO' } as const

/** One movement of the account as the institution shows it at the instant. */
export function transactionRecord(
  { world, now }: Look,
  account: { readonly key: string },
  movement: Shown,
): SourceRecord {
  const { currency } = world.client.country
  const card = world.cards.find(({ key }) => key === account.key) ?? null
  const amount = centsToWire(Math.abs(movement.cents))
  const pending = isPending(movement, now)
  const corrected = movement.corrected && movement.corrected.at <= now ? movement.corrected : null
  const body = {
    internal_identification: movement.key,
    value_date: isoDay(dayAt(movement.at)),
    ...(movement.undated ? {} : { transacted_at: new Date(movement.at).toISOString() }),
    accounting_date: pending || movement.undated ? null : isoDay(dayAt(movement.postedAt)),
    amount,
    local_currency_amount: card ? amount : null,
    balance: null,
    currency,
    description: corrected?.text ?? movement.text,
    observations: corrected ? corrections[world.client.country.code] : null,
    merchant: null,
    category: null,
    subcategory: null,
    reference: movement.reference ?? null,
    type: movement.cents < 0 ? 'OUTFLOW' : 'INFLOW',
    status: pending ? 'PENDING' : 'PROCESSED',
    credit_card_data: card ? cardData(card, movement, dayAt(now)) : null,
    counterparty: movement.contact ? counterparty(movement.contact) : null,
    loan_data: movement.loanInstalment
      ? { is_detached: false, installment_id: movement.loanInstalment, fees: [], charges: [] }
      : null,
    payment_type: card && !movement.settlesBill ? (movement.instalment ? 'INSTALLMENT' : 'FULL') : null,
    operation_type: movement.operation,
    operation_type_additional_info: movement.channel ?? null,
    mcc: movement.mcc ?? null,
  }
  const { key, replaces } = movement
  return { key, account: account.key, ...(replaces === undefined ? {} : { replaces }), body }
}

function cardData(card: Card, { at, annualFee, instalment }: Movement, today: Day) {
  const bill = card.billOf(dayAt(at))
  const closed = bill.closesOn < today
  return {
    bill_name: closed ? billName(bill) : null,
    bill_due_date: closed ? isoDay(bill.dueOn) : null,
    bill_internal_identification: closed ? bill.key : null,
    bill_status: null,
    previous_bill_total: null,
    bill_amount: closed ? centsToWire(bill.cents) : null,
    card_number: card.last4,
    fee_type: annualFee ? 'ANNUAL_FEE' : null,
    fee_type_additional_info: null,
    credits_type: null,
    credits_type_additional_info: null,
    installment_identifier: instalment ? `PARCELA_${two(instalment.number)}_${instalment.plan}` : 'PARCELA_UNICA',
    number_of_installments: instalment?.of ?? null,
    credit_card_bill: closed ? { internal_identification: bill.key } : null,
  }
}

const englishMonths = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const

/** Bills are called by the month in which they close, such as `apr-2020`. */
export const billName = ({ month }: Bill): string => `${englishMonths[month % 12]}-${yearOf(month)}`

const counterparty = (contact: Contact) => ({
  type: contact.company ? 'COMPANY' : 'INDIVIDUAL',
  document_number: contact.document,
  clearing_code: contact.bankCode,
  agency: contact.agency,
  check_digit: contact.checkDigit,
  number: contact.number,
})
