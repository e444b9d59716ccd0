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
} from '../calendar.ts'
import type { Country } from '../countries/country.ts'
import { type Draft, phrase } from '../movement.ts'
import { type Client, type Contact, contactWords, priceIn, printedMonth } from '../people/client.ts'
import type { Economy } from './household.ts'
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

/** What is agreed with an employer; every regular pay of the month follows from it. */
export type Terms = {
  readonly employer: string
  readonly hiredOn: Day
  /** A month's wages, in whole units at prices of 2024. */
  readonly units: number
  /** Which part of it each pay is. */
  readonly share: number
  readonly pricedIn: Month
}

/** What employers pay in a month, if anybody does. */
export function wagesIn(client: Client, economy: Economy, month: Month): Pay[] {
  if (client.business) return []
  if (client.persona === 'seasonal') return wagesInSeason(client, economy, month)
  const [first, second] = termsIn(client, economy, month)
  return [...(first ? salaries(client, first, month) : []), ...(second ? secondSalary(client, second, month) : [])]
}

/** The terms under which pay comes in a month, the first job's before the second's; none for who has no steady job. */
export function termsIn(client: Client, economy: Economy, month: Month): readonly Terms[] {
  const { country, persona } = client
  const share = country.code === 'BR' ? 1 : 0.5
  const first = { employer: economy.employer, hiredOn: economy.hiredOn, units: economy.income, share, pricedIn: month }
  switch (persona) {
    case 'frequent':
    case 'negative':
    case 'over_indebted':
      return [first]
    case 'salaried':
    case 'public_servant':
    case 'second_thoughts':
    case 'foreign_transfer':
      return [{ ...first, pricedIn: wagesLevel(client, month) }]
    case 'two_jobs': {
      const { employer, hiredOn } = secondJob(client, economy)
      const second = { employer, hiredOn, units: economy.income * 0.36, share: 1, pricedIn: month }
      return [{ ...first, units: economy.income * 0.64 }, second]
    }
    case 'seasonal':
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

/** What each regular pay under such terms is, in cents. */
export const payUnder = ({ country }: Client, { units, share, pricedIn }: Terms): number =>
  priceIn(country, units * share, pricedIn)

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

/** The regular pays and, in its month, the extra one. */
function salaries(client: Client, terms: Terms, month: Month): Pay[] {
  const { country } = client
  const { employer, hiredOn, share, pricedIn } = terms
  const dice = client.dice('salary', isoMonth(month))
  const days = payDays(country, month)
  const periods = payPeriods(country, month)
  const regular = days.map((day, index): Pay => {
    const cents = payUnder(client, terms)
    const words = { employer, month: printedMonth(country, month) }
    const at = startOf(day) + 9 * 3_600_000 + index + dice.between(0, 3_000_000)
    const period = periods[index] as Pick<Pay, 'from' | 'until'>
    const paid = { at, cents, ...phrase(country, 'salary', dice, words) }
    return { employer, kind: 'regular', ...period, share, pricedIn, paid }
  })
  const extra = country.extraSalaries[monthOfYear(month)]
  if (extra === undefined) return sinceHired(regular, terms)
  const day = businessDayUntil(country.code, dayInMonth(month, extra.day))
  const from = Math.max(firstDay(month - monthOfYear(month) + 1), hiredOn)
  const until = lastDay(month - monthOfYear(month) + 12)
  const worked = extra.share * partOfYear(from, until)
  const cents = priceIn(country, terms.units * worked, pricedIn)
  const words = phrase(country, 'extraSalary', dice, { name: extra.name, employer })
  const paid = { at: startOf(day) + 10 * 3_600_000 + 7, cents, ...words }
  return sinceHired([...regular, { employer, kind: 'extra', from, until, share: worked, pricedIn, paid }], terms)
}

/** Whoever was hired during the year gets the part of the extra salary that the days make up. */
export const partOfYear = (from: Day, until: Day): number =>
  Math.min(1, (until - from + 1) / (until - firstDay(monthOf(until) - 11) + 1))

const sinceHired = (pays: readonly Pay[], { hiredOn }: Pick<Economy, 'hiredOn'>): Pay[] =>
  pays.filter(({ from, paid }) => from >= hiredOn && paid.at >= startOf(hiredOn))

/** The other of two jobs. */
export function secondJob(client: Client, economy: Economy): Pick<Terms, 'employer' | 'hiredOn'> {
  const others = client.country.employers.filter((name) => name !== economy.employer)
  const index = client.dice('second job').between(0, others.length - 1)
  return { employer: others[index] ?? economy.employer, hiredOn: firstDay(monthOf(economy.hiredOn) + 4) }
}

function secondPayDay(client: Client): number {
  const taste = client.dice('second job')
  taste.fraction()
  return taste.between(20, 25)
}

/** The second job pays the whole month some days after the first has paid half of it. */
function secondSalary(client: Client, terms: Terms, month: Month): Pay[] {
  const { country } = client
  const { employer, share, pricedIn } = terms
  const dice = client.dice('second salary', isoMonth(month))
  const day = businessDayUntil(country.code, dayInMonth(month, secondPayDay(client)))
  const paid: Draft = {
    at: startOf(day) + 9 * 3_600_000 + dice.between(0, 3_000_000),
    cents: payUnder(client, terms),
    ...phrase(country, 'salary', dice, { employer, month: printedMonth(country, month) }),
  }
  const period = { from: firstDay(month), until: lastDay(month) }
  return sinceHired([{ employer, kind: 'regular', ...period, share, pricedIn, paid }], terms)
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
