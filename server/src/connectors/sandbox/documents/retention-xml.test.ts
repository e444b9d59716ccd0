import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRetention, retentions } from '../../../../../test/documents/retentions.ts'
import { readXml } from '../../../../../test/documents/xml-reader.ts'
import { retentionXml } from './retention-xml.ts'

test('whatever a retention says can be read back from its document', () => {
  fc.assert(
    fc.property(retentions, ({ retention, facts }) => {
      expect(readRetention(retentionXml(retention, facts))).toEqual(retention)
    }),
    { numRuns: 300 },
  )
})

test('its elements stand in the order of the standard, and what only the document says is there', () => {
  fc.assert(
    fc.property(retentions, ({ retention, facts }) => {
      const read = readXml(retentionXml(retention, facts), (root) => ({
        order: root.all('*').map((each) => each.name),
        period: ['MesIni', 'MesFin', 'Ejercicio'].map((name) => root.get('retenciones:Periodo').number(name)),
        place: root.text('LugarExpRetenc'),
        regime: root.get('retenciones:Emisor').text('RegimenFiscalE'),
        postalCode: root.first('retenciones:Receptor/retenciones:Nacional')?.text('DomicilioFiscalR'),
        authority: root.get('retenciones:Complemento/tfd:TimbreFiscalDigital').text('RfcProvCertif'),
      }))
      expect(read).toEqual({
        order: ['Emisor', 'Receptor', 'Periodo', 'Totales', 'Complemento'],
        period: [facts.period.from, facts.period.to, facts.period.year],
        place: facts.placeOfIssue,
        regime: facts.senderRegime,
        postalCode: retention.receiver_nationality === 'NATIONAL' ? facts.receiverPostalCode : undefined,
        authority: facts.certificationAuthority,
      })
    }),
  )
})
