import fc from 'fast-check'
import type { RetentionFacts } from '../../server/src/connectors/sandbox/documents/retention-xml.ts'
import { day, text, time } from './values.ts'
import { type Node, readXml } from './xml-reader.ts'

const cents = fc.integer({ min: 0, max: 99_999_999 }).map((each) => each / 100)

const instant = fc.tuple(day, time).map(([on, at]) => `${on}T${at}.000Z`)

const rfc = fc.constantFrom('ÑAN010101AB1', 'BOXW310820PQ3', 'A&B010101AB2')

const month = fc.integer({ min: 1, max: 12 })

/** Retentions as the wire shows them, with what only the document says. */
export const retentions = fc.record({
  retention: fc.record({
    invoice_identification: fc.uuid(),
    version: fc.constant('2.0' as const),
    code: fc.integer({ min: 1, max: 28 }),
    issued_at: instant,
    certified_at: instant,
    sender_id: rfc,
    sender_name: text(300),
    receiver_nationality: fc.constantFrom('NATIONAL', 'FOREIGN'),
    receiver_id: rfc,
    receiver_name: text(300),
    total_invoice_amount: cents,
    total_exempt_amount: cents,
    total_retained_amount: cents,
    total_taxable_amount: cents,
    retention_breakdown: fc.array(
      fc.record({
        base_amount: cents,
        tax_type: fc.constantFrom('01', '02', '03'),
        retained_amount: cents,
        payment_status: fc.constantFrom('PAID', 'PROVISIONED'),
      }),
      { maxLength: 4 },
    ),
  }),
  facts: fc.record({
    senderRegime: fc.constantFrom('601', '612'),
    placeOfIssue: fc.constantFrom('06600', '64000'),
    receiverPostalCode: fc.constantFrom('44100', '03100'),
    certificationAuthority: fc.constant('SAN010101AB2'),
    period: fc.record({ from: month, to: month, year: fc.integer({ min: 2022, max: 2030 }) }),
  }) satisfies fc.Arbitrary<RetentionFacts>,
})

/** The fields of a retention that its document says. */
export const readRetention = (xml: string) => readXml(xml, retentionOf)

function retentionOf(root: Node) {
  const sender = root.get('retenciones:Emisor')
  const isNational = root.get('retenciones:Receptor').text('NacionalidadR') === 'Nacional'
  const receiver = root.get(`retenciones:Receptor/retenciones:${isNational ? 'Nacional' : 'Extranjero'}`)
  const totals = root.get('retenciones:Totales')
  const stamp = root.get('retenciones:Complemento/tfd:TimbreFiscalDigital')
  return {
    invoice_identification: stamp.text('UUID'),
    version: root.text('Version'),
    code: root.number('CveRetenc'),
    issued_at: `${root.text('FechaExp')}.000Z`,
    certified_at: `${stamp.text('FechaTimbrado')}.000Z`,
    sender_id: sender.text('RfcE'),
    sender_name: sender.text('NomDenRazSocE'),
    receiver_nationality: isNational ? 'NATIONAL' : 'FOREIGN',
    receiver_id: receiver.text(isNational ? 'RfcR' : 'NumRegIdTribR'),
    receiver_name: receiver.text('NomDenRazSocR'),
    total_invoice_amount: totals.number('MontoTotOperacion'),
    total_exempt_amount: totals.number('MontoTotExent'),
    total_retained_amount: totals.number('MontoTotRet'),
    total_taxable_amount: totals.number('MontoTotGrav'),
    retention_breakdown: totals.all('retenciones:ImpRetenidos').map((each) => ({
      base_amount: each.number('BaseRet'),
      tax_type: each.text('ImpuestoRet')?.slice(1),
      retained_amount: each.number('MontoRet'),
      payment_status: each.text('TipoPagoRet') === '04' ? 'PROVISIONED' : 'PAID',
    })),
  }
}
