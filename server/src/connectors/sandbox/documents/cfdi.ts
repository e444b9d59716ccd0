import { decimalsOf, fixed, plainNumber } from './amounts.ts'
import { itemElement, taxesElement } from './cfdi-items.ts'
import { paymentsElement, paymentsNamespace } from './cfdi-payments.ts'
import { payrollElement, payrollNamespace } from './cfdi-payroll.ts'
import { type InvoiceFacts, type InvoiceRecord, kinds, type Relation } from './cfdi-record.ts'
import { issuerMarks, stampElement, stampNamespace } from './stamp.ts'
import { type Element, element, xmlText } from './xml.ts'

const cfdiNamespace = {
  uri: 'http://www.sat.gob.mx/cfd/4',
  schema: 'http://www.sat.gob.mx/sitio_internet/cfd/4/cfdv40.xsd',
} as const

/** The CFDI 4.0 of an invoice, with its complement and stamp. All that the record has of it can be read back. */
export function cfdiXml(invoice: InvoiceRecord, facts: InvoiceFacts): string {
  const content = contentElement(invoice, facts)
  const stamp = stampElement({
    folio: invoice.invoice_identification,
    at: `${invoice.certification_date}T${facts.certifiedTime}`,
    authority: invoice.certification_authority,
  })
  const root = element('cfdi:Comprobante', headOf(invoice, facts), [
    globalElement(facts),
    ...relationElements(invoice.related_invoices),
    senderElement(invoice),
    receiverElement(invoice),
    element(
      'cfdi:Conceptos',
      {},
      invoice.invoice_details.map((item) => itemElement(item, invoice)),
    ),
    taxesElement(invoice),
    element('cfdi:Complemento', {}, [content?.element, stamp]),
  ])
  return xmlText(root, { cfdi: cfdiNamespace, ...content?.namespaces, tfd: stampNamespace })
}

function contentElement(invoice: InvoiceRecord, facts: InvoiceFacts) {
  if (invoice.payroll !== null) {
    const namespaces = { nomina12: payrollNamespace }
    return { element: payrollElement(invoice.payroll, facts.employee), namespaces }
  }
  if (invoice.payments.length > 0) {
    const namespaces = { pago20: paymentsNamespace }
    return { element: paymentsElement(invoice.payments, facts.paidInvoices ?? {}), namespaces }
  }
  return undefined
}

function headOf(invoice: InvoiceRecord, facts: InvoiceFacts) {
  const decimals = decimalsOf(invoice.currency)
  return {
    Version: invoice.version,
    Serie: invoice.series ?? undefined,
    Folio: invoice.folio ?? undefined,
    Fecha: `${invoice.invoice_date}T${facts.issuedTime}`,
    ...issuerMarks,
    FormaPago: invoice.payment_type ?? undefined,
    SubTotal: fixed(invoice.subtotal_amount, decimals),
    Descuento: hasDiscount(invoice) ? fixed(invoice.discount_amount, decimals) : undefined,
    Moneda: invoice.currency,
    TipoCambio: invoice.exchange_rate === null ? undefined : plainNumber(invoice.exchange_rate),
    Total: fixed(invoice.total_amount, decimals),
    TipoDeComprobante: kinds[invoice.invoice_type],
    Exportacion: invoice.export_type,
    MetodoPago: invoice.payment_method ?? undefined,
    LugarExpedicion: invoice.place_of_issue,
  }
}

/** The document has a discount as soon as one item names one, even of zero; the record has the number in any case. */
const hasDiscount = ({ discount_amount, invoice_details }: InvoiceRecord): boolean =>
  discount_amount !== 0 || invoice_details.some(({ discount }) => discount !== null)

function globalElement({ global }: InvoiceFacts): Element | undefined {
  if (global === undefined) return undefined
  return element('cfdi:InformacionGlobal', {
    Periodicidad: global.periodicity,
    Meses: global.months,
    Año: String(global.year),
  })
}

/** One group for each run of relations of one kind, so that their order is kept. */
function relationElements(relations: readonly Relation[]): Element[] {
  const groups: Relation[][] = []
  for (const relation of relations) {
    const last = groups.at(-1)
    if (last?.[0]?.relationship_type === relation.relationship_type) last.push(relation)
    else groups.push([relation])
  }
  return groups.map((group) =>
    element(
      'cfdi:CfdiRelacionados',
      { TipoRelacion: group[0]?.relationship_type },
      group.map((each) => element('cfdi:CfdiRelacionado', { UUID: each.related_invoice_identification })),
    ),
  )
}

const senderElement = (invoice: InvoiceRecord): Element =>
  element('cfdi:Emisor', {
    Rfc: invoice.sender_id,
    Nombre: invoice.sender_name,
    RegimenFiscal: invoice.sender_fiscal_regime,
  })

const receiverElement = (invoice: InvoiceRecord): Element =>
  element('cfdi:Receptor', {
    Rfc: invoice.receiver_id,
    Nombre: invoice.receiver_name,
    DomicilioFiscalReceptor: invoice.receiver_postal_code,
    RegimenFiscalReceptor: invoice.receiver_fiscal_regime,
    UsoCFDI: invoice.usage,
  })
