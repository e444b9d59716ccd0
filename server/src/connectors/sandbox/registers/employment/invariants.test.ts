import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { isNss, makeCurp } from '../../../../domain/identifiers.ts'
import { wireToCents } from '../../../../kit/money.ts'
import { dayAt, dayFromIso, firstDay, isoMonth, lastDay, monthOf } from '../../world/calendar.ts'
import { rememberingLast } from '../../world/memory.ts'
import { makeWorld } from '../../world/world.ts'
import { citizenOf, homeBankOf } from '../citizen.ts'
import { employmentRegisters } from './registers.ts'

vi.setConfig({ testTimeout: 300_000 })

/** How many people each of these holds for; ENLACE_TEST_WORLDS says otherwise. */
const people = Number(process.env.ENLACE_TEST_WORLDS ?? 150)

type Update = { readonly event: string; readonly base_salary: number; readonly update_date: string }

type Job = {
  readonly employer: string
  readonly start_date: string
  readonly end_date: string | null
  readonly weeks_employed: number
  readonly most_recent_base_salary: number
  readonly monthly_salary: number
  readonly employment_status_updates: readonly Update[]
}

type Report = {
  readonly social_security_summary: Readonly<Record<`weeks_${'contributed' | 'redeemed' | 'reinstated'}`, number>>
  readonly employment_records: readonly Job[]
  readonly salary_estimation: { readonly base_salary_estimate: number }
  readonly personal_data: { readonly document_ids: readonly { readonly document_number: string }[] }
}

type Worker = { readonly seed: string; readonly user: string; readonly now: number }

const personas = ['salaried', 'two_jobs', 'seasonal', 'over_indebted', 'foreign_transfer', 'public_servant'] as const
const others = ['pensioner', 'sole_proprietor', 'gig_worker', 'student', 'low'] as const

const curps = fc
  .record({
    year: fc.integer({ min: 1950, max: 2012 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    sex: fc.constantFrom('H', 'M'),
    paternal: fc.constantFrom('Ávila', 'Kuri', 'Núñez', 'Zamora', 'Ibarra'),
    maternal: fc.constantFrom('Wong', 'Esparza', 'Quiroga', 'Luna'),
    firstNames: fc.constantFrom('Pedro', 'Yolanda', 'Ulises', 'Fabiola'),
  })
  .map(({ year, month, day, ...named }) => {
    const two = (number: number) => String(number).padStart(2, '0')
    return makeCurp({ ...named, birthDate: `${year}-${two(month)}-${two(day)}`, state: 'JC' } as const)
  })

const workers: fc.Arbitrary<Worker> = fc.record({
  seed: fc.stringMatching(/^[a-z]{1,5}$/),
  user: fc.oneof(curps, fc.stringMatching(/^[a-z]{4,9}$/), fc.constantFrom(...personas, ...others)),
  now: fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2040, 11, 31) }),
})

const [planet, inss] = ['planet_mx_employment', 'inss_br_employment'].map((name) =>
  employmentRegisters.find(({ manifest }) => manifest.name === name),
)

function askForReport(look: Worker): Report {
  const [record] = [...(planet?.answers(look, { resource: 'EMPLOYMENT_RECORDS' }) ?? [])]
  if (!record) throw new Error(`no report of ${look.user}`)
  return record.body as unknown as Report
}

/** Several of these look at the same people, whose reports are asked for once. */
const reportOf = rememberingLast(people, askForReport, ({ seed, user, now }) => `${seed} ${user} ${now}`)

const [sameSeed = 0] = fc.sample(fc.nat(), 1)

const holds = (property: (worker: Worker) => void, arbitrary = workers) =>
  fc.assert(fc.property(arbitrary, property), { numRuns: people, seed: sameSeed })

const daysOf = ({ start_date: start, end_date: end }: Job, today: number) => {
  const [from, until] = [dayFromIso(start), end === null ? today : dayFromIso(end)]
  return Array.from({ length: until - from + 1 }, (_each, index) => from + index)
}

/** What was told of hiring and leaving, as the days between; who insures himself is never hired. */
function daysTold({ employment_status_updates: updates }: Job, today: number): readonly number[] {
  const began = updates.find(({ event }) => event === 'HIRED' || event === 'VOLUNTARY_CONTRIBUTION')
  const left = updates.find(({ event }) => event === 'DISMISSED_RESIGNED')
  return daysOf({ start_date: began?.update_date ?? '', end_date: left?.update_date ?? null } as Job, today)
}

