import {
  businessDayFrom,
  businessDayUntil,
  dayInMonth,
  hourMs,
  type Instant,
  isoMonth,
  type Month,
  monthIn,
  monthOfYear,
  startOf,
} from '../../world/calendar.ts'
import type { Taxpayer } from './taxpayer.ts'

/** One return as it was handed in. */
export type Filing = {
  readonly key: string
  readonly filedAt: Instant
  readonly operation: string
  /** `corrects`: handed in again for the same period, with what was left out. */
  readonly kind: 'normal' | 'corrects'
  /** A first return that was corrected later left something out. */
  readonly incomplete: boolean
  /** Whole months after the day on which it was due. */
  readonly monthsLate: number
}

/** A month's returns: due on the 17th of the next; corrected some weeks later now and then; late where money lacks. */
export function monthlyFilings(taxpayer: Taxpayer, month: Month): readonly Filing[] {
  const dice = taxpayer.dice('filing', isoMonth(month))
  const monthsLate = taxpayer.behind && monthOfYear(month) % 3 === 2 ? 5 : 0
  const due = businessDayFrom('MX', dayInMonth(month + 1 + monthsLate, 17))
  const early = monthsLate > 0 ? 0 : dice.between(0, 2)
  return filings(taxpayer, isoMonth(month), {
    filedAt: startOf(businessDayUntil('MX', due - early)) + dice.between(15 * hourMs, 22 * hourMs),
    corrected: dice.chance(0.08),
    monthsLate,
  })
}

/** The year's return: companies have until March, people until April. */
export function yearlyFilings(taxpayer: Taxpayer, year: number): readonly Filing[] {
  const dice = taxpayer.dice('filing', year)
  const company = taxpayer.client.business
  const month = monthIn(year + 1, company ? 3 : 4)
  // A person who is behind hands in a year after the next one was due.
  const monthsLate = taxpayer.behind && !company ? 13 : 0
  const day = company ? dice.between(20, 30) : dice.between(4, 28)
  const due = businessDayFrom('MX', dayInMonth(month + monthsLate, day))
  return filings(taxpayer, String(year), {
    filedAt: startOf(due) + dice.between(15 * hourMs, 22 * hourMs),
    corrected: dice.chance(0.12),
    monthsLate,
  })
}

type Plan = { readonly filedAt: Instant; readonly corrected: boolean; readonly monthsLate: number }

function filings(taxpayer: Taxpayer, period: string, { filedAt, corrected, monthsLate }: Plan): readonly Filing[] {
  const dice = taxpayer.dice('operation', period)
  const normal: Filing = {
    key: taxpayer.uuid('return', period, 'normal').toLowerCase(),
    filedAt,
    operation: `4${dice.digits(8)}`,
    kind: 'normal',
    incomplete: corrected,
    monthsLate,
  }
  if (!corrected) return [normal]
  const wait = dice.between(12, 70)
  return [
    normal,
    {
      ...normal,
      key: taxpayer.uuid('return', period, 'corrects').toLowerCase(),
      filedAt: filedAt + wait * 24 * hourMs,
      operation: `4${dice.digits(8)}`,
      kind: 'corrects',
      incomplete: false,
    },
  ]
}

/** Central Mexico, which has had no summer time since 2022. */
const offsetHours = 6

/** `2021-01-18T19:24:00-06:00`. */
export const localTime = (at: Instant): string =>
  `${new Date(at - offsetHours * hourMs).toISOString().slice(0, 16)}:00-06:00`

const monthNames = [
  'Enero',
  'Febrero',
  'Marzo',
  'Abril',
  'Mayo',
  'Junio',
  'Julio',
  'Agosto',
  'Septiembre',
  'Octubre',
  'Noviembre',
  'Diciembre',
] as const

export const monthName = (month: Month): string => monthNames[month % 12] ?? ''

/** What the head of every return says. */
export const generalOf = (filing: Filing, period: { year: number; name: string }) => ({
  ejercicio: period.year,
  periodo_declaracion: period.name,
  fecha_hora_presentacion: localTime(filing.filedAt),
  numero_operacion: filing.operation,
  tipo_declaracion: filing.kind === 'normal' ? 'Normal' : 'Complementaria',
})

/** A month's surcharge on what is paid late. */
const surcharge = 0.0147

/** What is owed with what it costs to be late, in whole pesos. */
export function due(owed: number, filing: Filing) {
  const amount = Math.max(0, owed)
  const surcharges = Math.round(amount * surcharge * filing.monthsLate)
  return {
    owed: amount,
    updated: filing.monthsLate > 0 ? Math.round(amount * 0.0035 * filing.monthsLate) : 0,
    surcharges,
  }
}
