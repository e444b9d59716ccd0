import { decimalsOf, fixed, itemAmount, plainNumber, rateOfPercent, toItemDecimals } from './amounts.ts'
import type { InvoiceRecord, Item, TaxRate } from './cfdi-record.ts'
import { taxCode } from './tax-codes.ts'
import { type Element, element, groupOf } from './xml.ts'

/** One line of the document. */
export function itemElement(item: Item, { currency, invoice_type }: InvoiceRecord): Element {
  const amount = (value: number) => itemAmount(value, currency)
  // Payments and payrolls may not name the unit; beyond twenty characters the code alone has to say it.
  const namesUnit = invoice_type !== 'Pago' && invoice_type !== 'Nómina' && (item.unit_description ?? '').length <= 20
  const attributes = {
    ClaveProdServ: item.product_identification,
    NoIdentificacion: item.identifier_number ?? undefined,
    Cantidad: plainNumber(item.quantity),
    ClaveUnidad: item.unit_code,
    Unidad: namesUnit ? (item.unit_description ?? undefined) : undefined,
    Descripcion: item.description,
    ValorUnitario: amount(item.unit_amount),
    Importe: amount(item.pre_tax_amount),
    Descuento: item.discount === null ? undefined : amount(item.discount),
    ObjetoImp: item.tax_subject_code,
  }
  const taxes = [
    groupOf('cfdi:Traslados', item.transferred_taxes.map(transferred(item, amount))),
    groupOf('cfdi:Retenciones', item.retained_taxes.map(retained(item, amount))),
  ].filter((group) => group !== undefined)
  return element('cfdi:Concepto', attributes, [groupOf('cfdi:Impuestos', taxes)])
}

type Amount = (value: number) => string

const transferred = (item: Item, amount: Amount) => (tax: Item['transferred_taxes'][number]) =>
  element('cfdi:Traslado', {
    Base: amount(baseOf(item, tax)),
    ...rateOf(tax),
    Importe: isExempt(tax) ? undefined : amount(tax.transferred_tax_amount ?? 0),
  })

const retained = (item: Item, amount: Amount) => (tax: Item['retained_taxes'][number]) =>
  element('cfdi:Retencion', {
    Base: amount(netOf(item)),
    ...rateOf(tax),
    Importe: amount(tax.retained_tax_amount),
  })

/** What a retention is laid on, which the record does not say: the price less the discount. */
const netOf = ({ pre_tax_amount, discount }: Item): number => toItemDecimals(pre_tax_amount - (discount ?? 0))

/** The same for a tax that is added: a quota goes by units, and the value added tax is laid on the excise as well. */
function baseOf(item: Item, { tax, tax_type }: TaxRate): number {
  if (tax_type === 'Cuota') return item.quantity
  const excise = item.transferred_taxes.filter((each) => tax === 'IVA' && each.tax === 'IEPS')
  return toItemDecimals(excise.reduce((sum, each) => sum + (each.transferred_tax_amount ?? 0), netOf(item)))
}

/** What is exempt has neither rate nor amount, whether the record says null or zero. */
export const isExempt = ({ tax_type }: TaxRate): boolean => tax_type === 'Exento'

const rateOf = ({ tax, tax_type, tax_percentage }: TaxRate) => ({
  Impuesto: taxCode(tax),
  TipoFactor: tax_type,
  TasaOCuota: rateText({ tax, tax_type, tax_percentage }),
})

/** A quota as it is, a rate as a fraction. */
export function rateText(rate: TaxRate): string | undefined {
  if (isExempt(rate)) return undefined
  const percentage = rate.tax_percentage ?? 0
  return rate.tax_type === 'Cuota' ? fixed(percentage, 6) : rateOfPercent(percentage)
}

/** The taxes of the whole document; none of it where no item has any. */
export function taxesElement({ tax_details, currency }: InvoiceRecord): Element | undefined {
  const amount = (value: number) => fixed(value, decimalsOf(currency))
  const { transferred_taxes, retained_taxes } = tax_details
  if (transferred_taxes.length === 0 && retained_taxes.length === 0) return undefined
  const isCharged = transferred_taxes.some((tax) => !isExempt(tax))
  const totals = {
    TotalImpuestosRetenidos: retained_taxes.length === 0 ? undefined : amount(tax_details.total_tax_retained),
    TotalImpuestosTrasladados: isCharged ? amount(tax_details.total_tax_transferred) : undefined,
  }
  const retentions = retained_taxes.map(({ tax, tax_amount }) =>
    element('cfdi:Retencion', { Impuesto: taxCode(tax), Importe: amount(tax_amount) }),
  )
  const transfers = transferred_taxes.map((tax) =>
    element('cfdi:Traslado', {
      Base: amount(tax.pre_tax_amount),
      ...rateOf(tax),
      Importe: isExempt(tax) ? undefined : amount(tax.tax_amount ?? 0),
    }),
  )
  return element('cfdi:Impuestos', totals, [
    groupOf('cfdi:Retenciones', retentions),
    groupOf('cfdi:Traslados', transfers),
  ])
}
