import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parts, readLabelled } from '../../../../test/categorisation/labelled.ts'
import { categorise, type Described } from './categorise.ts'

const spent = (description: string, more: Partial<Described> = {}) =>
  categorise({ description, type: 'OUTFLOW', ...more })
const received = (description: string, more: Partial<Described> = {}) =>
  categorise({ description, type: 'INFLOW', ...more })

describe('what is believed', () => {
  test('a company is known behind prefixes, numbers and a line that ended too early', () => {
    for (const description of ['STR*UBER TRIP', 'DL*UberRides', 'COMPRA EN UBER *TRI', 'uber *trip help.u']) {
      expect(spent(description).merchant).toEqual({ name: 'Uber', website: 'https://uber.com' })
    }
    expect(spent('COMPRA EN  CREPES Y W 0032').merchant?.name).toBe('Crepes & Waffles')
  })

  test('the longer name wins where one begins another', () => {
    expect(spent('OXXO GAS SUC 12')).toMatchObject({ subcategory: 'Gas', merchant: { name: 'OXXO Gas' } })
    expect(spent('OXXO REFORMA 2211')).toMatchObject({ subcategory: 'Convenience Store', merchant: { name: 'OXXO' } })
  })

  test('what the bank charges wins over the company that it names', () => {
    expect(spent('IOF de "Paypal *Crunchyroll"')).toEqual({
      category: 'Taxes',
      subcategory: 'Government Fees',
      merchant: null,
    })
  })

  test('a word of what for wins over the way on which the money moved', () => {
    expect(spent('SPEI ENVIADO STP')).toMatchObject({ category: 'Transfers', subcategory: null })
    expect(spent('SPEI ENVIADO STP 0012345RENTA DEPTO')).toMatchObject({ subcategory: 'Rent' })
    expect(received('SPEI RECIBIDO BANORTE 0022386NOMINA')).toMatchObject({ subcategory: 'Salary' })
  })

  test('the end of a transfer is not taken for the beginning of a name', () => {
    expect(spent('PAGO A PROVE NIDIA BOLIVAR')).toMatchObject({ category: 'Transfers', merchant: null })
  })

  test('an acquirer alone says nothing', () => {
    for (const description of ['MERPAGO*MELIMAS', 'Pag*Mariaclarasilva', 'CLIP MX*JOSE L HERNAND', 'COMPRA EN PAYU']) {
      expect(spent(description)).toEqual({ category: 'Unknown', subcategory: null, merchant: null })
    }
  })

  test('no words and no codes are Unknown', () => {
    expect(categorise({ description: null, type: null })).toEqual({
      category: 'Unknown',
      subcategory: null,
      merchant: null,
    })
  })
})

describe('people', () => {
  test('a surname is no trade and no shop, where a transfer names a person', () => {
    for (const name of ['JUAN FLORES', 'WILSON SUAREZ HERRERA', 'LEANDRO ARAUJO', 'PABLO ESCOBAR', 'ANA ELIZABET']) {
      expect(spent(`SPEI ENVIADO STP 0012 ${name}`)).toMatchObject({ category: 'Transfers', merchant: null })
    }
  })

  test('nothing of a name counts where a CPF or the bank says that it is a person', () => {
    const toPerson = { category: 'Transfers', subcategory: null, merchant: null }
    expect(spent('Transferência enviada pelo Pix - JOAO RENNER PADARIA - •••.113.159-•• - NU')).toEqual(toPerson)
    expect(spent('PIX ENVIADO JOAO PADARIA', { counterpartyType: 'INDIVIDUAL' })).toEqual(toPerson)
    expect(spent('PIX ENVIADO JOAO PADARIA', { counterpartyType: 'COMPANY' })).toMatchObject({
      subcategory: 'Bakery & Coffee',
    })
  })

  test('an employer is no merchant', () => {
    expect(received('CREDITO SALARIO TECNOLOGIA IPIRANGA')).toMatchObject({ subcategory: 'Salary', merchant: null })
  })
})

