import {
  businessDayUntil,
  type Day,
  dayInMonth,
  firstDay,
  isoMonth,
  lastDay,
  type Month,
  monthOf,
  monthOfYear,
  nthBusinessDay,
  startOf,
} from './calendar.ts'
import { type Client, type Contact, contactWords, priceIn, printedMonth } from './client.ts'
import type { Country } from './country.ts'
import type { Economy } from './household.ts'
import { type Draft, phrase } from './movement.ts'
import { daysOn, received } from './receipts.ts'

/** One pay of wages. The bank shows what is `paid`; social security and the tax authority know what it was for. */
export type Pay = {
  readonly employer: string
  readonly kind: 'regular' | 'extra'
  /** The days that it is for. */
  readonly from: Day
  readonly until: Day
  /** Which part of a month's wages it is. */
  readonly share: number
  /** The month at whose prices the wages are. */
  readonly pricedIn: Month
  readonly paid: Draft
}

/** What employers pay in a month, if anybody does. */
export function wagesIn(client: Client, economy: Economy, month: Month): Pay[] {
  switch (client.persona) {
    case 'frequent':
    case 'negative':
      return client.business ? [] : salaries(client, economy, month)
    case 'over_indebted':
      return salaries(client, economy, month)
    case 'salaried':
    case 'public_servant':
    case 'foreign_transfer':
      return salaries(client, economy, month, wagesLevel(client, month))
    case 'two_jobs':
      return twoSalaries(client, economy, month)
    case 'seasonal':
      return wagesInSeason(client, economy, month)
    case 'nodata':
    case 'low':
    case 'gig_worker':
    case 'pensioner':
    case 'student':
    case 'sole_proprietor':
    case 'small_company':
    case 'loss_company':
    case 'very_large':
      return []
  }
}

/** Wages rise in a month of the person's own, not in January: before it, last year's are paid. */
const wagesLevel = (client: Client, month: Month): Month =>
  monthOfYear(month) < client.dice('raise').between(2, 10) ? month - 12 : month

/** The regular days of pay: the fifth business day in Brazil, elsewhere the 15th and the last, both brought forward. */
export function payDays(country: Country, month: Month): readonly Day[] {
  if (country.code === 'BR') return [nthBusinessDay('BR', month, 5)]
  return [dayInMonth(month, 15), lastDay(month)].map((day) => businessDayUntil(country.code, day))
}

/** In Brazil the month before is paid, elsewhere the first half of the month and the second. */
export function payPeriods(country: Country, month: Month): readonly Pick<Pay, 'from' | 'until'>[] {
  if (country.code === 'BR') return [{ from: firstDay(month - 1), until: lastDay(month - 1) }]
  const middle = dayInMonth(month, 15)
  return [
    { from: firstDay(month), until: middle },
    { from: middle + 1, until: lastDay(month) },
  ]
}

/** `pricedIn` is the month whose wages are paid, where that is not the same. */
function salaries(client: Client, economy: Economy, month: Month, pricedIn: Month = month): Pay[] {
  const { country } = client
  const dice = client.dice('salary', isoMonth(month))
  const days = payDays(country, month)
  const periods = payPeriods(country, month)
  const share = 1 / days.length
  const common = { employer: economy.employer, pricedIn }
  const regular = days.map((day, index): Pay => {
    const cents = priceIn(country, economy.income / days.length, pricedIn)
    const words = { employer: economy.employer, month: printedMonth(country, month) }
    const at = startOf(day) + 9 * 3_600_000 + index + dice.between(0, 3_000_000)
    const period = periods[index] as Pick<Pay, 'from' | 'until'>
    return {
      ...common,
      kind: 'regular',
      ...period,
      share,
      paid: { at, cents, ...phrase(country, 'salary', dice, words) },
    }
  })
  const extra = country.extraSalaries[monthOfYear(month)]
  if (extra === undefined) return sinceHired(regular, economy)
  const day = businessDayUntil(country.code, dayInMonth(month, extra.day))
  const from = Math.max(firstDay(month - monthOfYear(month) + 1), economy.hiredOn)
  const until = lastDay(month - monthOfYear(month) + 12)
  const worked = partOfYear(from, until)
  const cents = priceIn(country, economy.income * extra.share * worked, pricedIn)
  const words = { name: extra.name, employer: economy.employer }
  const paid = { at: startOf(day) + 10 * 3_600_000 + 7, cents, ...phrase(country, 'extraSalary', dice, words) }
  return sinceHired([...regular, { ...common, kind: 'extra', from, until, share: extra.share * worked, paid }], economy)
}

