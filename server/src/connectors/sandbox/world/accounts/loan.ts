import {
  businessDayFrom,
  businessDayUntil,
  type CountryCode,
  type Day,
  dayInMonth,
  type Instant,
  isoMonth,
  lastDay,
  type Month,
  startOf,
} from '../calendar.ts'
import { remembering } from '../memory.ts'
import { type Draft, type Movement, phrase, settle, two } from '../movement.ts'
import { aside, type Client, priceIn } from '../people/client.ts'
import type { LoanTerms } from '../people/personas.ts'

/** One contract of the loan account: it is followed by the next in the month of its last instalment. */
export type Contract = {
  readonly number: string
  readonly code: string
  readonly startMonth: Month
  readonly paidOutAt: Instant
  readonly term: number
  readonly principal: number
  /** Interest of one month. */
  readonly rate: number
  /** What is due at each instalment, when it is due and paid, and the principal left after it. */
  readonly instalments: readonly Instalment[]
  readonly purpose: string
}

export type Instalment = {
  readonly dueOn: Day
  /** When it is paid. */
  readonly at: Instant
  readonly cents: number
  readonly principalAfter: number
}

export type Loan = {
  readonly key: string
  readonly product: LoanTerms['product']
  /** Before it there is no such account; left out where there always is. */
  readonly opensAt?: Instant
  movements(month: Month): readonly Movement[]
  /** The side of the checking account: paid out, spent, paid back. */
  checkingDrafts(month: Month): readonly Draft[]
  /** The contract that stands at the instant, or the last one that stood. */
  contractAt(now: Instant, month: Month): Contract
}

/** The `number`th of the month, moved to the next business day, or back where that would leave the month. */
export function dueDay(country: CountryCode, month: Month, number: number): Day {
  const day = businessDayFrom(country, dayInMonth(month, number))
  return day <= lastDay(month) ? day : businessDayUntil(country, dayInMonth(month, number))
}

const purposes = {
  retail: { MX: 'AUTO SEMINUEVO', BR: 'VEICULO USADO', CO: 'VEHICULO USADO' },
  business: { MX: 'MAQUINARIA', BR: 'EQUIPAMENTOS', CO: 'MAQUINARIA' },
} as const

/** `monthlyUnits` is what the client can pay each month, at prices of 2024. */
export function makeLoan(owner: Client, monthlyUnits: number, terms: LoanTerms): Loan {
  const client = aside(owner, terms.name)
  const { country } = client
  const dice = client.dice('loan')
  const drawnTerm = client.business ? dice.pick([12, 18, 24]) : dice.pick([24, 36, 48])
  const term = terms.term ?? drawnTerm
  const cycle = term + terms.pauseMonths
  const phase = dice.between(0, cycle - 1)
  // Whoever pays late still pays in the month in which the instalment is due.
  const day = terms.lateDays > 0 ? dice.between(3, 6) : dice.between(3, 24)
  const key = client.key(40, 'loan')
  const startOfCycle = (month: Month): Month => month - ((((month - phase) % cycle) + cycle) % cycle)

  const contract = remembering((startMonth: Month): Contract => {
    const own = client.dice('loan', isoMonth(startMonth))
    const cents = priceIn(country, monthlyUnits, startMonth, country.tillStep * 100)
    const rate = country.loanRate
    const principal = Math.round((cents * (1 - (1 + rate) ** -term)) / rate)
    return {
      number: String(own.between(1, 9)) + own.digits(11),
      code: String(own.between(1, 9)) + own.digits(39),
      startMonth,
      paidOutAt: startOf(dueDay(country.code, startMonth, day)) + 15 * 3_600_000,
      term,
      principal,
      rate,
      instalments: schedule(principal, cents, rate, term).map((each, index) => ({
        ...each,
        dueOn: dueDay(country.code, startMonth + index + 1, day),
        at: startOf(dueDay(country.code, startMonth + index + 1, day + terms.lateDays)) + 10 * 3_600_000 + index,
      })),
      purpose: purposes[client.business || terms.product === 'working' ? 'business' : 'retail'][country.code],
    }
  })

  /** The contract whose instalment falls into the month, and the one that is paid out in it. */
  const inMonth = (month: Month) => {
    const current = startOfCycle(month)
    const paying = contract(current === month ? month - cycle : current)
    return { paying, number: month - paying.startMonth, starting: current === month ? contract(month) : undefined }
  }

  return {
    key,
    product: terms.product,
    movements: remembering((month) => settle(client, key, month, loanSide(client, inMonth(month), month))),
    checkingDrafts: (month) => checkingSide(client, inMonth(month), month),
    contractAt(now, month) {
      const { paying, starting } = inMonth(month)
      return starting && starting.paidOutAt <= now ? starting : paying
    },
  }
}

/** Equal instalments (the French method), whole cents; the last one clears what rounding left. */
export function schedule(principal: number, cents: number, rate: number, term: number) {
  let left = principal
  return Array.from({ length: term }, (_each, index) => {
    const interest = Math.round(left * rate)
    const due = index === term - 1 ? left + interest : cents
    left -= due - interest
    return { cents: due, principalAfter: left }
  })
}

type MonthOfLoan = { readonly paying: Contract; readonly number: number; readonly starting: Contract | undefined }

function loanSide(client: Client, { paying, number, starting }: MonthOfLoan, month: Month): Draft[] {
  const dice = client.dice('loan words', isoMonth(month))
  const due = paying.instalments[number - 1]
  const words = { number: two(number), of: two(paying.term) }
  const drafts: Draft[] = []
  if (due) {
    const loanInstalment = `${paying.number}-${two(number)}`
    drafts.push({ at: due.at, cents: due.cents, loanInstalment, ...phrase(client.country, 'loanPaid', dice, words) })
  }
  if (starting) {
    const paidOut = phrase(client.country, 'loanCredited', dice, { contract: starting.number })
    drafts.push({ at: starting.paidOutAt, cents: -starting.principal, ...paidOut })
  }
  return drafts
}

function checkingSide(client: Client, { paying, number, starting }: MonthOfLoan, month: Month): Draft[] {
  const { country } = client
  const dice = client.dice('loan in checking', isoMonth(month))
  const due = paying.instalments[number - 1]
  const words = { contract: paying.number.slice(-6), number: two(number), of: two(paying.term) }
  const drafts: Draft[] = []
  if (due) drafts.push({ at: due.at, cents: -due.cents, ...phrase(country, 'loanInstalment', dice, words) })
  if (starting) {
    const [bank, bankCode] = dice.pick(country.banks)
    const paidOut = phrase(country, 'loanPaidOut', dice, { contract: starting.number.slice(-6) })
    const spent = phrase(country, 'loanSpent', dice, { bank, bankCode, purpose: starting.purpose })
    drafts.push({ at: starting.paidOutAt, cents: starting.principal, ...paidOut })
    drafts.push({ at: starting.paidOutAt + 7_200_000, cents: -starting.principal, ...spent })
  }
  return drafts
}
