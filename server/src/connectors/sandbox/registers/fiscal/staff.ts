import {
  type Day,
  dayAt,
  dayInMonth,
  dayOfMonth,
  firstDay,
  hourMs,
  isoDay,
  lastDay,
  type Month,
  monthIn,
  monthOf,
  yearOf,
} from '../../world/calendar.ts'
import { mexico } from '../../world/countries/mexico.ts'
import { remembering, rememberingLast } from '../../world/memory.ts'
import { grossFor, leastBaseSalary, mexicanWages } from '../withholding.ts'
import type { Line } from './amounts.ts'
import { notTaxed, service } from './goods.ts'
import { type Draft, type PayrollReceipt, plain } from './invoice.ts'
import type { Entry } from './ledger.ts'
import { type Party, personNamed, somebody } from './parties.ts'
import type { Taxpayer } from './taxpayer.ts'

/** A receipt for every worker of a company; together they are what leaves the account for wages, to the cent. */
export function makeStaff(taxpayer: Taxpayer): (month: Month) => readonly Draft[] {
  const worker = remembering(
    (index: number): Party => personNamed(taxpayer.client, somebody(mexico, taxpayer.dice('worker', index)), '605'),
    workersMax,
  )
  return (month) =>
    taxpayer
      .books(month)
      .entries('payroll')
      .flatMap((entry) =>
        sharesOf(taxpayer, entry).map((net, index) =>
          receiptOf(taxpayer, entry, { net, index, worker: worker(index) }),
        ),
      )
}

const workersMax = 60

/** What each worker gets, which is the same in every half of a month of a year. */
function sharesOf(taxpayer: Taxpayer, entry: Entry): readonly number[] {
  const total = Math.abs(entry.cents)
  const weights = weightsFor(taxpayer, total, monthOf(dayAt(entry.at)))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const [, ...others] = weights.map((weight) => Math.floor((total * weight) / whole))
  return [total - others.reduce((sum, each) => sum + each, 0), ...others]
}

const half = 0.5

/**
 * How much each worker earns beside the others. The statement names how many there are at most; there are as many as
 * the sum can pay at a little above the minimum wage.
 */
function weightsFor(taxpayer: Taxpayer, total: number, month: Month): readonly number[] {
  const printed = Number(/(\d+) EMPLEADOS/.exec(taxpayer.books(month).entries('payroll')[0]?.text ?? '')?.[1] ?? 1)
  const dice = taxpayer.dice('staff')
  const weights = Array.from({ length: printed }, () => 1 + 1.5 * dice.fraction() ** 2)
  const least = leastBaseSalary({ growth: mexico.growth, pricedIn: month }) * 15.5
  let sum = 0
  const affordable = weights.findIndex((weight) => {
    sum += weight
    return total / sum < least
  })
  return affordable === -1 ? weights : weights.slice(0, Math.max(1, affordable))
}

/** The pay before anything is kept back, and what is kept back. */
const payFor = rememberingLast(
  2_000,
  (net: number, year: number) => {
    const rule = mexicanWages(half, { growth: mexico.growth, pricedIn: monthIn(year, 1) })
    const gross = grossFor(net, rule)
    return { gross, ...rule(gross) }
  },
  (net, year) => `${net} ${year}`,
)

type Share = { readonly net: number; readonly index: number; readonly worker: Party }

function receiptOf(taxpayer: Taxpayer, entry: Entry, { net, index, worker }: Share): Draft {
  const day = dayAt(entry.at)
  const { gross, incomeTaxCents, socialSecurityCents } = payFor(net, yearOf(monthOf(day)))
  const payroll: PayrollReceipt = {
    type: 'O',
    ...halfMonthOf(day),
    paidOn: isoDay(day),
    periodicity: 'FIFTEENTH_DAY',
    earnings: [{ type: 'SALARY', taxable: gross, free: 0 }],
    deductions: [
      { type: 'INCOME_TAX', cents: incomeTaxCents },
      { type: 'SOCIAL_SECURITY', cents: socialSecurityCents },
    ].filter(({ cents }) => cents > 0),
    others: [],
  }
  return payrollInvoice({
    key: taxpayer.uuid('payroll', entry.key, index),
    // One after the other, as a machine stamps them.
    issuedAt: entry.at + hourMs + index * 7_000,
    sender: taxpayer.party,
    receiver: worker,
    payroll,
    movement: entry,
  })
}

/** The half of the month whose wages are paid on the day. */
function halfMonthOf(day: Day): Pick<PayrollReceipt, 'days' | 'from' | 'to'> {
  const month = monthOf(day)
  const first = dayOfMonth(day) <= 15
  const from = first ? firstDay(month) : dayInMonth(month, 16)
  const to = first ? dayInMonth(month, 15) : lastDay(month)
  return { days: to - from + 1, from: isoDay(from), to: isoDay(to) }
}

const work = { ...service('84111505', 'Pago de nómina', notTaxed), unit: 'ACT', unitName: 'Actividad' }

type Paid = Pick<Draft, 'key' | 'issuedAt' | 'sender' | 'receiver'> & {
  readonly payroll: PayrollReceipt
  readonly movement: Pick<Entry, 'at' | 'key'>
}

/** One line: what was earned, with what is kept back as its discount. */
export function payrollInvoice({ payroll, movement, ...parties }: Paid): Draft {
  const earned = payroll.earnings.reduce((sum, { taxable, free }) => sum + taxable + free, 0)
  const other = payroll.others.reduce((sum, { cents }) => sum + cents, 0)
  const kept = payroll.deductions.reduce((sum, { cents }) => sum + cents, 0)
  const gross = earned + other
  const line: Line = {
    good: work,
    description: work.name,
    quantity: 1,
    unitCents: gross,
    grossCents: gross,
    discountCents: kept,
    rate: notTaxed,
    taxCents: 0,
    retained: [],
    identifier: null,
  }
  return {
    ...plain,
    ...parties,
    kind: 'Nómina',
    series: 'N',
    usage: 'CN01',
    method: 'PUE',
    form: '99',
    lines: [line],
    payroll,
    settled: [{ at: movement.at, cents: gross - kept, movement: movement.key }],
  }
}
