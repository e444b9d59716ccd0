import { centsToWire } from '../../../../kit/money.ts'
import type { Question, SourceRecord } from '../../../contract.ts'
import {
  type Day,
  dayAt,
  dayInMonth,
  firstDay,
  isoDay,
  isoMonth,
  lastDay,
  type Month,
  monthIn,
  monthOf,
  monthOfYear,
} from '../../world/calendar.ts'
import type { Employment } from '../career.ts'
import { type NaturalPerson, type PaySlip, paySlipsOf } from '../citizen.ts'
import { minimumWage } from '../withholding.ts'
import { endedBy } from './movements.ts'
import { occupationOf } from './occupations.ts'

/** The contributions of a person that INSS has registered, one record for each employment, oldest first. */
export function inssEmployments(citizen: NaturalPerson, today: Day, { from, to }: Question): readonly SourceRecord[] {
  const relations = [...citizen.employmentsUntil(today).map((each) => employmentRecord(citizen, each, today))]
  if (citizen.retirement && citizen.retirement.startsOn <= today) relations.push(retirementRecord(citizen, today))
  return relations.filter(({ body: { start_date: start, end_date: end } }) => {
    return (to === undefined || start <= to) && (from === undefined || end === null || end >= from)
  })
}

type Relation = {
  readonly start_date: string
  readonly end_date: string | null
  readonly employer_data: { readonly name: string; readonly code: string; readonly economic_activity: string }
  readonly occupations: readonly unknown[]
  readonly salaries: readonly Salary[]
}

type Salary = {
  readonly base_amount: number
  readonly retained_amount: number
  readonly type: 'REGULAR' | 'THIRTEENTH' | 'VOLUNTARY' | 'RETIREMENT'
  readonly month: string
  readonly currency: 'BRL'
}

type RelationRecord = SourceRecord & { readonly body: Relation }

function employmentRecord(citizen: NaturalPerson, employment: Employment, today: Day): RelationRecord {
  const { client } = citizen
  const { employer, startsOn } = employment
  const end = endedBy(employment, today)
  const endDate = end === null ? null : isoDay(end)
  const occupation = occupationOf(client, employment)
  const body = {
    start_date: isoDay(startsOn),
    end_date: endDate,
    employer_data: {
      name: employer.name,
      code: employer.taxNumber.slice(0, 8),
      economic_activity: employer.economicActivity ?? '',
    },
    occupations: occupation
      ? [
          {
            start_date: isoDay(startsOn),
            end_date: endDate,
            description: occupation[0],
            name: `${occupation[0]} - ${occupation[1]}`,
            locale: employment.kind === 'season' ? 'Rural' : 'Urbana',
          },
        ]
      : [],
    salaries: employment.kind === 'voluntary' ? ownContributions(citizen, today) : salaries(citizen, employment, today),
  }
  return { key: client.key(32, 'inss employment', employment.key), body }
}

/** Amounts before the real are not kept. */
const firstMonth = monthIn(1994, 7)

/** A month of work counts for itself whenever it is paid, and is told when it is over and paid. */
function salaries(citizen: NaturalPerson, employment: Employment, today: Day): readonly Salary[] {
  const first = Math.max(firstMonth, monthOf(employment.startsOn))
  const last = monthOf(endedBy(employment, today) ?? today) + 1
  const slips = Array.from({ length: Math.max(0, last - first + 1) }, (_each, index) => first + index)
    .flatMap((month) => paySlipsOf(citizen.client, employment, month))
    .filter(({ paidOn }) => paidOn <= today)
  const months = Map.groupBy(slips, monthCounted)
  return [...months]
    .sort(([one], [other]) => one - other)
    .filter(([month]) => lastDay(month) < today && month >= first)
    .flatMap(([month, paid]) => [
      ...salary(paid, 'regular', month),
      // Its second half is paid in December, in which the whole of it counts.
      ...(monthOfYear(month) === 12 ? salary(paid, 'extra', month) : []),
    ])
}

const monthCounted = ({ kind, periodTo, paidOn }: PaySlip): Month =>
  kind === 'extra' ? monthIn(Number(isoDay(paidOn).slice(0, 4)), 12) : monthOf(periodTo)

function salary(slips: readonly PaySlip[], kind: PaySlip['kind'], month: Month): readonly Salary[] {
  const counted = slips.filter((slip) => slip.kind === kind)
  if (counted.length === 0) return []
  const sum = (centsOf: (slip: PaySlip) => number) => counted.reduce((total, slip) => total + centsOf(slip), 0)
  return [
    entry(kind === 'regular' ? 'REGULAR' : 'THIRTEENTH', month, {
      base: sum(({ grossCents }) => grossCents),
      retained: sum(({ socialSecurityCents }) => socialSecurityCents),
    }),
  ]
}

const entry = (type: Salary['type'], month: Month, cents: { base: number; retained: number }): Salary => ({
  base_amount: centsToWire(cents.base),
  retained_amount: centsToWire(cents.retained),
  type,
  month: isoMonth(month),
  currency: 'BRL',
})

/** What a small trader pays for himself: five hundredths of the minimum wage, on the 20th of the next month. */
function ownContributions({ client, employmentsUntil }: NaturalPerson, today: Day): readonly Salary[] {
  const since = employmentsUntil(today).find(({ kind }) => kind === 'voluntary')?.startsOn ?? today
  const first = Math.max(firstMonth, monthOf(since))
  const months = Array.from({ length: Math.max(0, monthOf(today) - first) }, (_each, index) => first + index)
  return months
    .filter((month) => dayInMonth(month + 1, 20) <= today)
    .map((month) => {
      const base = minimumWage({ growth: client.country.growth, pricedIn: month })
      return entry('VOLUNTARY', month, { base, retained: Math.round(base * 0.05) })
    })
}

/** Pensions come from the institute itself, as the bank shows them. */
function retirementRecord({ client, retirement }: NaturalPerson, today: Day): RelationRecord {
  const since = retirement?.startsOn ?? today
  const first = monthOf(since)
  const months = Array.from({ length: Math.max(0, monthOf(today) - first + 1) }, (_each, index) => first + index)
  const body = {
    start_date: isoDay(firstDay(first)),
    end_date: null,
    employer_data: {
      name: 'INSTITUTO NACIONAL DO SEGURO SOCIAL',
      code: '29979036',
      economic_activity: '8430-2 - SEGURIDADE SOCIAL OBRIGATORIA',
    },
    occupations: [],
    salaries: months.flatMap((month) =>
      (retirement?.paidIn(month) ?? [])
        .filter(({ at }) => dayAt(at) <= today)
        .map(({ cents }, index) =>
          entry(index === 0 ? 'RETIREMENT' : 'THIRTEENTH', month, { base: cents, retained: 0 }),
        ),
    ),
  }
  return { key: client.key(32, 'inss retirement'), body }
}
