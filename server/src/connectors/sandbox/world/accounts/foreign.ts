import type { Dice } from '../../../../kit/random.ts'
import {
  businessDayFrom,
  type Day,
  dayAt,
  daysShown,
  hourMs,
  type Instant,
  isoMonth,
  type Month,
  monthOf,
  startOf,
} from '../calendar.ts'
import type { PhraseName, Some } from '../countries/country.ts'
import { remembering } from '../memory.ts'
import { type Draft, phrase } from '../movement.ts'
import { type Client, priceIn } from '../people/client.ts'
import { dueDay } from './loan.ts'
import { type Market, makeMarket } from './market.ts'

/** Bacen's numbers of what can happen to an exchange contract. */
export const exchangeEvents = { contracted: 1, changed: 2, settled: 4 } as const

export type ExchangeEvent = {
  readonly key: string
  readonly type: 1 | 2 | 4
  readonly at: Instant
  /** When the contract is to be settled, from this event on. */
  readonly dueOn: Day
}

/** One contract with the bank: foreign money bought or sold at a rate, settled some days later. */
export type Exchange = {
  readonly key: string
  readonly kind: 'COMPRA' | 'VENDA'
  readonly number: string
  readonly requestedAt: Instant
  readonly currency: 'USD' | 'EUR'
  readonly foreignCents: number
  readonly rate: number
  readonly localCents: number
  readonly taxCents: number
  readonly abroad: { readonly name: string; readonly country: string }
  readonly events: readonly ExchangeEvent[]
}

export type Foreign = {
  /** Contracts requested in the days from `from` to `until` and before the instant, oldest first. */
  exchangesAt(now: Instant, from?: Day, until?: Day): readonly Exchange[]
  checkingDrafts(month: Month): readonly Draft[]
}

/** How often and how much, as shares of what a month brings; `forward` settles a month later. */
type Habit = {
  readonly kind: Exchange['kind']
  readonly chance: number
  readonly share: number
  readonly forward: boolean
}

function habitsOf({ persona, business }: Client): readonly Habit[] {
  if (persona === 'foreign_transfer')
    return [
      { kind: 'VENDA', chance: 1, share: 0.45, forward: false },
      { kind: 'VENDA', chance: 0.5, share: 0.2, forward: false },
      { kind: 'COMPRA', chance: 0.6, share: 0.15, forward: false },
    ]
  if (business)
    return [
      { kind: 'COMPRA', chance: 0.8, share: 0.05, forward: true },
      { kind: 'VENDA', chance: 0.4, share: 0.06, forward: false },
    ]
  return [
    { kind: 'COMPRA', chance: 0.5, share: 0.08, forward: false },
    { kind: 'VENDA', chance: 0.2, share: 0.05, forward: false },
  ]
}

/** `monthlyUnits` is what a month brings, at prices of 2024. */
export function makeForeign(client: Client, monthlyUnits: number): Foreign {
  const market = makeMarket(client)
  const begun = remembering((month: Month) => exchangesOf({ client, market, month, monthlyUnits }))
  return {
    exchangesAt(now, from, until) {
      const first = Math.max(from ?? 0, dayAt(now) - daysShown + 1)
      const last = Math.min(until ?? dayAt(now), dayAt(now))
      const months = Math.max(0, monthOf(last) - monthOf(first) + 1)
      return Array.from({ length: months }, (_each, index) => begun(monthOf(first) + index))
        .flat()
        .filter(({ requestedAt }) => requestedAt <= now && dayAt(requestedAt) >= first && dayAt(requestedAt) <= last)
        .sort((one, other) => one.requestedAt - other.requestedAt)
    },
    // A forward contract is settled in the second month after its own at the latest.
    checkingDrafts: (month) =>
      [...begun(month - 2), ...begun(month - 1), ...begun(month)].flatMap((exchange) =>
        cashOfExchange(client, exchange, month),
      ),
  }
}

const rates = {
  MX: { USD: 17.8, EUR: 19.4 },
  BR: { USD: 5.1, EUR: 5.6 },
  CO: { USD: 3_980, EUR: 4_320 },
} as const

const partners: Readonly<Record<'person' | 'company', Some<Exchange['abroad']>>> = {
  person: [
    { name: 'NORTHWIND STAFFING LLC', country: 'US' },
    { name: 'ALDER & FINCH LTD', country: 'GB' },
    { name: 'MARIA FERNANDA ROJAS', country: 'US' },
    { name: 'ESTUDIO LISBOA UNIPESSOAL', country: 'PT' },
  ],
  company: [
    { name: 'GREENFIELD COMPONENTS INC', country: 'US' },
    { name: 'HANSA MASCHINEN GMBH', country: 'DE' },
    { name: 'SHENZHEN BRIGHT PARTS CO', country: 'CN' },
  ],
}

