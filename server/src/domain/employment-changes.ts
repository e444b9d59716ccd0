import { type Day, dayOf } from './enrichment/days.ts'
import { type EmploymentProfile, jobsUntil, paidBy } from './enrichment/employment-history.ts'

/**
 * What has changed in a person's employments from one report to the next, in the words of the webhook: a job somewhere
 * new, none any more, more or less pay. Nothing where a report says other things than before.
 */
export function employmentChanges(before: EmploymentProfile, after: EmploymentProfile, today: string): string[] {
  const day = dayOf(today)
  const [was, is] = [standing(before, day), standing(after, day)]
  const isNew = [...is.employers].some((employer) => !was.employers.has(employer))
  const isOver = was.employers.size > 0 && is.employers.size === 0
  const paid = was.paid === null || is.paid === null ? 0 : is.paid - was.paid
  return [
    ...(isNew ? ['EMPLOYED'] : []),
    ...(isOver ? ['UNEMPLOYED'] : []),
    ...(paid > 0 ? ['SALARY_INCREASED'] : []),
    ...(paid < 0 ? ['SALARY_DECREASED'] : []),
  ]
}

/** Who employs a person on a day, and what all of them pay for it, or did last. */
function standing({ employment_records: records = [] }: EmploymentProfile, day: Day) {
  const jobs = jobsUntil(records, day)
  const held = jobs.filter(({ to }) => to === day)
  return { employers: new Set(held.map(({ employer }) => employer)), paid: paidBy(jobs, day) }
}
