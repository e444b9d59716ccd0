import type { Day } from '../../world/calendar.ts'
import type { Employment } from '../career.ts'
import { endedBy } from './movements.ts'

/** How many months ahead a score looks. */
const periods = [3, 6, 12] as const

const version = '1.0.0'

const [least, most] = [300, 900] as const

/**
 * How likely it is, from 300 to 900, that somebody has work during the months to come. A job counts for more the longer
 * it has lasted, work in the last five years counts for its part of them, and the further ahead, the less is known.
 * Null for whoever has never worked.
 */
export function scoresOf(employments: readonly Employment[], today: Day) {
  const jobs = employments.filter(({ kind }) => kind !== 'voluntary')
  return periods.map((period) => ({ score: jobs.length > 0 ? scoreOf(jobs, today, period) : null, period, version }))
}

const lookedBackDays = 5 * 365
const settledDays = 3 * 365

function scoreOf(jobs: readonly Employment[], today: Day, period: number): number {
  const open = jobs.filter((job) => endedBy(job, today) === null)
  const longest = Math.max(0, ...open.map(({ startsOn }) => today - startsOn))
  const tenure = Math.min(1, longest / settledDays)
  const days = Array.from({ length: lookedBackDays }, (_each, back) => today - back)
  const worked = days.filter((day) => jobs.some((job) => job.startsOn <= day && (job.endsOn ?? day) >= day)).length
  const steadiness = worked / lookedBackDays
  const score = least + (open.length > 0 ? 150 : 0) + 200 * tenure + 250 * steadiness
  const unsure = (period / 12) * (60 + 140 * (1 - steadiness))
  return Math.round(Math.min(most, Math.max(least, score - unsure)))
}
