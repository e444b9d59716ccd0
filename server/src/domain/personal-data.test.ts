import { describe, expect, test } from 'vitest'
import { looksPersonal } from './personal-data.ts'

describe('personal', () => {
  test.each([
    'ana.lopez@example.com',
    ' ana@example.com ',
    '76109277673',
    '761.092.776-73',
    '11222333000181',
    '11.222.333/0001-81',
    '76192083-9',
    '76.192.083-9',
    'BOXW310820HNERXN09',
    'GODE561231GR8',
    '+52 55 1234 5678',
    '+5511987654321',
  ])('%s', (text) => expect(looksPersonal(text)).toBe(true))
})

describe('not personal', () => {
  test.each([
    '',
    '0b1f9a52-6d0e-4a9a-9f5e-6a0d9f7c1b2e',
    '11111111-1111-4111-8111-111111111111',
    '76109277670',
    'cpf 76109277673',
    'customer-76109277673',
    'ana.lopez@example.com/2',
    'user@localhost',
    '5512345678',
    '761920839',
    '+12',
    'BOXW310820HNERXN08',
    'order 12345678-5',
    'gode561231gr8',
  ])('%s', (text) => expect(looksPersonal(text)).toBe(false))
})
