import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { facts } from '../../../../test/contract/facts.ts'
import { wireToCents } from '../../kit/money.ts'
import { dayOf, isoDay } from './days.ts'
import type { EmploymentProfile } from './employment-history.ts'
import { type EmploymentFigures, employmentMetrics } from './employment-metrics.ts'

const today = '2026-03-18'

type Detail = NonNullable<EmploymentProfile['employment_records']>[number]

const born: EmploymentProfile = { personal_data: { birth_date: '1990-03-19' } }

/** One job with so much for a day, from HIRED on or unchanged. */
const job = (
  employer: string,
  from: string,
  to: string | null,
  pay: number | Readonly<Record<string, number>>,
): Detail => {
  const steps = typeof pay === 'number' ? { [from]: pay } : pay
  const updates = Object.entries(steps).map(([update_date, base_salary], index) => ({
    event: index === 0 ? ('HIRED' as const) : ('SALARY_MODIFICATION' as const),
    base_salary,
    update_date,
  }))
  const recent = updates.at(-1)?.base_salary ?? 0
  return {
    employer,
    employer_id: `id of ${employer}`,
    start_date: from,
    end_date: to,
    most_recent_base_salary: recent,
    monthly_salary: (recent * 365) / 12,
    employment_status_updates: updates,
  }
}

function metricsOf(jobs: readonly Detail[], reference: string | null = null, day = today): EmploymentFigures {
  const figures = employmentMetrics([{ ...born, employment_records: [...jobs] }], { today: day, reference })
  if (!figures) throw new RangeError('nothing to calculate from')
  return figures
}

