import type { Dice } from '../../../../kit/random.ts'
import type { CountryCode } from '../calendar.ts'

/** At least one of something, as `Dice.pick` wants it. */
export type Some<T> = readonly [T, ...T[]]

/** The network's word for a kind of movement, as Open Finance Brasil lists them; used in the other countries too. */
export type Operation =
  | 'TED'
  | 'PIX'
  | 'TRANSFERENCIA_MESMA_INSTITUICAO'
  | 'BOLETO'
  | 'CONVENIO_ARRECADACAO'
  | 'PACOTE_TARIFA_SERVICOS'
  | 'TARIFA_SERVICOS_AVULSOS'
  | 'FOLHA_PAGAMENTO'
  | 'DEPOSITO'
  | 'SAQUE'
  | 'CARTAO'
  | 'ENCARGOS_JUROS_CHEQUE_ESPECIAL'
  | 'RENDIMENTO_APLIC_FINANCEIRA'
  | 'RESGATE_APLIC_FINANCEIRA'
  | 'OPERACAO_CREDITO'
  | 'PAGAMENTO'
  | 'TARIFA'
  | 'OPERACOES_CREDITO_CONTRATADAS_CARTAO'
  | 'ESTORNO'
  | 'OUTROS'

/** What the bank prints. `{word}` is filled in by the caller, `{#7}` is seven digits. */
export type Phrase = readonly [template: string, operation: Operation, channel?: string]

export type PhraseName =
  | 'salary'
  | 'extraSalary'
  | 'transferSent'
  | 'transferReceived'
  | 'rent'
  | 'utility'
  | 'debitPurchase'
  | 'withdrawal'
  | 'packageFee'
  | 'feeTax'
  | 'overdraftInterest'
  | 'cardPayment'
  | 'loanInstalment'
  | 'loanPaidOut'
  | 'loanSpent'
  | 'sweepOut'
  | 'sweepIn'
  | 'ownSent'
  | 'ownReceived'
  | 'toSavings'
  | 'fromSavings'
  | 'savingsIn'
  | 'savingsOut'
  | 'interest'
  | 'cardPurchase'
  | 'cardInstalment'
  | 'cardPaid'
  | 'annualFee'
  | 'refund'
  | 'loanCredited'
  | 'loanPaid'
  | 'customer'
  | 'acquirer'
  | 'supplier'
  | 'payroll'
  | LifePhraseName

/** What only some people live on or owe. */
export type LifePhraseName =
  | 'movedIn'
  | 'movedOut'
  | 'gigPayout'
  | 'pension'
  | 'allowance'
  | 'scholarship'
  | 'tuition'
  | 'dayWage'
  | 'collection'
  | 'bet'
  | 'lateFee'
  | 'lateInterest'
  | 'remittanceIn'
  | 'remittanceOut'
  | 'currencyBought'
  | 'currencySold'
  | 'exchangeTax'
  | 'sale'
  | 'ownerDraw'
  | 'partnerIn'
  | 'lenderIn'
  | 'lenderOut'
  | 'invested'
  | 'divested'
  | 'dividend'
  | 'described'

export type Phrases = Readonly<Record<PhraseName, Some<Phrase>>>

export type ShopKind =
  | 'groceries'
  | 'convenience'
  | 'pharmacy'
  | 'bakery'
  | 'transit'
  | 'restaurant'
  | 'delivery'
  | 'fuel'
  | 'ride'
  | 'online'
  | 'department'
  | 'leisure'
  | 'travel'
  | 'office'
  | 'software'

/** More shops of some kinds. */
export type MoreShops = Readonly<Partial<Record<ShopKind, readonly Shop[]>>>

/** A shop as it is printed, its merchant category code and what one visit costs, in whole units at prices of 2024. */
export type Shop = readonly [name: string, mcc: number, low: number, high: number]

/** A company that bills, and its bill at prices of 2024; some bill every second month. `{power}` is the city's own. */
export type Provider = readonly [name: string, low: number, high: number, everyMonths: 1 | 2]

export type Bank = readonly [name: string, code: string]

export type City = {
  readonly town: string
  /** As it stands behind a shop's name on a statement. */
  readonly printed: string
  /** The state's two letters: of the CURP in Mexico, of the federation's unit in Brazil. */
  readonly state: string
  readonly stateName: string
  /** IBGE's number in Brazil. */
  readonly code: string | null
  readonly postcodePrefix: string
  readonly areaCode: string
  /** Who brings electricity and water there, as statements name them. */
  readonly power: string
  readonly water: string
  readonly latitude: number
  readonly longitude: number
  readonly districts: Some<string>
  readonly streets: Some<string>
}

/** What is known of a country: who lives there, what things cost, and how its banks print. */
export type Country = {
  readonly code: CountryCode
  readonly alpha3: string
  readonly name: string
  readonly currency: 'MXN' | 'BRL' | 'COP'
  /** Yearly growth of prices and wages; 2024 is the base. */
  readonly growth: number
  /** Amounts at a till are multiples of this many cents. */
  readonly tillStep: number
  /** What one month brings, in whole units of 2024. */
  readonly income: readonly [low: number, high: number]
  readonly revenue: readonly [low: number, high: number]
  /** Yearly interest of the savings account. */
  readonly savingsRate: number
  /** Monthly interest of loans. */
  readonly loanRate: number
  /** Days from the closing of a card's bill to its due date. */
  readonly billDays: number
  readonly women: Some<string>
  readonly men: Some<string>
  readonly surnames: Some<string>
  readonly cities: Some<City>
  readonly employers: Some<string>
  /** Whoever serves the state. */
  readonly publicEmployers: Some<string>
  /** Names of companies without their legal form. */
  readonly companies: Some<string>
  readonly companyForm: string
  readonly shops: Readonly<Record<ShopKind, Some<Shop>>>
  /** Where those go besides whose persona is younger than the list above, which must not grow. */
  readonly moreShops: MoreShops
  /** Who pays people that work by the task, as they are printed. */
  readonly platforms: Some<string>
  readonly subscriptions: Some<readonly [name: string, mcc: number, price: number]>
  readonly utilities: Some<Provider>
  readonly taxes: Some<Provider>
  readonly banks: Some<Bank>
  readonly concepts: Some<string>
  /** Names of the extra salary, by the month (1 to 12) in which it is paid. */
  readonly extraSalaries: Readonly<
    Record<number, { readonly name: string; readonly day: number; readonly share: number }>
  >
  readonly phrases: Phrases
}

/** Letters as banks print them: capitals without accents. */
export const printed = (text: string): string =>
  (isAscii.test(text) ? text : text.normalize('NFD').replace(/\p{M}/gu, '')).toUpperCase()

/** Most texts, and they have no accents to look for. */
const isAscii = /^[ -~]*$/

/** Fills a template's `{word}`s from `words` and its `{#n}`s with digits. */
export function fill(template: string, dice: Dice, words: Readonly<Record<string, string>>): string {
  return template.replace(/\{(#?)(\w+)\}/g, (_whole, isDigits: string, word: string) =>
    isDigits ? dice.digits(Number(word)) : (words[word] ?? ''),
  )
}
