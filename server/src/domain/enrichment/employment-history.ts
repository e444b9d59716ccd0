import type { EmploymentRecord } from '../../../../contract/resources/employment-records.ts'
import { wireToCents } from '../../kit/money.ts'
import { type Day, dayOf } from './days.ts'
import { byText, isInside, type Span } from './input.ts'

/** An employment record as far as metrics look at it: one person with all employments. */
export type EmploymentProfile = Partial<
  Pick<EmploymentRecord, 'report_date' | 'internal_identification' | 'personal_data' | 'employment_records'>
>

type Detail = NonNullable<EmploymentProfile['employment_records']>[number]

/** What a job pays for each day, from a day on. */
export type Step = { readonly day: Day; readonly cents: number }

/** One employment as it was known on a day; both its days belong to it. */
export type Job = {
  readonly employer: string
  readonly from: Day
  /** The last day, or the day that is looked from where it goes on. */
  readonly to: Day
  /** In order; the first stands at the start of the job, and there is none where no salary is known. */
  readonly steps: readonly Step[]
  /** How many twelfths of a day's pay a month pays: of the 365 days of a year, or of months of thirty days. */
  readonly twelfths: 365 | 360
}

/** The employments that had begun by a day, as they were known then: in order, whatever order they came in. */
export function jobsUntil(details: readonly Detail[], until: Day): readonly Job[] {
  return details.flatMap((detail) => readJob(detail, until) ?? []).sort(inOrder)
}

function readJob(detail: Detail, until: Day): Job | null {
  const { employer, employer_id, start_date: start, end_date: end } = detail
  const from = start === undefined ? null : dayOf(start)
  if (from === null || from > until) return null
  const to = Math.max(from, Math.min(end ? dayOf(end) : until, until))
  const twelfths = twelfthsOf(detail)
  return { employer: employer_id ?? employer ?? '', from, to, steps: stepsOf(detail, { from, to }), twelfths }
}

/** Of several that began and ended together, in an order that tells nothing. */
const inOrder = (one: Job, other: Job): number =>
  one.from - other.from || one.to - other.to || lastPay(one) - lastPay(other) || byText(one.employer, other.employer)

/** These say what happened to the job; a salary beside them is the one that was paid before. */
const withoutNewSalary: readonly unknown[] = ['DISMISSED_RESIGNED', 'ABSENCE', 'SICK_LEAVE']

function stepsOf({ employment_status_updates: updates, most_recent_base_salary: recent }: Detail, span: Span): Step[] {
  const told = (updates ?? []).flatMap((update) => {
    const cents = update?.base_salary === undefined ? 0 : wireToCents(update.base_salary)
    if (!update?.update_date || cents <= 0 || withoutNewSalary.includes(update.event)) return []
    return [{ day: Math.max(dayOf(update.update_date), span.from), cents, hired: update.event === 'HIRED' }]
  })
  // Of one day, being hired comes first, and of the rest the best paid last.
  told.sort((one, other) => one.day - other.day || Number(other.hired) - Number(one.hired) || one.cents - other.cents)
  const [first] = told
  const cents = recent === undefined ? 0 : wireToCents(recent)
  if (!first) return cents > 0 ? [{ day: span.from, cents }] : []
  // The last of a day counts. What was paid before anything is told is what is told first.
  const days = new Map([[span.from, first.cents], ...told.map((step) => [step.day, step.cents] as const)])
  return [...days].map(([day, each]) => ({ day, cents: each })).filter(({ day }) => isInside(day, span))
}

/** ISSSTE counts months of thirty days, IMSS twelfths of a year. */
function twelfthsOf({ most_recent_base_salary: base, monthly_salary: monthly }: Detail): Job['twelfths'] {
  if (base === undefined || monthly === undefined) return 365
  return Math.abs(monthly - base * 30) < Math.abs(monthly - (base * 365) / 12) ? 360 : 365
}

const lastPay = ({ steps }: Job): number => steps.at(-1)?.cents ?? 0

/** What a job pays on one of its days; 0 where it is not known. */
export const payOn = ({ steps }: Job, day: Day): number => steps.findLast((step) => step.day <= day)?.cents ?? 0

/** Days on which nothing begins, ends or is paid differently, with the jobs that are held on them. */
export type Stretch = { readonly from: Day; readonly days: number; readonly jobs: readonly Job[] }

/** The stretches of a span, in order and without a hole. */
export function stretchesOf(jobs: readonly Job[], span: Span): readonly Stretch[] {
  const days = jobs.flatMap((job) => [job.from, job.to + 1, ...job.steps.map((step) => step.day)])
  const edges = new Set([span.from, ...days.filter((day) => isInside(day, span)), span.to + 1])
  const sorted = [...edges].sort((one, other) => one - other)
  return sorted.slice(0, -1).map((from, index) => ({
    from,
    days: (sorted[index + 1] ?? from) - from,
    jobs: jobs.filter((job) => isInside(from, job)),
  }))
}

/** The job that is held last: of several, the one that began last, and of these the best paid. */
export const lastOf = (jobs: readonly Job[]): Job | undefined =>
  jobs.toSorted((one, other) => one.to - other.to || one.from - other.from || inOrder(one, other)).at(-1)

/** All that is paid for a day, or was for the last day before on which anybody paid; null where nobody ever did. */
export function paidBy(jobs: readonly Job[], day: Day): number | null {
  const held = jobs.filter((job) => isInside(day, job))
  const paying = held.length > 0 ? held : [lastOf(jobs.filter(({ to }) => to < day))].filter((job) => job !== undefined)
  const cents = paying.reduce((sum, job) => sum + payOn(job, day), 0)
  return cents > 0 ? cents : null
}

/** A salary that became another one, on a day, by more than two parts in a hundred. */
export type Change = {
  readonly day: Day
  readonly up: boolean
  /** Where it changed; null where another job pays differently from the one before it. */
  readonly job: Job | null
}

/** Every change of salary, within jobs and from one to the next. */
export const changesOf = (jobs: readonly Job[]): readonly Change[] => [
  ...jobs.flatMap(changesWithin),
  ...jobs.flatMap((job) => changeInto(job, jobs)),
]

const changesWithin = (job: Job): Change[] =>
  job.steps.flatMap(({ day, cents }, index) => changeFrom(job.steps[index - 1]?.cents, cents, { day, job }))

/** From the job that ended last before this one began, unless another was held all along. */
function changeInto(job: Job, jobs: readonly Job[]): Change[] {
  const earlier = jobs.filter(({ from }) => from < job.from)
  if (earlier.some(({ to }) => to > job.from)) return []
  const before = lastOf(earlier)
  return before ? changeFrom(lastPay(before), job.steps[0]?.cents, { day: job.from, job: null }) : []
}

function changeFrom(
  before: number | undefined,
  after: number | undefined,
  where: Pick<Change, 'day' | 'job'>,
): Change[] {
  if (!before || !after || Math.abs(after - before) * 50 <= before) return []
  return [{ ...where, up: after > before }]
}