/** Whoever was hired during the year gets the part of the extra salary that the days make up. */
export const partOfYear = (from: Day, until: Day): number =>
  Math.min(1, (until - from + 1) / (until - firstDay(monthOf(until) - 11) + 1))

const sinceHired = (pays: readonly Pay[], { hiredOn }: Pick<Economy, 'hiredOn'>): Pay[] =>
  pays.filter(({ from, paid }) => from >= hiredOn && paid.at >= startOf(hiredOn))

/** The other of two jobs: whose it is, its day of pay, and since when. */
export function secondJob(client: Client, economy: Economy) {
  const taste = client.dice('second job')
  const others = client.country.employers.filter((name) => name !== economy.employer)
  const employer = others[taste.between(0, others.length - 1)] ?? economy.employer
  return { employer, payDay: taste.between(20, 25), hiredOn: firstDay(monthOf(economy.hiredOn) + 4) }
}

/** The first job as everybody has it, with two thirds of the money; the second pays ten days later. */
function twoSalaries(client: Client, economy: Economy, month: Month): Pay[] {
  const { country } = client
  const job = secondJob(client, economy)
  const dice = client.dice('second salary', isoMonth(month))
  const day = businessDayUntil(country.code, dayInMonth(month, job.payDay))
  const paid: Draft = {
    at: startOf(day) + 9 * 3_600_000 + dice.between(0, 3_000_000),
    cents: priceIn(country, economy.income * 0.36, month),
    ...phrase(country, 'salary', dice, { employer: job.employer, month: printedMonth(country, month) }),
  }
  const period = { from: firstDay(month), until: lastDay(month) }
  const second: Pay = { employer: job.employer, kind: 'regular', ...period, share: 1, pricedIn: month, paid }
  return [...salaries(client, { ...economy, income: economy.income * 0.64 }, month), ...sinceHired([second], job)]
}

/** The months in which there is work: the harvest, the holidays, the high season. */
export const seasons: Readonly<Record<'MX' | 'BR' | 'CO', readonly number[]>> = {
  MX: [3, 4, 7, 8, 11, 12],
  BR: [1, 2, 3, 7, 12],
  CO: [4, 5, 6, 10, 11, 12],
}

const daysOfWeek = 7
const weekOfMonth = daysOfWeek / (365 / 12)

/** A week's wages every Saturday of the season, and nothing outside of it. */
function wagesInSeason(client: Client, economy: Economy, month: Month): Pay[] {
  const season = seasons[client.country.code]
  if (!season.includes(monthOfYear(month))) return []
  const dice = client.dice('livelihood', isoMonth(month))
  const weekly = weeklyWages(client, economy)
  const contact = economy.friends[1] as Contact
  const words = { ...contactWords(contact), employer: economy.employer }
  const begins = season.includes(monthOfYear(month - 1)) ? Number.NEGATIVE_INFINITY : firstDay(month)
  const pays = daysOn(month, 6).map((day): Pay => {
    const units = weekly * (0.8 + 0.4 * dice.fraction())
    const paid = received({ client, month, dice }, { day, units, name: 'dayWage' }, words)
    const from = Math.max(day - daysOfWeek + 1, begins)
    return { employer: economy.employer, kind: 'regular', from, until: day, share: weekOfMonth, pricedIn: month, paid }
  })
  return sinceHired(pays, economy)
}

/** What a week in the middle of the season brings, in whole units at prices of 2024. */
export const weeklyWages = ({ country }: Client, { income }: Pick<Economy, 'income'>): number =>
  ((income / 4.3) * 12) / seasons[country.code].length
