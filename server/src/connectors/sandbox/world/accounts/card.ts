import {
  businessDayFrom,
  type Day,
  dayAt,
  dayInMonth,
  type Instant,
  isoMonth,
  type Month,
  monthOf,
  monthOfYear,
  startOf,
} from '../calendar.ts'
import { type Habit, purchases } from '../lives/spending.ts'
import { remembering } from '../memory.ts'
import { type Draft, type LateCharge, type Movement, phrase, settle, sumOf, two } from '../movement.ts'
import { aside, type Client, instantIn, priceIn, printedMonth } from '../people/client.ts'
import type { CardTerms } from '../people/personas.ts'

/** One bill: what was spent after the closing before it, up to its own. */
export type Bill = {
  readonly key: string
  /** The month in which it closes. */
  readonly month: Month
  readonly closesOn: Day
  readonly dueOn: Day
  /** When it is paid, all of it at once. */
  readonly paidAt: Instant
  readonly cents: number
  /** What paying an earlier bill late has cost, among `cents`. */
  readonly charges: readonly { readonly type: LateCharge; readonly cents: number }[]
}

export type Card = {
  readonly key: string
  readonly last4: string
  readonly network: 'VISA' | 'MASTERCARD'
  /** What may be spent, in cents. */
  limitAt(now: Instant): number
  movements(month: Month): readonly Movement[]
  /** Shown for some days and then taken back, before the bill closes. */
  slips?(month: Month): readonly Movement[]
  /** The bill that spending of the day goes to. */
  billOf(day: Day): Bill
  bill(month: Month): Bill
  /** The bills' payments, as checking sees them. */
  checkingDrafts(month: Month): readonly Draft[]
  /** What is still to come of purchases in instalments made up to the instant. */
  instalmentsToCome(now: Instant): number
}

const retailHabits: readonly Habit[] = [
  { kind: 'restaurant', atLeast: 3, atMost: 5, days: 'weekend' },
  { kind: 'delivery', atLeast: 2, atMost: 4, days: 'any' },
  { kind: 'fuel', atLeast: 2, atMost: 3, days: 'any' },
  { kind: 'ride', atLeast: 2, atMost: 4, days: 'weekend' },
  { kind: 'online', atLeast: 1, atMost: 3, days: 'any' },
  { kind: 'groceries', atLeast: 1, atMost: 2, days: 'weekend' },
  { kind: 'leisure', atLeast: 0, atMost: 2, days: 'weekend' },
  { kind: 'department', atLeast: 0, atMost: 1, days: 'weekend' },
]

const businessHabits: readonly Habit[] = [
  { kind: 'fuel', atLeast: 4, atMost: 6, days: 'week' },
  { kind: 'restaurant', atLeast: 2, atMost: 4, days: 'week' },
  { kind: 'office', atLeast: 2, atMost: 4, days: 'week' },
  { kind: 'software', atLeast: 2, atMost: 3, days: 'any' },
  { kind: 'travel', atLeast: 1, atMost: 2, days: 'week' },
  { kind: 'ride', atLeast: 1, atMost: 3, days: 'week' },
]

export type CardUse = CardTerms & {
  /** How dearly the client buys, beside the middle of the country. */
  readonly factor: number
  readonly limitAt: (now: Instant) => number
}

