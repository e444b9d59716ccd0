import {
  businessDayFrom,
  type Day,
  dayAt,
  daysShown,
  hourMs,
  type Instant,
  isoMonth,
  lastDay,
  type Month,
  monthOf,
  monthOfYear,
  startOf,
  yearOf,
} from '../calendar.ts'
import { remembering } from '../memory.ts'
import { type Draft, phrase, sumOf } from '../movement.ts'
import { type Client, priceIn } from '../people/client.ts'
import { type Instrument, type InvestmentKind, instruments } from './instruments.ts'
import { dueDay } from './loan.ts'
import { interbankRate, type Market, makeMarket, sixDecimals } from './market.ts'

/** What was bought, sold or paid of one investment. */
export type Deal = {
  readonly key: string
  readonly at: Instant
  readonly day: Day
  readonly subtype: string
  /** Seen from the investment: INFLOW is money that goes into it. */
  readonly type: 'INFLOW' | 'OUTFLOW'
  /** Units of it, in ten thousandths; those of interest and dividends neither come nor go. */
  readonly quantity: number
  readonly movesUnits: boolean
  readonly unitPrice: number
  readonly grossCents: number
  readonly incomeTaxCents: number
  /** What the broker takes. */
  readonly feeCents: number
}

/** One position: bought in one month, closed ten months later. */
export type Investment = {
  readonly key: string
  readonly instrument: Instrument
  readonly boughtOn: Day
  readonly closesOn: Day
  readonly deals: readonly Deal[]
  /** What one unit is worth on a day. */
  priceOn(day: Day): number
}

export type Portfolio = {
  /** Everything of which something happened in the year that is shown, oldest first. */
  investmentsAt(now: Instant): readonly Investment[]
  /** What the checking account sees of it. */
  checkingDrafts(month: Month): readonly Draft[]
}

const lifeMonths = 10
const cycleMonths = lifeMonths + 1

/** Ten thousandths of units, as they are told. */
export const unitsOf = (quantity: number): number => quantity / 10_000

/** Units held at the instant, in ten thousandths. */
export const heldAt = ({ deals }: Investment, now: Instant): number =>
  deals
    .filter(({ at, movesUnits }) => movesUnits && at <= now)
    .reduce((held, { quantity, type }) => held + (type === 'INFLOW' ? quantity : -quantity), 0)

export const worthOf = (quantity: number, unitPrice: number): number => Math.round((quantity * unitPrice) / 100)

/** `monthlyUnits` is what the client can put by each month, at prices of 2024. */
export function makePortfolio(client: Client, monthlyUnits: number): Portfolio {
  const market = makeMarket(client)
  const owned = instruments.map((instrument) => {
    const dice = client.dice('investment', instrument.kind)
    const phase = dice.between(0, cycleMonths - 1)
    const chosen = dice.between(0, instrument.products.length - 1)
    const position = remembering((start: Month) =>
      openPosition({ client, market, instrument, start, chosen, monthlyUnits }),
    )
    const startOfCycle = (month: Month): Month =>
      month - ((((month - phase) % cycleMonths) + cycleMonths) % cycleMonths)
    return { position, startOfCycle }
  })
  const standingIn = (month: Month): Investment[] =>
    owned.map(({ position, startOfCycle }) => position(startOfCycle(month)))

  return {
    investmentsAt(now) {
      const month = monthOf(dayAt(now))
      const firstShown = dayAt(now) - daysShown + 1
      return [...standingIn(month - cycleMonths), ...standingIn(month)]
        .filter(
          ({ boughtOn, closesOn, deals }) =>
            boughtOn <= dayAt(now) && closesOn >= firstShown && (deals[0]?.at ?? 0) <= now,
        )
        .sort((one, other) => one.boughtOn - other.boughtOn || (one.key < other.key ? -1 : 1))
    },
    checkingDrafts: (month) =>
      standingIn(month).flatMap((investment) =>
        investment.deals
          .filter(({ day }) => monthOf(day) === month)
          .map((deal) => cashOfDeal(client, investment, deal))
          .filter(({ cents }) => cents !== 0),
      ),
  }
}

/** The cash side of a deal, at the same instant; a tax paid in quotas moves no cash. */
export function cashOfDeal(client: Client, { instrument }: Investment, deal: Deal): Draft {
  const out = deal.type === 'INFLOW'
  const cents = out ? -(deal.grossCents + deal.feeCents) : deal.grossCents - deal.incomeTaxCents - deal.feeCents
  const name = out ? 'invested' : deal.movesUnits ? 'divested' : 'dividend'
  const words = { product: instrument.printed }
  return { at: deal.at, cents, ...phrase(client.country, name, client.dice('deal', deal.key), words) }
}

type Opening = {
  readonly client: Client
  readonly market: Market
  readonly instrument: Instrument
  readonly start: Month
  readonly chosen: number
  readonly monthlyUnits: number
}

