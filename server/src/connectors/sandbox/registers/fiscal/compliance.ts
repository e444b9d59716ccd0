import type { SourceRecord } from '../../../contract.ts'
import {
  businessDayFrom,
  dayAt,
  dayInMonth,
  type Instant,
  isoMonth,
  type Month,
  monthIn,
  monthOf,
  startOf,
  yearOf,
} from '../../world/calendar.ts'
import { monthlyFilings, yearlyFilings } from './filing.ts'
import { businessRegime } from './person-month.ts'
import type { Taxpayer } from './taxpayer.ts'

export type Outcome = 'POSITIVE' | 'NEGATIVE' | 'NO_OBLIGATIONS'

/** Whether somebody hands in a return every month. */
export const filesMonthly = (taxpayer: Taxpayer): boolean =>
  taxpayer.world !== null && (taxpayer.client.business || businessRegime(taxpayer) !== undefined)

/** Whether somebody hands in a return for every year: whoever earns. */
export const filesYearly = (taxpayer: Taxpayer): boolean => taxpayer.world !== null && taxpayer.regimes[0] !== '616'

/** How far back the authority looks. */
const monthsSeen = 18

/** Positive while nothing that is due is missing. */
function outcomeAt(taxpayer: Taxpayer, now: Instant): Outcome {
  if (!filesMonthly(taxpayer) && !filesYearly(taxpayer)) return 'NO_OBLIGATIONS'
  const current = monthOf(dayAt(now))
  const months = Array.from({ length: monthsSeen }, (_each, index) => current - 1 - index)
  const monthsMissing =
    filesMonthly(taxpayer) && months.some((month) => isMissing(monthDue(month), now, monthlyFilings(taxpayer, month)))
  const years = [yearOf(current) - 1, yearOf(current) - 2]
  const yearsMissing =
    filesYearly(taxpayer) &&
    years.some((year) => isMissing(yearDue(taxpayer, year), now, yearlyFilings(taxpayer, year)))
  return monthsMissing || yearsMissing ? 'NEGATIVE' : 'POSITIVE'
}

const isMissing = (due: Instant, now: Instant, [first]: ReturnType<typeof monthlyFilings>): boolean =>
  due <= now && (first === undefined || first.filedAt > now)

/** The end of the last day. */
const monthDue = (month: Month): Instant => startOf(businessDayFrom('MX', dayInMonth(month + 1, 17)) + 1)

const yearDue = (taxpayer: Taxpayer, year: number): Instant =>
  startOf(businessDayFrom('MX', dayInMonth(monthIn(year + 1, taxpayer.client.business ? 3 : 4), 31)) + 1)

/** The opinion of the month; asked for again in the same month it has the same number. */
export function complianceRecord(taxpayer: Taxpayer, now: Instant): SourceRecord {
  const month = isoMonth(monthOf(dayAt(now)))
  const outcome = outcomeAt(taxpayer, now)
  const number = taxpayer.dice('opinion', month, outcome).digits(7)
  return {
    key: taxpayer.uuid('opinion', month, outcome).toLowerCase(),
    body: {
      internal_identification: `${month.slice(2, 4)}N${outcome === 'NEGATIVE' ? 'N' : 'E'}${number}`,
      pdf: null,
      rfc: taxpayer.party.rfc,
      outcome,
    },
  }
}