export function makeCard(owner: Client, { name, spending, lateDays, factor: usual, limitAt }: CardUse): Card {
  const client = aside(owner, name)
  const factor = usual * spending
  const { country } = client
  const key = client.key(40, 'card')
  const dice = client.dice('card')
  const closing = dice.between(3, 26)
  const last4 = String(dice.between(1, 9)) + dice.digits(3)
  const paidBy = dice.between(10, 20)

  const begun = remembering((month: Month) => plansBegunIn(client, factor, month))
  const running = (month: Month): readonly Plan[] =>
    Array.from({ length: termMax }, (_each, back) => begun(month - back).filter(({ of }) => back < of)).flat()
  const closesOn = (month: Month): Day => dayInMonth(month, closing)
  const dueOn = (month: Month): Day => businessDayFrom(country.code, closesOn(month) + country.billDays)
  const paidOn = (month: Month): Day => businessDayFrom(country.code, dueOn(month) + lateDays)
  const paidAt = (month: Month): Instant => startOf(paidOn(month)) + paidBy * 3_600_000 + (month % 3_000)
  /** The months whose bills are paid in a month: its own or one of the two before it. */
  const paidIn = (month: Month): readonly Month[] =>
    [month - 2, month - 1, month].filter((each) => monthOf(paidOn(each)) === month)
  const inPeriod = (month: Month, movements: readonly Draft[]): readonly Draft[] =>
    movements.filter(({ at }) => dayAt(at) > closesOn(month - 1) && dayAt(at) <= closesOn(month))

  const bought = remembering((month: Month) => [
    ...spendingOf(client, factor, month),
    ...running(month).map((plan) => instalmentOf(client, plan, month)),
  ])
  /** What a late payment costs follows from the purchases alone, so that no bill depends on all those before it. */
  const lateCharges = (month: Month): Draft[] =>
    lateDays === 0
      ? []
      : paidIn(month).flatMap((each) => {
          const owed = -sumOf(inPeriod(each, [...bought(each - 1), ...bought(each)]))
          return chargesFor(client, owed, { at: paidAt(each) + 60_000, lateDays })
        })
  const spent = remembering((month: Month) => settle(client, key, month, [...bought(month), ...lateCharges(month)]))

  const bill = remembering((month: Month): Bill => {
    const ofPeriod = inPeriod(month, [...spent(month - 1), ...spent(month)])
    return {
      key: client.key(40, key, 'bill', isoMonth(month)),
      month,
      closesOn: closesOn(month),
      dueOn: dueOn(month),
      paidAt: paidAt(month),
      cents: -sumOf(ofPeriod),
      charges: ofPeriod.flatMap(({ lateCharge, cents }) => (lateCharge ? [{ type: lateCharge, cents: -cents }] : [])),
    }
  })

  const payments = (month: Month): Draft[] =>
    paidIn(month).map((each) => {
      const words = phrase(country, 'cardPaid', client.dice('card paid', isoMonth(each)))
      return { at: paidAt(each), cents: bill(each).cents, settlesBill: true, ...words }
    })

  return {
    key,
    last4,
    network: client.dice('network').pick(['VISA', 'MASTERCARD']),
    limitAt,
    bill,
    billOf: (day) => bill(day <= closesOn(monthOf(day)) ? monthOf(day) : monthOf(day) + 1),
    movements: remembering((month) => {
      const paid = settle(client, `${key} payments`, month, payments(month))
      return [...spent(month), ...paid].sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1))
    }),
    checkingDrafts: (month) =>
      paidIn(month).map((each) => {
        const words = { last4, month: printedMonth(country, each) }
        const printedWords = phrase(country, 'cardPayment', client.dice('card payment', isoMonth(each)), words)
        return { at: paidAt(each), cents: -bill(each).cents, ...printedWords }
      }),
    instalmentsToCome: (now) => toCome(running(monthOf(dayAt(now))), now),
  }
}

/** What of the plans that run in the month of the instant has not been charged by then. */
function toCome(plans: readonly Plan[], now: Instant): number {
  const month = monthOf(dayAt(now))
  return plans.reduce((sum, plan) => {
    const taken = month - plan.month + 1 - (instalmentAt(plan, month) > now ? 1 : 0)
    return sum + plan.cents * (plan.of - taken)
  }, 0)
}

/** A fine of two hundredths, and one hundredth a month for every day. */
function chargesFor(
  client: Client,
  owed: number,
  { at, lateDays }: { readonly at: Instant; readonly lateDays: number },
): Draft[] {
  const dice = client.dice('late charges', at)
  const charge = (lateCharge: LateCharge, cents: number): Draft => ({
    at,
    cents: -Math.max(1, Math.round(cents)),
    lateCharge,
    ...phrase(client.country, lateCharge === 'LATE_FEE' ? 'lateFee' : 'lateInterest', dice),
  })
  return owed <= 0 ? [] : [charge('LATE_FEE', owed * 0.02), charge('LATE_PAYMENT_INTEREST', (owed * lateDays) / 3_000)]
}

function spendingOf(client: Client, factor: number, month: Month): Draft[] {
  const dice = client.dice('card', isoMonth(month))
  const till = { client, month, factor, phrase: 'cardPurchase' } as const
  const bought = purchases(till, client.business ? businessHabits : retailHabits, dice)
  return [...bought, ...refundOf(client, bought, month), ...subscriptions(client, month), ...annualFee(client, month)]
}

