import {
  deductions,
  earnings,
  otherPayments,
  periodicityCodes,
} from '../../server/src/connectors/sandbox/documents/payroll-codes.ts'
import { type Node, readXml } from './xml-reader.ts'

/** The fields of an invoice that its document says, found as a client of the tax authority would find them. */
export const readCfdi = (xml: string) => readXml(xml, invoiceOf)

function invoiceOf(root: Node) {
  const sender = root.get('cfdi:Emisor')
  const receiver = root.get('cfdi:Receptor')
  const stamp = root.get('cfdi:Complemento/tfd:TimbreFiscalDigital')
  const items = root.all('cfdi:Conceptos/cfdi:Concepto').map(itemOf)
  return {
    invoice_identification: stamp.text('UUID'),
    invoice_date: root.text('Fecha')?.slice(0, 10) ?? null,
    invoice_type: nameIn(invoiceTypes, root.text('TipoDeComprobante')),
    version: root.text('Version'),
    series: root.text('Serie'),
    folio: root.text('Folio'),
    export_type: root.text('Exportacion'),
    place_of_issue: root.text('LugarExpedicion'),
    payment_type: root.text('FormaPago'),
    payment_method: root.text('MetodoPago'),
    currency: root.text('Moneda'),
    exchange_rate: root.number('TipoCambio'),
    subtotal_amount: root.number('SubTotal'),
    discount_amount: root.number('Descuento') ?? 0,
    tax_amount: sum(items.map(({ tax_amount }) => tax_amount)),
    total_amount: root.number('Total'),
    sender_id: sender.text('Rfc'),
    sender_name: sender.text('Nombre'),
    sender_fiscal_regime: sender.text('RegimenFiscal'),
    receiver_id: receiver.text('Rfc'),
    receiver_name: receiver.text('Nombre'),
    receiver_postal_code: receiver.text('DomicilioFiscalReceptor'),
    receiver_fiscal_regime: receiver.text('RegimenFiscalReceptor'),
    usage: receiver.text('UsoCFDI'),
    certification_date: stamp.text('FechaTimbrado')?.slice(0, 10) ?? null,
    certification_authority: stamp.text('RfcProvCertif'),
    related_invoices: root.all('cfdi:CfdiRelacionados/cfdi:CfdiRelacionado').map((each) => ({
      relationship_type: each.get('..').text('TipoRelacion'),
      related_invoice_identification: each.text('UUID'),
    })),
    invoice_details: items,
    tax_details: taxDetailsOf(root),
    payments: root.all('cfdi:Complemento/pago20:Pagos/pago20:Pago').map(paymentOf),
    payroll: payrollOf(root.first('cfdi:Complemento/nomina12:Nomina')),
  }
}

const invoiceTypes = { Ingreso: 'I', Egreso: 'E', Traslado: 'T', Nómina: 'N', Pago: 'P' }
const taxes = { ISR: '001', IVA: '002', IEPS: '003' }

/** Sums of hundredths come out as the hundredths that they are. */
const sum = (amounts: readonly number[]): number => Number(amounts.reduce((total, each) => total + each, 0).toFixed(6))

function nameIn(codes: Readonly<Record<string, string>>, code: string | null): string {
  const entry = Object.entries(codes).find(([, each]) => each === code)
  if (entry === undefined) throw new RangeError(`nothing is called ${code}`)
  return entry[0]
}

const rateOf = (node: Node) => {
  const rate = node.number('TasaOCuota')
  const isQuota = node.text('TipoFactor') === 'Cuota'
  return {
    tax: nameIn(taxes, node.text('Impuesto')),
    tax_type: node.text('TipoFactor'),
    tax_percentage: rate === null || isQuota ? rate : Number((rate * 100).toFixed(4)),
  }
}