describe('employment metrics', () => {
  test('have every key of the specification that the server does not add', () => {
    const { required = [] } = facts.components.schemas.EmploymentMetric ?? {}
    const added = ['id', 'link', 'collected_at', 'created_at', 'updated_at']
    expect(Object.keys(metricsOf([])).sort()).toEqual(required.filter((key) => !added.includes(key)).sort())
    expect(required).toHaveLength(43)
  })

  test('of no record at all there are none', () => {
    expect(employmentMetrics([], { today, reference: null })).toBeNull()
  })

  test('of somebody who never worked: no jobs, and nothing of what jobs would tell', () => {
    const { age, reference_date, current_status, ...rest } = metricsOf([])
    expect({ age, reference_date, current_status }).toEqual({ age: 35, reference_date: null, current_status: 'null' })
    expect(rest).toMatchObject({ employer_count: 0, weeks_employed_total: 0, increases_overall: 0 })
    expect(rest).toMatchObject({ base_salary_last: null, weeks_since_last_job: null, min_monthly_salary_5y: null })
  })

  // The samples of the specification: 327.1429 weeks are 2,290 days, 249.8571 are 1,749; 762.54 a day are 23,193.92
  // or 23,193.925 a month, 10,000 a day 304,166.67.
  test('weeks are days by seven with four decimals, both days of a job included', () => {
    const first = job('A', isoDay(dayOf(today) - 4_200), isoDay(dayOf(today) - 2_290 - 1_749), 100)
    const last = job('B', isoDay(dayOf(today) - 2_290 + 1), null, 100)
    expect(metricsOf([first, last])).toMatchObject({
      weeks_employed_last_job: 327.1429,
      max_weeks_between_jobs: 249.8571,
      weeks_between_jobs: 249.8571,
    })
  })

  test('a month pays 365 twelfths of a day, and where the institution says thirty days, thirty', () => {
    expect(metricsOf([job('A', '2010-01-01', null, 762.54)])).toMatchObject({
      base_salary_last: 762.54,
      max_monthly_salary_1y: 23193.92,
    })
    expect(metricsOf([job('A', '2010-01-01', null, 10_000)]).min_monthly_salary_5y).toBe(304166.67)
    const thirty = { ...job('A', '2010-01-01', null, 100), monthly_salary: 3_000 }
    expect(metricsOf([thirty]).average_monthly_salary_3y).toBe(3_000)
  })

  test('overlapping jobs count once, and apart as days with several employers', () => {
    const jobs = [job('A', '2020-01-01', '2020-12-31', 100), job('B', '2020-07-01', '2021-12-31', 100)]
    const two = (dayOf('2020-12-31') - dayOf('2020-07-01') + 1) / 7
    expect(metricsOf(jobs)).toMatchObject({
      weeks_employed_total: round(731 / 7),
      weeks_with_multiple_employers: round(two),
      weeks_between_jobs: 0,
      max_weeks_between_jobs: 0,
      weeks_since_last_job: round((dayOf(today) - dayOf('2021-12-31')) / 7),
    })
  })

  test('two jobs at one employer are two employments and one employer', () => {
    const jobs = [job('A', '2016-03-19', '2018-12-31', 100), job('A', '2020-01-01', null, 100)]
    expect(metricsOf(jobs)).toMatchObject({
      employer_count: 2,
      unique_employer_count: 1,
      current_employer_count: 1,
      // Ten years of 365 days and three days more.
      employers_per_year: round((2 * 365) / 3652),
    })
  })

  test('only changes of more than two percent count, and by when and where they happened', () => {
    const steps = { '2019-01-01': 100, '2020-01-01': 102, '2022-01-01': 110, '2024-06-01': 90, '2025-12-01': 95 }
    const jobs = [job('A', '2010-01-01', '2018-12-31', 105), job('B', '2019-01-01', null, steps)]
    expect(metricsOf(jobs)).toMatchObject({
      ...{ increases_last_job: 2, decreases_last_job: 1 },
      ...{ increases_after_change: 0, decreases_after_change: 1 },
      ...{ increases_overall: 2, decreases_overall: 2 },
      ...{ increases_1y: 1, decreases_1y: 0, increases_3y: 1, decreases_3y: 1, increases_5y: 2, decreases_5y: 1 },
    })
  })

  test.each([
    [102, 0],
    [102.01, 1],
    [98, 0],
    [97.99, -1],
  ])('from 100 to %f is a change of %i', (pay, change) => {
    const { increases_overall, decreases_overall } = metricsOf([
      job('A', '2010-01-01', null, { '2010-01-01': 100, '2020-01-01': pay }),
    ])
    expect(Number(increases_overall) - Number(decreases_overall)).toBe(change)
  })

  test('a change of the very day a year before is older than a year', () => {
    const onDay = (day: string) => metricsOf([job('A', '2010-01-01', null, { '2010-01-01': 100, [day]: 200 })])
    expect([onDay('2025-03-18').increases_1y, onDay('2025-03-19').increases_1y]).toEqual([0, 1])
  })

  test('a job that begins on the last day of another follows it', () => {
    const jobs = [job('A', '2010-01-01', '2015-01-01', 100), job('B', '2015-01-01', null, 200)]
    expect(metricsOf(jobs)).toMatchObject({ increases_after_change: 1, weeks_with_multiple_employers: 0.1429 })
  })

  test('somebody who began a month ago has as many employers a year as there were', () => {
    expect(metricsOf([job('A', '2026-02-18', null, 100)]).employers_per_year).toBe(1)
  })

  test('a job beside another is no change of job', () => {
    const jobs = [job('A', '2010-01-01', null, 100), job('B', '2015-01-01', '2016-01-01', 10)]
    expect(metricsOf(jobs)).toMatchObject({ increases_overall: 0, decreases_after_change: 0 })
    // The last job is the one that is held last, not the one that began last.
    expect(metricsOf(jobs)).toMatchObject({ base_salary_last: 100, weeks_since_last_job: 0 })
  })

  test('a career that is too short has no figures of three and five years, but its salaries have', () => {
    expect(metricsOf([job('A', '2023-03-19', null, 100)])).toMatchObject({
      ...{ increases_1y: 0, increases_3y: null, decreases_3y: null, increases_5y: null, yearly_change_3y: null },
      ...{ yearly_change_1y: 0, min_monthly_salary_3y: 3041.67, max_monthly_salary_5y: 3041.67 },
    })
    expect(metricsOf([job('A', '2023-03-18', null, 100)])).toMatchObject({ increases_3y: 0, yearly_change_3y: 0 })
  })

  test('the yearly change is a percentage of what was paid at the beginning, in equal parts', () => {
    const pay = { '2010-01-01': 100, '2021-06-01': 110, '2023-06-01': 130 }
    expect(metricsOf([job('A', '2010-01-01', null, pay)])).toMatchObject({
      yearly_change_1y: 0,
      yearly_change_3y: round(((130 - 110) / 110 / 3) * 100),
      yearly_change_5y: 6,
    })
  })

  test('salaries are of days on which there was one, of all jobs together', () => {
    const days = dayOf(today) - dayOf('2025-03-19') + 1
    const jobs = [job('A', '2010-01-01', null, 12), job('B', isoDay(dayOf(today) - 99), null, 24)]
    expect(metricsOf(jobs)).toMatchObject({
      min_monthly_salary_1y: 365,
      max_monthly_salary_1y: 1095,
      average_monthly_salary_1y: Math.round(((365 * (days - 100) + 1095 * 100) / days) * 100) / 100,
    })
    const over = [job('A', '2010-01-01', '2025-06-30', 12)]
    expect(metricsOf(over)).toMatchObject({ min_monthly_salary_1y: 365, average_monthly_salary_1y: 365 })
  })

  test('what a dismissal, an absence and a sick leave say is no salary', () => {
    const events = ['DISMISSED_RESIGNED', 'ABSENCE', 'SICK_LEAVE'] as const
    const updates = events.map((event) => ({ event, base_salary: 1, update_date: '2024-01-01' }))
    const hired = job('A', '2020-01-01', null, 100)
    const told = [...(hired.employment_status_updates ?? []), ...updates, null]
    expect(metricsOf([{ ...hired, employment_status_updates: told }])).toEqual(metricsOf([hired]))
    const never = { ...hired, employment_status_updates: updates }
    expect(metricsOf([never]).base_salary_last).toBe(100)
  })

  test('retired is who the institution says is, once the last job is over', () => {
    const over = [job('A', '2010-01-01', '2020-12-31', 12)]
    const profile = { ...born, employment_records: over }
    const retired: EmploymentProfile = { ...profile, personal_data: { entitlements: { status: 'RETIRED' } } }
    const statusOn = (of: EmploymentProfile, reference: string | null) =>
      employmentMetrics([of], { today, reference })?.current_status
    expect(statusOn(retired, null)).toBe('RETIRED')
    expect(statusOn(retired, '2020-12-31')).toBe('EMPLOYED')
    expect(statusOn(retired, '2009-12-31')).toBe('null')
    expect(statusOn(profile, null)).toBe('UNEMPLOYED')
  })

  test('what begins or is told after the reference date is not known yet', () => {
    const early = [job('A', '2015-01-01', null, { '2015-01-01': 100, '2017-01-01': 200 })]
    const later = [...early, job('B', '2020-01-01', null, 900)]
    const then = metricsOf(later, '2018-05-05')
    expect(then).toEqual(metricsOf(early, '2018-05-05'))
    expect(then).toMatchObject({ reference_date: '2018-05-05', base_salary_last: 200, employer_count: 1, age: 28 })
    expect(metricsOf(later, '2016-01-01')).toMatchObject({ base_salary_last: 100, increases_overall: 0 })
    expect(metricsOf(early, null, '2018-05-05')).toEqual({ ...then, reference_date: null })
  })

  test.each([
    ['2026-03-18', 35],
    ['2026-03-19', 36],
    ['1989-01-01', 0],
  ])('the age on %s is %i', (day, age) => {
    expect(metricsOf([], day).age).toBe(age)
  })

  test('the day of birth is read from the CURP where the person says none', () => {
    const ageOf = (internal_identification: string) =>
      employmentMetrics([{ internal_identification }], { today, reference: null })?.age
    expect(ageOf('BAOC850505HCCRPL00')).toBe(40)
    expect(ageOf('BAOC100318HCCRPLA0')).toBe(16)
    expect(ageOf('BLPM951331IONVGR54')).toBeNull()
    expect(ageOf('')).toBeNull()
  })

  test('of several reports the newest tells', () => {
    const old = { ...born, report_date: '2025-01-01', employment_records: [job('A', '2010-01-01', null, 1)] }
    const recent = { ...old, report_date: '2026-01-01', employment_records: [job('B', '2012-01-01', null, 2)] }
    for (const profiles of [
      [old, recent, {}],
      [{}, recent, old],
    ])
      expect(employmentMetrics(profiles, { today, reference: null })).toMatchObject({ base_salary_last: 2 })
  })
})