describe('which way the money went', () => {
  test('the same word is a cost going out and an income coming in', () => {
    expect(spent('INTERESES')).toMatchObject({ subcategory: 'Interest & Charges' })
    expect(received('INTERESES')).toMatchObject({ category: 'Income & Payments', subcategory: 'Interest' })
  })

  test('money from a shop is a refund that keeps the shop', () => {
    expect(received('AMAZON MX')).toMatchObject({ subcategory: 'Refund', merchant: { name: 'Amazon' } })
    expect(received('Estorno de "Uber *Trip"')).toMatchObject({ subcategory: 'Refund', merchant: { name: 'Uber' } })
  })

  test('a company that sends money by transfer makes no refund', () => {
    expect(received('PIX RECEBIDO RESTAURANTE BOM PRATO')).toMatchObject({ category: 'Transfers', merchant: null })
  })

  test('who wins a bet gets no refund', () => {
    expect(received('BETANO')).toMatchObject({ subcategory: 'Gambling' })
  })

  test('what comes into the account of a card pays it', () => {
    const card = { accountCategory: 'CREDIT_CARD' }
    expect(received('Pagamento recebido', card)).toMatchObject({ subcategory: 'Credit Card' })
    expect(received('PAGO POR SPEI', card)).toMatchObject({ subcategory: 'Credit Card' })
    expect(received('PAGO POR SPEI')).toMatchObject({ category: 'Transfers' })
  })

  test('what comes into the account of a loan pays it back', () => {
    expect(received('ABONO CUOTA 3/24', { accountCategory: 'LOAN_ACCOUNT' })).toMatchObject({
      category: 'Credits & Loans',
      subcategory: 'Personal',
    })
  })
})

describe('codes', () => {
  test("the card network's code speaks where the name does not", () => {
    expect(spent('VASTO', { mcc: 5812 })).toMatchObject({ subcategory: 'Restaurants' })
    expect(spent('VASTO', { mcc: 1 })).toMatchObject({ category: 'Unknown' })
  })

  test('it wins over a word for a trade of another category, and not over a company by name', () => {
    expect(spent('PAPELARIA CENTRAL', { mcc: 5411 })).toMatchObject({ subcategory: 'Groceries' })
    expect(spent('CAFE DO PONTO', { mcc: 5814 })).toMatchObject({ subcategory: 'Bakery & Coffee' })
    expect(spent('NETFLIX.COM', { mcc: 4899 })).toMatchObject({ subcategory: 'Movie & Audio' })
  })

  test("the network's word for a movement is believed last, though before a mere transfer", () => {
    expect(received('TED 0912', { operationType: 'FOLHA_PAGAMENTO' })).toMatchObject({ subcategory: 'Salary' })
    expect(spent('0912', { operationType: 'PIX' })).toMatchObject({ category: 'Transfers' })
    expect(spent('PADARIA TREVO', { operationType: 'PIX' })).toMatchObject({ subcategory: 'Bakery & Coffee' })
  })
})

const labelled = parts.flatMap(readLabelled)
const rows = fc.constantFrom(...labelled)
const asked = ({ description, type, account }: (typeof labelled)[number]) =>
  categorise({ description, type, accountCategory: account })

describe('what changes nothing', () => {
  test('the order in which transactions are asked for', () => {
    const before = labelled.map(asked)
    const order = fc.shuffledSubarray([...labelled.keys()], { minLength: labelled.length })
    fc.assert(
      fc.property(order, (indexes) => {
        for (const index of indexes) {
          const row = labelled[index]
          if (row) expect(asked(row)).toEqual(before[index])
        }
      }),
      { numRuns: 5 },
    )
  })

  test('the amount, whatever it is multiplied by', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 1_000, noNaN: true }), (row, factor) => {
        const scaled = { ...row, accountCategory: row.account, amount: row.amount * factor }
        expect(categorise(scaled)).toEqual(asked(row))
      }),
    )
  })

  test('a store number, a reference or an instalment at the end', () => {
    const number = fc.integer({ min: 100, max: 99_999_999 })
    const noise = fc.oneof(
      number.map(String),
      number.map((digits) => `AUT: ${digits}`),
      number.map((digits) => `REF ${digits} FOLIO`),
      fc.tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom(3, 6, 12)).map(([part, of]) => `${part}/${of}`),
    )
    fc.assert(
      fc.property(rows, noise, (row, end) => {
        expect(asked({ ...row, description: `${row.description} ${end}` })).toEqual(asked(row))
      }),
      { numRuns: 2_000 },
    )
  })

  test('small letters, capitals, accents and wider spaces', () => {
    const forms = fc.constantFrom<(text: string) => string>(
      (text) => text.toLowerCase(),
      (text) => text.toUpperCase(),
      (text) => text.normalize('NFD'),
      (text) => text.replaceAll(' ', '   '),
    )
    fc.assert(
      fc.property(rows, forms, (row, write) => {
        expect(asked({ ...row, description: write(row.description) })).toEqual(asked(row))
      }),
      { numRuns: 2_000 },
    )
  })
})
