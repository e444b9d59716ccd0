import type { Question, SourceRecord, WorldChange } from '../../contract.ts'
import type { NaturalPerson } from '../registers/citizen.ts'
import { inssEmployments } from '../registers/employment/inss-employments.ts'
import type { Look } from '../registers/register.ts'
import { dayAt, isoDay } from '../world/calendar.ts'
import { changesOf } from './changes.ts'

/** By how much a raise makes pay more. */
const raise = 1.1

type Update = { readonly event: string; readonly base_salary: number; readonly update_date: string }

type Job = {
  readonly end_date?: string | null
  readonly most_recent_base_salary?: number
  readonly base_salary?: number
  readonly monthly_salary: number
  readonly employment_status_updates?: readonly Update[]
}

/** Whether one of the reports is about somebody who works somewhere, whose pay can be raised. */
export const tellsOfJob = (records: readonly SourceRecord[]): boolean =>
  records.some(({ body }) => (body.employment_records as readonly Job[]).some(isOpen))

const isOpen = ({ end_date }: Job): boolean => (end_date ?? null) === null

/**
 * A report in which whoever employs the person pays a tenth more since each of the days on which that was asked for.
 * What the register knows of pay before stays as it was.
 */
export function withRaises<Body extends Readonly<Record<string, unknown>>>(
  body: Body,
  changes: readonly WorldChange[] = [],
): Body {
  const days = changesOf(changes, 'changed', 'EMPLOYMENT_RECORDS').map(({ at }) => isoDay(dayAt(at.getTime())))
  if (days.length === 0) return body
  const jobs = Object.entries(body)
    .filter(([key, value]) => listsOfJobs.has(key) && value !== null)
    .map(([key, value]) => [key, (value as readonly Job[]).map((job) => (isOpen(job) ? paidMore(job, days) : job))])
  const estimate = body.salary_estimation as { readonly base_salary_estimate: number } | null | undefined
  const paid = estimate && { ...estimate, base_salary_estimate: times(estimate.base_salary_estimate, days.length) }
  return { ...body, ...Object.fromEntries(jobs), ...(paid ? { salary_estimation: paid } : {}) }
}

const listsOfJobs: ReadonlySet<string> = new Set(['employment_records', 'current_employment_records'])

/** Pay after a number of raises, in whole cents. */
const times = (pay: number, raises: number): number => Math.round(pay * raise ** raises * 100) / 100

function paidMore(job: Job, days: readonly string[]): Job {
  const { most_recent_base_salary: recent, base_salary: base, employment_status_updates: updates } = job
  return {
    ...job,
    monthly_salary: times(job.monthly_salary, days.length),
    ...(recent === undefined ? {} : { most_recent_base_salary: times(recent, days.length) }),
    ...(base === undefined ? {} : { base_salary: times(base, days.length) }),
    ...(updates ? { employment_status_updates: updatesWith(updates, days) } : {}),
  }
}

/** Each raise stands among what was told of the job; whatever comes later is told of the pay as it is then. */
function updatesWith(updates: readonly Update[], days: readonly string[]): readonly Update[] {
  const before = (day: string) => days.filter((each) => each <= day).length
  const told = updates.map((update) => ({
    ...update,
    base_salary: times(update.base_salary, before(update.update_date)),
  }))
  const raises = days.map((day, index) => {
    const paid = updates.findLast(({ update_date }) => update_date <= day) ?? updates[0]
    const event = updates.some((each) => each.event === 'NORMAL') ? 'NORMAL' : 'SALARY_MODIFICATION'
    return { event, base_salary: times(paid?.base_salary ?? 0, index + 1), update_date: day }
  })
  return [...told, ...raises].sort((one, other) => (one.update_date < other.update_date ? -1 : 1))
}

/** What INSS shows, with the jobs that the person was made to begin. */
export function* employmentsAfter(
  citizen: NaturalPerson,
  { now, changes = [] }: Look,
  question: Question,
): Iterable<SourceRecord> {
  yield* inssEmployments(citizen, dayAt(now), question)
  for (const { number, at } of changesOf(changes, 'added', 'EMPLOYMENTS')) {
    const day = isoDay(dayAt(at.getTime()))
    const { to = day } = question
    if (day <= to) yield begunOn(citizen, number, day)
  }
}

/** A clerk at somebody's whom nobody else works for; the first month's pay is told when it is over. */
function begunOn({ client }: NaturalPerson, number: number, day: string): SourceRecord {
  const employer = { name: `COMERCIO PRIMAVERA ${number} LTDA`, code: client.dice('job on demand', number).digits(8) }
  const occupation = {
    description: 'AUXILIAR DE ESCRITORIO',
    name: 'AUXILIAR DE ESCRITORIO - 4110-05',
    locale: 'Urbana',
  }
  return {
    key: client.key(32, 'job on demand', number),
    body: {
      start_date: day,
      end_date: null,
      employer_data: { ...employer, economic_activity: '4711-3 - COMERCIO VAREJISTA DE MERCADORIAS EM GERAL' },
      occupations: [{ start_date: day, end_date: null, ...occupation }],
      salaries: [],
    },
  }
}
