import { centsToWire } from '../../kit/money.ts'
import type { Question, SourceRecord } from '../contract.ts'
import type { Look } from './translate.ts'
import { institutionOf } from './translate-owners.ts'
import { type Exchange, type ExchangeEvent, exchangeEvents } from './world/accounts/foreign.ts'
import { dayFromIso, isoDay } from './world/calendar.ts'

/** Exchange contracts of the days asked for, as the last event has left them, each with its history. */
export function exchangeRecords(look: Look, { from, to }: Question): SourceRecord[] {
  const { world, now } = look
  const first = from === undefined ? undefined : dayFromIso(from)
  const last = to === undefined ? undefined : dayFromIso(to)
  const exchanges = world.foreign?.exchangesAt(now, first, last) ?? []
  return exchanges.map((exchange) => {
    const events = exchange.events.filter(({ at }) => at <= now)
    return {
      key: exchange.key,
      body: exchangeBody(look, exchange, events),
      parts: events.map((event, index) => ({ key: event.key, body: eventBody(exchange, event, index) })),
    }
  })
}

/** Whole seconds, as the network writes them. */
const inSeconds = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`

/** What both the contract and each of its events tell. */
function termsOf(exchange: Exchange, { dueOn, type }: Pick<ExchangeEvent, 'dueOn' | 'type'>) {
  const { rate, localCents, foreignCents, currency, taxCents, kind } = exchange
  const allIn = kind === 'COMPRA' ? localCents + taxCents : localCents - taxCents
  const settled = type === exchangeEvents.settled
  return {
    operation_due_date: isoDay(dueOn),
    local_operation_tax_amount: rate,
    local_operation_tax_currency: 'BRL',
    local_operation_value_amount: centsToWire(localCents),
    local_operation_value_currency: 'BRL',
    foreign_operation_value_amount: centsToWire(foreignCents),
    foreign_operation_value_currency: currency,
    operation_outstanding_balance_amount: settled ? 0 : centsToWire(foreignCents),
    operation_outstanding_balance_currency: currency,
    tev_amount_amount: Number((allIn / foreignCents).toFixed(6)),
    tev_amount_currency: 'BRL',
    local_currency_advance_percentage: null,
    settlement_method: 'TELETRANSMISSAO',
    // Transfers between the client and a partner abroad.
    operation_category_code: kind === 'COMPRA' ? '90302' : '90307',
  }
}

function exchangeBody({ world }: Look, exchange: Exchange, events: readonly ExchangeEvent[]) {
  const { cnpj, name } = institutionOf(world)
  const [contracted] = exchange.events
  const latest = events.at(-1) ?? contracted
  if (!latest) throw new RangeError(`an exchange without events: ${exchange.key}`)
  return {
    operation_identifier: exchange.key,
    operation_number: exchange.number,
    operation_type: exchange.kind,
    operation_requested_at: inSeconds(exchange.requestedAt),
    authorized_institution_identifier: Number(cnpj),
    authorized_institution_name: name,
    intermediary_institution_identifier: null,
    intermediary_institution_name: null,
    ...termsOf(exchange, latest),
  }
}

function eventBody(exchange: Exchange, event: ExchangeEvent, index: number) {
  return {
    operation_identifier: exchange.key,
    event_sequence_number: (BigInt(exchange.number) * 10n + BigInt(index)).toString().slice(-12).padStart(12, '0'),
    event_type: event.type,
    event_created_at: inSeconds(event.at),
    ...termsOf(exchange, event),
    foreign_partie_relationship_code: '50',
    foreign_partie_name: exchange.abroad.name,
    foreign_partie_country_code: exchange.abroad.country,
  }
}
