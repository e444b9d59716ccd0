import type { Dice } from '../../../../kit/random.ts'
import type { Some } from '../../world/countries/country.ts'
import { border, type Good, type Rate } from './goods.ts'

/** What the buyer keeps back and pays to the state instead. */
export type Retention = { readonly tax: 'ISR' | 'IVA'; readonly percent: number }

/** One line of an invoice; all amounts in cents. */
export type Line = {
  readonly good: Good
  readonly description: string
  readonly quantity: number
  readonly unitCents: number
  /** Quantity times unit. */
  readonly grossCents: number
  readonly discountCents: number
  readonly rate: Rate
  readonly taxCents: number
  readonly retained: readonly (Retention & { readonly cents: number })[]
  readonly identifier: string | null
}

export type Totals = {
  readonly subtotal: number
  readonly discount: number
  readonly tax: number
  readonly retained: number
  readonly total: number
}

export type Pricing = {
  /** What is paid in the end, in cents. */
  readonly payable: number
  readonly goods: Some<Good>
  readonly dice: Dice
  /** The border's rate in place of the general one. */
  readonly atBorder?: boolean
  readonly retains?: readonly Retention[]
  /** On how many lines of the invoice at most; one where left out. */
  readonly linesMax?: number
  readonly discounts?: boolean
  /** What stands behind each description, such as a month. */
  readonly remark?: string
}

/** On carriage of goods a company keeps back a quarter of the tax. */
const freightRetention: Retention = { tax: 'IVA', percent: 4 }

/**
 * Lines that come to what was paid, to the cent: every line is its quantity times its unit, taxes are rounded for each
 * line, and the last line takes what is left. Where no price of it does, the first line's unit moves by a cent.
 */
export function priced(pricing: Pricing): readonly Line[] {
  const { dice, payable, linesMax = 1 } = pricing
  const count = payable < 50_000 ? 1 : dice.between(1, linesMax)
  const plan = Array.from({ length: count }, () => planned(pricing, dice))
  const shares = plan.slice(1).map(() => (0.5 + dice.fraction()) / (2 * count))
  // One piece moves the sum in the smallest steps; of many pieces some sums are never left.
  const single = { ...(plan[0] as Plan), quantity: 1, discount: 0 }
  const found = filled(payable, plan, shares) ?? filled(payable, [single, ...plan], [0.4, ...shares])
  if (!found) throw new RangeError(`no lines come to ${payable} cents`)
  return found
}

type Plan = Pick<Line, 'good' | 'description' | 'rate' | 'identifier'> & {
  readonly quantity: number
  /** In tenths of a percent of the line. */
  readonly discount: number
  readonly retains: readonly Retention[]
}

function planned({ goods, atBorder, retains = [], discounts, remark }: Pricing, dice: Dice): Plan {
  const good = dice.pick(goods)
  const rate: Rate = atBorder && good.rate.factor === 'Tasa' && good.rate.percent === 16 ? border : good.rate
  return {
    good,
    rate,
    description: remark === undefined ? good.name : `${good.name} ${remark}`,
    identifier: good.countable ? `${good.product.slice(0, 4)}-${dice.digits(4)}` : null,
    quantity: good.countable ? dice.between(2, 48) : 1,
    discount: discounts && dice.chance(0.12) ? dice.between(10, 80) : 0,
    retains: good.freight ? [...retains, freightRetention] : retains,
  }
}

/** How many cents the first line's unit is moved before it is given up. */
const movesMax = 60

function filled(payable: number, plan: readonly Plan[], shares: readonly number[]): readonly Line[] | undefined {
  const last = plan.at(-1) as Plan
  for (let move = 0; move <= (plan.length > 1 ? movesMax : 0); move += 1) {
    const before = plan.slice(0, -1).map((each, index) => {
      const wanted = (payable * (shares[index] ?? 0)) / (1 + weightOf(each))
      return lineOf(each, each.quantity, Math.max(1, Math.round(wanted / each.quantity)) + (index === 0 ? move : 0))
    })
    const left = payable - totalsOf(before).total
    const end = left > 0 ? closing(last, left) : undefined
    if (end) return [...before, end]
  }
  return undefined
}

/** The line that leaves exactly so much to pay, if a whole number of cents does. */
function closing(plan: Plan, payable: number): Line | undefined {
  const single = { ...plan, discount: 0 }
  const about = Math.round(payable / (1 + weightOf(single)))
  for (let step = 0; step <= 6; step += 1) {
    for (const unit of step === 0 ? [about] : [about + step, about - step]) {
      if (unit <= 0) continue
      const line = lineOf(single, 1, unit)
      if (totalsOf([line]).total === payable) return dividedWhere(single, line)
    }
  }
  return undefined
}

/** The same price in more than one piece, where it divides evenly. */
function dividedWhere({ quantity, ...plan }: Plan, line: Line): Line {
  const pieces = [quantity, 12, 10, 8, 6, 5, 4, 3, 2].find((count) => line.grossCents % count === 0) ?? 1
  return plan.good.countable ? lineOf({ ...plan, quantity }, pieces, line.grossCents / pieces) : line
}

/** What the taxes make of a line, less what is kept back, as a share of its price. */
const weightOf = ({ rate, retains }: Plan): number =>
  ((rate.factor === 'Tasa' ? rate.percent : 0) - retains.reduce((sum, { percent }) => sum + percent, 0)) / 100

function lineOf({ discount, retains, ...plan }: Plan, quantity: number, unitCents: number): Line {
  const grossCents = quantity * unitCents
  const discountCents = Math.round((grossCents * discount) / 1_000)
  const base = grossCents - discountCents
  const percent = plan.rate.factor === 'Tasa' ? plan.rate.percent : 0
  return {
    good: plan.good,
    description: plan.description,
    identifier: plan.identifier,
    rate: plan.rate,
    quantity,
    unitCents,
    grossCents,
    discountCents,
    taxCents: Math.round((base * percent) / 100),
    retained: retains.map((each) => ({ ...each, cents: Math.round((base * each.percent) / 100) })),
  }
}

export function totalsOf(lines: readonly Line[]): Totals {
  const sum = (of: (line: Line) => number) => lines.reduce((total, line) => total + of(line), 0)
  const subtotal = sum(({ grossCents }) => grossCents)
  const discount = sum(({ discountCents }) => discountCents)
  const tax = sum(({ taxCents }) => taxCents)
  const retained = sum((line) => line.retained.reduce((total, { cents }) => total + cents, 0))
  return { subtotal, discount, tax, retained, total: subtotal - discount + tax - retained }
}
