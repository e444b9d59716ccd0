import type { WorldChange } from '../../contract.ts'
import { cashOfExchange, type Exchange, eventsOf } from '../world/accounts/foreign.ts'
import { cashOfDeal, type Deal, dealOf, heldAt, type Investment } from '../world/accounts/investments.ts'
import { dayAt, dayMs, type Instant, isoDay, type Month, monthOf } from '../world/calendar.ts'
import { type Draft, type Movement, phrase, sumOf } from '../world/movement.ts'
import { type Client, priceIn } from '../world/people/client.ts'
import type { World } from '../world/world.ts'
import { changesOf } from './changes.ts'

/**
 * A person's bank with what was made to happen there. Whatever moves money moves the checking account, so that balances
 * are still what the movements add up to.
 */
export function changedWorld(world: World, changes: readonly WorldChange[]): World {
  if (changes.length === 0) return world
  const { client } = world
  const invested = investmentsAdded(world, changes)
  const paid = payoutsAdded(world, changes)
  const exchanged = exchangesAdded(world, changes)
  const extras: readonly Movement[] = [
    ...changesOf(changes, 'added', 'TRANSACTIONS').map((change) => purchase(client, change)),
    ...[...invested, ...paid].flatMap(({ investment, deals }) =>
      deals.map((deal) => posted(client, deal.key, cashOfDeal(client, investment, deal))),
    ),
    ...exchanged.flatMap((exchange) =>
      cashOf(client, exchange).map((draft, index) => posted(client, `${exchange.key} ${index}`, draft)),
    ),
  ]
  const { portfolio, foreign } = world
  return {
    ...world,
    checking: { ...world.checking, ...changedLedger(world, changes, extras) },
    portfolio: portfolio && {
      ...portfolio,
      investmentsAt: (now) => [
        ...portfolio.investmentsAt(now).map((each) => withPayouts(each, paid)),
        ...invested.map(({ investment }) => withPayouts(investment, paid)).filter(({ deals }) => begun(deals) <= now),
      ],
    },
    foreign: foreign && {
      ...foreign,
      exchangesAt: (now, from, until) => [
        ...foreign.exchangesAt(now, from, until),
        ...exchanged.filter(({ requestedAt }) => isAsked(requestedAt, { now, from, until })),
      ],
    },
  }
}

type Ledger = Pick<World['checking'], 'opening' | 'movements'>

/** A taken back movement was never there; every later month opens with what it had moved, and with what was added. */
function changedLedger({ checking }: World, changes: readonly WorldChange[], extras: readonly Movement[]): Ledger {
  const taken = new Set(changesOf(changes, 'taken_back', 'TRANSACTIONS').map(({ subject }) => subject))
  const reprinted = new Map(changesOf(changes, 'changed', 'TRANSACTIONS').map((change) => [change.subject, change]))
  const gone = changesOf(changes, 'taken_back', 'TRANSACTIONS').flatMap(({ subject, at }) => {
    const month = monthOf(dayAt(at.getTime()))
    return [month - 2, month - 1, month]
      .flatMap((each) => checking.movements(each))
      .filter(({ key }) => key === subject)
  })
  const kept = extras.filter(({ key }) => !taken.has(key))
  const isBefore = (month: Month) => (movement: Movement) => monthOf(dayAt(movement.at)) < month
  return {
    opening: (month) =>
      checking.opening(month) + sumOf(kept.filter(isBefore(month))) - sumOf(gone.filter(isBefore(month))),
    movements: (month) =>
      [...checking.movements(month), ...kept.filter(({ at }) => monthOf(dayAt(at)) === month)]
        .filter(({ key }) => !taken.has(key))
        .map((movement) => printedAnew(movement, reprinted.get(movement.key)))
        .sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1)),
  }
}

const printedAnew = (movement: Movement, change: WorldChange | undefined): Movement =>
  change
    ? { ...movement, corrected: { at: change.at.getTime(), text: `${movement.text} AUT ${six(change.number)}` } }
    : movement

const six = (number: number): string => String(number).padStart(6, '0')

/** A user has no more changes than these (`worldChangesMax`), so none shares its last steps with another. */
const amountsApart = 1_000

/** The next price in which the number of the change can be read, so that no two purchases on demand cost the same. */
function priceOfItsOwn(cents: number, number: number, step: number): number {
  const steps = Math.ceil(cents / step)
  const missing = (((number - steps) % amountsApart) + amountsApart) % amountsApart
  return (steps + missing) * step
}

/**
 * Bought at the instant in one of the client's usual shops, and posted at once. One of the same day, shop and amount
 * as another that was taken back would rightly be taken for that one, come back.
 */
