import fc from 'fast-check'
import { day, text, time } from './values.ts'

export const round = (value: number, decimals: number): number => Number(value.toFixed(decimals))

export const total = (amounts: readonly number[], decimals = 2): number =>
  round(
    amounts.reduce((sum, each) => sum + each, 0),
    decimals,
  )

export const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })

export const cents = (least: number, most: number) => fc.integer({ min: least, max: most }).map((each) => each / 100)

export const code = (digits: number) => fc.stringMatching(new RegExp(`^[0-9]{${digits}}$`))

const dateInside = '[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])'
export const companyRfc = fc.stringMatching(new RegExp(`^[A-ZÑ&]{3}${dateInside}[A-Z0-9]{2}[0-9A]$`))
const rfc = fc.oneof(companyRfc, fc.stringMatching(new RegExp(`^[A-ZÑ&]{4}${dateInside}[A-Z0-9]{2}[0-9A]$`)))

export const folio = fc.uuid().map((each) => each.toUpperCase())

export const account = fc.stringMatching(/^[0-9]{10,18}$/)

/** What every kind has, whatever it is about. */
export const head = fc.record({
  invoice_identification: folio,
  invoice_date: day,
  version: fc.constant('4.0' as const),
  series: orNull(text(25)),
  folio: orNull(text(40)),
  export_type: fc.constantFrom('01', '02'),
  place_of_issue: code(5),
  sender_id: rfc,
  sender_name: text(300),
  sender_fiscal_regime: code(3),
  receiver_id: rfc,
  receiver_name: text(300),
  receiver_postal_code: code(5),
  receiver_fiscal_regime: code(3),
  usage: fc.constantFrom('G01', 'G03', 'P01', 'S01', 'CP01', 'CN01'),
  certification_date: day,
  certification_authority: companyRfc,
  related_invoices: fc.array(
    fc.record({ relationship_type: fc.constantFrom('01', '04', '07'), related_invoice_identification: folio }),
    { maxLength: 4 },
  ),
})

export const times = fc.record({ issuedTime: time, certifiedTime: time })

export const noTaxes = { total_tax_transferred: 0, total_tax_retained: 0, transferred_taxes: [], retained_taxes: [] }

export type Rate = { readonly tax: string; readonly tax_type: string; readonly tax_percentage: number | null }

export const transferredRates = fc.constantFrom<readonly Rate[]>(
  [{ tax: 'IVA', tax_type: 'Tasa', tax_percentage: 16 }],
  [{ tax: 'IVA', tax_type: 'Tasa', tax_percentage: 8 }],
  [{ tax: 'IVA', tax_type: 'Tasa', tax_percentage: 0 }],
  [{ tax: 'IVA', tax_type: 'Exento', tax_percentage: null }],
  [
    { tax: 'IEPS', tax_type: 'Tasa', tax_percentage: 26.5 },
    { tax: 'IVA', tax_type: 'Tasa', tax_percentage: 16 },
  ],
  [{ tax: 'IEPS', tax_type: 'Cuota', tax_percentage: 6.4555 }],
  [],
)

export const retainedRates = fc.constantFrom<readonly Rate[]>(
  [],
  [{ tax: 'ISR', tax_type: 'Tasa', tax_percentage: 1.25 }],
  [
    { tax: 'ISR', tax_type: 'Tasa', tax_percentage: 10 },
    { tax: 'IVA', tax_type: 'Tasa', tax_percentage: 10.6667 },
  ],
)
export const worthless = {
  subtotal_amount: 0,
  discount_amount: 0,
  tax_amount: 0,
  total_amount: 0,
  tax_details: noTaxes,
}
export const freeOfCharge = {
  discount: null,
  tax_subject_code: '01',
  pre_tax_amount: 0,
  tax_percentage: null,
  tax_amount: 0,
  total_amount: 0,
  transferred_taxes: [],
  retained_taxes: [],
}

/** The one line that payments and payrolls have: the standard prescribes every word of it. */
export const serviceLine = (description: string, product: string, amount: number, discount: number | null) => ({
  ...freeOfCharge,
  description,
  product_identification: product,
  identifier_number: null,
  quantity: 1,
  unit_code: 'ACT',
  unit_description: null,
  unit_amount: amount,
  discount,
  pre_tax_amount: amount,
  total_amount: amount,
})
