import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlBufferInputProvider, XmlDocument, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm'

const folder = process.env.ENLACE_TEST_SCHEMAS ?? join(import.meta.dirname, '../../../shared/data/sat')

/** Where the tax authority publishes each schema; they refer to each other by these places. */
const places = {
  'cfdv40.xsd': 'cfd/4/cfdv40.xsd',
  'Pagos20.xsd': 'cfd/Pagos/Pagos20.xsd',
  'nomina12.xsd': 'cfd/nomina/nomina12.xsd',
  'TimbreFiscalDigitalv11.xsd': 'cfd/TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd',
  'tdCFDI.xsd': 'cfd/tipoDatos/tdCFDI/tdCFDI.xsd',
  'catNomina.xsd': 'cfd/catalogos/Nomina/catNomina.xsd',
  'catPagos.xsd': 'cfd/catalogos/Pagos/catPagos.xsd',
} as const

const site = 'http://www.sat.gob.mx/sitio_internet/'

/** The published schemas are not ours to keep: tests that need them are skipped where they are not at hand. */
export const hasSchemas = Object.keys(places).every((name) => existsSync(join(folder, name)))

/** Holds a document against the published schemas; throws what the parser has to say about one that is not valid. */
export function cfdiValidator(): (xml: string) => void {
  const texts = new Map<string, string>(
    Object.entries(places).map(([name, place]) => [
      place,
      readFileSync(join(folder, name), 'utf8').replace(/^\uFEFF/, ''),
    ]),
  )
  texts.set('cfd/catalogos/catCFDI.xsd', catalogueStandIn([...texts.values()]))
  const bytes = [...texts].map(([place, text]) => [site + place, Buffer.from(text)])
  xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(bytes)))
  const validator = XsdValidator.fromDoc(XmlDocument.fromString(together, { url: `${site}together.xsd` }))
  return (xml) => {
    using document = XmlDocument.fromString(xml)
    validator.validate(document)
  }
}

/** One schema that knows the document and its complements, which the document's own admits as anything at all. */
const together = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.sat.gob.mx/cfd/4" schemaLocation="${site}${places['cfdv40.xsd']}"/>
  <xs:import namespace="http://www.sat.gob.mx/Pagos20" schemaLocation="${site}${places['Pagos20.xsd']}"/>
  <xs:import namespace="http://www.sat.gob.mx/nomina12" schemaLocation="${site}${places['nomina12.xsd']}"/>
  <xs:import namespace="http://www.sat.gob.mx/TimbreFiscalDigital" schemaLocation="${site}${places['TimbreFiscalDigitalv11.xsd']}"/>
</xs:schema>`

/** Takes the place of the large catalogue, of some megabytes: any text passes for each type that is referred to. */
function catalogueStandIn(schemas: readonly string[]): string {
  const names = new Set(schemas.flatMap((text) => [...text.matchAll(/"catCFDI:(\w+)"/g)].map(([, name]) => name)))
  const types = [...names].map(
    (name) => `<xs:simpleType name="${name}"><xs:restriction base="xs:string"/></xs:simpleType>`,
  )
  const uri = 'http://www.sat.gob.mx/sitio_internet/cfd/catalogos'
  return `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="${uri}">${types.join('')}</xs:schema>`
}
