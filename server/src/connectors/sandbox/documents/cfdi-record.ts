/** An invoice as the wire shows it, as far as the document says it too. A document of 4.0 lacks none of these. */
export type InvoiceRecord = {
  readonly invoice_identification: string
  /** YYYY-MM-DD. */
  readonly invoice_date: string
  readonly invoice_type: keyof typeof kinds
  readonly version: '4.0'
  readonly series: string | null
  readonly folio: string | null
  readonly export_type: string
  readonly place_of_issue: string
  readonly payment_type: string | null
  readonly payment_method: string | null
  readonly currency: string
  readonly exchange_rate: number | null
  readonly subtotal_amount: number
  readonly discount_amount: number
  readonly total_amount: number
  readonly sender_id: string
  readonly sender_name: string
  readonly sender_fiscal_regime: string
  readonly receiver_id: string
  readonly receiver_name: string
  readonly receiver_postal_code: string
  readonly receiver_fiscal_regime: string
  readonly usage: string
  readonly certification_date: string
  readonly certification_authority: string
  readonly related_invoices: readonly Relation[]
  readonly invoice_details: readonly Item[]
  readonly tax_details: TaxDetails
  readonly payments: readonly Payment[]
  readonly payroll: Payroll | null
}

/** The kinds of documents, with the letter that stands for each. */
export const kinds = { Ingreso: 'I', Egreso: 'E', Traslado: 'T', Nómina: 'N', Pago: 'P' } as const

export type Relation = {
  readonly relationship_type: string
  readonly related_invoice_identification: string
}

/** How a tax is laid on: its name, whether by rate, by quota or not at all, and the per cent (or the quota). */
export type TaxRate = {
  readonly tax: string
  readonly tax_type: string
  readonly tax_percentage: number | null
}

export type Item = {
  readonly description: string
  readonly product_identification: string
  readonly identifier_number: string | null
  readonly quantity: number
  readonly unit_code: string
  readonly unit_description: string | null
  readonly unit_amount: number
  readonly discount: number | null
  readonly tax_subject_code: string
  readonly pre_tax_amount: number
  readonly transferred_taxes: readonly (TaxRate & { readonly transferred_tax_amount: number | null })[]
  readonly retained_taxes: readonly (TaxRate & { readonly retained_tax_amount: number })[]
}

export type TaxDetails = {
  readonly total_tax_transferred: number
  readonly total_tax_retained: number
  readonly transferred_taxes: readonly (TaxRate & {
    readonly pre_tax_amount: number
    readonly tax_amount: number | null
  })[]
  readonly retained_taxes: readonly { readonly tax: string; readonly tax_amount: number }[]
}

export type Payment = {
  readonly date: string
  readonly payment_type: string
  readonly currency: string
  readonly exchange_rate: string | null
  readonly amount: number
  readonly operation_number: string | null
  readonly beneficiary_rfc: string | null
  readonly beneficiary_account_number: string | null
  readonly payer_rfc: string | null
  readonly payer_account_number: string | null
  readonly payer_bank_name: string | null
  readonly related_documents: readonly RelatedDocument[]
}

export type RelatedDocument = {
  readonly invoice_identification: string
  readonly currency: string
  readonly partiality_number: number
  readonly previous_balance: number
  readonly amount_paid: number
  readonly outstanding_balance: number
}

export type Payroll = {
  readonly days: number
  readonly type: string
  readonly version: string
  readonly date_from: string
  readonly date_to: string
  readonly payment_date: string
  readonly periodicity: string
  readonly earnings_breakdown: readonly Earning[] | null
  readonly tax_deductions: readonly PayrollLine[] | null
  readonly other_payments: readonly PayrollLine[] | null
}

export type Earning = { readonly type: string; readonly taxable_amount: number; readonly vat_free_amount: number }

export type PayrollLine = { readonly type: string; readonly amount: number }

/** What only the document says. Times are local, `HH:MM:SS`: of days the record knows. */
export type InvoiceFacts = {
  readonly issuedTime: string
  readonly certifiedTime: string
  /** The months that an invoice to the general public sums up. */
  readonly global?: { readonly periodicity: string; readonly months: string; readonly year: number }
  /** Of payments: the invoices that they pay, by folio. Without an entry an invoice is not subject to taxes. */
  readonly paidInvoices?: Readonly<Record<string, PaidInvoice>>
  /** Of payrolls: whom they pay. */
  readonly employee?: Employee
}

export type PaidInvoice = {
  readonly transferredTaxes: readonly TaxRate[]
  readonly retainedTaxes: readonly TaxRate[]
  /** Units of the invoice's currency for one of the payment's, where the two differ. */
  readonly equivalence?: number
}

export type Employee = {
  readonly curp: string
  readonly number: string
  /** Codes of the catalogues c_TipoContrato, c_TipoRegimen and c_Estado. */
  readonly contract: string
  readonly regime: string
  readonly state: string
  readonly position?: string
  readonly department?: string
  /** Eighteen digits, which name the bank too. */
  readonly clabe?: string
  /** Of employees with social security. */
  readonly insurance?: Insurance
}

export type Insurance = {
  readonly nss: string
  readonly employerRegistration: string
  /** YYYY-MM-DD. */
  readonly hiredOn: string
  /** A code of c_RiesgoPuesto. */
  readonly risk: string
  readonly dailyBase: number
  readonly dailyIntegrated: number
}
