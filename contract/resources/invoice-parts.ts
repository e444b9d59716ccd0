import Type from 'typebox'
import { day, instant, nullable, optional, text } from '../schema.ts'

/** The taxes of the whole invoice. */
export const invoiceTaxDetails = Type.Object({
  total_tax_retained: optional(Type.Number()),
  total_tax_transferred: optional(Type.Number()),
  retained_taxes: optional(
    Type.Array(
      Type.Object({
        tax_type: optional(nullable(text())),
        tax: optional(text()),
        tax_percentage: optional(nullable(Type.Number())),
        pre_tax_amount: optional(nullable(Type.Number())),
        tax_amount: optional(Type.Number()),
      }),
    ),
  ),
  transferred_taxes: optional(
    Type.Array(
      Type.Object({
        tax_type: optional(nullable(text())),
        tax: optional(text()),
        tax_percentage: optional(Type.Number()),
        pre_tax_amount: optional(Type.Number()),
        tax_amount: optional(Type.Number()),
      }),
    ),
  ),
})

const retainedTax = Type.Object({
  collected_at: optional(instant()),
  tax_type: optional(nullable(text())),
  tax: nullable(text()),
  tax_percentage: nullable(Type.Number()),
  retained_tax_amount: nullable(Type.Number()),
})

const transferredTax = Type.Object({
  collected_at: optional(instant()),
  tax_type: optional(nullable(text())),
  tax: nullable(text()),
  tax_percentage: nullable(Type.Number()),
  transferred_tax_amount: nullable(Type.Number()),
})

/** What was sold, with the taxes of it. */
export const invoiceDetail = Type.Object({
  collected_at: optional(instant()),
  description: nullable(text()),
  product_identification: nullable(text()),
  quantity: nullable(Type.Number()),
  unit_code: nullable(text()),
  unit_description: nullable(text()),
  unit_amount: nullable(Type.Number()),
  discount: optional(nullable(Type.Number())),
  tax_subject_code: optional(nullable(text())),
  identifier_number: optional(nullable(text())),
  pre_tax_amount: nullable(Type.Number()),
  tax_percentage: nullable(Type.Number()),
  tax_amount: nullable(Type.Number()),
  total_amount: nullable(Type.Number()),
  retained_taxes: optional(Type.Array(retainedTax)),
  transferred_taxes: optional(Type.Array(transferredTax)),
})

export const relatedInvoice = Type.Object({
  relationship_type: optional(nullable(text())),
  related_invoice_identification: optional(nullable(text())),
})

const relatedDocument = Type.Object({
  invoice_identification: nullable(text()),
  currency: nullable(text()),
  payment_method: nullable(text()),
  partiality_number: optional(Type.Integer()),
  previous_balance: nullable(Type.Number()),
  amount_paid: nullable(Type.Number()),
  outstanding_balance: nullable(Type.Number()),
})

/** What a receipt of payments (`Pago`) says was paid, and of which invoices. */
export const invoicePayment = Type.Object({
  date: nullable(instant()),
  payment_type: nullable(text()),
  currency: nullable(text()),
  exchange_rate: nullable(text()),
  amount: nullable(Type.Number()),
  operation_number: nullable(text()),
  beneficiary_rfc: optional(nullable(text())),
  beneficiary_account_number: nullable(text()),
  payer_rfc: nullable(text()),
  payer_account_number: nullable(text()),
  payer_bank_name: nullable(text()),
  related_documents: Type.Array(relatedDocument),
})

const payrollEarning = nullable(
  Type.Object({
    type: optional(nullable(text())),
    taxable_amount: optional(Type.Number()),
    vat_free_amount: optional(Type.Number()),
  }),
)

const payrollDeduction = nullable(
  Type.Object({
    type: optional(nullable(text())),
    amount: optional(Type.Number()),
  }),
)

const payrollOtherPayment = nullable(
  Type.Object({
    type: optional(nullable(text())),
    amount: optional(Type.Number()),
  }),
)

/** The wage of a payslip (`Nómina`). The lists of kinds are open: the SAT adds to its catalogues. */
export const invoicePayroll = nullable(
  Type.Object({
    days: nullable(Type.Integer()),
    type: nullable(text()),
    amount: Type.Number(),
    version: text(),
    date_from: nullable(day()),
    date_to: nullable(day()),
    collected_at: optional(instant()),
    payment_date: day(),
    periodicity: optional(
      nullable(
        Type.Enum([
          'DAILY',
          'WEEKLY',
          'TENTH_DAY',
          'FOURTEENTH_DAY',
          'FIFTEENTH_DAY',
          'MONTHLY',
          'BIMONTHLY',
          'PER_TASK',
          'COMMISSION',
          'ONE_OFF',
          'OTHER_PERIODICITY',
          'null',
        ]),
      ),
    ),
    earnings_breakdown: optional(nullable(Type.Array(payrollEarning))),
    tax_deductions: optional(nullable(Type.Array(payrollDeduction))),
    other_payments: optional(nullable(Type.Array(payrollOtherPayment))),
  }),
)

/** Why the SAT did not give all of an invoice. */
export const invoiceWarnings = nullable(
  Type.Object({
    code: nullable(text()),
    message: nullable(text()),
  }),
)