type Making = { readonly client: Client; readonly market: Market; readonly month: Month; readonly monthlyUnits: number }

function exchangesOf({ client, market, month, monthlyUnits }: Making): readonly Exchange[] {
  return habitsOf(client).flatMap((habit, index) => {
    const dice = client.dice('exchange', index, isoMonth(month))
    if (!dice.chance(habit.chance)) return []
    const day = dueDay(client.country.code, month, dice.between(3, 26))
    const currency = dice.chance(0.75) ? 'USD' : 'EUR'
    const quoted = market.quote(quotedOf(client, currency), day)
    // The bank buys lower and sells higher than the market.
    const rate = Math.round(quoted * (habit.kind === 'COMPRA' ? 1.012 : 0.988) * 10_000) / 10_000
    const cents = priceIn(client.country, monthlyUnits * habit.share * (0.7 + 0.6 * dice.fraction()), month)
    const foreignCents = Math.max(5_000, Math.round(cents / rate / 500) * 500)
    const localCents = Math.round(foreignCents * rate)
    const key = client.key(32, 'exchange', index, isoMonth(month))
    const requestedAt = startOf(day) + 13 * hourMs + dice.between(0, 4 * 3_600) * 1_000
    return [
      {
        key,
        kind: habit.kind,
        number: String(dice.between(1, 9)) + dice.digits(11),
        requestedAt,
        currency,
        foreignCents,
        rate,
        localCents,
        taxCents: Math.round(localCents * (habit.kind === 'COMPRA' ? 0.011 : 0.0038)),
        abroad: partnerOf(client, dice),
        events: eventsOf(client, { key, requestedAt, forward: habit.forward, dice }),
      },
    ]
  })
}

/** What a unit of foreign money costs here. */
export const quotedOf = ({ country }: Client, currency: Exchange['currency']) => ({
  symbol: `${currency}${country.currency}`,
  base: rates[country.code][currency],
  drift: 0.02,
  swing: 0.11,
})

const partnerOf = ({ business }: Client, dice: Dice): Exchange['abroad'] =>
  dice.pick(partners[business ? 'company' : 'person'])

type Course = { readonly key: string; readonly requestedAt: Instant; readonly forward: boolean; readonly dice: Dice }

/** Spot contracts settle on the second business day; forward ones a month later, and some are put off. */
export function eventsOf(client: Client, { key, requestedAt, forward, dice }: Course): readonly ExchangeEvent[] {
  const { code } = client.country
  const day = dayAt(requestedAt)
  const business = (from: Day): Day => businessDayFrom(code, from)
  const first = forward ? business(day + 28) : business(business(day + 1) + 1)
  const later = forward && dice.chance(0.5) ? business(first + 7) : first
  const event = (type: ExchangeEvent['type'], at: Instant, dueOn: Day) => ({
    key: client.key(32, key, type),
    type,
    at,
    dueOn,
  })
  return [
    event(exchangeEvents.contracted, requestedAt, first),
    ...(later === first ? [] : [event(exchangeEvents.changed, startOf(business(day + 14)) + 15 * hourMs, later)]),
    event(exchangeEvents.settled, startOf(later) + 14 * hourMs, later),
  ]
}

/** The contract's money and its tax, on the day of settlement. */
export function cashOfExchange(client: Client, exchange: Exchange, month: Month): Draft[] {
  const settled = exchange.events.at(-1)
  if (!settled || monthOf(settled.dueOn) !== month) return []
  const dice = client.dice('exchange words', exchange.key)
  const words = {
    currency: exchange.currency,
    foreign: (exchange.foreignCents / 100).toFixed(2).replace('.', ','),
    contract: exchange.number.slice(-8),
    sender: exchange.abroad.name,
    agent: dice.pick(['WESTERN UNION', 'REMITLY', 'WISE', 'MONEYGRAM']),
  }
  const out = exchange.kind === 'COMPRA'
  const names = client.openFinance
    ? (['currencyBought', 'currencySold'] as const)
    : (['remittanceOut', 'remittanceIn'] as const)
  const draft = (name: PhraseName, cents: number, offset: number): Draft => ({
    at: settled.at + offset,
    cents,
    ...phrase(client.country, name, dice, words),
  })
  return [
    draft(names[out ? 0 : 1], out ? -exchange.localCents : exchange.localCents, 0),
    draft('exchangeTax', -exchange.taxCents, 1),
  ]
}
