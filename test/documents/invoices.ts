import fc from 'fast-check'
import type { Employee, InvoiceFacts } from '../../server/src/connectors/sandbox/documents/cfdi-record.ts'
import {
  deductions,
  earnings,
  otherPayments,
  periodicityCodes,
} from '../../server/src/connectors/sandbox/documents/payroll-codes.ts'
import {
  account,
  cents,
  code,
  companyRfc,
  folio,
  head,
  noTaxes,
  orNull,
  retainedRates,
  serviceLine,
  times,
  total,
  transferredRates,
  worthless,
} from './invoice-parts.ts'
import { salesOf, transfers } from './sales.ts'
import { day, text, time } from './values.ts'

/**
 * Invoices of all five kinds as the wire shows them, with what only the document says. Amounts agree with each
 * other; everything else is any value that the standard allows.
 */
export const invoices = () =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('Ingreso', 'Egreso').chain(salesOf) },
    { weight: 1, arbitrary: transfers() },
    { weight: 2, arbitrary: paymentReceipts() },
    { weight: 2, arbitrary: payslips() },
  )
const drawnPayment = fc.record({
  date: fc.tuple(day, time).map(([on, at]) => `${on}T${at}.000Z`),
  payment_type: fc.constantFrom('01', '02', '03', '04'),
  money: fc.constantFrom({ currency: 'MXN', exchange_rate: '1' }, { currency: 'USD', exchange_rate: '17.5' }),
  operation_number: orNull(text(100)),
  beneficiary_rfc: orNull(companyRfc),
  beneficiary_account_number: orNull(account),
  payer_rfc: orNull(companyRfc),
  payer_account_number: orNull(account),
  payer_bank_name: orNull(text(300)),
  related: fc.array(
    fc.record({
      invoice_identification: folio,
      paid: cents(1, 90_000_000),
      rest: cents(0, 90_000_000),
      partiality_number: fc.integer({ min: 1, max: 999 }),
      isForeign: fc.boolean(),
      taxes: fc.option(
        fc.record({
          transferredTaxes: transferredRates.filter((rates) => rates.every(({ tax }) => tax === 'IVA')),
          retainedTaxes: retainedRates,
        }),
        { nil: undefined },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  ),
})

/** Euros for what is not paid in its own currency, at a rate that only the facts know. */
const foreign = { currency: 'EUR', equivalence: 0.92 }

export const paymentReceipts = () =>
  fc
    .record({ head, times, payments: fc.array(drawnPayment, { minLength: 1, maxLength: 3 }) })
    .map(({ head, times, payments }) => {
      const invoice = {
        ...head,
        ...worthless,
        invoice_type: 'Pago' as const,
        currency: 'XXX',
        exchange_rate: null,
        payment_type: null,
        payment_method: null,
        invoice_details: [serviceLine('Pago', '84111506', 0, null)],
        payments: payments.map(({ money, related, ...payment }) => ({
          ...payment,
          ...money,
          amount: total(related.map(({ paid, isForeign }) => (isForeign ? paid / foreign.equivalence : paid))),
          related_documents: related.map(({ invoice_identification, paid, rest, partiality_number, isForeign }) => ({
            invoice_identification,
            currency: isForeign ? foreign.currency : money.currency,
            payment_method: 'PPD',
            partiality_number,
            previous_balance: total([paid, rest]),
            amount_paid: paid,
            outstanding_balance: rest,
          })),
        })),
        payroll: null,
      }
      const paid = payments.flatMap(({ related }) =>
        related.map(({ invoice_identification, taxes, isForeign }) => [
          invoice_identification,
          {
            ...(taxes ?? { transferredTaxes: [], retainedTaxes: [] }),
            ...(isForeign ? { equivalence: foreign.equivalence } : {}),
          },
        ]),
      )
      return { invoice, facts: { ...times, paidInvoices: Object.fromEntries(paid) } as InvoiceFacts }
    })

const namesOf = (table: object) => fc.constantFrom(...Object.keys(table))

const curp = fc.constantFrom('BOXW310820HNERXN09', 'MOAI540326HDGNYG04')

const employees: fc.Arbitrary<Employee> = fc.record(
  {
    curp,
    number: fc.stringMatching(/^[0-9]{1,15}$/),
    contract: fc.constantFrom('01', '03', '99'),
    regime: fc.constantFrom('02', '09'),
    state: fc.constantFrom('CMX', 'JAL', 'NLE'),
    position: text(100),
    department: text(100),
    clabe: fc.constant('032180000118359719'),
    insurance: fc.record({
      nss: code(11),
      employerRegistration: fc.stringMatching(/^[A-Z][0-9]{10}$/),
      hiredOn: fc
        .date({ min: new Date('1990-01-01'), max: new Date('2009-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
      risk: fc.constantFrom('1', '3', '5'),
      dailyBase: cents(20_000, 999_999),
      dailyIntegrated: cents(20_000, 999_999),
    }),
  },
  { requiredKeys: ['curp', 'number', 'contract', 'regime', 'state'] },
)

const lines = (table: object, bounds: { minLength?: number; maxLength: number }) =>
  fc.array(fc.record({ type: namesOf(table), amount: cents(0, 9_000_000) }), bounds)

const drawnPayroll = fc.record({
  days: fc.integer({ min: 1, max: 366 }),
  type: fc.constantFrom('O', 'E'),
  version: fc.constant('1.2'),
  date_from: day,
  date_to: day,
  payment_date: day,
  periodicity: namesOf(periodicityCodes),
  earnings_breakdown: fc.array(
    fc.record({ type: namesOf(earnings), taxable_amount: cents(0, 9_000_000), vat_free_amount: cents(0, 9_000_000) }),
    { minLength: 1, maxLength: 6 },
  ),
  tax_deductions: lines(deductions, { maxLength: 4 }),
  other_payments: lines(otherPayments, { maxLength: 3 }),
})

export const payslips = () =>
  fc.record({ head, times, drawn: drawnPayroll, employee: employees }).map(({ head, times, drawn, employee }) => {
    const earned = total([
      ...drawn.earnings_breakdown.map((each) => each.taxable_amount + each.vat_free_amount),
      ...drawn.other_payments.map(({ amount }) => amount),
    ])
    const deducted = total(drawn.tax_deductions.map(({ amount }) => amount))
    const invoice = {
      ...head,
      invoice_type: 'Nómina' as const,
      currency: 'MXN',
      exchange_rate: null,
      payment_type: null,
      payment_method: 'PUE',
      subtotal_amount: earned,
      discount_amount: deducted,
      tax_amount: 0,
      total_amount: Math.max(total([earned, -deducted]), 0),
      invoice_details: [serviceLine('Pago de nómina', '84111505', earned, deducted)],
      tax_details: noTaxes,
      payments: [],
      payroll: { ...drawn, amount: earned },
    }
    return { invoice, facts: { ...times, employee } as InvoiceFacts }
  })