const weeksIn = (days: number): number => Math.round(days / 7)

test('weeks add up from what employers told', () => {
  holds((worker) => {
    const { employment_records: jobs, social_security_summary: summary } = reportOf(worker)
    const today = dayAt(worker.now)
    for (const job of jobs) expect(job.weeks_employed).toBe(weeksIn(daysTold(job, today).length))
    const days = new Set(jobs.flatMap((job) => daysTold(job, today)))
    const whole = weeksIn(days.size) - summary.weeks_redeemed + summary.weeks_reinstated
    expect(summary.weeks_contributed).toBe(whole)
    expect(summary.weeks_reinstated).toBeLessThanOrEqual(summary.weeks_redeemed)
    expect(summary.weeks_contributed).toBeGreaterThanOrEqual(0)
  })
})

test('nobody works for two at a time who has not two jobs', () => {
  holds((worker) => {
    const today = dayAt(worker.now)
    const days = reportOf(worker).employment_records.flatMap((job) => daysOf(job, today))
    if (worker.user !== 'two_jobs') expect(new Set(days).size).toBe(days.length)
  })
})

test('a base is told when it changes, in the month in which it does, and the last one told is the present one', () => {
  holds((worker) => {
    for (const job of reportOf(worker).employment_records) {
      const updates = job.employment_status_updates
      const bases = updates.filter(({ event }) => event === 'SALARY_MODIFICATION').map(({ update_date: on }) => on)
      expect(new Set(bases.map((on) => on.slice(0, 7))).size).toBe(bases.length)
      expect(bases.every((on) => on.endsWith('-01'))).toBe(true)
      const changes = updates.filter(({ base_salary: base }, index) => base !== updates[index - 1]?.base_salary)
      expect(changes.every(({ event }) => /HIRED|SALARY_MODIFICATION|VOLUNTARY/.test(event))).toBe(true)
      expect(updates.at(-1)?.base_salary).toBe(job.most_recent_base_salary)
      const daily = wireToCents(job.most_recent_base_salary)
      expect(wireToCents(job.monthly_salary)).toBe(Math.round((daily * 365) / 12))
      expect(updates.map(({ update_date: on }) => on)).toEqual(updates.map(({ update_date: on }) => on).sort())
    }
  })
})

const employed = workers.filter(({ user }) => !others.includes(user as never) && user !== 'public_servant')

test('who is employed is paid at the bank by that employer in that month, and nobody else pays', () => {
  holds((worker) => {
    const { employment_records: jobs } = reportOf(worker)
    const month = monthOf(dayAt(worker.now)) - 1
    const during = jobs.filter(({ start_date: start, end_date: end }) => {
      return dayFromIso(start) <= firstDay(month) && (end === null || dayFromIso(end) > firstDay(month))
    })
    const world = makeWorld(worker.seed, homeBankOf('MX'), worker.user)
    const paying = world?.checking.movements(month).filter(({ text, cents }) => cents > 0 && /NOMINA|RAYA/.test(text))
    const employers = new Set(during.map(({ employer }) => employer))
    for (const { text } of paying ?? []) expect([...employers].some((name) => text.includes(name))).toBe(true)
    const withName = [...employers].filter((name) => paying?.some(({ text }) => text.includes(name)))
    // In the season some are paid in cash, and the deposit names nobody.
    if (worker.user !== 'seasonal') expect(withName).toEqual([...employers])
  }, employed)
})

const ofYear = (365 + 15 + 3) / 365

test('a base is what is earned in a day with what comes on top, unless it is the highest', () => {
  holds((worker) => {
    const citizen = citizenOf(worker.seed, 'MX', worker.user)
    const month = monthOf(dayAt(worker.now))
    const slips = citizen?.kind === 'person' ? citizen.payroll(month).filter(({ kind }) => kind === 'regular') : []
    const end = Date.parse(`${isoMonth(month + 1)}-01T00:00:00Z`) - 1
    for (const job of askForReport({ ...worker, now: end }).employment_records) {
      const paid = slips.filter(({ employer, periodFrom }) => {
        return employer.name === job.employer && periodFrom >= dayFromIso(job.start_date)
      })
      if (paid.length === 0 || worker.user === 'seasonal' || job.end_date !== null) continue
      const gross = paid.reduce((sum, { grossCents }) => sum + grossCents, 0)
      const earned = ((gross * 12) / 365) * ofYear
      const base = wireToCents(job.most_recent_base_salary)
      const highest = 25 * 108.57 * 100 * 1.045 ** (Math.floor(month / 12) - 2024)
      // A wage of last year stands under last year's limit.
      if (Math.abs(base - earned) > 1) expect(base).toBeGreaterThanOrEqual(Math.floor(highest / 1.045))
      expect(base).toBeLessThanOrEqual(Math.ceil(Math.min(earned, highest)) + 1)
    }
  }, employed)
})