const round = (value: number): number => Math.round(value * 10_000) / 10_000

const dayIn = (from: string, to: string) => fc.integer({ min: dayOf(from), max: dayOf(to) }).map(isoDay)

const updates = fc.array(
  fc.record({
    event: fc.constantFrom('HIRED', 'SALARY_MODIFICATION', 'DISMISSED_RESIGNED', 'NORMAL', null),
    base_salary: fc.integer({ min: 0, max: 500_000 }).map((cents) => cents / 100),
    update_date: dayIn('2005-01-01', '2026-03-18'),
  }),
  { maxLength: 6 },
)

const details: fc.Arbitrary<Detail> = fc
  .record({
    employer: fc.constantFrom('A', 'B', 'C'),
    employer_id: fc.constantFrom(null, 'one', 'two'),
    start_date: dayIn('2005-01-01', '2026-03-18'),
    length: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 4_000 })),
    most_recent_base_salary: fc.integer({ min: 0, max: 500_000 }).map((cents) => cents / 100),
    factor: fc.constantFrom(30, 365 / 12),
    employment_status_updates: fc.oneof(updates, fc.constant(null)),
  })
  .map(({ length, factor, ...rest }) => ({
    ...rest,
    end_date: length === null ? null : isoDay(dayOf(rest.start_date) + length),
    monthly_salary: rest.most_recent_base_salary * factor,
  }))

