import type { RiskInsights } from '../../../../contract/resources/risk-insights.ts'
import { centsToWire } from '../../kit/money.ts'
import { meanAmount, sampleDeviation, slope } from './exact.ts'
import { overWindows, type Window } from './risk-windows.ts'

type Balances = NonNullable<RiskInsights['balances_metrics']>

/** From here down a balance counts as low, in units of the currency. */
const lowBalances: Readonly<Record<string, number>> = { COP: 200_000 }
const lowBalance = 1_000

/** Balances of the deposit accounts at the end of each day, in cents, the day of the analysis first. */
export function dailyBalances(closing: number, netOfDay: Float64Array, oldest: number): number[] {
  const balances = [closing]
  for (let age = 1; age <= oldest; age += 1) balances.push((balances[age - 1] ?? 0) - (netOfDay[age - 1] ?? 0))
  return balances
}

/** `balances` is empty where no balance is known; windows that reach further back than it end with it. */
export function balancesMetrics(balances: readonly number[], currency: string | null): Balances {
  const low = lowBalances[currency ?? ''] ?? lowBalance
  const [closing] = balances
  return {
    closing_balance: closing === undefined ? null : centsToWire(closing),
    ...overWindows((window) => inWindow(balances, window, low)),
    balance_threshold_x: low,
  }
}

const unknown = {
  min_balance: null,
  mean_balance: null,
  max_balance: null,
  std_balance: null,
  balance_trend: null,
  days_balance_below_0: null,
  days_balance_below_mean: null,
  days_balance_below_x: null,
}

type Figures = Readonly<Record<keyof typeof unknown, number | null>>

function inWindow(balances: readonly number[], { days }: Window, low: number): Figures {
  const known = balances.slice(0, days)
  if (known.length === 0) return unknown
  const sum = known.reduce((total, cents) => total + cents, 0)
  const atMost = (limit: number) => known.filter((cents) => cents <= limit).length
  return {
    min_balance: centsToWire(Math.min(...known)),
    mean_balance: meanAmount(sum, known.length),
    max_balance: centsToWire(Math.max(...known)),
    std_balance: sampleDeviation(known),
    balance_trend: slope(
      known.map((cents, age) => ({ day: -age, cents })),
      2,
    ),
    days_balance_below_0: atMost(0),
    // Multiplied out, so that a balance that is the mean is not taken for one above it.
    days_balance_below_mean: known.filter((cents) => cents * known.length <= sum).length,
    days_balance_below_x: atMost(low * 100),
  }
}
