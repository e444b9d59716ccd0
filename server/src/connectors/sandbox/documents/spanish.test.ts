import { describe, expect, test } from 'vitest'
import { printable } from './printable.ts'
import { amountText, grouped, labelOf, longDay, minuteText, shortDay } from './spanish.ts'

test('days are written as tables have them, or in words', () => {
  expect(shortDay('2020-12-06')).toBe('06/12/2020')
  expect(longDay('2020-12-06')).toBe('06 DE DICIEMBRE DE 2020')
  expect(minuteText('2024-04-17T17:28:00-06:00')).toBe('17/04/2024 17:28')
  expect([shortDay(null), longDay(null)]).toEqual(['', ''])
})

test.each([
  [0, '0.00'],
  [999.5, '999.50'],
  [1234567.8, '1,234,567.80'],
  [-1234.5, '-1,234.50'],
])('%d is written %s', (amount, text) => expect(amountText(amount)).toBe(text))

test('what stands behind the decimal point is not grouped', () => expect(grouped('1234.56789')).toBe('1,234.56789'))

describe('a key reads as a person would write it', () => {
  test.each([
    ['determinacion_isr', 'Determinación del ISR'],
    ['r12_isr_retenciones_por_salarios', 'R12 ISR retenciones por salarios'],
    ['perdidas_fiscales_ejercicios_anteriores', 'Pérdidas fiscales ejercicios anteriores'],
    ['estimulo_fiscal_por_deduccion_inmediata_inversiones', 'Estímulo fiscal por deducción inmediata inversiones'],
    ['suma_pasivo_mas_capital_contable', 'Suma pasivo más capital contable'],
    ['ingressos', 'Ingresos'],
    ['optas_por_el_cálculo_acumulado', 'Optas por el cálculo acumulado'],
    ['tipo_de_deduccíon', 'Tipo de deducción'],
  ])('%s: %s', (key, label) => expect(labelOf(key)).toBe(label))
})

test('letters that the standard fonts lack lose their marks, and others become a question mark', () => {
  expect(printable('Ñandú “Güera” – 10 € …')).toBe('Ñandú “Güera” – 10 € …')
  expect(printable('Dvořák Łódź 日')).toBe('Dvorák ?ódz ?')
  expect(printable('a\n\tb')).toBe('a b')
})
