import type { Some } from '../countries/country.ts'

export type InvestmentKind =
  | 'FIXED_INCOME_BANKING'
  | 'FIXED_INCOME_CREDIT'
  | 'VARIABLE_INCOME'
  | 'INVESTMENT_FUND'
  | 'TREASURY_BOND'

export type Product = {
  readonly name: string
  /** What one unit costs to begin with, in whole units of money. */
  readonly unit: number
  /** Share of the interbank rate that it pays, where it pays interest. */
  readonly rate: number
  readonly drift: number
  readonly swing: number
  /** Without its last digit. */
  readonly isin: string | null
  /** The first eight digits of the issuer's, or of the fund's, CNPJ. */
  readonly issuer: string | null
  readonly isTaxExempt: boolean
  /** As statements name it. */
  readonly printed: string
  /** Years from the month of purchase to the end of its term, where that is not when the client sells. */
  readonly termYears: number
  readonly debtor: string | null
  readonly fund: { readonly category: string; readonly class: string; readonly subclass: string } | null
}

export type Instrument = {
  readonly kind: InvestmentKind
  readonly products: Some<Product>
  /** How much goes into it, beside what a month's savings are. */
  readonly weight: number
  /** Sold in whole pieces only. */
  readonly wholeUnits: boolean
} & Product

const product = (given: Partial<Product> & Pick<Product, 'name' | 'unit' | 'printed'>): Product => ({
  rate: 1,
  drift: 0,
  swing: 0,
  isin: null,
  issuer: null,
  isTaxExempt: false,
  termYears: 0,
  debtor: null,
  fund: null,
  ...given,
})

type Given = Pick<Instrument, 'kind' | 'weight' | 'wholeUnits' | 'products'>

const instrument = (given: Given): Instrument => ({ ...given.products[0], ...given })

/** Of each kind that the network knows, some; companies and securities are invented. */
export const instruments: readonly Instrument[] = [
  instrument({
    kind: 'FIXED_INCOME_BANKING',
    weight: 8,
    wholeUnits: true,
    products: [
      product({ name: 'CDB', unit: 100, rate: 1.05, issuer: '41100006', printed: 'CDB POS FIXADO 105 CDI' }),
      product({ name: 'LCI', unit: 100, rate: 0.92, issuer: '41100006', isTaxExempt: true, printed: 'LCI 92 CDI' }),
      product({ name: 'RDB', unit: 100, rate: 1.01, issuer: '41100006', printed: 'RDB 101 CDI' }),
    ],
  }),
  instrument({
    kind: 'FIXED_INCOME_CREDIT',
    weight: 9,
    wholeUnits: true,
    products: [
      product({
        name: 'DEBENTURES',
        unit: 1_000,
        rate: 1.15,
        isin: 'BRSRAZDBS04',
        issuer: '41100011',
        termYears: 4,
        debtor: 'RODOVIAS SERRA AZUL S.A.',
        printed: 'DEB SRAZ14',
      }),
      product({
        name: 'CRA',
        unit: 1_000,
        rate: 1.02,
        isin: 'BRBSAFCRA02',
        issuer: '41100012',
        isTaxExempt: true,
        termYears: 3,
        debtor: 'AGRICOLA BOA SAFRA S.A.',
        printed: 'CRA BOA SAFRA',
      }),
    ],
  }),
  instrument({
    kind: 'VARIABLE_INCOME',
    weight: 4,
    wholeUnits: true,
    products: [
      product({
        name: 'MVAC3',
        unit: 31.5,
        drift: 0.05,
        swing: 0.32,
        isin: 'BRMVACACNOR',
        issuer: '41100013',
        printed: 'MVAC3',
      }),
      product({
        name: 'ENLS4',
        unit: 18.2,
        drift: 0.04,
        swing: 0.38,
        isin: 'BRENLSACNPR',
        issuer: '41100014',
        printed: 'ENLS4',
      }),
      product({
        name: 'LOGR3',
        unit: 44.8,
        drift: 0.06,
        swing: 0.28,
        isin: 'BRLOGRACNOR',
        issuer: '41100015',
        printed: 'LOGR3',
      }),
    ],
  }),
  instrument({
    kind: 'INVESTMENT_FUND',
    weight: 3,
    wholeUnits: false,
    products: [
      product({
        name: 'ATLANTICA REFERENCIADO DI FIC FI',
        unit: 3.4182,
        drift: 0.1,
        swing: 0.004,
        issuer: '41100016',
        printed: 'FI ATLANTICA DI',
        fund: { category: 'RENDA_FIXA', class: 'RENDA FIXA DURACAO BAIXA', subclass: 'GRAU DE INVESTIMENTO' },
      }),
      product({
        name: 'SERRA AZUL FIC DE ACOES',
        unit: 1.9375,
        drift: 0.09,
        swing: 0.24,
        issuer: '41100017',
        printed: 'FIA SERRA AZUL',
        fund: { category: 'ACOES', class: 'ACOES ATIVO', subclass: 'LIVRE' },
      }),
    ],
  }),
  instrument({
    kind: 'TREASURY_BOND',
    weight: 5,
    wholeUnits: false,
    products: [
      product({
        name: 'TESOURO SELIC',
        unit: 140,
        rate: 1,
        isin: 'BRSTNCLF1R4',
        termYears: 5,
        printed: 'TESOURO DIRETO SELIC',
      }),
      product({
        name: 'TESOURO PREFIXADO',
        unit: 7.8,
        rate: 1.04,
        isin: 'BRSTNCLTN7U',
        termYears: 3,
        printed: 'TESOURO DIRETO LTN',
      }),
    ],
  }),
]
