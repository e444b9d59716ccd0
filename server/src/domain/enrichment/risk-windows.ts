import { type RiskWindow, riskWindows } from '../../../../contract/resources/risk-insights.ts'

/** How many days a window reaches back; the day of the analysis counts too, so `3d` has four days. */
const daysBack = { '3d': 3, '1w': 7, '1m': 30, '3m': 90, '6m': 180, '12m': 360 } as const satisfies Record<
  RiskWindow,
  number
>

/** Analyses look at no more than this. */
export const historyDaysMax = 365

const monthDays = 30

/** A window, by the age of its oldest day; ages are days before the analysis, from 0. */
export type Window = { readonly oldest: number; readonly days: number; readonly months: number }

const windows = riskWindows.map((name) => {
  const oldest = daysBack[name]
  return { name, oldest, days: oldest + 1, months: Math.max(1, oldest / monthDays) }
})

type Figures = Readonly<Record<string, number | null>>

type OverWindows<Each extends Figures> = { [Name in keyof Each & string as `${Name}_${RiskWindow}`]: Each[Name] }

/** The same figures for every window, under the names of the wire: `{ num: 3 }` becomes `num_3d`, `num_1w` and so on. */
export function overWindows<Each extends Figures>(calculate: (window: Window) => Each): OverWindows<Each> {
  const named = windows.flatMap(({ name, ...window }) =>
    Object.entries(calculate(window)).map(([key, figure]) => [`${key}_${name}`, figure]),
  )
  return Object.fromEntries(named) as OverWindows<Each>
}

/** The window that figures of categories are told for. */
export const categoryWindow: Window = { oldest: daysBack['3m'], days: daysBack['3m'] + 1, months: 3 }

/**
 * Whether there is enough to tell of a window: none of its months of thirty days is without any transaction. So five
 * days of history are enough for three days, a week and a month, and too little for three months.
 */
export function hasEnough({ oldest, months }: Window, happened: (age: number) => boolean): boolean {
  for (let month = 0; month < months; month += 1) {
    const last = month === months - 1 ? Math.max(oldest, monthDays) : monthDays * (month + 1) - 1
    if (!someAge(monthDays * month, last, happened)) return false
  }
  return true
}

function someAge(first: number, last: number, happened: (age: number) => boolean): boolean {
  for (let age = first; age <= last; age += 1) if (happened(age)) return true
  return false
}

/** The ages of a window, oldest first, as a trend is read. */
export const agesOf = ({ oldest, days }: Window): number[] => Array.from({ length: days }, (_, index) => oldest - index)