function openPosition(opening: Opening): Investment {
  const { client, market, instrument, start } = opening
  const key = client.key(40, 'investment', instrument.kind, isoMonth(start))
  const dayIn = (months: number, number: number): Day => dueDay(client.country.code, start + months, number)
  const boughtOn = dayIn(0, 10)
  const closesOn = dayIn(lifeMonths, 14)
  const product = instrument.products[opening.chosen] ?? instrument.products[0]
  const priceOn = pricing({ market, kind: instrument.kind, product, boughtOn, couponOn: dayIn(6, 15) })
  const own = { ...instrument, ...product, products: [product] as const }
  const investment = { key, instrument: own, boughtOn, closesOn, priceOn }
  return { ...investment, deals: dealsOf(opening, investment, dayIn) }
}

type Pricing = {
  readonly market: Market
  readonly kind: InvestmentKind
  readonly product: Instrument['products'][number]
  readonly boughtOn: Day
  readonly couponOn: Day
}

/** Interest grows by the day, and starts anew where a coupon has paid it out; the rest follows the market. */
function pricing({ market, kind, product, boughtOn, couponOn }: Pricing): (day: Day) => number {
  return remembering((day: Day) => {
    switch (kind) {
      case 'FIXED_INCOME_BANKING':
      case 'TREASURY_BOND':
        return sixDecimals(product.unit * market.accrued(boughtOn, day, product.rate))
      case 'FIXED_INCOME_CREDIT':
        return sixDecimals(product.unit * market.accrued(day >= couponOn ? couponOn : boughtOn, day, product.rate))
      case 'INVESTMENT_FUND':
      case 'VARIABLE_INCOME': {
        const { name, unit, drift, swing } = product
        const quoted = market.quote({ symbol: name, base: unit, drift, swing }, day)
        return kind === 'VARIABLE_INCOME' ? Math.round(quoted * 100) / 100 : quoted
      }
    }
  }, 16)
}

type Standing = Omit<Investment, 'deals'>

type Step = {
  readonly day: Day
  readonly subtype: string
  /** Units bought for so many cents, or the part of what is held that is sold. */
  readonly buys?: number
  readonly sells?: number
  /** Paid for what is held, as a part of its value. */
  readonly pays?: number
  /** Taken in quotas, as a part of what they gained. */
  readonly taxes?: number
}

/** The steps of the position's life, each worked out from what is held before it. */
function dealsOf(
  { client, instrument, start, monthlyUnits }: Opening,
  standing: Standing,
  dayIn: DayIn,
): readonly Deal[] {
  const cents = priceIn(client.country, monthlyUnits * instrument.weight, start)
  const deals: Deal[] = []
  for (const [index, step] of stepsOf(instrument.kind, { cents, start, dayIn, client }).entries()) {
    const deal = dealOf(standing, step, deals)
    if (deal.quantity > 0 && deal.grossCents > 0)
      deals.push({
        ...deal,
        key: client.key(32, standing.key, 'deal', index),
        at: startOf(step.day) + 13 * hourMs + index,
      })
  }
  return deals
}

type DayIn = (months: number, number: number) => Day

type Life = { readonly cents: number; readonly start: Month; readonly dayIn: DayIn; readonly client: Client }

function stepsOf(kind: InvestmentKind, { cents, start, dayIn, client }: Life): readonly Step[] {
  const bought = { day: dayIn(0, 10), buys: cents }
  const closed = { day: dayIn(lifeMonths, 14), sells: 1 }
  const bank = [
    { ...bought, subtype: 'APLICACAO' },
    { ...closed, subtype: 'VENCIMENTO' },
  ]
  switch (kind) {
    case 'FIXED_INCOME_BANKING':
      return bank
    case 'FIXED_INCOME_CREDIT':
      return [
        { ...bought, subtype: 'COMPRA' },
        { day: dayIn(6, 15), subtype: 'PAGAMENTO_JUROS', pays: 1 },
        { ...closed, subtype: 'VENDA' },
      ]
    case 'TREASURY_BOND':
      return [
        { ...bought, subtype: 'COMPRA' },
        { day: dayIn(5, 20), subtype: 'VENDA', sells: 0.3 },
        { ...closed, subtype: 'VENDA' },
      ]
    case 'VARIABLE_INCOME':
      return [
        { ...bought, subtype: 'COMPRA' },
        { day: dayIn(2, 9), subtype: 'COMPRA', buys: cents / 2 },
        { day: dayIn(4, 16), subtype: 'DIVIDENDOS', pays: 0.021 },
        { day: dayIn(6, 11), subtype: 'VENDA', sells: 0.4 },
        { day: dayIn(8, 18), subtype: 'JCP', pays: 0.012 },
        { ...closed, subtype: 'VENDA' },
      ]
    case 'INVESTMENT_FUND':
      return [
        ...Array.from({ length: lifeMonths }, (_each, index) => ({
          day: dayIn(index, 10),
          subtype: 'APLICACAO',
          buys: cents / 5,
        })),
        ...taxMonths(start).map((month) => ({
          day: lastBusinessDay(client, month),
          subtype: 'COME_COTAS',
          taxes: 0.15,
        })),
        { ...closed, subtype: 'RESGATE' },
      ].sort((one, other) => one.day - other.day)
  }
}