function itemOf(node: Node) {
  const transferred = node
    .all('cfdi:Impuestos/cfdi:Traslados/cfdi:Traslado')
    .map((each) => ({ ...rateOf(each), transferred_tax_amount: each.number('Importe') }))
  const price = node.number('Importe') ?? 0
  const tax = sum(transferred.map((each) => each.transferred_tax_amount ?? 0))
  return {
    description: node.text('Descripcion'),
    product_identification: node.text('ClaveProdServ'),
    identifier_number: node.text('NoIdentificacion'),
    quantity: node.number('Cantidad'),
    unit_code: node.text('ClaveUnidad'),
    unit_description: node.text('Unidad'),
    unit_amount: node.number('ValorUnitario'),
    discount: node.number('Descuento'),
    tax_subject_code: node.text('ObjetoImp'),
    pre_tax_amount: price,
    tax_percentage: transferred.find((each) => each.tax === 'IVA')?.tax_percentage ?? null,
    tax_amount: tax,
    total_amount: sum([price, tax]),
    transferred_taxes: transferred,
    retained_taxes: node
      .all('cfdi:Impuestos/cfdi:Retenciones/cfdi:Retencion')
      .map((each) => ({ ...rateOf(each), retained_tax_amount: each.number('Importe') })),
  }
}

function taxDetailsOf(root: Node) {
  const totals = root.first('cfdi:Impuestos')
  return {
    total_tax_transferred: totals?.number('TotalImpuestosTrasladados') ?? 0,
    total_tax_retained: totals?.number('TotalImpuestosRetenidos') ?? 0,
    transferred_taxes: root.all('cfdi:Impuestos/cfdi:Traslados/cfdi:Traslado').map((each) => ({
      ...rateOf(each),
      pre_tax_amount: each.number('Base'),
      tax_amount: each.number('Importe'),
    })),
    retained_taxes: root.all('cfdi:Impuestos/cfdi:Retenciones/cfdi:Retencion').map((each) => ({
      tax: nameIn(taxes, each.text('Impuesto')),
      tax_type: null,
      tax_percentage: null,
      pre_tax_amount: null,
      tax_amount: each.number('Importe'),
    })),
  }
}

const paymentOf = (node: Node) => ({
  date: `${node.text('FechaPago')}.000Z`,
  payment_type: node.text('FormaDePagoP'),
  currency: node.text('MonedaP'),
  exchange_rate: node.text('TipoCambioP'),
  amount: node.number('Monto'),
  operation_number: node.text('NumOperacion'),
  beneficiary_rfc: node.text('RfcEmisorCtaBen'),
  beneficiary_account_number: node.text('CtaBeneficiario'),
  payer_rfc: node.text('RfcEmisorCtaOrd'),
  payer_account_number: node.text('CtaOrdenante'),
  payer_bank_name: node.text('NomBancoOrdExt'),
  related_documents: node.all('pago20:DoctoRelacionado').map((each) => ({
    invoice_identification: each.text('IdDocumento'),
    currency: each.text('MonedaDR'),
    payment_method: 'PPD',
    partiality_number: each.number('NumParcialidad'),
    previous_balance: each.number('ImpSaldoAnt'),
    amount_paid: each.number('ImpPagado'),
    outstanding_balance: each.number('ImpSaldoInsoluto'),
  })),
})

type Table = Readonly<Record<string, { readonly code: string }>>

const codesOf = (table: Table) => Object.fromEntries(Object.entries(table).map(([name, { code }]) => [name, code]))

function payrollOf(node: Node | undefined) {
  if (node === undefined) return null
  const lines = (path: string, attribute: string, table: Table) =>
    node
      .all(path)
      .map((each) => ({ type: nameIn(codesOf(table), each.text(attribute)), amount: each.number('Importe') }))
  return {
    days: node.number('NumDiasPagados'),
    type: node.text('TipoNomina'),
    version: node.text('Version'),
    amount: sum([node.number('TotalPercepciones') ?? 0, node.number('TotalOtrosPagos') ?? 0]),
    date_from: node.text('FechaInicialPago'),
    date_to: node.text('FechaFinalPago'),
    payment_date: node.text('FechaPago'),
    periodicity: nameIn(periodicityCodes, node.get('nomina12:Receptor').text('PeriodicidadPago')),
    earnings_breakdown: node.all('nomina12:Percepciones/nomina12:Percepcion').map((each) => ({
      type: nameIn(codesOf(earnings), each.text('TipoPercepcion')),
      taxable_amount: each.number('ImporteGravado'),
      vat_free_amount: each.number('ImporteExento'),
    })),
    tax_deductions: lines('nomina12:Deducciones/nomina12:Deduccion', 'TipoDeduccion', deductions),
    other_payments: lines('nomina12:OtrosPagos/nomina12:OtroPago', 'TipoOtroPago', otherPayments),
  }
}
