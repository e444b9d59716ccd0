import { type Day, dayFromIso, isoDay } from '../calendar.ts'
import type { Client } from '../people/client.ts'

/** What things are worth on a day: the same for everybody in the workspace, and told without the days before. */
export type Market = {
  /** The price of something quoted daily, in whole units with six decimals. */
  quote(instrument: Quoted, day: Day): number
  /** What one unit of money has become from one day to the other at a share of the interbank rate. */
  accrued(from: Day, until: Day, share: number): number
}

export type Quoted = {
  readonly symbol: string
  /** At prices of 2024. */
  readonly base: number
  /** Growth in a year, in the long run. */
  readonly drift: number
  /** How far it strays from its way; 0.3 is a share, 0.1 a currency. */
  readonly swing: number
}

export const makeMarket = (client: Client): Market => ({
  quote: ({ symbol, base, drift, swing }, day) => {
    const years = (day - epoch) / 365.25
    const wander = waves.reduce((sum, [period, weight]) => sum + weight * wave(client, symbol, day / period, period), 0)
    return sixDecimals(base * Math.exp(drift * years + swing * wander))
  },
  accrued: (from, until, share) => {
    let logarithm = 0
    for (let day = from; day < until; ) {
      const year = Number(isoDay(day).slice(0, 4))
      const next = Math.min(until, dayFromIso(`${year + 1}-01-01`))
      logarithm += ((next - day) / 365) * Math.log(1 + interbankRate(year) * share)
      day = next
    }
    return Math.exp(logarithm)
  },
})

const epoch = dayFromIso('2024-01-01')

/** Slow and quick waves, in days, and how much each counts. */
const waves = [
  [512, 1],
  [128, 0.5],
  [32, 0.25],
  [8, 0.12],
  [2, 0.05],
] as const

/** Smooth noise between -1 and 1: drawn at whole numbers, eased in between. */
function wave(client: Client, symbol: string, at: number, period: number): number {
  const before = Math.floor(at)
  const part = at - before
  const eased = part * part * (3 - 2 * part)
  const drawn = (index: number): number => 2 * client.market('wave', symbol, period, index).fraction() - 1
  return drawn(before) * (1 - eased) + drawn(before + 1) * eased
}

const interbankRates: Readonly<Record<number, number>> = {
  2014: 0.108,
  2015: 0.132,
  2016: 0.14,
  2017: 0.099,
  2018: 0.064,
  2019: 0.06,
  2020: 0.028,
  2021: 0.044,
  2022: 0.124,
  2023: 0.13,
  2024: 0.109,
}

/** About what the CDI was in a year, and what it is taken to be in those to come. */
export const interbankRate = (year: number): number => interbankRates[year] ?? 0.11

export const sixDecimals = (value: number): number => Math.round(value * 1_000_000) / 1_000_000
