import { sandboxCertificates, sandboxLegend, sandboxSeal } from './sandbox-marks.ts'
import { type Element, element } from './xml.ts'

export const stampNamespace = {
  uri: 'http://www.sat.gob.mx/TimbreFiscalDigital',
  schema: 'http://www.sat.gob.mx/sitio_internet/cfd/TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd',
} as const

export type Stamp = {
  readonly folio: string
  /** Local time, `YYYY-MM-DDTHH:MM:SS`. */
  readonly at: string
  readonly authority: string
}

/** The issuer's own marks, which the root of every fiscal document carries. */
export const issuerMarks = {
  Sello: sandboxSeal('Sello del emisor'),
  NoCertificado: sandboxCertificates.issuer,
  Certificado: sandboxSeal('Certificado del emisor'),
} as const

/** TimbreFiscalDigital 1.1: what a certification provider adds, and with it the folio. */
export const stampElement = ({ folio, at, authority }: Stamp): Element =>
  element('tfd:TimbreFiscalDigital', {
    Version: '1.1',
    UUID: folio,
    FechaTimbrado: at,
    RfcProvCertif: authority,
    Leyenda: sandboxLegend,
    SelloCFD: issuerMarks.Sello,
    NoCertificadoSAT: sandboxCertificates.authority,
    SelloSAT: sandboxSeal('Sello de la autoridad'),
  })
