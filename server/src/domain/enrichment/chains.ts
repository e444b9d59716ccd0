import { type Cadence, cadences, dueAfter, paymentsAtMost } from './cadences.ts'
import type { Day } from './days.ts'
import { squaredSpread } from './exact.ts'
import type { Instalment } from './source-name.ts'

/** A payment, as far as its rhythm goes. */
export type Payment = {
  readonly day: Day
  readonly cents: number
  readonly instalment: Instalment | null
}

/** Payments that come back, in order, and how often they do. */
export type Chain<Each extends Payment> = { readonly cadence: Cadence; readonly payments: readonly Each[] }

/** One payee may be paid for two things at once; more chains would explain any noise. */
const chainsMax = 2
/** Chains have to explain this share of what they are found in. */
const explainedMin = { part: 4, of: 5 } as const
/** Amounts that differ by more are not the same price. */
const priceRatioMax = 1.25
/** The largest of amounts that vary, such as those of electricity, over the smallest. */
const billRatioMax = 4
const billPaymentsMin = 4
/** Among other payments of the same payee, three of one price may be chance. */
const amongOthersMin = 4

/**
 * The chains that payments to one payee form, in order of the day: at first all of them together, and where that
 * explains too little, those of about the same amount together. Empty where there is no rhythm.
 */
export function chainsIn<Each extends Payment>(payments: readonly Each[]): readonly Chain<Each>[] {
  const whole = bestOf(payments, { among: false })
  if (whole.length > 0) return whole
  return byAmount(payments)
    .filter((some) => some.length >= amongOthersMin && some.length < payments.length)
    .flatMap((some) => bestOf(some, { among: true }))
}

type Explained<Each extends Payment> = {
  readonly chains: readonly Chain<Each>[]
  readonly count: number
  /** How much amounts vary inside the chains: the sum of squared deviations from their means. */
  readonly roughness: number
}

type Place = { readonly among: boolean }

/**
 * The cadence that explains most with the fewest chains. More chains are better only if they take the variation of
 * amounts away: payments of 10 and 25 in turns are two subscriptions, not one that changes its price each time.
 */
function bestOf<Each extends Payment>(payments: readonly Each[], place: Place): readonly Chain<Each>[] {
  const found = cadences
    .map((cadence) => explain(payments, cadence, place))
    .filter((each) => each !== null)
    .sort((one, other) => other.count - one.count || one.chains.length - other.chains.length)
  const [simplest] = found
  if (!simplest) return []
  const smoother = found.find(({ count, roughness }) => count === simplest.count && 10 * roughness < simplest.roughness)
  return (smoother ?? simplest).chains
}

function explain<Each extends Payment>(
  payments: readonly Each[],
  cadence: Cadence,
  { among }: Place,
): Explained<Each> | null {
  const enough = (count: number) => count * explainedMin.of >= payments.length * explainedMin.part
  const [first, last] = [payments[0], payments.at(-1)]
  if (!first || !last || !enough(chainsMax * paymentsAtMost(first.day, last.day, cadence))) return null
  const chains: Chain<Each>[] = []
  let left = payments
  while (chains.length < chainsMax) {
    const longest = longestChain(left, cadence, among)
    if (longest.length < (among ? Math.max(amongOthersMin, cadence.paymentsMin) : cadence.paymentsMin)) break
    // The first one is the longest: if two like it are too few, what is left need not be looked at.
    if (!enough(chainsMax * longest.length) && chains.length === 0) return null
    chains.push({ cadence, payments: longest })
    const taken = new Set<Payment>(longest)
    left = left.filter((payment) => !taken.has(payment))
  }
  const count = payments.length - left.length
  const alone = !among && chains.length === 1 && left.length === 0
  if (count === 0 || !enough(count) || !chains.every((chain) => isCredible(chain, alone))) return null
  return { chains, count, roughness: chains.reduce((sum, chain) => sum + roughnessOf(chain), 0) }
}

/**
 * A chain is tried from each payment that no earlier start has passed through: what starts later is shorter. Of four
 * payments one may be missing, but none among other payments to the same payee.
 */
