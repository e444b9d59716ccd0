import type { Dice } from '../../../kit/random.ts'
import {
  businessDayUntil,
  type Day,
  dayFromIso,
  dayInMonth,
  firstDay,
  hourMs,
  lastDay,
  type Month,
  monthOf,
  monthOfYear,
  startOf,
} from '../world/calendar.ts'
import type { Some } from '../world/countries/country.ts'
import type { Economy } from '../world/lives/household.ts'
import { daysOn } from '../world/lives/receipts.ts'
import {
  type Pay,
  partOfYear,
  payDays,
  payPeriods,
  payUnder,
  seasons,
  secondJob,
  termsIn,
  wagesIn,
  weeklyWages,
} from '../world/lives/wages.ts'
import type { Draft } from '../world/movement.ts'
import { type Client, priceIn } from '../world/people/client.ts'
import type { Person } from '../world/people/people.ts'
import { type Employer, employerNamed, stateName } from './employers.ts'

/** A pay, however the bank prints it. */
export type Earned = Omit<Pay, 'paid'> & { readonly paid: Pick<Draft, 'at' | 'cents'> }

/** Some time with one employer, from the first day to the last. */
export type Employment = {
  /** Where it stands in the life. */
  readonly key: string
  readonly employer: Employer
  readonly startsOn: Day
  /** null: it goes on for as long as can be told. */
  readonly endsOn: Day | null
  /** `voluntary`: nobody's employee, who insures himself. */
  readonly kind: 'wages' | 'season' | 'voluntary'
  /** What is paid during the month, whichever days it is for. */
  paysIn(month: Month): readonly Earned[]
  /** What a regular pay for some of the month is like, the middle one where weeks differ; null without employer. */
  usualPay(month: Month): UsualPay | null
}

export type UsualPay = { readonly netCents: number; readonly share: number; readonly pricedIn: Month }

export type Worker = { readonly client: Client; readonly economy: Economy; readonly person: Person }

/** All employments that have begun until a day, oldest first. */
export function makeCareer(worker: Worker): (day: Day) => readonly Employment[] {
  const before = earlier(worker)
  return (day) => [...before, ...present(worker, day)].filter(({ startsOn }) => startsOn <= day)
}

function present(worker: Worker, day: Day): readonly Employment[] {
  const { client, economy } = worker
  switch (client.persona) {
    case 'frequent':
    case 'negative':
    case 'over_indebted':
    case 'salaried':
    case 'public_servant':
    case 'second_thoughts':
    case 'foreign_transfer':
      return [lastingJob(worker, economy.employer, { startsOn: economy.hiredOn, index: 0 })]
    case 'two_jobs': {
      const second = secondJob(client, economy)
      return [
        lastingJob(worker, economy.employer, { startsOn: economy.hiredOn, index: 0 }),
        lastingJob(worker, second.employer, { startsOn: second.hiredOn, index: 1 }),
      ]
    }
    case 'seasonal':
      return seasonalJobs(worker, day)
    case 'sole_proprietor':
      return [selfInsured(worker)]
    case 'nodata':
    case 'low':
    case 'gig_worker':
    case 'pensioner':
    case 'student':
    case 'small_company':
    case 'loss_company':
    case 'very_large':
      return []
  }
}

/** The wages that the bank shows; `index` tells two jobs apart. */
function lastingJob({ client, economy }: Worker, name: string, { startsOn, index }: Place): Employment {
  // In Brazil a month is paid for in the next.
  const later = client.country.code === 'BR' && index === 0 ? 1 : 0
  return {
    key: `job ${name}`,
    employer: employerNamed(client, name),
    startsOn,
    endsOn: null,
    kind: 'wages',
    paysIn: (month) => wagesIn(client, economy, month).filter(({ employer }) => employer === name),
    usualPay(month) {
      const terms = termsIn(client, economy, month + later)[index]
      return terms ? { netCents: payUnder(client, terms), ...terms } : null
    },
  }
}

type Place = { readonly startsOn: Day; readonly index: 0 | 1 }

/** Hired with every season and dismissed after it. */
function seasonalJobs(worker: Worker, until: Day): readonly Employment[] {
  const { client, economy } = worker
  const season = seasons[client.country.code]
  const isOpen = (month: Month) => season.includes(monthOfYear(month))
  const first = monthOf(economy.hiredOn)
  const months = Array.from({ length: Math.max(0, monthOf(until) - first + 1) }, (_each, index) => first + index)
  return months
    .filter((month) => isOpen(month) && (month === first || !isOpen(month - 1)))
    .map((month) => seasonFrom(worker, month, isOpen))
}

