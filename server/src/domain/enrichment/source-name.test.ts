import { describe, expect, test } from 'vitest'
import { transaction } from '../../../../test/harness/enrichment.ts'
import { instalmentIn, nameIn, payeeOf, payerOf, plainName } from './source-name.ts'

test.each([
  ['PIX RECEBIDO JOSÉ 05/03 E18236120202603', 'PIX RECEBIDO JOSE'],
  ['Pix recebido   José 06.04', 'PIX RECEBIDO JOSE'],
  ['NETFLIX.COM/MARCH', 'NETFLIX COM'],
  ['APPLE.COM/BILL', 'APPLE COM BILL'],
  ['TAR PACOTE SERVICOS MAR/26', 'TAR PACOTE SERVICOS'],
  ['UBER *TRIP', 'UBER TRIP'],
  ['LOJAS RENNER PARC 03/12', 'LOJAS RENNER PARC'],
  ['PARC 03 / 12 LOJA', 'PARC LOJA'],
  ['123456', ''],
])('%s is always %j', (description, name) => {
  expect(plainName(description)).toBe(name)
})

describe('who paid and who was paid', () => {
  const row = transaction({
    on: '2026-03-02',
    cents: 1,
    payer: '60500998000135',
    merchantName: 'Netflix',
    description: 'PG *NETFLIX 881',
  })

  test('a payer is its document, a payee its name', () => {
    expect([payerOf(row), payeeOf(row)]).toEqual(['60500998000135', 'NETFLIX'])
  })

  test('without either it is what the description always says', () => {
    const bare = { ...row, merchant: null, counterparty: null }
    expect([payerOf(bare), payeeOf(bare)]).toEqual(['PG NETFLIX', 'PG NETFLIX'])
  })

  test('a name of digits alone is still a name', () => {
    expect(payeeOf({ ...row, merchant: { merchant_name: '99' } })).toBe('99')
    expect(payeeOf({ ...row, merchant: null, description: '0042' })).toBe('60500998000135')
  })
})

test.each([
  ['LOJA 03/12', { number: 3, of: 12 }],
  ['LOJA 3 / 12', { number: 3, of: 12 }],
  ['LOJA 12/03', null],
  ['LOJA 01/01', null],
  ['LOJA 03/12/2026', null],
  ['LOJA 00/12', null],
  [null, null],
])('the counter in %s', (description, instalment) => {
  expect(instalmentIn(description)).toEqual(instalment)
})

test.each([
  ['Netflix.com', 'Netflix.com'],
  ['TAR PACOTE SERVICOS MAR', 'TAR PACOTE SERVICOS'],
  ['EMPRESTIMO PESSOAL 03 / 12', 'EMPRESTIMO PESSOAL'],
  ['Seguro Auto (Porto)', 'Seguro Auto (Porto)'],
  ['DOC 4711 -', 'DOC'],
  ['4711', null],
  [null, null],
])('%s has the name %s', (description, name) => {
  expect(nameIn(description)).toBe(name)
})