function purchase(client: Client, { number, at: instant }: WorldChange): Movement {
  const { country } = client
  const at = instant.getTime()
  const dice = client.dice('on demand', number)
  const shop = dice.pick(client.haunts(client.business ? 'office' : 'groceries'))
  const [, month = '', day = ''] = isoDay(dayAt(at)).split('-')
  const words = { shop: shop.name, city: shop.city, date: `${day}/${month}` }
  const usual = priceIn(country, (shop.low + shop.high) / 2, monthOf(dayAt(at)), country.tillStep)
  const cents = -priceOfItsOwn(usual, number, country.tillStep)
  return {
    ...{ at, cents, mcc: shop.mcc, postedAt: at },
    ...phrase(country, 'debitPurchase', dice, words),
    key: client.key(32, 'movement on demand', number),
  }
}

const posted = (client: Client, of: string, draft: Draft): Movement => ({
  ...draft,
  key: client.key(32, 'cash on demand', of),
  postedAt: draft.at,
})

/** How long a position that was added is held. */
const heldDays = 300

type Moved = { readonly investment: Investment; readonly deals: readonly Deal[] }

/** What is held at an instant and has not been closed. */
export const openAt = ({ portfolio }: World, now: Instant): readonly Investment[] =>
  (portfolio?.investmentsAt(now) ?? []).filter((each) => heldAt(each, now) > 0)

/** As much of the same as was bought last, in a position of its own. */
function investmentsAdded(world: World, changes: readonly WorldChange[]): readonly Moved[] {
  return changesOf(changes, 'added', 'INVESTMENTS').flatMap(({ number, at: instant }) => {
    const at = instant.getTime()
    const model = openAt(world, at).at(-1)
    const [first] = model?.deals ?? []
    if (!model || !first) return []
    const { client } = world
    const boughtOn = dayAt(at)
    const closesOn = boughtOn + heldDays
    const key = client.key(40, 'investment on demand', number)
    const standing = { ...model, key, boughtOn, closesOn }
    const keyed = (deal: Omit<Deal, 'key' | 'at'>, when: Instant): Deal => ({
      ...deal,
      at: when,
      key: client.key(32, key, deal.type),
    })
    const bought = keyed(dealOf(standing, { day: boughtOn, subtype: first.subtype, buys: first.grossCents }, []), at)
    const sells = { day: closesOn, subtype: model.deals.at(-1)?.subtype ?? first.subtype, sells: 1 }
    const deals = [bought, keyed(dealOf(standing, sells, [bought]), at + heldDays * dayMs)]
    return [{ investment: { ...standing, deals }, deals }]
  })
}

/** An open position pays a hundredth of its worth; nothing of it is sold, so what happens to it later stays as it was. */
function payoutsAdded(world: World, changes: readonly WorldChange[]): readonly Moved[] {
  return changesOf(changes, 'added', 'INVESTMENT_TRANSACTIONS').flatMap(({ number, at: instant }) => {
    const at = instant.getTime()
    const investment = payerAt(world, at)
    if (!investment) return []
    const isShare = investment.instrument.kind === 'VARIABLE_INCOME'
    const subtype = isShare ? 'DIVIDENDOS' : 'PAGAMENTO_JUROS'
    const before = investment.deals.filter((deal) => deal.at <= at)
    const deal = dealOf(investment, { day: dayAt(at), subtype, pays: 0.01 }, before)
    return [{ investment, deals: [{ ...deal, at, key: world.client.key(32, 'deal on demand', number) }] }]
  })
}

/** Whose value the payout is a part of; credit pays its coupon, of which there may be none yet. */
export const payerAt = (world: World, now: Instant): Investment | undefined =>
  openAt(world, now).find(({ instrument }) => instrument.kind !== 'FIXED_INCOME_CREDIT')

function withPayouts(investment: Investment, paid: readonly Moved[]): Investment {
  const own = paid.filter((each) => each.investment.key === investment.key).flatMap(({ deals }) => deals)
  if (own.length === 0) return investment
  return { ...investment, deals: [...investment.deals, ...own].sort((one, other) => one.at - other.at) }
}

const begun = (deals: readonly Deal[]): Instant => deals[0]?.at ?? 0

/** A contract like the last one, settled on the second business day. */
function exchangesAdded({ client, foreign }: World, changes: readonly WorldChange[]): readonly Exchange[] {
  return changesOf(changes, 'added', 'EXCHANGES').flatMap(({ number, at: instant }) => {
    const at = instant.getTime()
    const model = foreign?.exchangesAt(at).at(-1)
    if (!model) return []
    const key = client.key(32, 'exchange on demand', number)
    const dice = client.dice('exchange on demand', number)
    const own = { key, number: String(dice.between(1, 9)) + dice.digits(11), requestedAt: at }
    return [{ ...model, ...own, events: eventsOf(client, { key, requestedAt: at, forward: false, dice }) }]
  })
}

function cashOf(client: Client, exchange: Exchange): readonly Draft[] {
  const settled = exchange.events.at(-1)
  return settled ? cashOfExchange(client, exchange, monthOf(settled.dueOn)) : []
}

type Asked = { readonly now: Instant; readonly from?: number | undefined; readonly until?: number | undefined }

const isAsked = (at: Instant, { now, from, until }: Asked): boolean =>
  at <= now && dayAt(at) >= (from ?? 0) && dayAt(at) <= (until ?? dayAt(now))