function seasonFrom({ client, economy }: Worker, first: Month, isOpen: (month: Month) => boolean): Employment {
  let last = first
  while (isOpen(last + 1)) last += 1
  const startsOn = firstDay(first)
  const endsOn = daysOn(last, 6).at(-1) ?? lastDay(last)
  return {
    key: `season ${first}`,
    employer: employerNamed(client, economy.employer),
    startsOn,
    endsOn,
    kind: 'season',
    paysIn: (month) => wagesIn(client, economy, month).filter(({ from, until }) => from >= startsOn && until <= endsOn),
    usualPay: (month) => ({
      netCents: priceIn(client.country, weeklyWages(client, economy), month),
      share: 7 / (365 / 12),
      pricedIn: month,
    }),
  }
}

/** Without an employer, insured with the least that can be declared. */
function selfInsured({ client, economy, person }: Worker): Employment {
  const isBrazilian = client.country.code === 'BR'
  return {
    key: 'self-insured',
    employer: {
      name: isBrazilian ? 'MICROEMPREENDEDOR INDIVIDUAL' : 'CONTINUACION VOLUNTARIA',
      state: stateName(client.home),
      taxNumber: person.taxNumber,
      registration: null,
      economicActivity: isBrazilian ? '4781-4 - COMERCIO VAREJISTA DE ARTIGOS DO VESTUARIO E ACESSORIOS' : null,
      isPublic: false,
    },
    startsOn: economy.hiredOn,
    endsOn: null,
    kind: 'voluntary',
    paysIn: () => [],
    usualPay: () => null,
  }
}

const adultYears = 20

/** The jobs before the present one, from about the age of twenty, with gaps between them. */
function earlier({ client, economy, person }: Worker): readonly Employment[] {
  const dice = client.dice('career')
  const begins = dayFromIso(person.birthDate) + adultYears * 365 + dice.between(0, 400)
  const periods: { startsOn: Day; endsOn: Day }[] = []
  let month = monthOf(begins)
  const last = monthOf(economy.hiredOn) - 1
  while (last - month >= 5) {
    const endsIn = Math.min(month + dice.between(7, 84), last - dice.between(0, 4))
    periods.push({ startsOn: firstDay(month), endsOn: lastDay(endsIn) })
    month = endsIn + 1 + dice.between(0, 9)
  }
  const publicOne = periods.length > 1 ? dice.between(0, periods.length - 1) : -1
  return periods.map((period, index) => {
    const name = earlierEmployer({ client, economy }, dice, index === publicOne)
    const progress = (index + 1) / (periods.length + 1)
    const units = economy.income * (0.4 + 0.5 * progress) * (0.9 + 0.2 * dice.fraction())
    return earlierJob(client, name, { ...period, key: `earlier ${index}`, units })
  })
}

function earlierEmployer({ client, economy }: Omit<Worker, 'person'>, dice: Dice, isPublic: boolean): string {
  const { country } = client
  if (isPublic && country.code === 'MX') return dice.pick(country.publicEmployers)
  const companies = country.companies.map((name) => `${name} ${country.companyForm}`)
  const others = [...country.employers, ...companies].filter((name) => name !== economy.employer)
  return dice.pick(others as unknown as Some<string>)
}

type Period = { readonly key: string; readonly startsOn: Day; readonly endsOn: Day; readonly units: number }

/** Paid as the country pays, before the time that any bank shows. */
function earlierJob(client: Client, name: string, { key, startsOn, endsOn, units }: Period): Employment {
  const { country } = client
  const isWithin = ({ from, until }: Earned) => from >= startsOn && until <= endsOn
  const paidOn = (day: Day, amount: number, month: Month) => ({
    at: startOf(day) + 9 * hourMs,
    cents: priceIn(country, amount, month),
  })
  const share = country.code === 'BR' ? 1 : 0.5
  const regularIn = (month: Month): readonly Earned[] => {
    const days = payDays(country, month)
    const common = { employer: name, kind: 'regular', share, pricedIn: month } as const
    return payPeriods(country, month)
      .map((period, index) => ({ ...common, ...period, paid: paidOn(days[index] as Day, units * share, month) }))
      .filter(isWithin)
  }
  const extraIn = (month: Month): readonly Earned[] => {
    const extra = country.extraSalaries[monthOfYear(month)]
    if (!extra) return []
    const day = businessDayUntil(country.code, dayInMonth(month, extra.day))
    if (day < startsOn || day > endsOn) return []
    const until = lastDay(month - monthOfYear(month) + 12)
    const from = Math.max(firstDay(month - monthOfYear(month) + 1), startsOn)
    const worked = extra.share * partOfYear(from, until)
    const paid = paidOn(day, units * worked, month)
    return [{ employer: name, kind: 'extra', from, until, share: worked, pricedIn: month, paid }]
  }
  const paysIn = (month: Month) => [...regularIn(month), ...extraIn(month)]
  const employer = employerNamed(client, name)
  // In Brazil a month is paid for in the next.
  const later = country.code === 'BR' ? 1 : 0
  const usualPay = (month: Month) => {
    const pricedIn = month + later
    return { netCents: priceIn(country, units * share, pricedIn), share, pricedIn }
  }
  return { key, employer, startsOn, endsOn, kind: 'wages', paysIn, usualPay }
}