function longestChain<Each extends Payment>(
  payments: readonly Each[],
  cadence: Cadence,
  among: boolean,
): readonly Each[] {
  const passed = new Set<Payment>()
  let longest: readonly Each[] = []
  for (const [index, start] of payments.entries()) {
    if (passed.has(start)) continue
    const { chain, missed } = follow(payments, index, cadence)
    for (const payment of chain) passed.add(payment)
    const whole = among ? missed === 0 : 4 * missed <= chain.length
    if (whole && chain.length > longest.length) longest = chain
  }
  return longest
}

type Followed<Each extends Payment> = { readonly chain: readonly Each[]; readonly missed: number }

/** From one payment to the next one that is due, or else to the one after it. */
function follow<Each extends Payment>(payments: readonly Each[], start: number, cadence: Cadence): Followed<Each> {
  const chain = [start]
  let missed = 0
  for (;;) {
    const at = chain.at(-1) as number
    const next = nextOf(payments, at, { cadence, periods: 1 })
    const found = next ?? nextOf(payments, at, { cadence, periods: 2 })
    if (found === null) return { chain: chain.map((index) => payments[index] as Each), missed }
    if (next === null) missed += 1
    chain.push(found)
  }
}

type Step = { readonly cadence: Cadence; readonly periods: number }

/** Of the payments around the due day, the next instalment of the plan, or else the one of the nearest amount. */
function nextOf(payments: readonly Payment[], at: number, { cadence, periods }: Step): number | null {
  const from = payments[at] as Payment
  const due = dueAfter(from.day, cadence, periods)
  let best: { readonly index: number; readonly distance: readonly number[] } | null = null
  const start = firstFrom(payments, Math.max(from.day + 1, due - cadence.toleranceDays), at)
  for (let index = start; index < payments.length; index += 1) {
    const payment = payments[index] as Payment
    if (payment.day > due + cadence.toleranceDays) break
    const distance = [
      continues(from, payment) ? 0 : 1,
      Math.abs(payment.cents - from.cents),
      Math.abs(payment.day - due),
    ]
    if (best === null || isLess(distance, best.distance)) best = { index, distance }
  }
  return best?.index ?? null
}

/** The index of the first payment on the day or after it, at least `low`. */
function firstFrom(payments: readonly Payment[], day: Day, low: number): number {
  let [from, to] = [low, payments.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((payments[middle] as Payment).day < day) from = middle + 1
    else to = middle
  }
  return from
}

export const continues = ({ instalment: one }: Payment, { instalment: other }: Payment): boolean =>
  one !== null && other !== null && other.of === one.of && other.number === one.number + 1

function isLess(one: readonly number[], other: readonly number[]): boolean {
  const index = one.findIndex((value, at) => value !== other[at])
  return index >= 0 && (one[index] as number) < (other[index] as number)
}

/**
 * A price that changes at most once; or, where nothing else was paid to the payee, a bill whose amount varies within
 * limits. Two payments show nothing but by having the same price, and by being all there is.
 */
function isCredible({ payments }: Chain<Payment>, alone: boolean): boolean {
  const jumps = jumpsIn(payments)
  if (payments.length === 2) return alone && jumps === 0
  if (jumps <= 1) return true
  const cents = payments.map((payment) => payment.cents)
  return alone && payments.length >= billPaymentsMin && Math.max(...cents) <= billRatioMax * Math.min(...cents)
}

/** How often an amount is not about the one before it. */
export const jumpsIn = (payments: readonly Payment[]): number =>
  payments.slice(1).filter(({ cents }, index) => {
    const before = (payments[index] as Payment).cents
    return Math.max(cents, before) > priceRatioMax * Math.min(cents, before)
  }).length

const roughnessOf = ({ payments }: Chain<Payment>): number =>
  Number(squaredSpread(payments.map(({ cents }) => cents))) / payments.length

/** Parts of payments whose amounts lie close together, each in order of the day. */
function byAmount<Each extends Payment>(payments: readonly Each[]): Each[][] {
  const parts: Each[][] = []
  for (const payment of payments.toSorted((one, other) => one.cents - other.cents)) {
    const part = parts.at(-1)
    const last = part?.at(-1)
    if (part && last && payment.cents * 10 <= last.cents * 11) part.push(payment)
    else parts.push([payment])
  }
  return parts.map((part) => part.sort((one, other) => one.day - other.day))
}