/** Now and then something that was bought online goes back. */
function refundOf(client: Client, bought: readonly Draft[], month: Month): Draft[] {
  const dice = client.dice('refund', isoMonth(month))
  const online = bought.find(({ mcc }) => mcc === 5964 || mcc === 5942)
  if (online === undefined || !dice.chance(0.15)) return []
  const at = online.at + dice.between(3, 6) * 86_400_000
  if (monthOf(dayAt(at)) !== month) return []
  const words = phrase(client.country, 'refund', dice, { shop: online.text })
  return [{ at, cents: -online.cents, postsAfter: 1, ...(online.mcc ? { mcc: online.mcc } : {}), ...words }]
}

function subscriptions(client: Client, month: Month): Draft[] {
  const { country } = client
  if (client.business) return []
  const taste = client.dice('subscriptions')
  const chosen = [0, 1, 2].map(() => ({ service: taste.pick(country.subscriptions), day: taste.between(1, 28) }))
  const different = chosen.filter(
    (each, index) => chosen.findIndex(({ service }) => service === each.service) === index,
  )
  return different.map(({ service: [name, mcc, price], day }, index) => {
    const dice = client.dice('subscription', index, isoMonth(month))
    const words = phrase(country, 'cardPurchase', dice, { shop: name, city: '' })
    const cents = priceIn(country, price, month, country.code === 'CO' ? 10_000 : 10)
    return { at: instantIn(dayInMonth(month, day), dice, 13, 15), cents: -cents, postsAfter: 1, mcc, ...words }
  })
}

/** A purchase paid in equal parts, the first at once. */
type Plan = {
  readonly month: Month
  readonly index: number
  readonly day: number
  readonly of: number
  /** Each part. */
  readonly cents: number
  readonly shop: string
  readonly mcc: number
  readonly id: string
}

const termMax = 12

/** Plans begun in a month: most often one or none. */
function plansBegunIn(client: Client, factor: number, month: Month): readonly Plan[] {
  const dice = client.dice('plans', isoMonth(month))
  if (!dice.chance(client.business ? 0.2 : 0.3)) return []
  const shop = dice.pick(client.haunts(client.business ? 'office' : 'department'))
  const of = dice.pick([3, 6, 6, 10, termMax])
  const units = (shop.high * dice.between(80, 220) * factor) / 100
  const cents = priceIn(client.country, units / of, month, client.country.tillStep)
  const id = dice.digits(10)
  return [{ month, index: 0, day: dice.between(2, 27), of, cents, shop: shop.name, mcc: shop.mcc, id }]
}

const instalmentAt = (plan: Plan, month: Month): Instant =>
  startOf(dayInMonth(month, plan.day)) + 16 * 3_600_000 + (Number(plan.id) % 3_600_000)

function instalmentOf(client: Client, plan: Plan, month: Month): Draft {
  const number = month - plan.month + 1
  const words = { shop: plan.shop, number: two(number), of: two(plan.of) }
  return {
    at: instalmentAt(plan, month),
    cents: -plan.cents,
    postsAfter: 1,
    mcc: plan.mcc,
    instalment: { plan: plan.id, number, of: plan.of },
    ...phrase(client.country, 'cardInstalment', client.dice('instalment', plan.id, month), words),
  }
}

const annualFees = { MX: 780, BR: 290, CO: 330_000 }

/** In Mexico once a year, elsewhere a twelfth every month. */
function annualFee(client: Client, month: Month): Draft[] {
  const { country } = client
  const dice = client.dice('annual fee')
  const once = country.code === 'MX'
  const anniversary = dice.between(1, 12)
  const day = dayInMonth(month, dice.between(2, 27))
  if (once && monthOfYear(month) !== anniversary) return []
  const number = once ? 1 : ((monthOfYear(month) - anniversary + 12) % 12) + 1
  const of = once ? 1 : 12
  const cents = priceIn(country, annualFees[country.code] / of, month, country.tillStep)
  const words = phrase(country, 'annualFee', dice, { number: two(number), of: two(of) })
  return [{ at: startOf(day) + 8 * 3_600_000 + anniversary, cents: -cents, annualFee: true, ...words }]
}
