import { centsToWire } from '../../../../kit/money.ts'
import type { Question, SourceRecord, WorldChange } from '../../../contract.ts'
import { withRaises } from '../../changes/employment.ts'
import { weeksPdf } from '../../documents/weeks-pdf.ts'
import { type Day, isoDay, isoMonth, monthOf } from '../../world/calendar.ts'
import type { Employment } from '../career.ts'
import { baseSalaryIn, type NaturalPerson } from '../citizen.ts'
import { daysWithin, endedBy, movementsOf } from './movements.ts'
import { scoresOf } from './scores.ts'
import { weeksOf, weeksUntil } from './weeks.ts'

/** Whom social security knows, the day on which it is asked, and what was made to happen until then. */
export type Report = {
  readonly citizen: NaturalPerson
  readonly today: Day
  readonly changes?: readonly WorldChange[]
}

/** The statement of contributed weeks of IMSS: one record for a person. */
export function imssRecord({ citizen, today, changes }: Report, { attachments }: Question): SourceRecord {
  const { client, personNumber } = citizen
  const employments = insuredBy(citizen, today)
  const weeks = weeksUntil(client, employments, today)
  const base = openJobs(employments, today).reduce((sum, each) => sum + baseOf(citizen, each, today), 0)
  const told = {
    report_date: isoDay(today),
    internal_identification: personNumber,
    personal_data: {
      ...namesOf(citizen),
      entitlements: entitlements({ citizen, today }, employments),
      document_ids: [document('NSS', citizen.socialSecurityNumber), document('CURP', personNumber)],
      email: citizen.person.email,
    },
    social_security_summary: {
      weeks_redeemed: weeks.redeemed,
      weeks_reinstated: weeks.reinstated,
      weeks_contributed: weeks.contributed,
    },
    employment_records: employments.toReversed().map((employment) => detail({ citizen, today }, employment)),
    employment_scores: scoresOf(employments, today),
    salary_estimation: {
      employment_status_estimate: base > 0 ? 'EMPLOYED' : 'UNEMPLOYED',
      base_salary_estimate: centsToWire(base),
      currency: 'MXN',
    },
  }
  const body = withRaises(told, changes)
  const files = attachments ? [{ type: `ReporteSemanasCotizadas_${fileDay(today)}`, value: weeksPdf(body) }] : null
  return { key: client.key(32, 'imss record'), body: { ...body, files } }
}

/** DDMMYY. */
const fileDay = (day: Day): string => {
  const [year = '', month, date] = isoDay(day).split('-')
  return `${date}${month}${year.slice(2)}`
}

/** Where the person works this month, or that it is nowhere: one record, which changes as time goes on. */
export function currentEmploymentRecord({ citizen, today, changes }: Report): SourceRecord {
  const jobs = openJobs(insuredBy(citizen, today), today)
  const isEmployed = jobs.length > 0
  const body = {
    month: isEmployed ? isoMonth(monthOf(today)) : null,
    internal_identification: isEmployed ? citizen.personNumber : null,
    personal_data: {
      ...namesOf(citizen),
      document_ids: [
        document('NSS', citizen.socialSecurityNumber),
        document('CURP', citizen.personNumber),
        document('RFC', citizen.taxNumber),
      ],
    },
    status: isEmployed ? 'EMPLOYED' : 'UNEMPLOYED',
    current_employment_records: isEmployed ? jobs.map((job) => currentJob({ citizen, today }, job)) : null,
  }
  return { key: citizen.client.key(32, 'current employment'), body: withRaises(body, changes) }
}

function currentJob({ citizen, today }: Report, job: Employment) {
  const baseCents = baseOf(citizen, job, today)
  return {
    employer: job.employer.name,
    employer_id: job.employer.registration,
    employer_rfc: job.employer.taxNumber,
    state: job.employer.state,
    days_employed: daysWithin(job, today),
    base_salary: centsToWire(baseCents),
    monthly_salary: centsToWire(monthOfDays(baseCents)),
  }
}

/** Those who serve the state are insured elsewhere. */
const insuredBy = (citizen: NaturalPerson, today: Day): readonly Employment[] =>
  citizen.employmentsUntil(today).filter(({ employer }) => !employer.isPublic)

/** Employments that go on today, with an employer. */
const openJobs = (employments: readonly Employment[], today: Day): readonly Employment[] =>
  employments.filter((each) => each.kind !== 'voluntary' && endedBy(each, today) === null)

const baseOf = ({ client }: NaturalPerson, employment: Employment, today: Day): number =>
  baseSalaryIn(client, employment, monthOf(endedBy(employment, today) ?? today))

/** A month is the twelfth part of a year of 365 days. */
const monthOfDays = (cents: number): number => Math.round((cents * 365) / 12)

function detail({ citizen, today }: Report, employment: Employment) {
  const end = endedBy(employment, today)
  const baseCents = baseOf(citizen, employment, today)
  return {
    employer: employment.employer.name,
    employer_id: employment.employer.registration,
    start_date: isoDay(employment.startsOn),
    end_date: end === null ? null : isoDay(end),
    weeks_employed: weeksOf(daysWithin(employment, today)),
    state: employment.employer.state,
    most_recent_base_salary: centsToWire(baseCents),
    monthly_salary: centsToWire(monthOfDays(baseCents)),
    currency: 'MXN',
    employment_status_updates: movementsOf(citizen.client, employment, today).map((told) => ({
      event: told.event,
      base_salary: centsToWire(told.baseCents),
      update_date: isoDay(told.day),
    })),
  }
}

export const namesOf = ({ person }: NaturalPerson) => ({
  official_name: person.displayName,
  first_name: person.firstNames,
  last_name: `${person.paternal} ${person.maternal}`,
  birth_date: person.birthDate,
})

export const document = (type: 'NSS' | 'CURP' | 'RFC', number: string | null) => ({
  document_type: type,
  document_number: number,
})

/** Whoever has lost a job is insured against illness for eight more weeks, article 109 LSS. */
const insuredAfterDays = 56

function entitlements({ citizen, today }: Report, employments: readonly Employment[]) {
  if (openJobs(employments, today).length > 0) return entitled('EMPLOYED', { health: true, benefits: true })
  if (citizen.retirement && citizen.retirement.startsOn <= today)
    return entitled('RETIRED', { health: true, benefits: false })
  const voluntary = employments.some(({ kind }) => kind === 'voluntary')
  if (voluntary) return entitled('UNEMPLOYED', { health: true, benefits: false })
  const lastEnd = Math.max(...employments.map(({ endsOn }) => endsOn ?? 0))
  const until = lastEnd + insuredAfterDays
  const health = employments.length > 0 && until >= today
  return { ...entitled('UNEMPLOYED', { health, benefits: false }), valid_until: health ? isoDay(until) : null }
}

const entitled = (
  status: 'EMPLOYED' | 'RETIRED' | 'UNEMPLOYED',
  { health, benefits }: { readonly health: boolean; readonly benefits: boolean },
) => ({
  entitled_to_health_insurance: health,
  entitled_to_company_benefits: benefits,
  valid_until: null as string | null,
  status,
})
