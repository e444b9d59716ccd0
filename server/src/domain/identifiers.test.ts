import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isClabe,
  isCnpj,
  isCpf,
  isCurp,
  isIsin,
  isNit,
  isNss,
  isRfc,
  isRut,
  type MexicanPerson,
  makeClabe,
  makeCnpj,
  makeCompanyRfc,
  makeCpf,
  makeCurp,
  makeIsin,
  makeNit,
  makeNss,
  makePersonRfc,
  makeRut,
} from './identifiers.ts'

const digits = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((each) => each.join(''))

describe('published numbers pass', () => {
  test.each(['032180000118359719', '002010077777777771'])('CLABE %s', (text) => expect(isClabe(text)).toBe(true))
  test.each(['76109277673', '52998224725'])('CPF %s', (text) => expect(isCpf(text)).toBe(true))
  // The last one is the example of the Receita Federal for CNPJs with letters.
  test.each(['33000167000101', '00000000000191', '11222333000181', '12ABC34501DE35'])('CNPJ %s', (text) =>
    expect(isCnpj(text)).toBe(true),
  )
  test.each(['890903938-8', '899999068-1', '860002964-4'])('NIT %s', (text) => expect(isNit(text)).toBe(true))
  test.each(['76192083-9', '60803000-K', '12345678-5'])('RUT %s', (text) => expect(isRut(text)).toBe(true))
  test.each(['BOXW310820HNERXN09'])('CURP %s', (text) => expect(isCurp(text)).toBe(true))
  test.each(['BRPETRACNPR6', 'BRVALEACNOR0', 'US0378331005', 'US5949181045'])('ISIN %s', (text) => {
    expect(isIsin(text)).toBe(true)
    expect(makeIsin(text.slice(0, 11))).toBe(text)
  })
  test.each(['GODE561231GR8', 'SAT970701NN3', 'BBA830831LJ2'])('RFC %s', (text) => expect(isRfc(text)).toBe(true))
})

describe('made from names', () => {
  const emma: MexicanPerson = {
    firstNames: 'Emma',
    paternal: 'Gómez',
    maternal: 'Díaz',
    birthDate: '1956-12-31',
    sex: 'M',
    state: 'DF',
  }

  test('the RFC of the tax office’s own example', () => expect(makePersonRfc(emma)).toBe('GODE561231GR8'))

  test('a CURP takes its letters from the names', () => expect(makeCurp(emma)).toMatch(/^GODE561231MDFMZM0\d$/))

  test('a leading María gives way to the second name', () =>
    expect(makeCurp({ ...emma, firstNames: 'María Concepción' })).toMatch(/^GODC561231MDFMZN0\d$/))

  test('Ñ is an X in a CURP, and a rude word is masked', () => {
    expect(makeCurp({ ...emma, maternal: 'Ñáñez' })).toMatch(/^GOXE561231/)
    expect(makeCurp({ ...emma, paternal: 'Cano', maternal: 'Castro', firstNames: 'Óscar' })).toMatch(/^CXCO/)
  })

  test('a company’s RFC has twelve characters and is valid', () => {
    for (const name of ['Ferretería del Norte', 'Telas', 'Grupo Industrial Altamira', 'Ñandú y Asociados']) {
      const rfc = makeCompanyRfc(name, '2004-02-29')
      expect(rfc).toHaveLength(12)
      expect(isRfc(rfc)).toBe(true)
    }
  })
})

test('what is made is valid, and any single wrong digit of it is not', () => {
  const wrong = (text: string, at: number, by: number) =>
    text.slice(0, at) + ((Number(text.charAt(at)) + by) % 10) + text.slice(at + 1)
  fc.assert(
    fc.property(digits(17), fc.integer({ min: 1, max: 9 }), fc.nat(16), (body, by, at) => {
      const clabe = makeClabe(body.slice(0, 3), body.slice(3, 6), body.slice(6))
      expect(isClabe(clabe)).toBe(true)
      expect(isClabe(wrong(clabe, at, by))).toBe(false)
      const nss = makeNss(body.slice(0, 10))
      expect(isNss(nss)).toBe(true)
      expect(isNss(wrong(nss, at % 10, by))).toBe(false)
      fc.pre(new Set(body.slice(0, 9)).size > 1)
      expect(isCpf(makeCpf(body.slice(0, 9)))).toBe(true)
      expect(isCnpj(makeCnpj(body.slice(0, 12)))).toBe(true)
      expect(isNit(makeNit(body.slice(0, 9)))).toBe(true)
      expect(isRut(makeRut(body.slice(0, 8)))).toBe(true)
      expect(isRut(wrong(makeRut(body.slice(0, 8)), at % 8, by))).toBe(false)
    }),
  )
})

test('other shapes are refused', () => {
  for (const text of ['', '1', 'abc', '00000000000', '11111111111111', '761920839', '0321800001183597190']) {
    expect([isClabe, isCpf, isCnpj, isNit, isRut, isCurp, isRfc].some((is) => is(text))).toBe(false)
  }
  expect(isCurp('BLPM951331IONVGR54')).toBe(false)
  expect(() => makeCpf('12')).toThrow(RangeError)
})