/** Funds are taxed on the last business day of May and November. */
const taxMonths = (start: Month): readonly Month[] =>
  Array.from({ length: lifeMonths }, (_each, index) => start + index).filter((month) =>
    [5, 11].includes(monthOfYear(month)),
  )

function lastBusinessDay({ country }: Client, month: Month): Day {
  let day = lastDay(month)
  while (businessDayFrom(country.code, day) !== day) day -= 1
  return day
}

/** What is bought or sold at the day's price; the tax is on what was gained over what was paid. */
export function dealOf(standing: Standing, step: Step, before: readonly Deal[]): Omit<Deal, 'key' | 'at'> {
  const unitPrice = standing.priceOn(step.day)
  const held = heldAt({ ...standing, deals: before }, startOf(step.day + 1))
  const paid = sumOf(before.filter(({ type }) => type === 'INFLOW').map(({ grossCents }) => ({ cents: grossCents })))
  const put = before.filter(({ type }) => type === 'INFLOW').reduce((sum, { quantity }) => sum + quantity, 0)
  const cost = put === 0 ? 0 : paid / put
  const whole = standing.instrument.wholeUnits
  const rounded = (quantity: number): number => (whole ? Math.floor(quantity / 10_000) * 10_000 : Math.floor(quantity))
  const base = { day: step.day, subtype: step.subtype, unitPrice, feeCents: 0, incomeTaxCents: 0, movesUnits: true }
  if (step.buys !== undefined) {
    const least = whole ? 10_000 : 1
    const quantity = Math.max(least, rounded((step.buys * 100) / unitPrice))
    const grossCents = worthOf(quantity, unitPrice)
    return { ...base, type: 'INFLOW', quantity, grossCents, feeCents: feeOf(standing, grossCents) }
  }
  if (step.pays !== undefined) {
    const gained =
      standing.instrument.kind === 'FIXED_INCOME_CREDIT' ? couponOf(standing, step.day) : unitPrice * step.pays
    const perUnit = sixDecimals(gained)
    const grossCents = worthOf(held, perUnit)
    const taxed = step.subtype === 'DIVIDENDOS' || standing.instrument.isTaxExempt ? 0 : 0.15
    const incomeTaxCents = Math.round(grossCents * taxed)
    return {
      ...base,
      type: 'OUTFLOW',
      quantity: held,
      movesUnits: false,
      unitPrice: perUnit,
      grossCents,
      incomeTaxCents,
    }
  }
  const gainPerUnit = Math.max(0, unitPrice / 100 - cost)
  if (step.taxes !== undefined) {
    const quantity = rounded((gainPerUnit * held * step.taxes) / (unitPrice / 100))
    const grossCents = worthOf(quantity, unitPrice)
    // The whole of it is the tax: nothing of it reaches the account.
    return { ...base, type: 'OUTFLOW', quantity, grossCents, incomeTaxCents: grossCents }
  }
  const part = step.sells ?? 0
  const quantity = part === 1 ? held : Math.max(standing.instrument.wholeUnits ? 10_000 : 1, rounded(held * part))
  const grossCents = worthOf(quantity, unitPrice)
  const rate = standing.instrument.isTaxExempt ? 0 : taxRate(step.day - standing.boughtOn)
  const incomeTaxCents = Math.round(gainPerUnit * quantity * rate)
  return { ...base, type: 'OUTFLOW', quantity, grossCents, incomeTaxCents, feeCents: feeOf(standing, grossCents) }
}

/** What one unit has earned by the day of the coupon. */
function couponOf({ instrument, boughtOn, priceOn }: Standing, day: Day): number {
  const [product] = instrument.products
  const before = priceOn(day - 1)
  const daily = 1 + (interbankRate(yearOf(monthOf(day))) * product.rate) / 365
  return day > boughtOn ? before * daily - product.unit : 0
}

/** Brokers charge for shares alone. */
const feeOf = ({ instrument }: Standing, cents: number): number =>
  instrument.kind === 'VARIABLE_INCOME' ? 490 + Math.round(cents * 0.0003) : 0

/** Longer is cheaper: 22.5 % of the gain up to 180 days, then 20 %, 17.5 % and 15 %. */
export function taxRate(days: number): number {
  if (days <= 180) return 0.225
  if (days <= 360) return 0.2
  return days <= 720 ? 0.175 : 0.15
}
