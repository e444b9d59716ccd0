import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readXml } from '../../../../../test/documents/xml-reader.ts'
import { element, xmlText } from './xml.ts'

const namespaces = { tfd: { uri: 'http://www.sat.gob.mx/TimbreFiscalDigital', schema: 'tfd.xsd' } }

const written = (value: string) => xmlText(element('tfd:Stamp', { Value: value }), namespaces)

// The library takes what looks like a reference for one, and writes it as it is.
test('an ampersand with a semicolon behind it is no reference: R&D; and &amp; are read as they were written', () => {
  for (const value of ['R&D;', '&amp;', '&lt;b&gt;', '&#65;']) {
    expect(readXml(written(value), (root) => root.text('Value'))).toBe(value)
  }
})

test('every text that a document can hold is read back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'a;&<>"\'#ñÉ€ 日') }), (value) => {
      expect(readXml(written(value), (root) => root.text('Value'))).toBe(value)
    }),
  )
})

test('what has no value is left out, and a prefix that nobody declared is refused', () => {
  expect(xmlText(element('tfd:Stamp', { Value: undefined }, [undefined]), namespaces)).toMatch(/tfd\.xsd"\/>$/)
  expect(() => xmlText(element('other:Stamp'), namespaces)).toThrow('no namespace is declared for other:Stamp')
})
