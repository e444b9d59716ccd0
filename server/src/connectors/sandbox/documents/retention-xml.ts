import { fixed } from './amounts.ts'
import { issuerMarks, stampElement, stampNamespace } from './stamp.ts'
import { type Element, element, xmlText } from './xml.ts'

/** A tax retention as the wire shows it, as far as its document says it too. */
export type RetentionRecord = {
  readonly invoice_identification: string
  readonly version: '2.0'
  readonly code: number
  readonly issued_at: string
  readonly certified_at: string
  readonly sender_id: string
  readonly sender_name: string
  readonly receiver_nationality: 'NATIONAL' | 'FOREIGN'
  readonly receiver_id: string
  readonly receiver_name: string
  readonly total_invoice_amount: number
  readonly total_exempt_amount: number
  readonly total_retained_amount: number
  readonly total_taxable_amount: number
  readonly retention_breakdown: readonly Retained[]
}

type Retained = {
  readonly base_amount: number
  /** 01 income tax, 02 value added tax, 03 excise. */
  readonly tax_type: string
  readonly retained_amount: number
  readonly payment_status: 'PAID' | 'PROVISIONED'
}

/** What only the document says. */
export type RetentionFacts = {
  readonly senderRegime: string
  readonly placeOfIssue: string
  /** Of receivers within the country. */
  readonly receiverPostalCode?: string
  readonly certificationAuthority: string
  /** Months of one year, 1 to 12. */
  readonly period: { readonly from: number; readonly to: number; readonly year: number }
}

const retentionNamespace = {
  uri: 'http://www.sat.gob.mx/esquemas/retencionpago/2',
  schema: 'http://www.sat.gob.mx/esquemas/retencionpago/2/retencionpagov2.xsd',
} as const

/** The CFDI de retenciones 2.0 of a tax retention, with its stamp. */
export function retentionXml(retention: RetentionRecord, facts: RetentionFacts): string {
  const head = {
    Version: retention.version,
    ...issuerMarks,
    FechaExp: localTime(retention.issued_at),
    LugarExpRetenc: facts.placeOfIssue,
    CveRetenc: twoDigits(retention.code),
  }
  const stamp = stampElement({
    folio: retention.invoice_identification,
    at: localTime(retention.certified_at),
    authority: facts.certificationAuthority,
  })
  const root = element('retenciones:Retenciones', head, [
    element('retenciones:Emisor', {
      RfcE: retention.sender_id,
      NomDenRazSocE: retention.sender_name,
      RegimenFiscalE: facts.senderRegime,
    }),
    receiverElement(retention, facts),
    element('retenciones:Periodo', {
      MesIni: twoDigits(facts.period.from),
      MesFin: twoDigits(facts.period.to),
      Ejercicio: String(facts.period.year),
    }),
    totalsElement(retention),
    element('retenciones:Complemento', {}, [stamp]),
  ])
  return xmlText(root, { retenciones: retentionNamespace, tfd: stampNamespace })
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** The standard has no zone; the wire's is the same reading of the clock. */
const localTime = (instant: string): string => instant.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)

function receiverElement(retention: RetentionRecord, { receiverPostalCode }: RetentionFacts): Element {
  const { receiver_id, receiver_name } = retention
  switch (retention.receiver_nationality) {
    case 'NATIONAL':
      return element('retenciones:Receptor', { NacionalidadR: 'Nacional' }, [
        element('retenciones:Nacional', {
          RfcR: receiver_id,
          NomDenRazSocR: receiver_name,
          DomicilioFiscalR: receiverPostalCode,
        }),
      ])
    case 'FOREIGN':
      return element('retenciones:Receptor', { NacionalidadR: 'Extranjero' }, [
        element('retenciones:Extranjero', { NumRegIdTribR: receiver_id, NomDenRazSocR: receiver_name }),
      ])
  }
}

function totalsElement(retention: RetentionRecord): Element {
  const totals = {
    MontoTotOperacion: amountText(retention.total_invoice_amount),
    MontoTotGrav: amountText(retention.total_taxable_amount),
    MontoTotExent: amountText(retention.total_exempt_amount),
    MontoTotRet: amountText(retention.total_retained_amount),
  }
  return element('retenciones:Totales', totals, retention.retention_breakdown.map(retainedElement))
}

const amountText = (value: number): string => fixed(value, 2)

const retainedElement = (retained: Retained): Element =>
  element('retenciones:ImpRetenidos', {
    BaseRet: amountText(retained.base_amount),
    ImpuestoRet: `0${retained.tax_type}`,
    MontoRet: amountText(retained.retained_amount),
    TipoPagoRet: paymentKind(retained),
  })

/** A definitive payment by its tax: 01 value added tax, 02 excise, 03 income tax; 04 is a provisional one. */
function paymentKind({ tax_type, payment_status }: Retained): string | undefined {
  const definitive: Readonly<Record<string, string>> = { '02': '01', '03': '02', '01': '03' }
  return payment_status === 'PROVISIONED' ? '04' : definitive[tax_type]
}
