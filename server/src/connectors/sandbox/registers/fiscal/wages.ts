import { dayAt, firstDay, hourMs, isoDay, lastDay, type Month, monthOf } from '../../world/calendar.ts'
import { printed } from '../../world/countries/country.ts'
import type { PaySlip } from '../citizen.ts'
import type { Draft, PayrollReceipt } from './invoice.ts'
import type { Entry } from './ledger.ts'
import { companyNamed, type Party, withoutForm } from './parties.ts'
import { payrollInvoice } from './staff.ts'
import type { Taxpayer } from './taxpayer.ts'

/** What employers certify of every pay, and the state of every pension; the bank shows what is left of it. */
export function wageReceipts(taxpayer: Taxpayer, month: Month): readonly Draft[] {
  const slips = taxpayer.citizen?.payroll(month) ?? []
  const pensions = taxpayer.books(month).entries('pension')
  return [
    ...slips.map((slip) => receiptOf(taxpayer, slip)),
    ...pensions.map((entry) => pensionReceipt(taxpayer, entry)),
  ]
}

function receiptOf(taxpayer: Taxpayer, slip: PaySlip): Draft {
  const { employer, paidAt, netCents } = slip
  const sender: Party = {
    ...companyNamed(taxpayer.client, employer.name),
    rfc: employer.taxNumber,
    name: printed(withoutForm(employer.name)),
  }
  return payrollInvoice({
    key: taxpayer.uuid('wages', employer.taxNumber, paidAt, netCents),
    issuedAt: paidAt + taxpayer.dice('wages', paidAt).between(0, 8 * hourMs),
    sender,
    receiver: { ...taxpayer.party, regime: '605' },
    payroll: payrollOf(slip),
    movement: { at: paidAt, key: movementOf(taxpayer, slip) },
  })
}

/** The bank's row of it. */
function movementOf(taxpayer: Taxpayer, { paidAt, paidOn, netCents }: PaySlip): string {
  const book = taxpayer.books(monthOf(paidOn))
  const rows = [...book.entries('salary'), ...book.entries('extraSalary'), ...book.entries('dayWage')]
  return rows.find(({ at, cents }) => at === paidAt && cents === netCents)?.key ?? ''
}

function payrollOf(slip: PaySlip): PayrollReceipt {
  const { periodFrom, periodTo, paidOn, kind } = slip
  return {
    type: kind === 'regular' ? 'O' : 'E',
    days: periodTo - periodFrom + 1,
    from: isoDay(periodFrom),
    to: isoDay(periodTo),
    paidOn: isoDay(paidOn),
    periodicity: kind === 'extra' ? 'OTHER_PERIODICITY' : periodicityOf(periodTo - periodFrom + 1),
    earnings: slip.earnings.map(({ kind: earned, taxedCents, exemptCents }) => ({
      type: earned === 'aguinaldo' ? 'CHRISTMAS_BONUS' : 'SALARY',
      taxable: taxedCents,
      free: exemptCents,
    })),
    deductions: [
      { type: 'INCOME_TAX', cents: slip.incomeTaxCents },
      { type: 'SOCIAL_SECURITY', cents: slip.socialSecurityCents },
    ].filter(({ cents }) => cents > 0),
    others: [],
  }
}

function periodicityOf(days: number): string {
  if (days <= 7) return 'WEEKLY'
  return days <= 16 ? 'FIFTEENTH_DAY' : 'MONTHLY'
}

/** Pensions of the usual size are free of tax. */
function pensionReceipt(taxpayer: Taxpayer, entry: Entry): Draft {
  const month = monthOf(dayAt(entry.at))
  const from = isoDay(firstDay(month))
  const to = isoDay(lastDay(month))
  return payrollInvoice({
    key: taxpayer.uuid('pension', entry.key),
    issuedAt: entry.at + hourMs,
    sender: { ...companyNamed(taxpayer.client, 'INSTITUTO MEXICANO DEL SEGURO SOCIAL'), regime: '603' },
    receiver: { ...taxpayer.party, regime: '605' },
    payroll: {
      type: 'O',
      days: lastDay(month) - firstDay(month) + 1,
      from,
      to,
      paidOn: isoDay(dayAt(entry.at)),
      periodicity: 'MONTHLY',
      earnings: [{ type: 'OTHER_SALARY_INCOME', taxable: 0, free: entry.cents }],
      deductions: [],
      others: [],
    },
    movement: entry,
  })
}