test('as the clock moves, what was told stays as it was', () => {
  holds((worker) => {
    const before = reportOf(worker)
    const after = askForReport({ ...worker, now: worker.now + 400 * 86_400_000 })
    for (const job of before.employment_records) {
      const same = after.employment_records.find(({ start_date: start, employer }) => {
        return start === job.start_date && employer === job.employer
      })
      const told = same?.employment_status_updates.slice(0, job.employment_status_updates.length)
      expect(told).toEqual(job.employment_status_updates)
    }
    expect(after.employment_records.length).toBeGreaterThanOrEqual(before.employment_records.length)
    expect(after.personal_data.document_ids).toEqual(before.personal_data.document_ids)
    expect(isNss(before.personal_data.document_ids[0]?.document_number ?? '')).toBe(true)
  })
})

test('the same question has the same answer, whatever was asked before', () => {
  const resources = ['EMPLOYMENT_RECORDS', 'CURRENT_EMPLOYMENTS'] as const
  holds((worker) => {
    const ask = (resource: (typeof resources)[number]) =>
      JSON.stringify([...(planet?.answers(worker, { resource }) ?? [])])
    const forth = resources.map(ask)
    askForReport({ ...worker, now: worker.now - 900 * 86_400_000 })
    const back = resources.toReversed().map(ask).toReversed()
    expect(back).toEqual(forth)
  })
})

test('who works now works at the same places in both reports, for the same base', () => {
  holds((worker) => {
    const report = reportOf(worker)
    const [current] = [...(planet?.answers(worker, { resource: 'CURRENT_EMPLOYMENTS' }) ?? [])]
    const now = (current?.body.current_employment_records ?? []) as readonly { employer: string; base_salary: number }[]
    const open = report.employment_records.filter(({ end_date: end, employment_status_updates: [first] }) => {
      return end === null && first?.event === 'HIRED'
    })
    expect(now.map(({ employer }) => employer)).toEqual(open.map(({ employer }) => employer).toReversed())
    const bases = now.reduce((sum, { base_salary: base }) => sum + wireToCents(base), 0)
    expect(wireToCents(report.salary_estimation.base_salary_estimate)).toBe(bases)
  })
})

type Relation = {
  readonly start_date: string
  readonly salaries: readonly { readonly type: string; readonly month: string; readonly base_amount: number }[]
}

test('INSS has a salary for every month that the bank shows paid, and none twice', () => {
  holds(
    (worker) => {
      const user = /^[A-Z]/.test(worker.user) ? 'someone' : worker.user
      const look = { ...worker, user }
      const relations = [...(inss?.answers(look, { resource: 'EMPLOYMENTS' }) ?? [])].map(
        ({ body }) => body as unknown as Relation,
      )
      for (const { salaries } of relations) {
        const named = salaries.map(({ type, month }) => `${month} ${type}`)
        expect(new Set(named).size).toBe(named.length)
        expect(salaries.every(({ month }) => month <= isoMonth(monthOf(dayAt(worker.now))))).toBe(true)
      }
      const month = monthOf(dayAt(worker.now)) - 1
      const citizen = citizenOf(worker.seed, 'BR', user)
      const slips = citizen?.kind === 'person' ? citizen.payroll(month) : []
      const over = slips.filter(({ kind, periodTo }) => kind === 'regular' && periodTo <= lastDay(month - 1))
      const registered = relations.flatMap(({ salaries }) =>
        salaries.filter(({ month: of }) => of === isoMonth(month - 1)),
      )
      const sum = registered.filter(({ type }) => type === 'REGULAR').map(({ base_amount: base }) => wireToCents(base))
      for (const { grossCents } of over) expect(Math.max(...sum)).toBeGreaterThanOrEqual(grossCents)
    },
    workers.filter(({ user }) => user !== 'public_servant'),
  )
})
