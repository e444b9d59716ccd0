import type { EmploymentMetric } from '../../../../contract/resources/employment-metrics.ts'
import { centsToWire } from '../../kit/money.ts'
import { curpBirthDate } from '../identifiers.ts'
import { type Day, dayOf, monthsLater } from './days.ts'
import {
  type Change,
  changesOf,
  type EmploymentProfile,
  type Job,
  jobsUntil,
  lastOf,
  paidBy,
  payOn,
  type Stretch,
  stretchesOf,
} from './employment-history.ts'
import { quotient } from './exact.ts'
import { byText } from './input.ts'

/** What metrics say beside what the server knows; `age` is null where nothing tells it, which the wire cannot. */
export type EmploymentFigures = Omit<
  EmploymentMetric,
  'id' | 'link' | 'collected_at' | 'created_at' | 'updated_at' | 'age'
> & { readonly age: number | null }

/**
 * The employment metrics of a person (docs/enrichment/employment-metrics.md) from the newest of the records; null
 * where there is none. Everything after the reference day is as if it were not known.
 */
export function employmentMetrics(
  profiles: readonly EmploymentProfile[],
  { today, reference }: { readonly today: string; readonly reference: string | null },
): EmploymentFigures | null {
  const profile = newest(profiles)
  if (!profile) return null
  const day = reference ?? today
  const until = dayOf(day)
  const jobs = jobsUntil(profile.employment_records ?? [], until)
  return {
    reference_date: reference,
    age: ageOn(profile, day),
    current_status: statusOn(profile, jobs, until),
    ...employerFigures(jobs, until),
    ...weekFigures(jobs, until),
    ...changeFigures(jobs, until),
    ...salaryFigures(jobs, until),
  }
}

/** A link is one person, so the newest report has everything. */
const newest = (profiles: readonly EmploymentProfile[]): EmploymentProfile | undefined =>
  profiles
    .toSorted(
      (one, other) =>
        byText(one.report_date ?? '', other.report_date ?? '') || byText(JSON.stringify(one), JSON.stringify(other)),
    )
    .at(-1)

/** Whole years. The day and month of a birthday are compared as text, so nobody is born on a day that a year lacks. */
function ageOn({ personal_data: person, internal_identification: curp }: EmploymentProfile, day: string) {
  const born = person?.birth_date ?? curpBirthDate(curp ?? '')
  if (born === null) return null
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4))
  return Math.max(0, day.slice(5) < born.slice(5) ? years - 1 : years)
}

function statusOn(
  { personal_data: person, employment_records: all = [] }: EmploymentProfile,
  jobs: readonly Job[],
  until: Day,
): EmploymentFigures['current_status'] {
  if (jobs.some(({ to }) => to === until)) return 'EMPLOYED'
  if (person?.entitlements?.status === 'RETIRED' && jobs.length === all.length) return 'RETIRED'
  return jobs.length === 0 ? 'null' : 'UNEMPLOYED'
}

const employersOf = (jobs: readonly Job[]): number => new Set(jobs.map(({ employer }) => employer)).size

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

function employerFigures(jobs: readonly Job[], until: Day) {
  const [first] = jobs
  const last = lastOf(jobs)
  const paid = last ? payOn(last, until) : 0
  return {
    current_employer_count: employersOf(jobs.filter(({ to }) => to === until)),
    base_salary_last: paid > 0 ? centsToWire(paid) : null,
    employer_count: jobs.length,
    unique_employer_count: employersOf(jobs),
    // Of somebody who began a month ago nothing is known of a year, so it counts as one.
    employers_per_year: first ? quotient(jobs.length * 365, Math.max(until - first.from + 1, 365), 4) : null,
  }
}

const weeks = (days: number): number => quotient(days, 7, 4)

