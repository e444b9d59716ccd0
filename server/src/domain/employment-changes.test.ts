import { expect, test } from 'vitest'
import { employmentChanges } from './employment-changes.ts'

const job = (employer: string, end_date: string | null, most_recent_base_salary?: number) => ({
  ...{ employer, start_date: '2020-01-01', end_date },
  ...(most_recent_base_salary === undefined ? {} : { most_recent_base_salary }),
})
const of = (...employment_records: ReturnType<typeof job>[]) => ({ employment_records })

test.each([
  ['nothing', of(), of(), []],
  ['other words for the same', of(job('A', null, 10)), { ...of(job('A', null, 10)), report_date: '2026-03-18' }, []],
  ['a first job', of(), of(job('A', null, 10)), ['EMPLOYED']],
  [
    'a better job',
    of(job('A', null, 10)),
    of(job('A', '2026-01-01', 10), job('B', null, 12)),
    ['EMPLOYED', 'SALARY_INCREASED'],
  ],
  ['a second job', of(job('A', null, 10)), of(job('A', null, 10), job('B', null, 1)), ['EMPLOYED', 'SALARY_INCREASED']],
  [
    'one of two jobs is over',
    of(job('A', null, 10), job('B', null, 5)),
    of(job('A', '2026-01-01', 10), job('B', null, 5)),
    ['SALARY_DECREASED'],
  ],
  ['the last job is over', of(job('A', null, 10)), of(job('A', '2026-01-01', 10)), ['UNEMPLOYED']],
  ['a raise', of(job('A', null, 10)), of(job('A', null, 10.01)), ['SALARY_INCREASED']],
  ['a cut', of(job('A', null, 10)), of(job('A', null, 9.99)), ['SALARY_DECREASED']],
  ['a job that begins later', of(), of({ ...job('A', null, 10), start_date: '2026-03-19' }), []],
  ['a salary that was not known', of(job('A', null)), of(job('A', null, 10)), []],
])('%s', (_, before, after, words) => {
  expect(employmentChanges(before, after, '2026-03-18')).toEqual(words)
})
