import type { DebtReport } from '../../../../../../contract/resources/debt-reports.ts'
import type { Dice } from '../../../../kit/random.ts'
import type { SourceRecord } from '../../../contract.ts'
import {
  type Day,
  dayOfMonth,
  type Instant,
  isoDay,
  isoMonth,
  lastDay,
  type Month,
  monthOf,
} from '../../world/calendar.ts'
import type { Some } from '../../world/countries/country.ts'
import { priced } from './documents.ts'
import { santiagoDay } from './santiago.ts'
import type { Taxpayer } from './taxpayer.ts'
import type { Range } from './trades.ts'

/** What the server adds is missing. */
export type DebtBody = Omit<DebtReport, 'id' | 'link' | 'created_at' | 'collected_at'>

type Debt = NonNullable<DebtBody['direct_debts']>[number]
type Buckets = Pick<Debt, 'current' | 'delinquent' | 'severely_delinquent' | 'defaulted'>

/** The banks report a month by the fifteenth of the next. */
const reportedFrom = 15

/** The month that the newest report is about. */
function reportedMonth(today: Day): Month {
  return monthOf(today) - (dayOfMonth(today) >= reportedFrom ? 1 : 2)
}

/** The newest report: what somebody owed at the end of a month. */
export function debtRecords(taxpayer: Taxpayer, now: Instant): readonly SourceRecord[] {
  const month = reportedMonth(santiagoDay(now))
  if (taxpayer.startDay > lastDay(month)) return []
  const { rut, name, person } = taxpayer
  const loans = loansOf(taxpayer)
  const owed = (indirect: boolean): Debt[] =>
    loans.filter((loan) => loan.indirect === indirect).flatMap((loan) => debtOf(taxpayer, loan, month) ?? [])
  const [direct, indirect] = [owed(false), owed(true)]
  const body: DebtBody = {
    personal_data: {
      full_name: person ? `${person.surnames} ${person.first}` : name,
      document_id_type: 'RUT',
      document_id_number: rut,
    },
    debt_data_last_update: isoDay(lastDay(month)),
    currency: 'CLP',
    total: sumOf(direct.map(({ amount }) => amount)) ?? 0,
    ...totalsOf(direct),
    direct_debts: direct,
    indirect_debts: indirect,
    credit_lines: linesOf(taxpayer, month),
    other_credits: otherCreditsOf(taxpayer, month),
  }
  return [{ key: isoMonth(month), body }]
}

/** The sum of what is not null, or null where all is. */
function sumOf(amounts: readonly (number | null)[]): number | null {
  const known = amounts.filter((amount) => amount !== null)
  return known.length === 0 ? null : known.reduce((all, amount) => all + amount, 0)
}

const totalsOf = (debts: readonly Debt[]): Buckets => ({
  current: sumOf(debts.map(({ current }) => current)),
  delinquent: sumOf(debts.map(({ delinquent }) => delinquent)),
  severely_delinquent: sumOf(debts.map(({ severely_delinquent }) => severely_delinquent)),
  defaulted: sumOf(debts.map(({ defaulted }) => defaulted)),
})

/** A loan that is paid back and taken again, with pauses; `slot` tells it from others. */
type Loan = {
  readonly slot: string
  readonly bank: string
  readonly creditType: string
  readonly indirect: boolean
  readonly principal: Range
  /** How many months it lasts, and how many pass before the next; a card has neither beginning nor end. */
  readonly term: number
  readonly pause: number
}

const banks: Some<string> = [
  'Banco de Chile',
  'Banco Santander',
  'Banco del Estado de Chile',
  'Banco de Crédito e Inversiones',
  'Scotiabank Chile',
  'Banco Itaú Chile',
  'Banco Falabella',
]

const home: Range = [28_000_000, 140_000_000]
const consumption: Range = [900_000, 14_000_000]
const trading: Range = [4_000_000, 160_000_000]

type Kind = Pick<Loan, 'slot' | 'creditType' | 'principal' | 'term'> & { readonly probability: number }

