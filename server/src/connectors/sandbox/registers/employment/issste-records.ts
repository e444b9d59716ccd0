import { centsToWire } from '../../../../kit/money.ts'
import type { SourceRecord } from '../../../contract.ts'
import { withRaises } from '../../changes/employment.ts'
import { type Day, dayFromIso, firstDay, isoDay, type Month, monthOf } from '../../world/calendar.ts'
import type { Employment } from '../career.ts'
import { monthlyGross } from '../citizen.ts'
import { document, namesOf, type Report } from './imss-records.ts'
import { daysWithin, endedBy } from './movements.ts'
import { weeksOf } from './weeks.ts'

/** The file of a public servant at ISSSTE; nothing of whoever has never been one. */
export function isssteRecords({ citizen, today, changes }: Report): readonly SourceRecord[] {
  const employments = citizen.employmentsUntil(today).filter(({ employer }) => employer.isPublic)
  if (employments.length === 0) return []
  const isEmployed = employments.some((each) => endedBy(each, today) === null)
  const body = {
    report_date: isoDay(today),
    internal_identification: citizen.personNumber,
    personal_data: {
      ...namesOf(citizen),
      entitlements: {
        entitled_to_health_insurance: isEmployed,
        entitled_to_company_benefits: isEmployed,
        valid_until: null,
        status: isEmployed ? 'EMPLOYED' : 'UNEMPLOYED',
      },
      document_ids: [
        document('NSS', citizen.socialSecurityNumber),
        document('CURP', citizen.personNumber),
        document('RFC', citizen.taxNumber),
      ],
      email: citizen.person.email,
    },
    social_security_summary: null,
    employment_records: employments.toReversed().map((employment) => detail({ citizen, today }, employment)),
    employment_scores: null,
    salary_estimation: null,
    files: null,
  }
  return [{ key: citizen.client.key(32, 'issste record'), body: withRaises(body, changes) }]
}

/** Wages without what comes on top of them; a day is the thirtieth part of a month. */
function wagesIn({ citizen }: Report, employment: Employment, month: Month) {
  const monthlyCents = monthlyGross(citizen.client, employment, month)
  return { monthlyCents, dailyCents: Math.round(monthlyCents / 30) }
}

/** The entity and the one that runs it. */
const managedBy = 'ADMINISTRACION PUBLICA'

function detail(report: Report, employment: Employment) {
  const end = endedBy(employment, report.today)
  const { monthlyCents, dailyCents } = wagesIn(report, employment, monthOf(end ?? report.today))
  return {
    employer: `${employment.employer.name};${managedBy} ${employment.employer.state}`,
    employer_id: null,
    start_date: isoDay(employment.startsOn),
    end_date: end === null ? null : isoDay(end),
    weeks_employed: weeksOf(daysWithin(employment, report.today)),
    state: null,
    most_recent_base_salary: centsToWire(dailyCents),
    monthly_salary: centsToWire(monthlyCents),
    currency: 'MXN',
    employment_status_updates: entries(report, employment, end),
  }
}

/** Since then certificates come from the unified base of workers, BDUTA; before, from the forms of each entity. */
const unifiedOn = dayFromIso('2007-04-01')

/** What the file says: each level of wages, and the certificate of what has ended. */
function entries(report: Report, employment: Employment, end: Day | null) {
  const last = monthOf(end ?? report.today)
  const entry = (event: 'NORMAL' | 'BDUTA_CERTIFICATE' | 'DYE_CERTIFICATE', cents: number, day: Day) => ({
    event,
    base_salary: centsToWire(cents),
    update_date: isoDay(day),
  })
  const told: ReturnType<typeof entry>[] = []
  let before = -1
  for (let month = monthOf(employment.startsOn); month <= last; month += 1) {
    const { dailyCents } = wagesIn(report, employment, month)
    if (dailyCents !== before) told.push(entry('NORMAL', dailyCents, firstDay(month)))
    before = dailyCents
  }
  if (end === null) return told
  return [...told, entry(end >= unifiedOn ? 'BDUTA_CERTIFICATE' : 'DYE_CERTIFICATE', before, end)]
}