function weekFigures(jobs: readonly Job[], until: Day) {
  const [first] = jobs
  const last = lastOf(jobs)
  const nothing = { weeks_employed_last_job: null, weeks_since_last_job: null }
  const noGaps = { weeks_between_jobs: null, max_weeks_between_jobs: null }
  if (!first || !last) return { ...nothing, weeks_employed_total: 0, weeks_with_multiple_employers: 0, ...noGaps }
  const stretches = stretchesOf(jobs, { from: first.from, to: last.to })
  const daysOf = (these: (stretch: Stretch) => boolean) => sum(stretches.filter(these).map(({ days }) => days))
  const gaps = stretches.filter((stretch) => stretch.jobs.length === 0).map(({ days }) => days)
  return {
    weeks_employed_last_job: weeks(last.to - last.from + 1),
    weeks_since_last_job: weeks(until - last.to),
    weeks_employed_total: weeks(daysOf((stretch) => stretch.jobs.length > 0)),
    weeks_with_multiple_employers: weeks(daysOf((stretch) => employersOf(stretch.jobs) > 1)),
    weeks_between_jobs: weeks(sum(gaps)),
    max_weeks_between_jobs: weeks(Math.max(0, ...gaps)),
  }
}

const yearsBefore = (day: Day, years: number): Day => monthsLater(day, -12 * years)

function changeFigures(jobs: readonly Job[], until: Day) {
  const changes = changesOf(jobs)
  const last = lastOf(jobs)
  const since = (years: number) => changes.filter(({ day }) => day > yearsBefore(until, years))
  const ifLong = (years: number) => (isCareerOf(jobs, years, until) ? since(years) : null)
  return {
    ...upAndDown('last_job', last ? changes.filter(({ job }) => job === last) : null),
    ...upAndDown(
      'after_change',
      changes.filter(({ job }) => job === null),
    ),
    ...upAndDown('overall', changes),
    ...upAndDown('1y', since(1)),
    ...upAndDown('3y', ifLong(3)),
    ...upAndDown('5y', ifLong(5)),
  }
}

/** Whether the first job began that many years before, or earlier. */
const isCareerOf = (jobs: readonly Job[], years: number, until: Day): boolean =>
  jobs.some(({ from }) => from <= yearsBefore(until, years))

function upAndDown<Name extends string>(name: Name, changes: readonly Change[] | null) {
  const figures = {
    [`increases_${name}`]: changes?.filter(({ up }) => up).length ?? null,
    [`decreases_${name}`]: changes?.filter(({ up }) => !up).length ?? null,
  }
  return figures as Record<`${'increases' | 'decreases'}_${Name}`, number | null>
}

function salaryFigures(jobs: readonly Job[], until: Day) {
  return { ...salariesOver(1, jobs, until), ...salariesOver(3, jobs, until), ...salariesOver(5, jobs, until) }
}

/** What all jobs together paid in the last years, over the days on which anything was paid. */
function salariesOver<Years extends 1 | 3 | 5>(years: Years, jobs: readonly Job[], until: Day) {
  const before = yearsBefore(until, years)
  const paid = stretchesOf(jobs, { from: before + 1, to: until })
    .map(({ from, days, jobs: held }) => ({ days, twelfths: sum(held.map((job) => payOn(job, from) * job.twelfths)) }))
    .filter(({ twelfths }) => twelfths > 0)
  const each = paid.map(({ twelfths }) => twelfths)
  // A product of days and pay can be more than a number holds exactly.
  const total = paid.reduce((all, { days, twelfths }) => all + BigInt(days) * BigInt(twelfths), 0n)
  const known = paid.length > 0
  const [then, now] = [paidBy(jobs, before), paidBy(jobs, until)]
  const figures = {
    [`yearly_change_${years}y`]: then && now ? quotient((now - then) * 100, then * years, 4) : null,
    [`min_monthly_salary_${years}y`]: known ? quotient(Math.min(...each), 1200, 2) : null,
    [`average_monthly_salary_${years}y`]: known ? quotient(total, 1200 * sum(paid.map(({ days }) => days)), 2) : null,
    [`max_monthly_salary_${years}y`]: known ? quotient(Math.max(...each), 1200, 2) : null,
  }
  type Measure = 'yearly_change' | `${'min' | 'average' | 'max'}_monthly_salary`
  return figures as Record<`${Measure}_${Years}y`, number | null>
}