const histories = fc.array(details, { maxLength: 8 })

const scaled = (detail: Detail, factor: number): Detail => {
  const times = (amount: number | undefined) => (wireToCents(amount ?? 0) * factor) / 100
  return {
    ...detail,
    most_recent_base_salary: times(detail.most_recent_base_salary),
    monthly_salary: (detail.monthly_salary ?? 0) * factor,
    employment_status_updates:
      detail.employment_status_updates?.map(
        (update) => update && { ...update, base_salary: times(update.base_salary) },
      ) ?? null,
  }
}

const isSalary = (key: string): boolean => key.includes('salary')

describe('laws of employment metrics', () => {
  test('the order of the records and of what they tell does not matter', () => {
    fc.assert(
      fc.property(histories, fc.integer(), (history, seed) => {
        const mixed = shuffled(history, seed).map((detail) => ({
          ...detail,
          employment_status_updates: detail.employment_status_updates?.toReversed() ?? null,
        }))
        expect(metricsOf(mixed)).toEqual(metricsOf(history))
      }),
    )
  })

  test('salaries that are so many times as large make salaries so many times as large, and nothing else', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 2, max: 9 }), (history, factor) => {
        const [one, many] = [metricsOf(history), metricsOf(history.map((detail) => scaled(detail, factor)))]
        for (const [key, value] of Object.entries(one)) {
          const other = many[key as keyof EmploymentFigures]
          if (!isSalary(key) || typeof value !== 'number') expect([key, other]).toEqual([key, value])
          // Both are rounded, and the rounding of the one is taken times the factor.
          else expect(Math.abs(Number(other) - value * factor)).toBeLessThan(0.005 * (factor + 1) + 1e-6)
        }
      }),
    )
  })

  test('a later reference date never shortens what was worked, nor makes employers fewer or anybody younger', () => {
    fc.assert(
      fc.property(histories, dayIn('2005-01-01', today), dayIn('2005-01-01', today), (history, one, other) => {
        const [early, late] = [one, other].sort() as [string, string]
        const [then, later] = [metricsOf(history, early), metricsOf(history, late)]
        for (const key of growing) expect([key, Number(later[key]) >= Number(then[key])]).toEqual([key, true])
      }),
    )
  })

  test('parts do not exceed the whole', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const found = metricsOf(history)
        const { weeks_employed_total: worked, weeks_between_jobs: between, weeks_since_last_job: since } = found
        const first = history.map(({ start_date = '' }) => start_date).sort()[0]
        if (first !== undefined)
          expect(
            Math.abs(Number(worked) + Number(between) + Number(since) - (dayOf(today) - dayOf(first) + 1) / 7),
          ).toBeLessThan(0.001)
        for (const years of ['1y', '3y', '5y'] as const) {
          const [least, mean, most] = (['min', 'average', 'max'] as const).map((each) =>
            Number(found[`${each}_monthly_salary_${years}`]),
          ) as [number, number, number]
          expect(least <= mean && mean <= most).toBe(true)
        }
        expect(Number(found.max_weeks_between_jobs)).toBeLessThanOrEqual(Number(between))
        expect(Number(found.weeks_with_multiple_employers)).toBeLessThanOrEqual(Number(worked))
        expect(Number(found.increases_last_job) + Number(found.increases_after_change)).toBeLessThanOrEqual(
          Number(found.increases_overall),
        )
      }),
    )
  })
})

const growing = [
  'age',
  'employer_count',
  'unique_employer_count',
  'weeks_employed_total',
  'weeks_with_multiple_employers',
  'weeks_between_jobs',
  'max_weeks_between_jobs',
] as const

/** The same in another order that follows from the seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const ranks = items.map((item, index) => ({ item, rank: Math.sin(seed + index * 7.3) }))
  return ranks.sort((one, other) => one.rank - other.rank).map(({ item }) => item)
}