function kindsOf({ person, size }: Taxpayer, dice: Dice): readonly Kind[] {
  if (person) {
    return [
      { slot: 'home', probability: 0.35, creditType: 'Vivienda', principal: home, term: 240 },
      {
        slot: 'consumption',
        probability: 0.6,
        creditType: 'Consumo',
        principal: consumption,
        term: dice.between(18, 48),
      },
      { slot: 'card', probability: 0.75, creditType: 'Consumo', principal: [60_000, 1_800_000], term: 0 },
      { slot: 'for others', probability: 0.12, creditType: 'Consumo', principal: consumption, term: 36 },
    ]
  }
  const sized = ([low, high]: Range): Range => [low * size.factor, high * size.factor]
  const creditType = 'Comercial'
  return [
    { slot: 'trade', probability: 0.75, creditType, principal: sized(trading), term: dice.between(24, 60) },
    { slot: 'second trade', probability: 0.45, creditType, principal: sized(trading), term: dice.between(12, 36) },
    { slot: 'overdraft', probability: 0.5, creditType, principal: sized([200_000, 9_000_000]), term: 0 },
    { slot: 'for others', probability: 0.15, creditType, principal: sized(trading), term: 36 },
  ]
}

function loansOf(taxpayer: Taxpayer): readonly Loan[] {
  return kindsOf(taxpayer, taxpayer.dice('terms')).flatMap(({ probability, ...kind }) => {
    const throws = taxpayer.dice('loans', kind.slot)
    if (!throws.chance(probability)) return []
    return [{ ...kind, indirect: kind.slot === 'for others', bank: throws.pick(banks), pause: throws.between(1, 18) }]
  })
}

/** What is left of a loan at the end of a month; undefined between two. */
function debtOf(taxpayer: Taxpayer, loan: Loan, month: Month): Debt | undefined {
  const amount = outstanding(taxpayer, loan, month)
  if (amount === 0) return undefined
  const { bank: financial_institution, creditType: credit_type } = loan
  return { financial_institution, credit_type, amount, ...bucketsOf(amount, monthsLate(taxpayer, loan, month)) }
}

const between = ([low, high]: Range, fraction: number): number => low * (high / low) ** fraction

const monthlyRate = 0.009

function outstanding({ dice }: Taxpayer, { slot, principal, term, pause }: Loan, month: Month): number {
  if (term === 0) return priced(between(principal, dice('loan', slot, month).fraction()), month)
  const cycle = term + pause
  const shift = dice('loan', slot).between(0, cycle - 1)
  const paid = (month + shift) % cycle
  const taken = month - paid
  if (paid >= term) return 0
  const lent = priced(between(principal, dice('loan', slot, taken).fraction()), taken)
  // What an annuity leaves after so many of its instalments.
  const grown = (1 + monthlyRate) ** term
  return Math.round((lent * (grown - (1 + monthlyRate) ** paid)) / (grown - 1))
}

/** In some years somebody falls behind with a loan for up to four months, and then catches up. */
function monthsLate({ dice }: Taxpayer, { slot }: Loan, month: Month): number {
  const year = Math.floor(month / 12)
  const throws = dice('late', slot, year)
  const falls = throws.chance(0.07)
  const begins = throws.between(0, 7)
  const lasts = throws.between(1, 4)
  const late = (month % 12) - begins + 1
  return falls && late >= 1 && late <= lasts ? late : 0
}

/** Instalments that are late stand by how late they are; from 90 days on the bank wants all of it. */
function bucketsOf(amount: number, late: number): Buckets {
  const none: Buckets = { current: null, delinquent: null, severely_delinquent: null, defaulted: null }
  if (late === 0) return { ...none, current: amount }
  if (late >= 3) return { ...none, defaulted: amount }
  const due = Math.ceil(amount * 0.04 * late)
  const rest = { ...none, current: amount > due ? amount - due : null }
  return late === 1 ? { ...rest, delinquent: due } : { ...rest, severely_delinquent: due }
}

/** Credit that is granted and not used. */
function linesOf({ dice, person, size }: Taxpayer, month: Month): DebtBody['credit_lines'] {
  const throws = dice('lines')
  const count = throws.between(0, 2)
  return Array.from({ length: count }, (_each, index) => {
    const limit = person ? throws.between(4, 60) * 100_000 : Math.round(throws.between(20, 400) * size.factor) * 100_000
    const used = dice('line', index, month).between(0, 70) / 100
    return {
      financial_institution: throws.pick(banks),
      direct_amount: Math.round(limit * (1 - used)),
      indirect_amount: null,
    }
  })
}

/** Guarantees and the like. */
function otherCreditsOf({ dice }: Taxpayer, month: Month): DebtBody['other_credits'] {
  const throws = dice('other credits')
  if (!throws.chance(0.1)) return []
  const indirect_amount = priced(throws.between(2, 40) * 125_000, month)
  return [{ financial_institution: throws.pick(banks), direct_amount: null, indirect_amount }]
}
