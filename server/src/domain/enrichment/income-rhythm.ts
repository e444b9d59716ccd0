import type { IncomeFrequency } from '../../../../contract/resources/incomes.ts'
import { type Day, monthsLater } from './days.ts'
import { quotient } from './exact.ts'

export type RegularFrequency = Extract<IncomeFrequency, 'WEEKLY' | 'FORTNIGHTLY' | 'MONTHLY'>

type Rhythm = {
  readonly frequency: RegularFrequency
  /** Days from one income to the next that pass for this frequency. */
  readonly gap: readonly [min: number, max: number]
  readonly periodDays: number
  /** Deviations that weekends and holidays explain. */
  readonly slackDays: number
}

/** Twice a month, on fixed days, is a fortnight like every second week. */
const rhythms: readonly Rhythm[] = [
  { frequency: 'WEEKLY', gap: [5, 9], periodDays: 7, slackDays: 1 },
  { frequency: 'FORTNIGHTLY', gap: [11, 19], periodDays: 15, slackDays: 3 },
  { frequency: 'MONTHLY', gap: [24, 37], periodDays: 30, slackDays: 3 },
]

/** Of the gaps, this share has to pass. */
const share = { passing: 3, of: 4 } as const

export const periodDaysOf = (frequency: RegularFrequency): number =>
  rhythms.find((rhythm) => rhythm.frequency === frequency)?.periodDays ?? 0

export const isRegular = (frequency: IncomeFrequency): frequency is RegularFrequency =>
  frequency !== 'IRREGULAR' && frequency !== 'SINGLE'

/**
 * How often incomes come, from the different days on which they did, in order. Fewer than three days show no pattern;
 * a bonus or a month that is missing breaks none.
 */
export function frequencyOf(days: readonly Day[]): Exclude<IncomeFrequency, 'SINGLE'> {
  const gaps = gapsOf(days)
  if (gaps.length < 2) return 'IRREGULAR'
  const fitting = rhythms.find(({ gap: [min, max] }) => {
    const passing = gaps.filter((gap) => gap >= min && gap <= max).length
    return passing * share.of >= gaps.length * share.passing
  })
  return fitting?.frequency ?? 'IRREGULAR'
}

/**
 * From 0 to 1, how much the incomes keep to their days: 1 minus the mean deviation of the gaps in periods. A regular
 * income is measured by its period, with the slack of weekends and holidays; any other by its own median gap.
 */
export function regularityOf(days: readonly Day[], frequency: IncomeFrequency): number {
  const gaps = gapsOf(days)
  if (gaps.length < 2) return 0
  const rhythm = rhythms.find((each) => each.frequency === frequency)
  const period = rhythm?.periodDays ?? medianOf(gaps)
  const deviations = gaps.map((gap, index) => {
    const start = days[index] as Day
    const due = rhythm?.frequency === 'MONTHLY' ? monthsLater(start, 1) - start : period
    return Math.max(0, Math.abs(gap - due) - (rhythm?.slackDays ?? 0))
  })
  const all = gaps.length * period
  const kept = all - deviations.reduce((sum, deviation) => sum + deviation, 0)
  return quotient(Math.max(0, kept), all, 2)
}

const gapsOf = (days: readonly Day[]): number[] => days.slice(1).map((day, index) => day - (days[index] as Day))

/** The lower of the two in the middle, so that it is a whole number. */
const medianOf = (gaps: readonly number[]): number =>
  gaps.toSorted((one, other) => one - other)[Math.floor((gaps.length - 1) / 2)] ?? 0
